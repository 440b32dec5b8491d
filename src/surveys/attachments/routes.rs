//! Attachments over HTTP.

use super::service;
use crate::areas::Territories;
use crate::photos::{PhotoError, PhotoHash};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ExportAnswers, SendPhotos};
use crate::platform::blobs::Blobs;
use crate::platform::input::read_limited;
use crate::platform::page::{Page, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses, ProblemView};
use crate::surveys::queries::attachments as rows;
use crate::surveys::service::reach::Seen;
use crate::surveys::wire::attachments::{AttachmentView, StoredAttachment};
use actix_web::http::header;
use actix_web::{HttpResponse, get, put, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Largest attachment, in bytes: ten minutes of speech, or a document.
const MAX_BYTES: usize = 10 * 1024 * 1024;

pub(in crate::surveys) fn configure(api: &mut ServiceConfig) {
    api.service(upload_attachment)
        .service(list_attachments)
        .service(show_attachment);
}

fn hash_of(text: &str) -> Result<[u8; 32], Problem> {
    let hash = PhotoHash::parse(text).ok_or(PhotoError::BadHash)?;
    Ok(hash.0)
}

/// Send a recording (WebM, OGG, M4A, MP3, WAV) or a document (PDF, DOCX, XLSX) that answers a question, at most 10 MiB, under
/// the SHA-256 of its bytes. Answered when it is on disk; sending it again is harmless. What it is, its content tells.
#[utoipa::path(operation_id = "upload_attachment", tag = "surveys", security(("bearer" = [])),
    params(("sha256" = String, Path, description = "SHA-256 of the bytes, 64 hexadecimal digits",
        example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Stored now", body = StoredAttachment),
        (status = 200, description = "The caller had sent it before", body = StoredAttachment), ProblemResponses))]
#[put("/attachments/{sha256}")]
async fn upload_attachment(
    who: Allowed<SendPhotos>,
    sha256: web::Path<String>,
    body: web::Payload,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let hash = hash_of(&sha256)?;
    let bytes = read_limited(body, MAX_BYTES).await?.freeze();
    let is_new = service::take_in(&who, &blobs, hash, bytes).await?;
    let sha256 = hex::encode(hash);
    let view = StoredAttachment { sha256 };
    Ok(if is_new {
        HttpResponse::Created().json(view)
    } else {
        HttpResponse::Ok().json(view)
    })
}

/// The attachments that answers of a survey name, in the order the answers came; an export of answers holds the same digests.
#[utoipa::path(operation_id = "list_attachments", tag = "surveys", params(("survey_id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Page<AttachmentView>), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/attachments")]
async fn list_attachments(
    who: Allowed<ExportAnswers>,
    id: web::Path<Uuid>,
    page: web::Query<PageQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<AttachmentView>>, Problem> {
    let asked = page.read::<(i64, String)>()?;
    let seen = Seen::of(&who, &territories, *id).await?;
    let after = (asked.after.clone(), asked.probe());
    let named = rows::list(who.read(), &seen.reach.scope, *id, after).await?;
    let page = asked.cut(named, |row| (row.seq, row.path.clone()));
    let hashes = page.items.iter().map(|row| row.sha256.clone());
    let known = rows::known(who.read(), hashes.collect()).await?;
    Ok(web::Json(page.map(|row| AttachmentView::new(row, &known))))
}

/// An attachment as it was sent; every view is in the audit log.
#[utoipa::path(operation_id = "show_attachment", tag = "surveys", security(("bearer" = [])),
    params(("survey_id" = Uuid, Path), ("sha256" = String, Path, description = "SHA-256 of the bytes",
        example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da")),
    responses((status = 200, description = "The bytes as sent", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 410, description = "Removed when its term ended", body = ProblemView, content_type = "application/problem+json"),
        ProblemResponses))]
#[get("/surveys/{survey_id}/attachments/{sha256}")]
async fn show_attachment(
    who: Allowed<ExportAnswers>,
    path: web::Path<(Uuid, String)>,
    territories: web::Data<Territories>,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let (survey_id, sha256) = path.into_inner();
    let hash = hash_of(&sha256)?;
    let seen = Seen::of(&who, &territories, survey_id).await?;
    let scope = &seen.reach.scope;
    let (format, bytes) = service::open(&who, scope, &blobs, (survey_id, hash)).await?;
    let name = format!(
        "attachment; filename=\"{}.{}\"",
        hex::encode(hash),
        format.code()
    );
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
