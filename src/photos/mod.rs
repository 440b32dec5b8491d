//! Photos (照片) of records: taken in durably as sent and sealed, shown only as upright copies without metadata.
//!
//! * Whoever may capture may send; every account that sent the bytes has its own upload row.
//! * A record shows a photo only if its author sent those bytes. Before a record names it, only its sender sees it.
//! * The bytes as sent open only to [`ReadOriginals`](crate::platform::auth::markers::ReadOriginals), with a reason;
//!   each view is audited.
//! * `stored` → (job) → `derived` or `unreadable`; originals go after 180 days, copies after two years.
//!
//! Source: the photo rules of the record contract and the retention terms of the privacy charter.

pub mod derive;
mod error;
mod flags;
mod jobs;
mod model;
mod queries;
mod rescued;
mod retention;
mod routes;
mod service;
pub mod sniff;
pub mod structure;

pub use error::PhotoError;
pub use jobs::{begin_flagging_after, register_jobs};
pub use model::PhotoHash;
pub use rescued::RescuedStore;
pub use retention::{ORIGINAL_DAYS, Removed, remove_expired};
pub use routes::configure;
pub use service::{PreparedPhoto, store_prepared};
