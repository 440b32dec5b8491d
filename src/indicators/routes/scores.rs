//! The scoreboard and its frozen results.

use crate::areas::Territories;
use crate::gauges::Gauges;
use crate::indicators::error::IndicatorError;
use crate::indicators::league::{self, LeagueAsked};
use crate::indicators::scoreboard::{self, Asked, Sources};
use crate::indicators::sheet::{self, Sheet};
use crate::indicators::wire::{
    League, LeagueQuery, ReportRequest, ReportRow, ScoreQuery, Scoreboard,
};
use crate::indicators::{queries, reports};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ExportRecords, ManageIndicators, ReadIndicators};
use crate::platform::days::Zone;
use crate::platform::export::{Exporting, File, FormatQuery, is_chinese, send};
use crate::platform::input::Valid;
use crate::platform::page::{Page, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_scoreboard)
        .service(show_league)
        .service(list_reports)
        .service(publish_report)
        .service(export_report)
        .service(show_report);
}

/// What handlers share: the area tree, units, gauges, the zone.
type Shared = (
    web::Data<Territories>,
    web::Data<Shelf>,
    web::Data<Gauges>,
    web::Data<Zone>,
);

/// Each requirement of the edition that holds in a period with its figures, intervals, verdicts, trend and evidence, and the
/// requirements that nobody measures. A frozen period is shown as it was frozen.
#[utoipa::path(operation_id = "show_scoreboard", tag = "indicators", params(ScoreQuery), responses((status = 200, body = Scoreboard), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/scoreboard")]
async fn show_scoreboard(
    who: Allowed<ReadIndicators>,
    query: web::Query<ScoreQuery>,
    (territories, shelf, gauges, zone): Shared,
) -> Result<web::Json<Scoreboard>, Problem> {
    let territory = territories.current();
    let asked = Asked::new(&query, (who.scope(), &territory), (**zone, who.now()))?;
    let books = shelf.current(who.read()).await?;
    let sources = Sources {
        db: who.read(),
        gauges: &gauges,
        books: &books,
    };
    Ok(web::Json(scoreboard::show(sources, &asked).await?))
}

/// Areas beside one another by one figure of a period: in tiers by their intervals, never in ranks.
#[utoipa::path(operation_id = "show_league", tag = "indicators", params(LeagueQuery), responses((status = 200, body = League), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/league")]
async fn show_league(
    who: Allowed<ReadIndicators>,
    query: web::Query<LeagueQuery>,
    territories: web::Data<Territories>,
    gauges: web::Data<Gauges>,
    zone: web::Data<Zone>,
) -> Result<web::Json<League>, Problem> {
    let territory = territories.current();
    let asked = LeagueAsked::new(&query, (who.scope(), &territory), (**zone, who.now()))?;
    Ok(web::Json(
        league::league(who.read(), &gauges, &asked).await?,
    ))
}

/// Freeze the results of a period that is over, for an area; once, for ever.
#[utoipa::path(operation_id = "publish_report", tag = "indicators", request_body = ReportRequest, responses((status = 201, body = Scoreboard), ProblemResponses), security(("bearer" = [])))]
#[post("/indicators/reports")]
async fn publish_report(
    who: Allowed<ManageIndicators>,
    (territories, shelf, gauges, zone): Shared,
    Valid(body): Valid<ReportRequest>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let query = ScoreQuery {
        period: Some(body.period),
        area: body.area_code,
        trend: None,
        live: true,
    };
    let asked = Asked::new(&query, (who.scope(), &territory), (**zone, who.now()))?;
    let books = shelf.current(who.read()).await?;
    let sources = Sources {
        db: who.read(),
        gauges: &gauges,
        books: &books,
    };
    let frozen = reports::freeze(&who, sources, &asked).await?;
    Ok(HttpResponse::Created().json(frozen))
}

/// Frozen results of the caller's areas, the latest first.
#[utoipa::path(operation_id = "list_reports", tag = "indicators", params(PageQuery), responses((status = 200, body = Page<ReportRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/reports")]
async fn list_reports(
    who: Allowed<ReadIndicators>,
    query: web::Query<PageQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<ReportRow>>, Problem> {
    let asked = query.read::<(i64, Uuid)>()?;
    let found = queries::reports(who.read(), who.scope(), asked.after, asked.probe()).await?;
    let rows = reports::rows(who.read(), &territories.current(), found).await?;
    Ok(web::Json(
        asked.cut(rows, |row: &ReportRow| (row.made_at.0, row.id)),
    ))
}

/// Frozen results.
#[utoipa::path(operation_id = "show_report", tag = "indicators", params(("report_id" = Uuid, Path)), responses((status = 200, body = Scoreboard), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/reports/{report_id}")]
async fn show_report(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
) -> Result<web::Json<Scoreboard>, Problem> {
    let found = queries::report(who.read(), who.scope(), *id).await?;
    let row = found.ok_or(IndicatorError::ReportNotFound(*id))?;
    Ok(web::Json(scoreboard::thawed(&row)?))
}

/// A report is exported whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {}

/// Frozen results as a file: a line for each measure, with the link to what it is made of.
#[utoipa::path(operation_id = "export_report", tag = "indicators", params(("report_id" = Uuid, Path), FormatQuery),
    responses((status = 200, description = "The file, made while it is sent", content(
        (String = "text/csv"), (String = "application/x-ndjson"), (Object = "application/geo+json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/reports/{report_id}/export")]
async fn export_report(
    who: Allowed<ExportRecords>,
    id: web::Path<Uuid>,
    query: Exporting<Whole>,
    request: HttpRequest,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let found = queries::report(who.read(), who.scope(), *id).await?;
    let row = found.ok_or(IndicatorError::ReportNotFound(*id))?;
    let file = File {
        operation: "export_report",
        name: "report",
        columns: &sheet::COLUMNS,
        pages: Sheet::new(scoreboard::thawed(&row)?, is_chinese(&request)),
    };
    send(&who, &request, **zone, &query, file).await
}
