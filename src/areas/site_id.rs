//! What records name a site by.

use crate::platform::keys::sha256;
use uuid::Uuid;

/// The id of the site with `code`: the same on every node and over every import.
pub fn site_id(code: &str) -> Uuid {
    let digest = sha256(&[b"wenxun site", code.as_bytes()].concat());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
