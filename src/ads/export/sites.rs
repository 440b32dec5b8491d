//! Sites as a file.

use super::{condition_names, placement_name, theme_name, thumb_path};
use crate::ads::queries::{self, Place, SiteFilter};
use crate::ads::wire::{AdSiteQuery, AdSiteView};
use crate::areas::{Territories, Territory};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::{DatabaseConnection, DbErr};
use std::sync::Arc;

/// Save the list of ad sites as a file, with the same filters.
#[utoipa::path(operation_id = "export_ad_sites", tag = "ads", params(AdSiteQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/ads/sites/export")]
pub(super) async fn export_ad_sites(
    who: Allowed<ExportRecords>,
    query: Exporting<AdSiteQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let scope = who.scope().clone().areas_only();
    let pages = SitePages {
        db: who.read().clone(),
        filter: SiteFilter::new(&query.filters, &scope, &territory, **zone, who.now())?,
        territory,
        is_chinese: is_chinese(&request),
        now: who.now(),
    };
    let file = File {
        operation: "export_ad_sites",
        name: "ad_sites",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

struct SitePages {
    db: DatabaseConnection,
    filter: SiteFilter,
    territory: Arc<Territory>,
    is_chinese: bool,
    now: UtcMillis,
}

impl Pages for SitePages {
    type Row = Exported;
    type Place = Place;

    async fn read(&self, after: Option<Place>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let sites = queries::list_sites(&self.db, &self.filter, after, limit).await?;
        let codes = sites.iter().filter_map(|site| site.road_code.clone());
        let roads = queries::road_names(&self.db, codes).await?;
        let view = |site| {
            let view = AdSiteView::new(site, &self.territory, &roads, self.now);
            Exported::new(view, self.is_chinese)
        };
        Ok(sites.into_iter().map(view).collect())
    }

    fn place_of(&self, row: &Exported) -> Place {
        let view = &row.view;
        (view.due_at.map(|at| at.0), view.code.clone(), view.id)
    }
}

/// A row with its words in the reader's language.
struct Exported {
    view: AdSiteView,
    id: String,
    placement_name: String,
    theme_name: String,
    conditions: String,
    condition_names: String,
    area_name: String,
    area_path: String,
    road_name: String,
    thumb: Option<String>,
}

impl Exported {
    fn new(view: AdSiteView, is_chinese: bool) -> Self {
        let pick = |zh: &str, en: &str| if is_chinese { zh } else { en }.to_owned();
        let last = view.last.as_ref();
        let codes = last.map(|last| last.conditions.clone()).unwrap_or_default();
        let photo = last.and_then(|last| last.photo_sha256.as_deref());
        let road = view.road.as_ref();
        Self {
            id: view.id.to_string(),
            placement_name: placement_name(&view.placement, is_chinese),
            theme_name: theme_name(&view.theme_now, is_chinese),
            condition_names: condition_names(&codes, is_chinese),
            conditions: codes.join(" "),
            area_name: pick(&view.area.area_name_zh, &view.area.area_name_en),
            area_path: pick(&view.area.area_path_zh, &view.area.area_path_en),
            road_name: road
                .map(|road| pick(&road.name_zh, &road.name_en))
                .unwrap_or_default(),
            thumb: photo.map(thumb_path),
            view,
        }
    }
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let view = &self.view;
        cells.extend([
            Cell::Text(&self.id),
            Cell::Text(&view.code),
            Cell::Text(&view.placement),
            Cell::Text(&self.placement_name),
            Cell::Text(&view.theme_now),
            Cell::Text(&self.theme_name),
            Cell::Integer(i64::from(view.is_public_now)),
            Cell::Integer(view.faces),
            Cell::text(view.owner_unit.as_deref()),
            Cell::integer(view.refresh_days),
            Cell::instant(view.due_at),
            Cell::Integer(i64::from(view.is_overdue)),
            Cell::Text(&view.condition),
            Cell::Text(&self.conditions),
            Cell::Text(&self.condition_names),
            Cell::instant(view.last.as_ref().map(|last| last.at)),
            Cell::text(self.thumb.as_deref()),
            Cell::Text(&view.area.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.area_path),
            Cell::Text(&self.road_name),
            Cell::decimal(view.lng, 6),
            Cell::decimal(view.lat, 6),
            Cell::Text(view.state),
            Cell::Text(&view.source),
            Cell::instant(view.ended_at),
            Cell::text(view.end_reason.as_deref()),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        Some((self.view.lng?, self.view.lat?))
    }
}

/// The columns, in the order of the cells.
const COLUMNS: &[Column] = &[
    column("id", "编号", "Id"),
    column("code", "点位代码", "Code"),
    column("placement", "位置类型代码", "Placement code"),
    column("placement_name", "位置类型", "Placement"),
    column("theme", "主题代码", "Theme code"),
    column("theme_name", "主题", "Theme"),
    column("is_public_service", "公益广告", "Public service"),
    column("faces", "面数", "Faces"),
    column("owner_unit", "责任单位", "Owner unit"),
    column("refresh_days", "更新周期（天）", "Refresh interval (days)"),
    column("due_at", "应更新时间", "Due"),
    column("is_overdue", "已逾期", "Overdue"),
    column("condition", "状况代码", "Condition code"),
    column("conditions", "最近检查代码", "Last found, codes"),
    column("condition_names", "最近检查", "Last found"),
    column("last_inspected_at", "最近检查时间", "Last inspected"),
    column("thumb", "最近照片缩略图", "Thumbnail of the last photo"),
    column("area_code", "区域代码", "Area code"),
    column("area_name", "区域", "Area"),
    column("area_path", "街道和社区", "Street and community"),
    column("road_name", "道路", "Road"),
    column("lng", "经度", "Longitude"),
    column("lat", "纬度", "Latitude"),
    column("state", "使用状态", "State"),
    column("source", "来源", "Source"),
    column("ended_at", "停用时间", "Ended"),
    column("end_reason", "停用原因", "Why it ended"),
];
