//! Taking photos in and showing them.

use actix_web::web;
use bytes::Bytes;
use futures_util::StreamExt as _;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::derive::DHash;
use super::error::PhotoError;
use super::jobs::DerivePhoto;
use super::model::{self, Copy, PhotoHash, state};
use super::structure::{
    MAX_PHOTO_BYTES, PhotoFormat, PhotoStructure, Rejection, StructureCheck, check_structure,
};
use super::{flags, queries};
use crate::platform::audit;
use crate::platform::auth::markers::{ReadOriginals, ReadRecords, SendPhotos};
use crate::platform::auth::{Allowed, AreaScope, Permission, State};
use crate::platform::blobs::{BlobKey, BlobUpload, Blobs};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::platform::jobs;
use aws_lc_rs::digest;

/// Takes the bytes named by `hash` from the caller. Returns whether the caller sent them for the first time.
/// On return they are on disk and their rows are committed.
pub(super) async fn take_in(
    who: &Allowed<SendPhotos>,
    blobs: &Blobs,
    hash: PhotoHash,
    body: web::Payload,
) -> Result<bool, PhotoError> {
    let account_id = who.actor().account_id;
    if queries::has_upload(who.read(), hash, account_id).await? {
        return Ok(false);
    }
    let mut upload = blobs.begin(BlobKey::Original(hash.0));
    let checked = match receive(body, &mut upload, hash).await {
        Ok(checked) => checked,
        Err(error) => {
            upload.abandon().await?;
            return Err(error);
        }
    };
    upload.finish().await?;
    let (_, size_bytes) = checked;
    who.write(async |tx: &DatabaseTransaction| {
        let is_new = note(tx, who.state(), hash, checked, account_id).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "upload_photo",
            format!("photo:{}", hash.to_hex()),
        )
        .detail(json!({ "size_bytes": size_bytes }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(is_new)
    })
    .await
}

/// Notes a photo whose bytes are stored, and who sent it; has its copies made and clears what was flagged for its absence.
/// Returns whether the account sent it for the first time.
async fn note(
    tx: &DatabaseTransaction,
    state: &State,
    hash: PhotoHash,
    (structure, size_bytes): (PhotoStructure, u64),
    account_id: Uuid,
) -> Result<bool, PhotoError> {
    let now = state.clock.now();
    let wants_copies = queries::put_photo(tx, hash, structure, size_bytes, now).await?;
    let is_new = queries::put_upload(tx, hash, account_id, now).await?;
    if wants_copies {
        let job = DerivePhoto {
            sha256: hash.to_hex(),
        };
        jobs::enqueue(tx, state.ids.next(&state.clock), &job, now, now).await?;
    }
    flags::clear_missing(tx, state, account_id, hash).await?;
    Ok(is_new)
}

/// Takes whole bytes in the name of `account_id`, for a rescue file: the same checks, the same rows, no audit event of its own.
pub(super) async fn take_rescued(
    db: &Db,
    state: &State,
    blobs: &Blobs,
    hash: PhotoHash,
    bytes: Bytes,
    account_id: Uuid,
) -> Result<(), PhotoError> {
    let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size_bytes > MAX_PHOTO_BYTES {
        return Err(Rejection::TooManyBytes.into());
    }
    if digest::digest(&digest::SHA256, &bytes).as_ref() != hash.0 {
        return Err(PhotoError::HashMismatch);
    }
    let checked = (check_structure(&bytes)?, size_bytes);
    if queries::has_upload(db.read(), hash, account_id).await? {
        return Ok(());
    }
    blobs.put(BlobKey::Original(hash.0), bytes).await?;
    db.write(async |tx: &DatabaseTransaction| note(tx, state, hash, checked, account_id).await)
        .await?;
    Ok(())
}

/// Reads the body to its end: into the blob, through the hash and through the structure check.
async fn receive(
    mut body: web::Payload,
    upload: &mut BlobUpload,
    hash: PhotoHash,
) -> Result<(PhotoStructure, u64), PhotoError> {
    let mut digest = digest::Context::new(&digest::SHA256);
    let mut check = StructureCheck::default();
    let mut is_damaged = false;
    let mut size_bytes = 0_u64;
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_broken| PhotoError::Interrupted)?;
        digest.update(&piece);
        size_bytes = size_bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if size_bytes > MAX_PHOTO_BYTES {
            return Err(Rejection::TooManyBytes.into());
        }
        if is_damaged {
            continue;
        }
        match check.push(&piece) {
            Ok(()) => upload.push(&piece).await?,
            // Damage may have come about on the way; only the hash of all bytes can tell.
            Err(Rejection::Damaged) => is_damaged = true,
            Err(certain) => return Err(certain.into()),
        }
    }
    let is_as_named = digest.finish().as_ref() == hash.0;
    match check.finish() {
        Err(Rejection::Empty) => Err(Rejection::Empty.into()),
        _ if !is_as_named => Err(PhotoError::HashMismatch),
        _ if is_damaged => Err(Rejection::Damaged.into()),
        Ok(structure) => Ok((structure, size_bytes)),
        Err(rejection) => Err(rejection.into()),
    }
}

