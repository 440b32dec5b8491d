//! The list as a file, made while it is sent: short reads one after another, nothing held open in between.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::{DatabaseConnection, DbErr};
use uuid::Uuid;

use super::queries::{self, Loaded};
use super::wire::{IncidentQuery, IncidentRow};
use super::{IncidentFilter, Vocabulary, incident_filter};
use crate::areas::{Territories, Territory, area_codes};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::problem::{Problem, ProblemResponses};

/// Save the list of incidents as a file, with the same filters; newest first. Notes are masked, cells that begin like
/// formulas are escaped.
#[utoipa::path(operation_id = "export_incidents", tag = "incidents", params(IncidentQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/incidents/export")]
pub(super) async fn export_incidents(
    who: Allowed<ExportRecords>,
    query: Exporting<IncidentQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let filter = incident_filter(
        &query.filters,
        who.scope(),
        who.actor().account_id,
        &territory,
        **zone,
        who.now(),
    )?;
    let pages = Reader {
        codes_then: area_codes(who.read()).await?,
        db: who.read().clone(),
        filter,
        territory,
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_incidents",
        name: "incidents",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

/// Reads page after page.
struct Reader {
    codes_then: HashMap<i64, String>,
    db: DatabaseConnection,
    filter: IncidentFilter,
    territory: Arc<Territory>,
    is_chinese: bool,
}

impl Pages for Reader {
    type Row = Exported;
    type Place = (i64, Uuid);

    async fn read(&self, after: Option<(i64, Uuid)>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let loaded = queries::list(&self.db, &self.filter, after, limit).await?;
        Ok(loaded.into_iter().map(|one| self.exported(one)).collect())
    }

    fn place_of(&self, row: &Exported) -> (i64, Uuid) {
        row.row.place_in_list()
    }
}

impl Reader {
    fn exported(&self, loaded: Loaded) -> Exported {
        let code_then = self
            .codes_then
            .get(&loaded.shown.record.area_id)
            .cloned()
            .unwrap_or_default();
        let row = IncidentRow::new(loaded, &self.territory);
        let words = Vocabulary::get();
        let pick = |zh: &str, en: &str| if self.is_chinese { zh } else { en }.to_owned();
        let category = words.category(&row.category);
        let outcome = words.outcome(&row.outcome);
        Exported {
            id: row.id.to_string(),
            category_name: category
                .map(|word| pick(&word.name_zh, &word.name_en))
                .unwrap_or_default(),
            outcome_name: outcome
                .map(|word| pick(&word.name_zh, &word.name_en))
                .unwrap_or_default(),
            area_name: pick(&row.area_name_zh, &row.area_name_en),
            area_path: pick(&row.area_path_zh, &row.area_path_en),
            flags: row.flags.join(" "),
            code_then,
            row,
        }
    }
}

/// A row with its words in the reader's language.
struct Exported {
    row: IncidentRow,
    id: String,
    category_name: String,
    outcome_name: String,
    area_name: String,
    area_path: String,
    code_then: String,
    flags: String,
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let at = row.position.as_ref();
        let count = |number: usize| Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        cells.extend([
            Cell::Text(&self.id),
            Cell::Integer(row.seq),
            Cell::Text(&row.receipt),
            Cell::Instant(row.happened_at.0),
            Cell::Instant(row.received_at.0),
            Cell::Text(&row.category),
            Cell::Text(&self.category_name),
            Cell::Text(&row.group),
            Cell::Integer(row.severity),
            Cell::Integer(row.count),
            Cell::Text(&row.outcome),
            Cell::Text(&self.outcome_name),
            Cell::Text(&row.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.area_path),
            Cell::Text(&self.code_then),
            Cell::decimal(at.map(|at| at.lng), 6),
            Cell::decimal(at.map(|at| at.lat), 6),
            Cell::decimal(at.map(|at| at.accuracy_m), 1),
            Cell::Text(&row.placed_by),
            Cell::Text(&self.flags),
            Cell::text(row.note.as_deref()),
            count(row.photos.len()),
            Cell::Integer(row.claimed_photos),
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
    column("happened_at", "发生时间", "Happened"),
    column("received_at", "收到时间", "Received"),
    column("category", "类别代码", "Category code"),
    column("category_name", "类别", "Category"),
    column("group", "大类", "Group"),
    column("severity", "程度", "Severity"),
    column("count", "数量", "Count"),
    column("outcome", "结果代码", "Outcome code"),
    column("outcome_name", "结果", "Outcome"),
    column("area_code", "现区域代码", "Area code now"),
    column("area_name", "现区域", "Area now"),
    column("area_path", "街道和社区", "Street and community"),
    column(
        "area_code_then",
        "记录时区域代码",
        "Area code when recorded",
    ),
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
    column("claimed_photos", "申报照片数", "Photos claimed"),
    column("author", "记录人", "Author"),
];
