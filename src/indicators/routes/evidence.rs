//! The archive of evidence.

use crate::areas::{Territories, Territory};
use crate::indicators::error::IndicatorError;
use crate::indicators::evidence;
use crate::indicators::model::{Period, State};
use crate::indicators::queries::evidence::{self as rows, Wanted};
use crate::indicators::scoreboard::reached;
use crate::indicators::wire::{
    EvidenceDetail, EvidenceMatrix, EvidenceQuery, EvidenceStep, EvidenceUpload, EvidenceView,
    MatrixQuery, PackageQuery,
};
use crate::platform::auth::markers::{FileEvidence, ReadIndicators};
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::blobs::Blobs;
use crate::platform::days::Zone;
use crate::platform::export::{Made, is_chinese, send_made};
use crate::platform::input::{Valid, read_limited};
use crate::platform::num;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, Problem, ProblemResponses};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::Datelike as _;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Largest file, in bytes.
const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;
/// Most files of a package.
const MAX_PACKED: usize = 2_000;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_evidence)
        .service(upload_evidence)
        .service(show_evidence_matrix)
        .service(export_evidence)
        .service(show_evidence_file)
        .service(change_evidence_state)
        .service(show_evidence);
}

/// The caller's areas, narrowed to the one asked for.
fn within(
    scope: &AreaScope,
    territory: &Territory,
    code: Option<&str>,
) -> Result<AreaScope, IndicatorError> {
    let found = reached(code, scope, territory);
    let unknown = || IndicatorError::query("/area", FieldCode::UnknownArea);
    found.map(|(scope, _)| scope).ok_or_else(unknown)
}

fn period(text: &str) -> Result<Period, IndicatorError> {
    Period::parse(text).ok_or_else(|| IndicatorError::query("/period", FieldCode::BadPeriod))
}

/// Pieces of evidence of the caller's areas, the latest filed first.
#[utoipa::path(operation_id = "list_evidence", tag = "indicators", params(EvidenceQuery, PageQuery), responses((status = 200, body = Page<EvidenceView>), ProblemResponses), security(("bearer" = [])))]
#[get("/evidence")]
async fn list_evidence(
    who: Allowed<ReadIndicators>,
    query: Listing<EvidenceQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<EvidenceView>>, Problem> {
    let (territory, asked) = (territories.current(), query.beside.read::<(i64, Uuid)>()?);
    let query = query.filters;
    let scope = within(who.scope(), &territory, query.area.as_deref())?;
    let unknown = || IndicatorError::query("/state", FieldCode::UnknownValue);
    let state = query.state.as_deref();
    let state = state
        .map(|word| State::parse(word).ok_or_else(unknown))
        .transpose()?;
    let wanted = Wanted {
        requirement: query.requirement.clone().map(|code| code.replace('\0', "")),
        days: match &query.period {
            Some(text) => Some(period(text).map(|period| (period.from(), period.to()))?),
            None => None,
        },
        state: state.map(State::code),
    };
    let found = rows::list(who.read(), &scope, &wanted, (asked.after, asked.probe())).await?;
    let found = evidence::views(who.read(), &territory, found).await?;
    Ok(web::Json(
        asked.cut(found, |row: &EvidenceView| (row.filed_at.0, row.id)),
    ))
}

/// File a piece of evidence: the bytes of a PDF, DOCX, XLSX, JPEG or PNG file of at most 20 MiB. The same bytes for the same
/// requirement, period and area are filed once. What a file is, its content tells.
#[utoipa::path(operation_id = "upload_evidence", tag = "indicators", params(EvidenceUpload), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Filed now", body = EvidenceDetail), (status = 200, description = "Filed before", body = EvidenceDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/evidence")]
async fn upload_evidence(
    who: Allowed<FileEvidence>,
    query: web::Query<EvidenceUpload>,
    body: web::Payload,
    blobs: web::Data<Blobs>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let bytes = read_limited(body, MAX_FILE_BYTES).await?.freeze();
    let (row, is_new) = evidence::file(&who, (&blobs, &territory, **zone), &query, bytes).await?;
    let shown = evidence::detail(&who, &territory, row).await?;
    Ok(if is_new {
        HttpResponse::Created().json(shown)
    } else {
        HttpResponse::Ok().json(shown)
    })
}

/// A piece of evidence with its history and what the caller may do with it.
#[utoipa::path(operation_id = "show_evidence", tag = "indicators", params(("evidence_id" = Uuid, Path)), responses((status = 200, body = EvidenceDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/evidence/{evidence_id}")]
async fn show_evidence(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<EvidenceDetail>, Problem> {
    let found = rows::find(who.read(), who.scope(), *id).await?;
    let row = found.ok_or(IndicatorError::EvidenceNotFound(*id))?;
    Ok(web::Json(
        evidence::detail(&who, &territories.current(), row).await?,
    ))
}

/// The bytes of a piece of evidence, as a download.
#[utoipa::path(operation_id = "show_evidence_file", tag = "indicators", params(("evidence_id" = Uuid, Path)),
    responses((status = 200, description = "The bytes as filed", body = Vec<u8>, content_type = "application/octet-stream"), ProblemResponses), security(("bearer" = [])))]
