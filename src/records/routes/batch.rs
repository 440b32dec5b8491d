//! Sending records.

use crate::platform::auth::Allowed;
use crate::platform::auth::markers::CaptureRecords;
use crate::platform::db::Db;
use crate::platform::input::{is_json, parse_json, read_limited};
use crate::platform::problem::{
    Code, FieldCode, FieldProblem, Language, Problem, ProblemResponses,
};
use crate::records::intake::{Author, Intake, Origin};
use crate::records::rescue::{RescueFile, RescueKey, RescuedPhoto};
use crate::records::wire::{Batch, BatchResult, RecordBatch};
use actix_web::{HttpRequest, post, web};
use futures_util::future::LocalBoxFuture;
use serde_json::value::RawValue;
use std::sync::Arc;
use uuid::Uuid;

/// Largest batch, in bytes and records.
const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;
const MAX_BATCH_RECORDS: usize = 100;
/// Largest rescue file, in bytes: a phone's day of photos and more.
const MAX_RESCUE_BYTES: usize = 200 * 1024 * 1024;

/// Send up to 100 records. Each is answered alone, in order, after the commit is on disk; sending again is harmless.
#[utoipa::path(operation_id = "send_records", tag = "records", request_body = RecordBatch, responses((status = 200, body = BatchResult), ProblemResponses), security(("bearer" = [])))]
#[post("/records/batch")]
pub(super) async fn send_records(
    who: Allowed<CaptureRecords>,
    request: HttpRequest,
    body: web::Payload,
    intake: web::Data<Intake>,
) -> Result<web::Json<BatchResult>, Problem> {
    if !is_json(&request) {
        return Err(Problem::new(Code::UnsupportedMediaType));
    }
    let bytes = read_limited(body, MAX_BATCH_BYTES).await?;
    let batch: Batch<'_> = parse_batch(&bytes)?;
    let origin = Origin::Phone(Arc::new(who.actor().clone()));
    let author = Author::signed_in(who.actor());
    let language = Language::from_headers(request.headers());
    let results = intake
        .accept(
            &author,
            &origin,
            batch.sent.as_ref(),
            &batch.records,
            language,
        )
        .await?;
    Ok(web::Json(BatchResult { results }))
}

fn parse_batch(bytes: &[u8]) -> Result<Batch<'_>, Problem> {
    let batch: Batch<'_> = serde_json::from_slice(bytes).map_err(|_bad| {
        // Once more for the place of the fault: the fast way cannot name it.
        let fault = parse_json::<PlainBatch>(bytes).err();
        Problem::invalid_body(vec![
            fault.unwrap_or_else(|| FieldProblem::new("", FieldCode::BadJson)),
        ])
    })?;
    if batch.records.len() > MAX_BATCH_RECORDS {
        return Err(Problem::new(Code::PayloadTooLarge).with("max_records", MAX_BATCH_RECORDS));
    }
    Ok(batch)
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only parsed for the place of a fault")]
struct PlainBatch {
    sent: Option<crate::records::wire::SentClock>,
    records: Vec<serde_json::Value>,
}

/// Stores the photos of a rescue file in the author's name; `photos` implements it.
pub trait RescuedPhotos: Send + Sync {
    /// Stores one photo as `author_id`'s upload; a photo that is refused is left out, the records stay.
    fn store<'a>(
        &'a self,
        db: &'a Db,
        author_id: Uuid,
        photo: &'a RescuedPhoto,
    ) -> LocalBoxFuture<'a, Result<(), Problem>>;
}

/// Bring in a rescue file. The author is taken from the file, the caller is kept as importer, records are flagged.
#[utoipa::path(operation_id = "rescue_records", tag = "records", request_body = RescueFile, responses((status = 200, body = BatchResult), ProblemResponses), security(("bearer" = [])))]
#[post("/records/rescue")]
pub(super) async fn rescue_records(
    who: Allowed<CaptureRecords>,
    request: HttpRequest,
    body: web::Payload,
    intake: web::Data<Intake>,
    key: web::Data<RescueKey>,
    photos: web::Data<Arc<dyn RescuedPhotos>>,
) -> Result<web::Json<BatchResult>, Problem> {
    if !is_json(&request) {
        return Err(Problem::new(Code::UnsupportedMediaType));
    }
    let bytes = read_limited(body, MAX_RESCUE_BYTES).await?;
    let file: RescueFile =
        parse_json(&bytes).map_err(|fault| Problem::invalid_body(vec![fault]))?;
    let content = key.open(&file)?;
    let roles = crate::platform::auth::load_roles(who.db(), content.account_id).await?;
    let author = Author::from_roles(content.account_id, &roles);
    if author.areas.is_empty() {
        return Err(Problem::new(Code::RescueUnreadable));
    }
    let origin = Origin::Rescue(Arc::new(who.actor().clone()));
    let language = Language::from_headers(request.headers());
    let raw: Vec<&RawValue> = content.records.iter().map(AsRef::as_ref).collect();
    let mut results = vec![];
    for chunk in raw.chunks(MAX_BATCH_RECORDS) {
        results.extend(
            intake
                .accept(&author, &origin, None, chunk, language)
                .await?,
        );
    }
    for photo in &content.photos {
        photos.store(who.db(), content.account_id, photo).await?;
    }
    Ok(web::Json(BatchResult { results }))
}
