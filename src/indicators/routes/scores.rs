//! The scoreboard and its frozen results.

use super::{cursor, probe};
use crate::areas::Territories;
use crate::gauges::Gauges;
use crate::indicators::error::IndicatorError;
use crate::indicators::scoreboard::{self, Asked, Sources};
use crate::indicators::wire::{ReportRequest, ReportRow, ScoreQuery, Scoreboard};
use crate::indicators::{queries, reports};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageIndicators, ReadIndicators};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::page::{Page, clamp_limit};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_scoreboard)
        .service(list_reports)
        .service(publish_report)
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

/// Where a list of reports goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReportsQuery {
    /// Where to go on.
    cursor: Option<String>,
    /// Rows of a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Frozen results of the caller's areas, the latest first.
#[utoipa::path(operation_id = "list_reports", tag = "indicators", params(ReportsQuery), responses((status = 200, body = Page<ReportRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/reports")]
async fn list_reports(
    who: Allowed<ReadIndicators>,
    query: web::Query<ReportsQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<ReportRow>>, Problem> {
    let limit = clamp_limit(query.limit);
    let after = cursor::<(i64, Uuid)>(query.cursor.as_deref())?;
    let found = queries::reports(who.read(), who.scope(), after, probe(limit)).await?;
    let rows = reports::rows(who.read(), &territories.current(), found).await?;
    Ok(web::Json(Page::from_probe(
        rows,
        limit,
        |row: &ReportRow| (row.made_at.0, row.id),
    )))
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
