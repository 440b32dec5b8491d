//! The list as a file, made while it is sent.

use super::model::{Outcome, Side, Source, Stage};
use super::queries::lists::{self, CaseFilter};
use super::routes::filter;
use super::service::{Ground, show};
use super::wire::{CaseQuery, CaseRow};
use crate::areas::Territories;
use crate::incidents::Vocabulary;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{HttpRequest, HttpResponse, get, web};
use sea_orm::{DatabaseConnection, DbErr};
use uuid::Uuid;

/// Save the list of cases as a file, with the same filters.
#[utoipa::path(operation_id = "export_cases", tag = "cases", params(CaseQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/cases/export")]
pub(super) async fn export_cases(
    who: Allowed<ExportRecords>,
    query: Exporting<CaseQuery>,
    request: HttpRequest,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let ground = Ground::of(who.read(), &territories, &shelf, **zone).await?;
    let mut reach = ground.reach(who.read(), who.actor(), who.scope()).await?;
    reach.units.clear();
    let pages = Reader {
        filter: filter::filter(
            &query.filters,
            reach,
            &ground.territory,
            (**zone, who.now()),
        )?,
        db: who.read().clone(),
        ground,
        now: who.now(),
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_cases",
        name: "cases",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **zone, &query, file).await
}

/// Reads page after page.
struct Reader {
    filter: CaseFilter,
    db: DatabaseConnection,
    ground: Ground,
    now: UtcMillis,
    is_chinese: bool,
}

impl Pages for Reader {
    type Row = Exported;
    type Place = (i64, Uuid);

    async fn read(&self, after: Option<(i64, Uuid)>, limit: u64) -> Result<Vec<Exported>, DbErr> {
        let rows = lists::list(&self.db, &self.filter, after, limit).await?;
        let exported = rows.into_iter().map(|row| {
            let place = self.filter.place_of(&row);
            let times = [row.dispatched_at, row.reported_at, row.closed_at];
            let row = show::row_view(row, &self.ground, self.now);
            Exported::new(row, place, times, self.is_chinese)
        });
        Ok(exported.collect())
    }

    fn place_of(&self, row: &Exported) -> (i64, Uuid) {
        row.place
    }
}

/// A row with its words in the reader's language.
struct Exported {
    row: CaseRow,
    id: String,
    /// Names of behaviour, stage, side, outcome, source.
    words: [String; 5],
    area: String,
    unit: String,
    /// Where it stands in the list.
    place: (i64, Uuid),
    times: [Option<i64>; 3],
}

impl Exported {
    fn new(row: CaseRow, place: (i64, Uuid), times: [Option<i64>; 3], is_chinese: bool) -> Self {
        let pick = |(zh, en): (&str, &str)| if is_chinese { zh } else { en }.to_owned();
        let word = Vocabulary::get().category(&row.category);
        let side = row.side.as_deref().and_then(Side::parse).map(Side::names);
        let outcome = row
            .outcome
            .as_deref()
            .and_then(Outcome::parse)
            .map(Outcome::names);
        Self {
            id: row.id.to_string(),
            place,
            words: [
                word.map(|word| pick((&word.name_zh, &word.name_en)))
                    .unwrap_or_default(),
                Stage::parse(&row.stage)
                    .map(|stage| pick(stage.names()))
                    .unwrap_or_default(),
                side.map(pick).unwrap_or_default(),
                outcome.map(pick).unwrap_or_default(),
                Source::parse(&row.source)
                    .map(|source| pick(source.names()))
                    .unwrap_or_default(),
            ],
            area: pick((&row.area_name_zh, &row.area_name_en)),
            unit: row
                .unit
                .as_ref()
                .map(|unit| pick((&unit.name_zh, &unit.name_en)))
                .unwrap_or_default(),
            times,
            row,
        }
    }
}

impl ExportRow for Exported {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let row = &self.row;
        let [category, stage, side, outcome, source] = &self.words;
        let [dispatched_at, reported_at, closed_at] = self.times;
        cells.extend([
            Cell::Text(&self.id),
            Cell::Text(&row.number),
            Cell::Text(source),
            Cell::text(row.source_ref.as_deref()),
            Cell::Text(&row.category),
            Cell::Text(category),
            Cell::Integer(row.severity),
            Cell::Text(&row.stage),
            Cell::Text(stage),
            Cell::Text(side),
            Cell::Text(outcome),
            Cell::Text(&self.unit),
            Cell::Text(&row.area_code),
            Cell::Text(&self.area),
            Cell::Instant(row.opened_at.0),
            Cell::instant(dispatched_at.map(UtcMillis)),
            Cell::instant(reported_at.map(UtcMillis)),
            Cell::instant(row.due_at),
            Cell::instant(closed_at.map(UtcMillis)),
            Cell::Integer(row.used_percent),
            Cell::Integer(i64::from(row.is_late)),
            Cell::Integer(i64::from(row.is_flagged)),
            Cell::decimal(row.position.as_ref().map(|at| at.lng), 6),
            Cell::decimal(row.position.as_ref().map(|at| at.lat), 6),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        self.row.position.as_ref().map(|at| (at.lng, at.lat))
    }
}

/// The columns, in the order of the cells.
const COLUMNS: &[Column] = &[
    column("id", "编号", "Id"),
    column("number", "案件号", "Number"),
    column("source", "来源", "Source"),
    column("source_ref", "来源编号", "Source number"),
    column("category", "类别代码", "Category code"),
    column("category_name", "类别", "Category"),
    column("severity", "程度", "Severity"),
    column("stage", "阶段代码", "Stage code"),
    column("stage_name", "阶段", "Stage"),
    column("side", "特别情况", "Beside"),
    column("outcome", "结果", "Outcome"),
    column("unit", "责任单位", "Unit"),
    column("area_code", "区域代码", "Area code"),
    column("area_name", "区域", "Area"),
    column("opened_at", "受理时间", "Opened"),
    column("dispatched_at", "派遣时间", "Dispatched"),
    column("reported_at", "反馈时间", "Reported"),
    column("due_at", "时限", "Due"),
    column("closed_at", "办结时间", "Ended"),
    column("used_percent", "已用时限（%）", "Time used (%)"),
    column("is_late", "是否超期", "Late"),
    column("is_flagged", "证明存疑", "Proof doubtful"),
    column("lng", "经度", "Longitude"),
    column("lat", "纬度", "Latitude"),
];
