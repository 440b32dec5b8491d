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
    Cell, Column, ExportRow, File, Pages, column, format_of, is_chinese, send,
};
use crate::platform::num;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpRequest, HttpResponse, get, web};
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DbErr};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::IntoParams;

/// The filters of the list, and the kind of file.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AdSiteExportQuery {
    /// `csv`, `xlsx`, `geojson` or `ndjson`; default `csv`.
    #[param(example = "csv")]
    format: Option<String>,
    /// Code of an area; its subtree counts.
    area: Option<String>,
    /// Kinds of places.
    placement: Option<String>,
    /// Themes as last seen.
    theme: Option<String>,
    /// Conditions of the last inspection; `none` for sites that nobody has looked at.
    condition: Option<String>,
    /// `overdue`, or a local day.
    due: Option<String>,
    /// `active` (default), `gone` or `all`.
    state: Option<String>,
    /// Whether the ad is a public service now.
    public: Option<bool>,
    /// Code of the main road it stands on.
    road: Option<String>,
    /// Beginning of the code.
    q: Option<String>,
}

impl AdSiteExportQuery {
    fn filter(&self) -> AdSiteQuery {
        let asked = self.clone();
        AdSiteQuery {
            area: asked.area,
            placement: asked.placement,
            theme: asked.theme,
            condition: asked.condition,
            due: asked.due,
            state: asked.state,
            public: asked.public,
            road: asked.road,
            q: asked.q,
            ..AdSiteQuery::default()
        }
    }
}

/// Save the list of ad sites as a file, with the same filters.
#[utoipa::path(operation_id = "export_ad_sites", tag = "ads", params(AdSiteExportQuery), security(("bearer" = [])),
    responses((status = 200, description = "The file, made while it is sent", content(
        (String = "text/csv"), (String = "application/x-ndjson"), (Object = "application/geo+json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), ProblemResponses))]
#[get("/ads/sites/export")]
pub(super) async fn export_ad_sites(
    who: Allowed<ExportRecords>,
    query: web::Query<AdSiteExportQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let format = format_of(query.format.as_deref())?;
    let territory = territories.current();
    let scope = who.scope().clone().areas_only();
    let pages = SitePages {
        db: who.read().clone(),
        filter: SiteFilter::new(&query.filter(), &scope, &territory, **zone, who.now())?,
        territory,
        cursor: None,
        is_chinese: is_chinese(&request),
        now: who.now(),
    };
    let file = File {
        operation: "export_ad_sites",
        name: "ad_sites",
        columns: COLUMNS,
        format,
        pages,
    };
    send(&who, &request, **zone, &*query, file).await
}

struct SitePages {
    db: DatabaseConnection,
    filter: SiteFilter,
    territory: Arc<Territory>,
    cursor: Option<Place>,
    is_chinese: bool,
    now: UtcMillis,
}

impl Pages for SitePages {
    type Row = Exported;

    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Exported>, DbErr>> {
        Box::pin(async {
            let cursor = self.cursor.take();
            let sites = queries::list_sites(
                &self.db,
                &self.filter,
                cursor,
                num::u64_from_usize(Self::PAGE),
            )
            .await?;
            let last = sites.last();
            self.cursor = last.map(|site| (site.due_at, site.code.clone(), site.id));
            let codes = sites.iter().filter_map(|site| site.road_code.clone());
            let roads = queries::road_names(&self.db, codes).await?;
            let view = |site| {
                let view = AdSiteView::new(site, &self.territory, &roads, self.now);
                Exported::new(view, self.is_chinese)
            };
            Ok(sites.into_iter().map(view).collect())
        })
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
        let text = |text: Option<&'a str>| text.map_or(Cell::Empty, Cell::Text);
        let at = |at: Option<UtcMillis>| at.map_or(Cell::Empty, |at| Cell::Instant(at.0));
        let degrees =
            |value: Option<f64>| value.map_or(Cell::Empty, |value| Cell::Decimal(value, 6));
        cells.extend([
            Cell::Text(&self.id),
            Cell::Text(&view.code),
            Cell::Text(&view.placement),
            Cell::Text(&self.placement_name),
            Cell::Text(&view.theme_now),
            Cell::Text(&self.theme_name),
            Cell::Integer(i64::from(view.is_public_now)),
            Cell::Integer(view.faces),
            text(view.owner_unit.as_deref()),
            view.refresh_days.map_or(Cell::Empty, Cell::Integer),
            at(view.due_at),
            Cell::Integer(i64::from(view.is_overdue)),
            Cell::Text(&view.condition),
            Cell::Text(&self.conditions),
            Cell::Text(&self.condition_names),
            at(view.last.as_ref().map(|last| last.at)),
            text(self.thumb.as_deref()),
            Cell::Text(&view.area.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.area_path),
            Cell::Text(&self.road_name),
            degrees(view.lng),
            degrees(view.lat),
            Cell::Text(view.state),
            Cell::Text(&view.source),
            at(view.ended_at),
            text(view.end_reason.as_deref()),
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
