//! Documents that never change: canonical JSON (RFC 8785) kept beside its SHA-256, so that anybody can reckon the hash
//! again. That the rows holding them never change is the work of the migrations' triggers.

use crate::platform::keys::sha256;
use crate::platform::problem::Problem;
use actix_web::HttpResponse;
use serde::Serialize;

/// A document about to be kept.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Canonical JSON.
    pub text: String,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
}

impl Frozen {
    /// Writes `content`.
    /// * Errors: when it cannot be written as JSON (a map with other keys than texts).
    pub fn of(content: &impl Serialize) -> Result<Self, Unwritable> {
        let text = serde_json_canonicalizer::to_string(content).map_err(Unwritable)?;
        let sha256 = sha256(text.as_bytes()).to_vec();
        Ok(Self { text, sha256 })
    }
}

/// A document that cannot be written as JSON.
#[derive(Debug, thiserror::Error)]
#[error("write a document to be frozen")]
pub struct Unwritable(#[source] serde_json::Error);

impl From<Unwritable> for Problem {
    fn from(error: Unwritable) -> Self {
        Self::internal("freeze a document", error)
    }
}

/// Whether a kept text still has its hash.
pub fn is_intact(text: &str, hash: &[u8]) -> bool {
    sha256(text.as_bytes()).as_slice() == hash
}

/// The text byte by byte as it is kept, saved as `{name}.json`: `sha256sum` gives the hash that stands beside it.
pub fn content_file(name: &str, text: String) -> HttpResponse {
    let disposition = format!("attachment; filename=\"{name}.json\"");
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("content-disposition", disposition))
        .body(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_members_does_not_move_the_hash_and_a_changed_text_is_seen() {
        let (one, two) = (json!({"b": 1.0, "a": "市"}), json!({"a": "市", "b": 1}));
        let (one, two) = (Frozen::of(&one).unwrap(), Frozen::of(&two).unwrap());
        assert_eq!(one.text, r#"{"a":"市","b":1}"#);
        assert_eq!(one.sha256, two.sha256);
        assert!(is_intact(&one.text, &two.sha256));
        assert!(!is_intact(&one.text.replace('1', "2"), &one.sha256));
    }
}
