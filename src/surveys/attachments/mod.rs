//! Attachments (附件) of answers: recordings and documents, taken in as sent under the SHA-256 of their bytes.
//!
//! * Whoever may capture may send; an answer names an attachment only if its author sent those bytes.
//! * They are as private as answers: who exports answers opens them, each view is audited, no door stands beside them. An
//!   export names them and holds none of their bytes.
//! * They go when sealed originals of photos go; the answers keep their names.
//!
//! Source: the photo rules of the record contract and the retention terms of the privacy charter.

mod jobs;
mod rescued;
mod routes;
mod service;

pub use jobs::register_jobs;
pub use rescued::RescuedFiles;
pub(super) use routes::configure;
pub use service::remove_expired;
