//! What may go wrong with photos.

use crate::photos::structure::Rejection;
use crate::platform::blobs::BlobError;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};

/// Why a photo is not taken or not shown.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// The address holds no SHA-256.
    #[error("the address holds no SHA-256")]
    BadHash,
    /// The connection broke while the bytes came.
    #[error("the upload was interrupted")]
    Interrupted,
    /// The bytes are not those the address names.
    #[error("the bytes have another hash")]
    HashMismatch,
    /// The header and structure check refused them.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Absent or not visible to the caller.
    #[error("no such photo for the caller")]
    NotFound,
    /// The copies are still to be made.
    #[error("the copies are not made yet")]
    NotReady,
    /// No copies can be made of it.
    #[error("the photo cannot be decoded")]
    Unreadable,
    /// Its term ended.
    #[error("the photo was removed when its term ended")]
    Expired,
    /// Sealed bytes were asked for without saying why.
    #[error("no reason was given")]
    NoReason,
    /// The blob store failed.
    #[error("use the blob store")]
    Blobs(#[from] BlobError),
    /// The database failed.
    #[error("use the database")]
    Db(#[from] sea_orm::DbErr),
}

impl From<PhotoError> for Problem {
    fn from(error: PhotoError) -> Self {
        match error {
            PhotoError::BadHash => {
                Self::invalid_query(vec![FieldProblem::new("/sha256", FieldCode::BadHash)])
            }
            PhotoError::Interrupted => Self::new(Code::BodyInterrupted),
            PhotoError::HashMismatch => Self::new(Code::PhotoHashMismatch),
            PhotoError::Rejected(Rejection::Empty) => Self::new(Code::PhotoEmpty),
            PhotoError::Rejected(Rejection::Damaged) | PhotoError::Unreadable => {
                Self::new(Code::PhotoDamaged)
            }
            PhotoError::Rejected(Rejection::UnsupportedType) => Self::new(Code::PhotoTypeNotTaken),
            PhotoError::Rejected(Rejection::TooManyBytes | Rejection::TooManyPixels) => {
                Self::new(Code::PhotoTooLarge)
            }
            PhotoError::NotFound => Self::new(Code::PhotoNotFound),
            PhotoError::NotReady => Self::new(Code::PhotoNotReady).retry_after_s(2),
            PhotoError::Expired => Self::new(Code::PhotoExpired),
            PhotoError::NoReason => Self::new(Code::ReasonRequired)
                .at(vec![FieldProblem::new("/reason", FieldCode::TooShort)]),
            PhotoError::Blobs(error) => error.into(),
            PhotoError::Db(error) => error.into(),
        }
    }
}
