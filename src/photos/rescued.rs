//! Photos out of a rescue file, stored as if their author had sent them.

use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::error::PhotoError;
use super::model::PhotoHash;
use super::service;
use crate::platform::auth::State;
use crate::platform::blobs::Blobs;
use crate::platform::db::Db;
use crate::platform::problem::Problem;
use crate::records::{RescuedPhoto, RescuedPhotos};

/// Where rescued photos go.
#[derive(Clone, Debug)]
pub struct RescuedStore {
    state: State,
    blobs: Blobs,
}

impl RescuedStore {
    /// Stores into `blobs`.
    pub fn new(state: State, blobs: Blobs) -> Self {
        Self { state, blobs }
    }

    async fn take(&self, db: &Db, author_id: Uuid, photo: &RescuedPhoto) -> Result<(), PhotoError> {
        let hash = PhotoHash::parse(&photo.sha256).ok_or(PhotoError::BadHash)?;
        let bytes = Bytes::from(photo.bytes().ok_or(PhotoError::HashMismatch)?);
        service::take_rescued(db, &self.state, &self.blobs, hash, bytes, author_id).await
    }
}

impl RescuedPhotos for RescuedStore {
    fn store<'a>(
        &'a self,
        db: &'a Db,
        author_id: Uuid,
        photo: &'a RescuedPhoto,
    ) -> LocalBoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            match self.take(db, author_id, photo).await {
                Err(failed @ (PhotoError::Blobs(_) | PhotoError::Db(_))) => Err(failed.into()),
                Err(refused) => {
                    tracing::warn!(reason = %refused, "left out a photo of a rescue file: {refused}");
                    Ok(())
                }
                Ok(()) => Ok(()),
            }
        })
    }
}
