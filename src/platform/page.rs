//! Lists: `{items, next_cursor}`, at most 100 a page, stable order.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// One page of a list and the way to the next.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// Rows of this page.
    pub items: Vec<T>,
    /// Pass as `cursor` to go on; absent on the last page.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of at most `limit` rows out of a query that asked for one row more.
    /// `key` gives the place in the order after which the next page starts.
    pub fn from_probe<K: Serialize>(mut rows: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more {
            rows.last().map(|row| encode_cursor(&key(row)))
        } else {
            None
        };
        Self {
            items: rows,
            next_cursor,
        }
    }
}

/// Default and largest page size.
pub const DEFAULT_LIMIT: u16 = 50;
/// Largest page size.
pub const MAX_LIMIT: u16 = 100;

/// The page size to use for a requested one.
pub fn clamp_limit(requested: Option<u16>) -> usize {
    usize::from(requested.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT))
}

/// An opaque cursor holding `key`.
pub fn encode_cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The key inside a cursor, or `None` when it was not made here.
pub fn decode_cursor<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}
