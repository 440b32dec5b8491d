//! Bytes that are no rows: photos and their derivatives, in a folder (or in memory for tests), always behind `object_store`.

mod sweep;
mod upload;

pub use sweep::SWEEP_EVERY_S;
pub use upload::BlobUpload;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::path::Path;
use std::sync::Arc;

/// Names one blob; decides its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlobKey {
    /// The bytes as sent; sealed.
    Original([u8; 32]),
    /// Re-encoded, 320 px.
    Thumb([u8; 32]),
    /// Re-encoded, 1,600 px.
    Screen([u8; 32]),
    /// A file that proves a requirement.
    Evidence([u8; 32]),
}

impl BlobKey {
    fn parts(self) -> (&'static str, [u8; 32]) {
        match self {
            Self::Original(hash) => ("original", hash),
            Self::Thumb(hash) => ("thumb", hash),
            Self::Screen(hash) => ("screen", hash),
            Self::Evidence(hash) => ("evidence", hash),
        }
    }

    /// SHA-256 of the bytes as they were sent.
    pub fn hash(self) -> [u8; 32] {
        self.parts().1
    }

    /// The key whose path this is; none for what is no blob of ours.
    pub fn parse(path: &ObjectPath) -> Option<Self> {
        let mut hash = [0; 32];
        hex::decode_to_slice(path.filename()?, &mut hash).ok()?;
        let keys = [Self::Original, Self::Thumb, Self::Screen, Self::Evidence].map(|key| key(hash));
        keys.into_iter().find(|key| key.path() == *path)
    }

    /// `original|thumb|screen|evidence/ab/cd/{sha256}`.
    pub fn path(self) -> ObjectPath {
        let (folder, hash) = self.parts();
        let name = hex::encode(hash);
        let (first, rest) = name.split_at(2);
        ObjectPath::from(format!(
            "{folder}/{first}/{}/{name}",
            rest.get(..2).unwrap_or_default()
        ))
    }
}

/// The store of all blobs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// Files below `folder`; every write is synced with its folder before it counts.
    pub fn in_folder(folder: &Path) -> Result<Self, BlobError> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// Memory that forgets; for tests.
    pub fn in_memory() -> Self {
        Self {
            store: Arc::new(InMemory::new()),
        }
    }

    /// Stores `bytes` durably; replacing equal content is harmless.
    pub async fn put(&self, key: BlobKey, bytes: Bytes) -> Result<(), BlobError> {
        self.store.put(&key.path(), bytes.into()).await?;
        Ok(())
    }

    /// The bytes, or `None` when there is no such blob.
    pub async fn get(&self, key: BlobKey) -> Result<Option<Bytes>, BlobError> {
        match self.store.get(&key.path()).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the blob is there.
    pub async fn has(&self, key: BlobKey) -> Result<bool, BlobError> {
        match self.store.head(&key.path()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the blob; absent is as good.
    pub async fn delete(&self, key: BlobKey) -> Result<(), BlobError> {
        match self.store.delete(&key.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the store answers; for readiness.
    pub async fn is_reachable(&self) -> bool {
        self.has(BlobKey::Original([0; 32])).await.is_ok()
    }
}

/// Why a blob could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The store failed.
    #[error("use the blob store")]
    Store(#[from] object_store::Error),
    /// The folder could not be made.
    #[error("make the blob folder")]
    Folder(#[from] std::io::Error),
}

impl BlobError {
    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<std::io::Error>()
                && matches!(
                    io.kind(),
                    std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
                )
            {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

impl From<BlobError> for crate::platform::problem::Problem {
    fn from(error: BlobError) -> Self {
        if error.is_full() {
            Self::new(crate::platform::problem::Code::StorageFull).because(error)
        } else {
            Self::internal("use the blob store", error)
        }
    }
}
