//! Indicators over HTTP.

mod evidence;
mod framework;
mod scores;

use super::error::IndicatorError;
use crate::platform::page::decode_cursor;
use crate::platform::problem::FieldCode;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    evidence::configure(api);
    framework::configure(api);
    scores::configure(api);
}

/// Where a list goes on.
fn cursor<K: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<K>, IndicatorError> {
    let bad = || IndicatorError::query("/cursor", FieldCode::BadCursor);
    text.map(|text| decode_cursor(text).ok_or_else(bad))
        .transpose()
}

/// One row more than a page holds, so that it is known whether another follows.
fn probe(limit: usize) -> u64 {
    u64::try_from(limit + 1).unwrap_or(u64::MAX)
}
