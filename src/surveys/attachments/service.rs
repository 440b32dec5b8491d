//! Taking attachments in, opening them, letting them go.

use crate::photos::ORIGINAL_DAYS;
use crate::photos::sniff::{self, FileFormat, Misfit};
use crate::platform::audit::{self, Event};
use crate::platform::auth::markers::{ExportAnswers, SendPhotos};
use crate::platform::auth::{Allowed, AreaScope, State};
use crate::platform::blobs::{BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::platform::num;
use crate::platform::problem::Code;
use crate::surveys::error::SurveyError;
use crate::surveys::queries::attachments::{self as rows, Upload};
use bytes::Bytes;
use entity::attachment;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;

/// Attachments let go in one go.
const AT_ONCE: u64 = 200;

/// An attachment as it was sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub sha256: [u8; 32],
    pub format: FileFormat,
    pub bytes: Bytes,
}

impl Sent {
    fn row(&self, now: UtcMillis) -> attachment::Model {
        attachment::Model {
            sha256: self.sha256.to_vec(),
            format: self.format.code().to_owned(),
            size_bytes: num::i64_from_usize(self.bytes.len()),
            stored_at: now.0,
            removed_at: None,
        }
    }
}

/// What answers a question for a file or a recording; a picture of a document is a photo.
pub(super) fn is_taken(format: FileFormat) -> bool {
    !format.is_picture()
}

/// Takes the bytes named by `named` from the caller. Returns whether the caller sent them for the first time.
/// On return they are on disk and their rows are committed.
/// * Errors: `attachment_hash_mismatch`, `attachment_damaged`, `attachment_type_not_taken`.
pub(super) async fn take_in(
    who: &Allowed<SendPhotos>,
    blobs: &Blobs,
    named: [u8; 32],
    bytes: Bytes,
) -> Result<bool, SurveyError> {
    let by_id = who.actor().account_id;
    if rows::has_upload(who.read(), named, by_id).await? {
        return Ok(false);
    }
    let (format, sha256) = sniff::look_at(bytes.clone(), is_taken).await;
    if sha256 != named {
        return Err(SurveyError::Plain(Code::AttachmentHashMismatch));
    }
    let format = format?;
    let size_bytes = bytes.len();
    blobs
        .put(BlobKey::Attachment(sha256), bytes.clone())
        .await
        .map_err(SurveyError::Blobs)?;
    let sent = Sent {
        sha256,
        format,
        bytes,
    };
    who.write(async |tx| {
        let is_new = note(tx, &sent, by_id, who.now()).await?;
        let subject = format!("attachment:{}", hex::encode(sha256));
        let event = Event::new(Some(who.actor()), "upload_attachment", subject)
            .detail(json!({"size_bytes": size_bytes, "format": format.code()}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(is_new)
    })
    .await
}

async fn note(
    tx: &impl ConnectionTrait,
    sent: &Sent,
    account_id: Uuid,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    rows::put(tx, sent.row(now)).await?;
    let upload = Upload {
        sha256: sent.sha256,
        account_id,
        at: now,
    };
    rows::put_upload(tx, upload).await
}

/// Keeps an attachment in the name of `account_id`, for a rescue file; no audit event of its own.
pub(super) async fn keep(
    db: &Db,
    state: &State,
    blobs: &Blobs,
    sent: Sent,
    account_id: Uuid,
) -> Result<(), SurveyError> {
    let key = BlobKey::Attachment(sent.sha256);
    blobs
        .put(key, sent.bytes.clone())
        .await
        .map_err(SurveyError::Blobs)?;
    let now = state.clock.now();
    db.write(async |tx| note(tx, &sent, account_id, now).await)
        .await?;
    Ok(())
}

/// Opens an attachment that an answer of the survey names; the view is in the audit log before a byte leaves.
pub(super) async fn open(
    who: &Allowed<ExportAnswers>,
    scope: &AreaScope,
    blobs: &Blobs,
    (survey_id, sha256): (Uuid, [u8; 32]),
) -> Result<(FileFormat, Bytes), SurveyError> {
    let unknown = || SurveyError::Plain(Code::AttachmentNotFound);
    let found = rows::named(who.read(), scope, survey_id, sha256).await?;
    let row = found.ok_or_else(unknown)?;
    if row.removed_at.is_some() {
        return Err(SurveyError::Plain(Code::AttachmentExpired));
    }
    let format = FileFormat::parse(&row.format).ok_or_else(unknown)?;
    let key = BlobKey::Attachment(sha256);
    let bytes = blobs.get(key).await.map_err(SurveyError::Blobs)?;
    let bytes = bytes.ok_or_else(unknown)?;
    who.write(async |tx| {
        let subject = format!("attachment:{}", hex::encode(sha256));
        let event = Event::new(Some(who.actor()), "show_attachment", subject)
            .detail(json!({"survey": survey_id}));
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    Ok((format, bytes))
}

impl From<Misfit> for SurveyError {
    fn from(misfit: Misfit) -> Self {
        match misfit {
            Misfit::NotTaken => Self::Unfit(Code::AttachmentTypeNotTaken),
            Misfit::Damaged => Self::Unfit(Code::AttachmentDamaged),
        }
    }
}

/// Removes what is past its term, which is that of sealed originals of photos; answers how many. For the retention job,
/// which writes the audit event. The row says so first, then the bytes go.
pub async fn remove_expired(db: &Db, blobs: &Blobs, now: UtcMillis) -> anyhow::Result<u64> {
    let mut removed = 0;
    loop {
        let before = now.plus_days(-ORIGINAL_DAYS);
        let hashes = rows::expired(db.read(), before, AT_ONCE).await?;
        if hashes.is_empty() {
            return Ok(removed);
        }
        db.write(async |tx| rows::set_removed(tx, &hashes, now).await)
            .await?;
        for hash in hashes {
            blobs.delete(BlobKey::Attachment(hash)).await?;
            removed += 1;
        }
    }
}
