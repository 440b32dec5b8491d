//! Editions of the responsibility table.

use crate::areas::Upload;
use crate::gauges::Gauges;
use crate::indicators::import::{EditionTitle, FrameworkImporter};
use crate::indicators::queries;
use crate::indicators::wire::{
    EditionDetail, EditionList, EditionPublish, FrameworkQuery, FrameworkReport, GaugeList,
    MeasuresChange,
};
use crate::indicators::{editions, offers};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageIndicators, ReadIndicators};
use crate::platform::input::{Check as _, FieldProblems, Valid, read_limited};
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{HttpResponse, get, post, web};
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;

/// Largest file, in bytes.
const MAX_UPLOAD_BYTES: usize = 5 * 1024 * 1024;
/// Longest name of a file that is kept, in characters.
const MAX_FILE_NAME: usize = 200;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_framework_editions)
        .service(import_framework)
        .service(show_framework_edition)
        .service(change_requirement_measures)
        .service(publish_framework_edition)
        .service(list_gauges);
}

/// Editions of the responsibility table, the newest first.
#[utoipa::path(operation_id = "list_framework_editions", tag = "indicators", responses((status = 200, body = EditionList), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/editions")]
async fn list_framework_editions(
    who: Allowed<ReadIndicators>,
) -> Result<web::Json<EditionList>, Problem> {
    let editions = queries::editions(who.read()).await?;
    let items = editions::views(who.read(), editions).await?;
    Ok(web::Json(EditionList { items }))
}

/// Brings in the responsibility table from a CSV file or the first sheet of an XLSX workbook, all or nothing, as a new edition:
/// `code`, `parent_code`, `level`, `name_zh` and, where they are known, `name_en`, `requirement_zh`, `requirement_en`,
/// `assessment_method`, `method_source`, `responsible_units`, `units_source`, `target_comparator`, `target_value`,
/// `target_unit`, `frequency`, `note`. Oddities are kept and told. With `dry_run` only the report is made.
#[utoipa::path(operation_id = "import_framework", tag = "indicators", params(FrameworkQuery), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = FrameworkReport), (status = 201, body = FrameworkReport), ProblemResponses), security(("bearer" = [])))]
#[post("/indicators/editions/import")]
async fn import_framework(
    who: Allowed<ManageIndicators>,
    query: web::Query<FrameworkQuery>,
    body: web::Payload,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse, Problem> {
    let query = query.into_inner();
    let mut found = FieldProblems::default();
    query.check(&mut found);
    if !found.0.is_empty() {
        return Err(Problem::invalid_query(found.0));
    }
    let name = query.name.as_deref().unwrap_or("indicators.csv");
    let upload = Upload {
        name: name
            .chars()
            .filter(|one| *one != '\0')
            .take(MAX_FILE_NAME)
            .collect(),
        bytes: Arc::from(read_limited(body, MAX_UPLOAD_BYTES).await?.as_ref()),
        is_dry_run: query.dry_run,
    };
    let title = EditionTitle {
        code: query.code,
        en: query.title_en.unwrap_or_else(|| query.title_zh.clone()),
        zh: query.title_zh,
    };
    let books = shelf.current(who.read()).await?;
    let importer = FrameworkImporter {
        db: who.db(),
        clock: &who.state().clock,
        books: &books,
        actor: Some(who.actor()),
    };
    answer(importer.import(title, &upload).await?, query.dry_run)
}

/// 201 when taken in, 200 for a trial, else the problem with its report.
fn answer(report: FrameworkReport, is_dry_run: bool) -> Result<HttpResponse, Problem> {
    if is_dry_run {
        return Ok(HttpResponse::Ok().json(report));
    }
    if report.is_accepted {
        return Ok(HttpResponse::Created().json(report));
    }
    let report = serde_json::to_value(report)
        .map_err(|error| Problem::internal("write the report", error))?;
    Err(Problem::new(Code::FrameworkRefused).with("report", report))
}

/// An edition with every row: what is required, by whom, how it is assessed, what measures it.
#[utoipa::path(operation_id = "show_framework_edition", tag = "indicators", params(("edition_id" = i64, Path)), responses((status = 200, body = EditionDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/editions/{edition_id}")]
async fn show_framework_edition(
    who: Allowed<ReadIndicators>,
    id: web::Path<i64>,
    shelf: web::Data<Shelf>,
) -> Result<web::Json<EditionDetail>, Problem> {
    let edition = editions::find(who.read(), *id).await?;
    let books = shelf.current(who.read()).await?;
    Ok(web::Json(
        editions::detail(who.read(), &books, edition).await?,
    ))
}

/// Say what measures a requirement of an edition that is not published yet.
#[utoipa::path(operation_id = "change_requirement_measures", tag = "indicators", params(("edition_id" = i64, Path)), request_body = MeasuresChange, responses((status = 204), ProblemResponses), security(("bearer" = [])))]
#[post("/indicators/editions/{edition_id}/measures")]
async fn change_requirement_measures(
    who: Allowed<ManageIndicators>,
    id: web::Path<i64>,
    gauges: web::Data<Gauges>,
    Valid(body): Valid<MeasuresChange>,
) -> Result<HttpResponse, Problem> {
    editions::change_measures(&who, &gauges, *id, &body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Publish an edition from a day on; from then it never changes.
#[utoipa::path(operation_id = "publish_framework_edition", tag = "indicators", params(("edition_id" = i64, Path)), request_body = EditionPublish, responses((status = 200, body = EditionDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/indicators/editions/{edition_id}/publish")]
async fn publish_framework_edition(
    who: Allowed<ManageIndicators>,
    id: web::Path<i64>,
    shelf: web::Data<Shelf>,
    Valid(body): Valid<EditionPublish>,
) -> Result<web::Json<EditionDetail>, Problem> {
    editions::publish(&who, *id, body.from).await?;
    let edition = editions::find(who.read(), *id).await?;
    let books = shelf.current(who.read()).await?;
    Ok(web::Json(
        editions::detail(who.read(), &books, edition).await?,
    ))
}

/// Every figure that can measure a requirement.
#[utoipa::path(operation_id = "list_gauges", tag = "indicators", responses((status = 200, body = GaugeList), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/gauges")]
async fn list_gauges(
    who: Allowed<ReadIndicators>,
    gauges: web::Data<Gauges>,
) -> Result<web::Json<GaugeList>, Problem> {
    let items = offers::gauge_views(who.read(), &gauges).await?;
    let words = offers::words();
    Ok(web::Json(GaugeList { items, words }))
}
