//! Attachments on the wire.

use crate::photos::sniff::FileFormat;
use crate::platform::clock::UtcMillis;
use entity::{attachment, survey_attachment};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// An attachment that is durably stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoredAttachment {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    #[schema(example = "05df246d658d10634d1aa04614cbf3963641d989c466782b7a74116bf4cdc9da")]
    pub sha256: String,
}

/// An attachment that an answer names.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentView {
    /// Path of the question.
    #[schema(example = "voice")]
    pub path: String,
    /// SHA-256 of the bytes, as an export of answers names it.
    pub sha256: String,
    /// What it is; none until it has arrived.
    #[schema(example = "webm")]
    pub format: Option<&'static str>,
    /// Media type to show it as.
    #[schema(example = "audio/webm")]
    pub media_type: Option<&'static str>,
    /// How many bytes.
    pub size_bytes: Option<i64>,
    /// When it arrived.
    pub stored_at: Option<UtcMillis>,
    /// Whether it was removed when its term ended.
    pub is_removed: bool,
}

impl AttachmentView {
    /// What an answer names, with what is `known` of it.
    pub fn new(
        named: survey_attachment::Model,
        known: &HashMap<Vec<u8>, attachment::Model>,
    ) -> Self {
        let stored = known.get(&named.sha256);
        let format = stored.and_then(|row| FileFormat::parse(&row.format));
        Self {
            path: named.path,
            sha256: hex::encode(named.sha256),
            format: format.map(FileFormat::code),
            media_type: format.map(FileFormat::media_type),
            size_bytes: stored.map(|row| row.size_bytes),
            stored_at: stored.map(|row| UtcMillis(row.stored_at)),
            is_removed: stored.is_some_and(|row| row.removed_at.is_some()),
        }
    }
}
