//! Removing what a crash or an end of keeping left behind: blobs that no row wants.

use super::{BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use futures_util::TryStreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectMeta, ObjectStore as _, ObjectStoreExt as _};
use sea_orm::DbErr;
use std::collections::HashSet;

/// Seconds between two sweeps.
pub const SWEEP_EVERY_S: i64 = 86_400;
/// A blob without a row may still get one within a day.
const SWEEP_AFTER_S: i64 = 86_400;
/// Blobs compared with rows in one go.
const BLOBS_AT_ONCE: usize = 500;

/// Removes the blobs of one kind that are a day old and that `wanted` does not name; answers how many. One that cannot be
/// removed is told in the log and met again the next time; so is one that was written anew while rows were compared.
/// * `wanted`: of these digests, those whose bytes must stay.
pub async fn sweep(
    blobs: &Blobs,
    now: UtcMillis,
    key: fn([u8; 32]) -> BlobKey,
    wanted: impl AsyncFn(Vec<[u8; 32]>) -> Result<HashSet<[u8; 32]>, DbErr>,
) -> anyhow::Result<u64> {
    let before = now.plus_s(-SWEEP_AFTER_S);
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
        let old = found.iter().filter(|blob| is_older(blob, before));
        let old: Vec<[u8; 32]> = old.filter_map(digest_of).collect();
        let kept = wanted(old.clone()).await?;
        for hash in old.into_iter().filter(|hash| !kept.contains(hash)) {
            removed += u64::from(remove_old(blobs, key(hash), before).await);
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

/// Removes a blob unless it was written anew.
async fn remove_old(blobs: &Blobs, key: BlobKey, before: UtcMillis) -> bool {
    let gone = match blobs.store().head(&key.path()).await {
        Ok(blob) if is_older(&blob, before) => blobs.delete(key).await,
        Ok(_) | Err(object_store::Error::NotFound { .. }) => return false,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = &gone {
        tracing::warn!(error = %error, blob.path = %key.path(), "a blob without a row could not be removed");
    }
    gone.is_ok()
}

fn is_older(blob: &ObjectMeta, before: UtcMillis) -> bool {
    blob.last_modified.timestamp_millis() < before.0
}

fn digest_of(blob: &ObjectMeta) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(blob.location.filename()?, &mut hash).ok()?;
    Some(hash)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::platform::clock::Clock;

    #[tokio::test]
    async fn only_old_blobs_of_the_kind_that_nobody_wants_go() {
        let blobs = Blobs::in_memory();
        let keys = [
            BlobKey::Evidence([1; 32]),
            BlobKey::Evidence([2; 32]),
            BlobKey::Original([1; 32]),
        ];
        for key in keys {
            blobs.put(key, "bytes".into()).await.unwrap();
        }
        let wanted = async |_| Ok(HashSet::from([[2; 32]]));
        let now = Clock::System.now();
        let swept = sweep(&blobs, now, BlobKey::Evidence, wanted).await;
        assert_eq!(swept.unwrap(), 0, "they may still get a row");
        let later = now.plus_s(2 * SWEEP_AFTER_S);
        let swept = sweep(&blobs, later, BlobKey::Evidence, wanted).await;
        assert_eq!(swept.unwrap(), 1);
        let mut left = vec![];
        for key in keys {
            left.push(blobs.has(key).await.unwrap());
        }
        assert_eq!(left, [false, true, true]);
    }
}
