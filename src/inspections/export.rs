//! Results as a file: one line for each site, item and inspection, in the order of the draw.

use super::kind::Found;
use super::model::{Item, Rubric};
use super::queries::found;
use super::routes::{Look, Shared};
use super::service::detail::parts_of;
use super::service::outcome::{SiteOutcome, marks_of};
use super::wire::{ResultQuery, points};
use crate::areas::{NamedArea, Territory};
use crate::platform::auth::markers::ExportRecords;
use crate::platform::auth::{Allowed, Permission};
use crate::platform::export::{
    Cell, Column, ExportRow, Exporting, File, FormatQuery, Pages, SavedFile, column, is_chinese,
    send,
};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::{Books, unit_refs};
use actix_web::{HttpRequest, HttpResponse, get, web};
use entity::site_inspection;
use sea_orm::{DatabaseConnection, DbErr};
use std::collections::HashMap;
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(export_round_results);
}

/// Save the results of a round as a file: one line for each site, item and inspection that counts.
#[utoipa::path(operation_id = "export_round_results", tag = "inspections", params(("round_id" = Uuid, Path), ResultQuery, FormatQuery), security(("bearer" = [])),
    responses(SavedFile, ProblemResponses))]
#[get("/inspections/rounds/{round_id}/export")]
async fn export_round_results(
    who: Allowed<ExportRecords>,
    id: web::Path<Uuid>,
    asked: Exporting<ResultQuery>,
    request: HttpRequest,
    shared: Shared,
) -> Result<HttpResponse, Problem> {
    let look = Look::at(&who, Permission::ExportRecords, &shared, *id).await?;
    let scoring = look.scoring(&shared);
    let mut outcome = scoring.outcome(who.read(), &look.round).await?;
    look.narrow(&mut outcome.sites, &asked.filters)?;
    let pages = Reader {
        db: who.read().clone(),
        rubric: outcome.rubric,
        territory: look.territory,
        books: look.books,
        sites: outcome.sites,
        is_chinese: is_chinese(&request),
    };
    let file = File {
        operation: "export_round_results",
        name: "inspections",
        columns: COLUMNS,
        pages,
    };
    send(&who, &request, **shared.3, &asked, file).await
}

/// Sites read at once.
const SITES_AT_ONCE: usize = 50;

/// Reads some sites after another.
struct Reader {
    db: DatabaseConnection,
    rubric: Arc<Rubric>,
    territory: Arc<Territory>,
    books: Arc<Books>,
    sites: Vec<SiteOutcome>,
    is_chinese: bool,
}

impl Pages for Reader {
    type Row = Line;
    type Place = usize;

    /// Sites are read whole, so only a page without a line is the last.
    const PAGE: usize = 1;

    async fn read(&self, after: Option<usize>, _limit: u64) -> Result<Vec<Line>, DbErr> {
        let left = self.sites.iter().enumerate();
        let left: Vec<(usize, &SiteOutcome)> = left.skip(after.map_or(0, |at| at + 1)).collect();
        for some in left.chunks(SITES_AT_ONCE) {
            let lines = self.lines(some).await?;
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
        Ok(vec![])
    }

    fn place_of(&self, row: &Line) -> usize {
        row.at
    }
}

impl Reader {
    async fn lines(&self, sites: &[(usize, &SiteOutcome)]) -> Result<Vec<Line>, DbErr> {
        let ids: Vec<Uuid> = sites.iter().map(|(_, one)| one.site.id).collect();
        let mut by_site: HashMap<Uuid, Vec<site_inspection::Model>> = HashMap::new();
        for row in found::of_sites(&self.db, &ids).await? {
            by_site.entry(row.round_site_id).or_default().push(row);
        }
        let mut lines = vec![];
        for (place, one) in sites {
            let rows = by_site.remove(&one.site.id).unwrap_or_default();
            for row in rows
                .iter()
                .filter(|row| one.records.contains(&row.record_id))
            {
                lines.extend(self.of_inspection((*place, one), row)?);
            }
        }
        Ok(lines)
    }

    fn of_inspection(
        &self,
        (place, one): (usize, &SiteOutcome),
        row: &site_inspection::Model,
    ) -> Result<Vec<Line>, DbErr> {
        let of_type = self.rubric.site_type(&one.site.site_type);
        let items = of_type.map(|of| of.items.as_slice()).unwrap_or_default();
        let marks = marks_of(&self.rubric, &one.site.site_type, row)?;
        let findings = super::cases::read(&row.findings)?;
        let parts = items.iter().zip(&findings).zip(&marks.earned).enumerate();
        let line = |(at, ((item, found), earned)): (usize, ((&Item, &Found), &Option<i64>))| Line {
            at: place,
            ..self.line(one, row, (item, found, *earned), at)
        };
        Ok(parts.map(line).collect())
    }