#[get("/evidence/{evidence_id}/file")]
async fn show_evidence_file(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let found = rows::find(who.read(), who.scope(), *id).await?;
    let row = found.ok_or(IndicatorError::EvidenceNotFound(*id))?;
    let bytes = evidence::bytes_of(&blobs, &row).await?;
    let name = format!("attachment; filename=\"{}.{}\"", row.id, row.format);
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// Accept, return, send again or withdraw a piece of evidence. Who filed it never judges it; who names the version that stands
/// wins.
#[utoipa::path(operation_id = "change_evidence_state", tag = "indicators", params(("evidence_id" = Uuid, Path)), request_body = EvidenceStep, responses((status = 200, body = EvidenceDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/evidence/{evidence_id}/steps")]
async fn change_evidence_state(
    who: Allowed<ReadIndicators>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<EvidenceStep>,
) -> Result<web::Json<EvidenceDetail>, Problem> {
    let territory = territories.current();
    let row = evidence::change(&who, &territory, *id, &body).await?;
    Ok(web::Json(evidence::detail(&who, &territory, row).await?))
}

/// How complete the evidence of a year is: requirements by their periods.
#[utoipa::path(operation_id = "show_evidence_matrix", tag = "indicators", params(MatrixQuery), responses((status = 200, body = EvidenceMatrix), ProblemResponses), security(("bearer" = [])))]
#[get("/evidence/matrix")]
async fn show_evidence_matrix(
    who: Allowed<ReadIndicators>,
    query: web::Query<MatrixQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<EvidenceMatrix>, Problem> {
    let today = zone.day_of(who.now());
    let year = match query.year.as_deref().map(Period::parse) {
        None => today.year(),
        Some(Some(Period::Year(year))) => year,
        Some(_) => return Err(IndicatorError::query("/year", FieldCode::BadPeriod).into()),
    };
    let scope = within(who.scope(), &territories.current(), query.area.as_deref())?;
    Ok(web::Json(
        evidence::matrix(who.read(), &scope, (year, today)).await?,
    ))
}

/// The accepted evidence of a period as a ZIP file with a manifest of names and checksums, packed while it is sent.
#[utoipa::path(operation_id = "export_evidence", tag = "indicators", params(PackageQuery),
    responses((status = 200, description = "ZIP file", body = Vec<u8>, content_type = "application/zip"), ProblemResponses), security(("bearer" = [])))]
#[get("/evidence/package")]
async fn export_evidence(
    who: Allowed<ReadIndicators>,
    query: web::Query<PackageQuery>,
    request: HttpRequest,
    blobs: web::Data<Blobs>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let scope = within(who.scope(), &territory, query.area.as_deref())?;
    let period = period(&query.period)?;
    let wanted = Wanted {
        requirement: query.requirement.clone().map(|code| code.replace('\0', "")),
        days: Some((period.from(), period.to())),
        state: Some(State::Accepted.code()),
    };
    let found = rows::list(
        who.read(),
        &scope,
        &wanted,
        (None, num::u64_from_usize(MAX_PACKED + 1)),
    )
    .await?;
    if found.len() > MAX_PACKED {
        return Err(Problem::new(Code::PayloadTooLarge).with("max_files", MAX_PACKED));
    }
    let views = evidence::views(who.read(), &territory, found.clone()).await?;
    let manner = (is_chinese(&request), zone.0);
    let made = Made {
        operation: "export_evidence",
        subject: "evidence".to_owned(),
        name: "evidence",
        ending: "zip",
        media_type: "application/zip",
        pieces: evidence::package(blobs.get_ref().clone(), (found, views), manner),
    };
    send_made(&who, **zone, &query.into_inner(), made).await
}
