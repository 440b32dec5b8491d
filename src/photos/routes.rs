//! Photos over HTTP.

use actix_web::http::header::{self, ContentType, ETag, EntityTag, Header as _, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::PhotoError;
use super::model::{Copy, PhotoHash};
use super::service;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ReadOriginals, ReadRecords, SendPhotos};
use crate::platform::blobs::Blobs;
use crate::platform::problem::{Problem, ProblemResponses};

/// Mounts the photo operations.
pub fn configure(api: &mut ServiceConfig) {
    api.service(upload_photo)
        .service(show_original_photo)
        .service(show_photo);
}

/// A photo that is durably stored.
#[derive(Debug, Serialize, ToSchema)]
struct StoredPhoto {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    #[schema(example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da")]
    sha256: String,
}

/// Why the sealed bytes are opened.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OriginalQuery {
    /// Why the original is needed, 2 to 500 characters; kept in the audit log.
    #[param(min_length = 2, max_length = 500, example = "核实车牌是否遮挡")]
    reason: Option<String>,
}

/// Send a photo (JPEG, PNG or WebP, at most 15 MiB and 40 megapixels) under the SHA-256 of its bytes.
/// Answered when it is on disk; sending it again is harmless.
#[utoipa::path(operation_id = "upload_photo", tag = "photos", security(("bearer" = [])),
    params(("sha256" = String, Path, description = "SHA-256 of the bytes, 64 hexadecimal digits",
        example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "Stored now", body = StoredPhoto),
        (status = 200, description = "The caller had sent it before", body = StoredPhoto), ProblemResponses))]
#[put("/photos/{sha256}")]
async fn upload_photo(
    who: Allowed<SendPhotos>,
    sha256: web::Path<String>,
    body: web::Payload,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let hash = PhotoHash::parse(&sha256).ok_or(PhotoError::BadHash)?;
    let view = StoredPhoto {
        sha256: hash.to_hex(),
    };
    let is_new = service::take_in(&who, &blobs, hash, body).await?;
    Ok(if is_new {
        HttpResponse::Created().json(view)
    } else {
        HttpResponse::Ok().json(view)
    })
}

/// A copy of a photo: `thumb` (320 px) or `screen` (1,600 px), upright, without metadata.
#[utoipa::path(operation_id = "show_photo", tag = "photos", security(("bearer" = [])),
    params(("sha256" = String, Path, description = "SHA-256 of the bytes as sent",
            example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da"),
        ("size" = String, Path, description = "`thumb` or `screen`", example = "thumb")),
    responses((status = 200, description = "JPEG", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304, description = "The caller has this copy already"),
        (status = 410, description = "Removed when its term ended", body = crate::platform::problem::ProblemView,
            content_type = "application/problem+json"), ProblemResponses))]
#[get("/photos/{sha256}/{size}")]
async fn show_photo(
    who: Allowed<ReadRecords>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let (sha256, size) = path.into_inner();
    let copy = Copy::from_name(&size).ok_or(PhotoError::NotFound)?;
    let hash = PhotoHash::parse(&sha256).ok_or(PhotoError::BadHash)?;
    service::may_show(&who, hash).await?;
    let tag = EntityTag::new_strong(format!("{}-{}", hash.to_hex(), copy.name()));
    let cache = (header::CACHE_CONTROL, "private, max-age=3600");
    if has_already(&request, &tag) {
        let mut same = HttpResponse::NotModified();
        return Ok(same.insert_header(ETag(tag)).insert_header(cache).finish());
    }
    let bytes = service::copy_of(&who, &blobs, hash, copy).await?;
    Ok(HttpResponse::Ok()
        .insert_header(ETag(tag))
        .insert_header(cache)
        .insert_header(ContentType::jpeg())
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .body(bytes))
}

/// The bytes as sent, sealed: only with a reason, and every view is in the audit log.
#[utoipa::path(operation_id = "show_original_photo", tag = "photos", security(("bearer" = [])),
    params(("sha256" = String, Path, description = "SHA-256 of the bytes as sent",
        example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da"), OriginalQuery),
    responses((status = 200, description = "The bytes as sent, as a download", body = Vec<u8>,
            content_type = "application/octet-stream"),
        (status = 410, description = "Removed when its term ended", body = crate::platform::problem::ProblemView,
            content_type = "application/problem+json"), ProblemResponses))]
#[get("/photos/{sha256}/original")]
async fn show_original_photo(
    who: Allowed<ReadOriginals>,
    sha256: web::Path<String>,
    query: web::Query<OriginalQuery>,
    blobs: web::Data<Blobs>,
) -> Result<HttpResponse, Problem> {
    let hash = PhotoHash::parse(&sha256).ok_or(PhotoError::BadHash)?;
    let (format, bytes) =
        service::open_original(&who, &blobs, hash, query.reason.as_deref()).await?;
    let (media_type, ending) = format.media_type();
    let name = format!("attachment; filename=\"{}.{ending}\"", hash.to_hex());
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}

/// Whether the caller's `If-None-Match` names this copy.
fn has_already(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        _ => false,
    }
}