/// The kind of record whose photos whoever reads ads may see: the last look at a board stands beside the new one.
const AD_INSPECTION: &str = "ad_inspection";

/// Succeeds if the caller may see the photo's copies.
pub(super) async fn may_show(
    who: &Allowed<ReadRecords>,
    hash: PhotoHash,
) -> Result<(), PhotoError> {
    let is_own = queries::has_upload(who.read(), hash, who.actor().account_id).await?;
    if is_own || queries::is_shown_by_a_record(who.read(), who.scope(), hash, None).await? {
        return Ok(());
    }
    if let Some(scope) = who.actor().scope(Permission::ReadAds)
        && queries::is_shown_by_a_record(who.read(), &scope, hash, Some(AD_INSPECTION)).await?
    {
        return Ok(());
    }
    if let Some(scope) = who.actor().scope(Permission::ReadCases)
        && queries::is_shown_by_a_case(who.read(), &scope, who.actor().account_id, hash).await?
    {
        return Ok(());
    }
    Err(PhotoError::NotFound)
}

/// The bytes of a copy (JPEG).
pub(super) async fn copy_of(
    who: &Allowed<ReadRecords>,
    blobs: &Blobs,
    hash: PhotoHash,
    copy: Copy,
) -> Result<Bytes, PhotoError> {
    let photo = queries::find(who.read(), hash)
        .await?
        .ok_or(PhotoError::NotFound)?;
    if photo.derivatives_removed_at.is_some() {
        return Err(PhotoError::Expired);
    }
    match photo.state.as_str() {
        state::UNREADABLE => Err(PhotoError::Unreadable),
        state::DERIVED => blobs.get(copy.key(hash)).await?.ok_or(PhotoError::NotReady),
        _ => Err(PhotoError::NotReady),
    }
}

/// Opens the sealed bytes for a stated reason; the view is in the audit log before a byte leaves.
pub(super) async fn open_original(
    who: &Allowed<ReadOriginals>,
    blobs: &Blobs,
    hash: PhotoHash,
    reason: Option<&str>,
) -> Result<(PhotoFormat, Bytes), PhotoError> {
    if !queries::is_shown_by_a_record(who.read(), who.scope(), hash, None).await? {
        return Err(PhotoError::NotFound);
    }
    let reason = model::reason(reason).ok_or(PhotoError::NoReason)?;
    let photo = queries::find(who.read(), hash)
        .await?
        .ok_or(PhotoError::NotFound)?;
    if photo.original_removed_at.is_some() {
        return Err(PhotoError::Expired);
    }
    let format = PhotoFormat::from_name(&photo.format).ok_or(PhotoError::Unreadable)?;
    let bytes = blobs
        .get(BlobKey::Original(hash.0))
        .await?
        .ok_or(PhotoError::NotFound)?;
    who.write(async |tx: &DatabaseTransaction| {
        let subject = format!("photo:{}", hash.to_hex());
        let event = audit::Event::new(Some(who.actor()), "show_original_photo", subject)
            .detail(json!({ "reason": reason }));
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    Ok((format, bytes))
}

/// A photo whose copies exist already, for loading the demo city.
#[derive(Debug)]
pub struct PreparedPhoto {
    /// Its name.
    pub hash: PhotoHash,
    /// What the header check said.
    pub structure: PhotoStructure,
    /// Size of the original in bytes.
    pub size_bytes: u64,
    /// Fingerprint of what it shows.
    pub dhash: DHash,
}

/// Notes a photo whose three blobs were stored before, with the accounts that sent it. No job is enqueued, no flag set.
pub async fn store_prepared(
    tx: &DatabaseTransaction,
    photo: &PreparedPhoto,
    senders: &[Uuid],
    now: UtcMillis,
) -> Result<(), sea_orm::DbErr> {
    queries::put_photo(tx, photo.hash, photo.structure, photo.size_bytes, now).await?;
    queries::set_derived(tx, photo.hash, Some(photo.dhash), now).await?;
    for sender in senders {
        queries::put_upload(tx, photo.hash, *sender, now).await?;
    }
    Ok(())
}

/// The reach of the photo jobs.
pub(super) fn every_record() -> AreaScope {
    AreaScope::whole_city("photo jobs look after photos of every record")
}
