//! Photos of records: taken in durably as sent, shown only as re-encoded copies.

pub mod derive;
pub mod structure;
