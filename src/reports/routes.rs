//! Reports: previews, freezing, lists, files.

use super::error::ReportError;
use super::lines::{COLUMNS, of_report};
use super::model::Kind;
use super::service::{self, Fault, ReportMaker};
use super::wire::{NewReport, PreviewQuery, ReportQuery, ReportRow, ReportSchedule, ReportView};
use super::{book, queries};
use crate::areas::Territories;
use crate::indicators::reached;
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ExportRecords, ManageIndicators, ReadIndicators};
use crate::platform::days::Zone;
use crate::platform::export::{
    Exporting, File, FormatQuery, Made, SavedFile, Whole, is_chinese, send, send_made,
};
use crate::platform::frozen::content_file;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use sea_orm::DbErr;
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the operations below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_reports)
        .service(show_report_preview)
        .service(publish_report)
        .service(show_report_schedule)
        .service(update_report_schedule)
        .service(show_report_content)
        .service(export_report)
        .service(show_report);
}

/// The report of a period as it stands now, preliminary while the period runs; and whether a frozen one exists.
#[utoipa::path(operation_id = "show_report_preview", tag = "reports", params(PreviewQuery), responses((status = 200, body = ReportView), ProblemResponses), security(("bearer" = [])))]
#[get("/reports/preview")]
async fn show_report_preview(
    who: Allowed<ReadIndicators>,
    query: web::Query<PreviewQuery>,
    maker: web::Data<ReportMaker>,
) -> Result<web::Json<ReportView>, Problem> {
    let of = (query.period.as_str(), query.area.as_deref());
    let asked = maker
        .asked(of, who.scope())
        .map_err(|Fault { is_period, code }| {
            ReportError::Query(if is_period { "/period" } else { "/area" }, code)
        })?;
    Ok(web::Json(maker.preview(who.read(), &asked).await?))
}

/// Freeze the report of a period that is over, for an area; once, for ever.
#[utoipa::path(operation_id = "publish_report", tag = "reports", request_body = NewReport, responses((status = 201, body = ReportView), ProblemResponses), security(("bearer" = [])))]
#[post("/reports")]
async fn publish_report(
    who: Allowed<ManageIndicators>,
    maker: web::Data<ReportMaker>,
    Valid(body): Valid<NewReport>,
) -> Result<HttpResponse, Problem> {
    let of = (body.period.as_str(), body.area_code.as_deref());
    let asked = maker
        .asked(of, who.scope())
        .map_err(|Fault { is_period, code }| {
            ReportError::Body(if is_period { "/period" } else { "/area_code" }, code)
        })?;
    let by = who.actor().account_id;
    let freezing = maker.freezing(who.read(), &asked, by).await?;
    let row = who
        .write::<_, ReportError>(async |tx| {
            freezing.keep(tx, &maker.clock, Some(who.actor())).await
        })
        .await?;
    Ok(HttpResponse::Created().json(service::shown(who.read(), &row).await?))
}

/// Which reports of the whole city the service freezes by itself.
#[utoipa::path(operation_id = "show_report_schedule", tag = "reports", responses((status = 200, body = ReportSchedule), ProblemResponses), security(("bearer" = [])))]
#[get("/reports/schedule")]
async fn show_report_schedule(
    who: Allowed<ReadIndicators>,
) -> Result<web::Json<ReportSchedule>, Problem> {
    Ok(web::Json(ReportSchedule::read(who.read()).await?))
}

/// Say which reports of the whole city the service freezes by itself.
#[utoipa::path(operation_id = "update_report_schedule", tag = "reports", request_body = ReportSchedule, responses((status = 200, body = ReportSchedule), ProblemResponses), security(("bearer" = [])))]
#[put("/reports/schedule")]
async fn update_report_schedule(
    who: Allowed<ManageIndicators>,
    Valid(schedule): Valid<ReportSchedule>,
) -> Result<web::Json<ReportSchedule>, Problem> {
    who.write::<_, DbErr>(async |tx| {
        let before = ReportSchedule::read(tx).await?;
        let event = Event::new(Some(who.actor()), "update_report_schedule", "reports");
        let event = event.detail(json!({"before": before, "after": schedule}));
        schedule.write(tx).await?;
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    Ok(web::Json(schedule))
}

/// Frozen reports of the caller's areas, the latest first.
#[utoipa::path(operation_id = "list_reports", tag = "reports", params(ReportQuery, PageQuery), responses((status = 200, body = Page<ReportRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/reports")]
async fn list_reports(
    who: Allowed<ReadIndicators>,
    QueryParts { filters, beside }: Listing<ReportQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<ReportRow>>, Problem> {
    let territory = territories.current();
    let wrong = |at, code| ReportError::Query(at, code);
    let kind = match filters.kind.as_deref() {
        Some(word) => Some(Kind::parse(word).ok_or(wrong("/kind", FieldCode::UnknownValue))?),
        None => None,
    };
    let (scope, _) = reached(filters.area.as_deref(), who.scope(), &territory)
        .ok_or(wrong("/area", FieldCode::UnknownArea))?;
    let asked = beside.read::<(i64, Uuid)>()?;
    let (after, limit) = (asked.after, asked.probe());
    let found = queries::list(who.read(), &scope, kind.map(Kind::code), (after, limit)).await?;
    let rows = service::rows(who.read(), &territory, found).await?;
    Ok(web::Json(
        asked.cut(rows, |row: &ReportRow| (row.made_at.0, row.id)),
    ))
}

/// A frozen report.
#[utoipa::path(operation_id = "show_report", tag = "reports", params(("report_id" = Uuid, Path)), responses((status = 200, body = ReportView), ProblemResponses), security(("bearer" = [])))]
#[get("/reports/{report_id}")]
async fn show_report(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
) -> Result<web::Json<ReportView>, Problem> {
    let row = service::find(who.read(), who.scope(), *id).await?;
    Ok(web::Json(service::shown(who.read(), &row).await?))
}

/// The content of a frozen report as canonical JSON: just the bytes whose SHA-256 it is known by.
#[utoipa::path(operation_id = "show_report_content", tag = "reports", params(("report_id" = Uuid, Path)), responses((status = 200, body = super::wire::ReportContent), ProblemResponses), security(("bearer" = [])))]
#[get("/reports/{report_id}/content")]
async fn show_report_content(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let row = service::find(who.read(), who.scope(), *id).await?;
    Ok(content_file(&format!("report-{}", row.period), row.content))
}

/// A frozen report as a file: a line for each number with the list of its records; as a workbook with a cover, a sheet for
/// each section and one of what was left out.
#[utoipa::path(operation_id = "export_report", tag = "reports", params(("report_id" = Uuid, Path), FormatQuery),
    responses(SavedFile, ProblemResponses), security(("bearer" = [])))]
#[get("/reports/{report_id}/export")]
async fn export_report(
    who: Allowed<ExportRecords>,
    id: web::Path<Uuid>,
    query: Exporting<Whole>,
    request: HttpRequest,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let row = service::find(who.read(), who.scope(), *id).await?;
    let view = service::shown(who.read(), &row).await?;
    let is_chinese = is_chinese(&request);
    if query.beside.is_workbook() {
        let made = Made {
            operation: "export_report",
            subject: format!("report:{id}"),
            name: "report",
            ending: "xlsx",
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            pieces: book::book(view, is_chinese, zone.0),
        };
        return send_made(&who, **zone, &query, made).await;
    }
    let file = File {
        operation: "export_report",
        name: "report",
        columns: &COLUMNS,
        pages: of_report(&view.content, is_chinese),
    };
    send(&who, &request, **zone, &query, file).await
}
