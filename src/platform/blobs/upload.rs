//! A blob that arrives in pieces: small ones are stored at once, large ones in parts, so memory stays flat.

use bytes::{Bytes, BytesMut};
use object_store::{MultipartUpload, ObjectStoreExt as _};

use super::{BlobError, BlobKey, Blobs};

/// Bytes kept in memory before a part is written; S3 takes no smaller parts.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// A blob being written; nothing is visible under its key before [`BlobUpload::finish`].
pub struct BlobUpload {
    blobs: Blobs,
    key: BlobKey,
    gathered: BytesMut,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl Blobs {
    /// Begins to write the blob `key` piece by piece.
    pub fn begin(&self, key: BlobKey) -> BlobUpload {
        BlobUpload {
            blobs: self.clone(),
            key,
            gathered: BytesMut::new(),
            parts: None,
        }
    }
}

impl BlobUpload {
    /// Appends a piece.
    pub async fn push(&mut self, piece: &[u8]) -> Result<(), BlobError> {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() < PART_BYTES {
            return Ok(());
        }
        let full = self.gathered.split().freeze();
        self.put_part(full).await
    }

    /// Makes the blob durable and visible, replacing equal content if there is any.
    pub async fn finish(mut self) -> Result<(), BlobError> {
        let rest = self.gathered.split().freeze();
        if self.parts.is_none() {
            return self.blobs.put(self.key, rest).await;
        }
        if !rest.is_empty() {
            self.put_part(rest).await?;
        }
        if let Some(mut parts) = self.parts {
            parts.complete().await?;
        }
        Ok(())
    }

    /// Forgets everything written so far.
    pub async fn abandon(self) -> Result<(), BlobError> {
        if let Some(mut parts) = self.parts {
            parts.abort().await?;
        }
        Ok(())
    }

    async fn put_part(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        if let Some(parts) = &mut self.parts {
            parts.put_part(bytes.into()).await?;
            return Ok(());
        }
        let mut parts = self.blobs.store.put_multipart(&self.key.path()).await?;
        parts.put_part(bytes.into()).await?;
        self.parts = Some(parts);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn small_and_large_blobs_come_back_whole_and_an_abandoned_one_never_shows() {
        let folder = std::env::temp_dir().join(format!("wenxun-blobs-{}", std::process::id()));
        for blobs in [Blobs::in_memory(), Blobs::in_folder(&folder).unwrap()] {
            for (number, size) in [(1, 3_000), (2, 12_000_000)] {
                let key = BlobKey::Original([number; 32]);
                let content: Vec<u8> = (0..size).map(|at: usize| at.to_le_bytes()[1]).collect();
                let mut upload = blobs.begin(key);
                for piece in content.chunks(64 * 1024) {
                    upload.push(piece).await.unwrap();
                }
                assert!(!blobs.has(key).await.unwrap());
                upload.finish().await.unwrap();
                assert_eq!(blobs.get(key).await.unwrap().unwrap(), content);
            }
            let key = BlobKey::Original([3; 32]);
            let mut upload = blobs.begin(key);
            upload.push(&vec![0; 6_000_000]).await.unwrap();
            upload.abandon().await.unwrap();
            assert!(!blobs.has(key).await.unwrap());
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
