//! What goes when: sealed originals after 180 days, copies after two years. Source: the privacy charter.

use entity::photo;

use super::model::{Copy, PhotoHash};
use super::queries;
use crate::platform::blobs::{BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;

/// Days that the bytes as sent are kept.
pub const ORIGINAL_DAYS: i64 = 180;
/// Days that the copies are kept.
const COPY_DAYS: i64 = 730;
/// Photos worked on at once.
const AT_ONCE: u64 = 200;

/// How many were removed.
#[derive(serde::Serialize, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Sealed originals.
    pub originals: u64,
    /// Photos whose copies went.
    pub copies: u64,
}

/// Removes what is past its term; for the retention job, which writes the audit event.
/// The row says so first, then the bytes go; the sweeper takes what a crash leaves between.
pub async fn remove_expired(db: &Db, blobs: &Blobs, now: UtcMillis) -> anyhow::Result<Removed> {
    let originals = remove(
        db,
        blobs,
        now,
        photo::Column::OriginalRemovedAt,
        ORIGINAL_DAYS,
    )
    .await?;
    let copies = remove(
        db,
        blobs,
        now,
        photo::Column::DerivativesRemovedAt,
        COPY_DAYS,
    )
    .await?;
    Ok(Removed { originals, copies })
}

async fn remove(
    db: &Db,
    blobs: &Blobs,
    now: UtcMillis,
    column: photo::Column,
    days: i64,
) -> anyhow::Result<u64> {
    let mut removed = 0;
    loop {
        let hashes = queries::expired(db.read(), column, now.plus_days(-days), AT_ONCE).await?;
        if hashes.is_empty() {
            return Ok(removed);
        }
        db.write(async |tx| queries::set_removed(tx, column, &hashes, now).await)
            .await?;
        for hash in hashes.iter().filter_map(|row| PhotoHash::from_row(row)) {
            if matches!(column, photo::Column::OriginalRemovedAt) {
                blobs.delete(BlobKey::Original(hash.0)).await?;
            } else {
                blobs.delete(Copy::Screen.key(hash)).await?;
                blobs.delete(Copy::Thumb.key(hash)).await?;
            }
            removed += 1;
        }
    }
}
