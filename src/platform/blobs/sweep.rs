//! Removing what a crash left behind: blobs that no row wants.

use super::{BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use futures_util::TryStreamExt as _;
use object_store::ObjectMeta;
use object_store::path::Path as ObjectPath;
use sea_orm::DbErr;
use std::collections::HashSet;

/// Seconds between two sweeps.
pub const SWEEP_EVERY_S: i64 = 86_400;
/// A blob without a row may still get one within a day.
const SWEEP_AFTER_S: i64 = 86_400;
/// Blobs compared with rows in one go.
const BLOBS_AT_ONCE: usize = 500;

/// Removes the blobs of one kind that are a day old and that `wanted` does not name; answers how many.
/// * `wanted`: of these digests, those whose bytes must stay.
pub async fn sweep(
    blobs: &Blobs,
    now: UtcMillis,
    key: fn([u8; 32]) -> BlobKey,
    wanted: impl AsyncFn(Vec<[u8; 32]>) -> Result<HashSet<[u8; 32]>, DbErr>,
) -> anyhow::Result<u64> {
    let path = key([0; 32]).path();
    let folder = path
        .parts()
        .next()
        .map(|part| ObjectPath::from(part.as_ref()));
    let mut chunks = blobs
        .store()
        .list(folder.as_ref())
        .try_chunks(BLOBS_AT_ONCE);
    let mut removed = 0;
    while let Some(found) = chunks.try_next().await? {
        let is_old = |blob: &&ObjectMeta| {
            blob.last_modified.timestamp_millis() < now.plus_s(-SWEEP_AFTER_S).0
        };
        let old: Vec<[u8; 32]> = found.iter().filter(is_old).filter_map(digest_of).collect();
        let kept = wanted(old.clone()).await?;
        for hash in old.into_iter().filter(|hash| !kept.contains(hash)) {
            blobs.delete(key(hash)).await?;
            removed += 1;
        }
    }
    if removed > 0 {
        tracing::info!(
            blobs.removed = removed,
            "removed {removed} blobs of {path} that no row wants"
        );
    }
    Ok(removed)
}

fn digest_of(blob: &ObjectMeta) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(blob.location.filename()?, &mut hash).ok()?;
    Some(hash)
}