    fn line(
        &self,
        one: &SiteOutcome,
        row: &site_inspection::Model,
        (item, found, earned): (&Item, &Found, Option<i64>),
        at: usize,
    ) -> Line {
        let pick = |zh: &str, en: &str| if self.is_chinese { zh } else { en }.to_owned();
        let area = NamedArea::by_id(one.site.area_id, &self.territory);
        let unit = unit_refs(&self.books, one.unit_id);
        Line {
            at: 0,
            round_site: one.site.id.to_string(),
            site_code: one.site.code.clone(),
            site_name: pick(&one.site.title_zh, &one.site.title_en),
            site_type: one.site.site_type.clone(),
            area_name: pick(&area.name_zh, &area.name_en),
            area_code: area.code,
            unit: unit
                .map(|unit| pick(&unit.name_zh, &unit.name_en))
                .unwrap_or_default(),
            site_score: one.points(),
            record: row.record_id.to_string(),
            happened_at: row.happened_at,
            item: item.code.clone(),
            text: pick(&item.text_zh, &item.text_en),
            weight: points(item.weight),
            numbers: parts_of(found.finding),
            earned: earned.map(points),
            is_disputed: one.marks.disputed.get(at) == Some(&true),
            note: found.note.clone().unwrap_or_default(),
            place: (one.site.lng, one.site.lat),
        }
    }
}

/// A line with its words in the reader's language.
struct Line {
    /// Place of the site among those that are read.
    at: usize,
    round_site: String,
    site_code: String,
    site_name: String,
    site_type: String,
    area_code: String,
    area_name: String,
    unit: String,
    site_score: Option<f64>,
    record: String,
    happened_at: i64,
    item: String,
    text: String,
    weight: f64,
    numbers: (&'static str, Option<i64>, Option<i64>, Option<i64>),
    earned: Option<f64>,
    is_disputed: bool,
    note: String,
    place: (f64, f64),
}

impl ExportRow for Line {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let (answer, count, good, seen) = self.numbers;
        cells.extend([
            Cell::Text(&self.round_site),
            Cell::Text(&self.site_code),
            Cell::Text(&self.site_name),
            Cell::Text(&self.site_type),
            Cell::Text(&self.area_code),
            Cell::Text(&self.area_name),
            Cell::Text(&self.unit),
            Cell::decimal(self.site_score, 2),
            Cell::Text(&self.record),
            Cell::Instant(self.happened_at),
            Cell::Text(&self.item),
            Cell::Text(&self.text),
            Cell::Decimal(self.weight, 2),
            Cell::Text(answer),
            Cell::integer(count),
            Cell::integer(good),
            Cell::integer(seen),
            Cell::decimal(self.earned, 2),
            Cell::Integer(i64::from(self.is_disputed)),
            Cell::Text(&self.note),
        ]);
    }

    fn place(&self) -> Option<(f64, f64)> {
        Some(self.place)
    }
}

/// The columns, in the order of the cells.
const COLUMNS: &[Column] = &[
    column("round_site_id", "本轮点位编号", "Site of the round"),
    column("site", "点位代码", "Site code"),
    column("site_name", "点位", "Site"),
    column("site_type", "点位类型代码", "Kind of site"),
    column("area_code", "区域代码", "Area code"),
    column("area_name", "区域", "Area"),
    column("unit", "责任单位", "Responsible unit"),
    column("site_score", "点位得分", "Score of the site"),
    column("record_id", "检查记录编号", "Record of the inspection"),
    column("happened_at", "检查时间", "Inspected"),
    column("item", "检查项代码", "Item code"),
    column("item_text", "检查项", "Item"),
    column("weight", "权重", "Weight"),
    column("answer", "结论", "Answer"),
    column("count", "计数", "Count"),
    column("good", "完好数", "In order"),
    column("seen", "查看数", "Seen"),
    column("earned", "得分", "Points earned"),
    column("is_disputed", "两人结论不同", "Inspectors differ"),
    column(
        "note",
        "说明（已遮盖个人信息）",
        "Note (personal data masked)",
    ),
];
