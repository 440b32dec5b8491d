//! Inspections as a file.

use super::{condition_names, placement_name, thumb_path};
use crate::ads::queries::{self, InspectionFilter};
use crate::ads::wire::{AdInspectionQuery, AdInspectionRow};
use crate::areas::{Territories, Territory};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::num;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;
use uuid::Uuid;

/// Save the list of inspections of ads as a file, with the same filters; newest first. Notes are masked.
#[utoipa::path(operation_id = "export_ad_inspections", tag = "ads", params(AdInspectionQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/ads/inspections/export")]
pub(super) async fn export_ad_inspections(
    who: Allowed<ExportRecords>,
    query: Exporting<AdInspectionQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let caller = who.actor().account_id;
    let pages = InspectionPages {
        db: who.read().clone(),
        filter: InspectionFilter::new(&query.filters, who.scope(), caller, &territory, **zone)?,
        territory,
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_ad_inspections",
        name: "ad_inspections",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

struct InspectionPages {
    db: DatabaseConnection,
    filter: InspectionFilter,
    territory: Arc<Territory>,
    is_chinese: bool,
}

impl Pages for InspectionPages {
    type Row = Exported;
    type Place = (i64, Uuid);

    async fn read(&self, after: Option<(i64, Uuid)>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let loaded = queries::list_inspections(&self.db, &self.filter, after, limit).await?;
        let row = |loaded| {
            let row = AdInspectionRow::new(loaded, &self.territory);
            Exported::new(row, self.is_chinese)
        };
        Ok(loaded.into_iter().map(row).collect())
    }

    fn place_of(&self, row: &Exported) -> (i64, Uuid) {
        row.row.place_in_list()
    }
}

/// A row with its words in the reader's language.
struct Exported {
    row: AdInspectionRow,
    id: String,
    site_id: String,
    placement_name: String,
    conditions: String,
    condition_names: String,
    area_name: String,
    area_path: String,
    flags: String,
    thumb: Option<String>,
    twin: Option<String>,
}

impl Exported {
    fn new(row: AdInspectionRow, is_chinese: bool) -> Self {
        let pick = |zh: &str, en: &str| if is_chinese { zh } else { en }.to_owned();
        let placement = row.site.as_ref().map(|site| site.placement.as_str());
        let photo = row.photos.iter().find(|photo| photo.has_arrived);
        Self {
            id: row.id.to_string(),
            site_id: row.ad_site_id.to_string(),
            placement_name: placement
                .map(|code| placement_name(code, is_chinese))
                .unwrap_or_default(),
            conditions: row.conditions.join(" "),
            condition_names: condition_names(&row.conditions, is_chinese),
            area_name: pick(&row.area.area_name_zh, &row.area.area_name_en),
            area_path: pick(&row.area.area_path_zh, &row.area.area_path_en),
            flags: row.flags.join(" "),
            thumb: photo.map(|photo| thumb_path(&photo.sha256)),
            twin: row.twin.as_ref().map(|twin| twin.record_id.to_string()),
            row,
        }
    }
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let at = row.position.as_ref();
        cells.extend([
            Cell::Text(&self.id),
            Cell::Integer(row.seq),
            Cell::Text(&row.receipt),
            Cell::Instant(row.happened_at.0),
            Cell::Instant(row.received_at.0),
            Cell::Text(&self.site_id),
            Cell::text(row.site.as_ref().map(|site| site.code.as_str())),
            Cell::text(row.site.as_ref().map(|site| site.placement.as_str())),
            Cell::Text(&self.placement_name),
            Cell::text(row.theme_seen.as_deref()),
            Cell::Text(&self.conditions),
            Cell::Text(&self.condition_names),
            Cell::Integer(i64::from(row.is_good)),
            Cell::Text(&row.area.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.area_path),
            Cell::decimal(at.map(|at| at.lng), 6),
            Cell::decimal(at.map(|at| at.lat), 6),
            Cell::decimal(at.map(|at| at.accuracy_m), 1),
            Cell::Text(&row.placed_by),
            Cell::Text(&self.flags),
            Cell::text(row.note.as_deref()),
            Cell::Integer(num::i64_from_usize(row.photos.len())),
            Cell::text(self.thumb.as_deref()),
            Cell::text(self.twin.as_deref()),
            Cell::Text(&row.author.name),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        self.row.position.as_ref().map(|at| (at.lng, at.lat))
    }
}

/// The columns, in the order of the cells.
const COLUMNS: &[Column] = &[
    column("id", "编号", "Id"),
    column("seq", "序号", "Number"),
    column("receipt", "回执", "Receipt"),
    column("happened_at", "检查时间", "Inspected"),
    column("received_at", "收到时间", "Received"),
    column("ad_site_id", "点位编号", "Site id"),
    column("site_code", "点位代码", "Site code"),
    column("placement", "位置类型代码", "Placement code"),
    column("placement_name", "位置类型", "Placement"),
    column("theme_seen", "看到的主题代码", "Theme seen, code"),
    column("conditions", "状况代码", "Conditions, codes"),
    column("condition_names", "状况", "Conditions"),
    column("is_good", "完好", "In order"),
    column("area_code", "区域代码", "Area code"),
    column("area_name", "区域", "Area"),
    column("area_path", "街道和社区", "Street and community"),
    column("lng", "经度", "Longitude"),
    column("lat", "纬度", "Latitude"),
    column("accuracy_m", "误差（米）", "Accuracy (m)"),
    column("placed_by", "定位方式", "Placed by"),
    column("flags", "标记", "Flags"),
    column(
        "note",
        "备注（已遮盖个人信息）",
        "Note (personal data masked)",
    ),
    column("photos", "照片数", "Photos"),
    column("thumb", "照片缩略图", "Thumbnail"),
    column(
        "twin",
        "相似照片的早先记录",
        "Earlier record with the same photo",
    ),
    column("author", "记录人", "Author"),
];
