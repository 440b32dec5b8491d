//! Files out of a rescue file: attachments are stored as if their author had sent them, photos go where photos go.

use super::service::{self, Sent, is_taken};
use crate::photos::{PhotoHash, RescuedStore, sniff};
use crate::platform::auth::State;
use crate::platform::blobs::Blobs;
use crate::platform::db::Db;
use crate::platform::problem::Problem;
use crate::records::{RescuedPhoto, RescuedPhotos};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

/// Where rescued files go.
#[derive(Clone, Debug)]
pub struct RescuedFiles {
    state: State,
    blobs: Blobs,
    photos: RescuedStore,
}

impl RescuedFiles {
    /// Stores into `blobs`.
    pub fn new(state: State, blobs: Blobs) -> Self {
        let photos = RescuedStore::new(state.clone(), blobs.clone());
        Self {
            state,
            blobs,
            photos,
        }
    }
}

impl RescuedPhotos for RescuedFiles {
    fn store<'a>(
        &'a self,
        db: &'a Db,
        author_id: Uuid,
        file: &'a RescuedPhoto,
    ) -> LocalBoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            let bytes = Bytes::from(file.bytes().unwrap_or_default());
            let (format, sha256) = sniff::look_at(bytes.clone(), is_taken).await;
            match (format, PhotoHash::parse(&file.sha256)) {
                (Ok(format), Some(PhotoHash(named))) if named == sha256 => {
                    let sent = Sent {
                        sha256,
                        format,
                        bytes,
                    };
                    let taken = service::keep(db, &self.state, &self.blobs, sent, author_id).await;
                    taken.map_err(Problem::from)
                }
                _ => self.photos.store(db, author_id, file).await,
            }
        })
    }
}
