//! Looking through the store for blobs that nobody wants any more.

use super::{BlobError, BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use futures_util::TryStreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectMeta, ObjectStore as _, ObjectStoreExt as _};

/// Seconds between two sweeps.
pub const SWEEP_EVERY_S: i64 = 86_400;
/// A blob without a row may still get one within a day.
const SWEEP_AFTER_S: i64 = 86_400;
/// Blobs compared with rows in one go.
const AT_ONCE: usize = 500;

impl Blobs {
    /// Removes the blobs of some folders that were last written more than a day ago and that `unwanted` picks out of those
    /// it is shown. One that cannot be removed is told in the log and met again the next time; so is one that was written
    /// anew while rows were compared. Returns how many went.
    pub async fn sweep<E: From<BlobError>>(
        &self,
        folders: &[&str],
        now: UtcMillis,
        unwanted: impl AsyncFn(Vec<BlobKey>) -> Result<Vec<BlobKey>, E>,
    ) -> Result<u64, E> {
        let before = now.plus_s(-SWEEP_AFTER_S);
        let mut removed = 0;
        for folder in folders {
            let folder = ObjectPath::from(*folder);
            let mut chunks = self.store.list(Some(&folder)).try_chunks(AT_ONCE);
            while let Some(found) = chunks
                .try_next()
                .await
                .map_err(|broken| BlobError::from(broken.1))?
            {
                let old = found.iter().filter(|blob| is_older(blob, before));
                let old: Vec<BlobKey> = old
                    .filter_map(|blob| BlobKey::parse(&blob.location))
                    .collect();
                if old.is_empty() {
                    continue;
                }
                for key in unwanted(old).await? {
                    removed += u64::from(self.remove_old(key, before).await);
                }
            }
        }
        Ok(removed)
    }

    /// Removes a blob unless it was written anew.
    async fn remove_old(&self, key: BlobKey, before: UtcMillis) -> bool {
        let gone = match self.store.head(&key.path()).await {
            Ok(blob) if is_older(&blob, before) => self.delete(key).await,
            Ok(_) | Err(object_store::Error::NotFound { .. }) => return false,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = &gone {
            tracing::warn!(error = %error, blob.path = %key.path(), "a blob without a row could not be removed");
        }
        gone.is_ok()
    }
}

fn is_older(blob: &ObjectMeta, before: UtcMillis) -> bool {
    blob.last_modified.timestamp_millis() < before.0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::platform::clock::Clock;

    #[tokio::test]
    async fn only_old_blobs_of_the_folder_that_nobody_wants_go() {
        let blobs = Blobs::in_memory();
        let keys = [
            BlobKey::Evidence([1; 32]),
            BlobKey::Evidence([2; 32]),
            BlobKey::Original([1; 32]),
        ];
        for key in keys {
            blobs.put(key, "bytes".into()).await.unwrap();
        }
        let sweep = async |now: UtcMillis| {
            let unwanted = async |found: Vec<BlobKey>| {
                let unwanted = found.into_iter().filter(|key| key.hash() == [1; 32]);
                Ok::<_, BlobError>(unwanted.collect())
            };
            blobs.sweep(&["evidence"], now, unwanted).await.unwrap()
        };
        let now = Clock::System.now();
        assert_eq!(sweep(now).await, 0, "they may still get a row");
        assert_eq!(sweep(now.plus_days(2)).await, 1);
        let mut left = vec![];
        for key in keys {
            left.push(blobs.has(key).await.unwrap());
        }
        assert_eq!(left, [false, true, true]);
    }

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let key = BlobKey::Evidence([7; 32]);
        assert_eq!(BlobKey::parse(&key.path()), Some(key));
        for other in ["evidence/07/07/readme", "other/07/07/0707", "evidence"] {
            assert_eq!(BlobKey::parse(&ObjectPath::from(other)), None, "{other}");
        }
    }
}
