//! Random secrets that travel in cookies and bodies; only their hashes are stored.

use crate::platform::keys::{KeyError, random_bytes, sha256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// A secret of 256 random bits as URL-safe text, with its SHA-256.
pub(super) struct Secret {
    pub(super) text: String,
    pub(super) hash: Vec<u8>,
}

impl Secret {
    /// A new secret.
    pub(super) fn new() -> Result<Self, KeyError> {
        let bytes = random_bytes()?;
        Ok(Self {
            text: URL_SAFE_NO_PAD.encode(bytes),
            hash: sha256(&bytes).to_vec(),
        })
    }

    /// The hash of a presented secret, or `None` when it cannot be one of ours.
    pub(super) fn hash_of(text: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == 32).then(|| sha256(&bytes).to_vec())
    }
}

/// What a known-device cookie proves for one account: the device's id and its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeviceProof {
    pub(super) device_id: Uuid,
    pub(super) secret_hash: Vec<u8>,
    text: String,
}

/// Accounts that one browser may be known for at a time; a shared phone rarely has more.
const PROOFS_KEPT: usize = 4;

impl DeviceProof {
    /// A new secret for `device_id`.
    pub(super) fn new(device_id: Uuid) -> Result<Self, KeyError> {
        let secret = random_bytes()?;
        let mut bytes = device_id.as_bytes().to_vec();
        bytes.extend_from_slice(&secret);
        Ok(Self {
            device_id,
            secret_hash: sha256(&secret).to_vec(),
            text: URL_SAFE_NO_PAD.encode(bytes),
        })
    }

    /// Reads a cookie's value; pieces that are not ours are passed over.
    pub(super) fn parse_all(cookie: &str) -> Vec<Self> {
        cookie
            .split('.')
            .take(PROOFS_KEPT)
            .filter_map(Self::parse)
            .collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, secret) = bytes.split_at_checked(16)?;
        (secret.len() == 32).then_some(Self {
            device_id: Uuid::from_slice(id).ok()?,
            secret_hash: sha256(secret).to_vec(),
            text: text.to_owned(),
        })
    }

    /// The cookie's value with this proof first and the others after it.
    pub(super) fn cookie_with(&self, others: &[Self]) -> String {
        let rest = others
            .iter()
            .filter(|other| other.device_id != self.device_id);
        let texts: Vec<&str> = std::iter::once(self)
            .chain(rest)
            .take(PROOFS_KEPT)
            .map(|proof| proof.text.as_str())
            .collect();
        texts.join(".")
    }
}

/// Letters and digits that cannot be taken for one another: 32 of them, 5 bits each.
const CLEAR_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A one-time password of 60 random bits in three groups, such as `kx7m-q2rt-9dpw`.
pub(super) fn one_time_password() -> Result<String, KeyError> {
    let bytes = random_bytes()?;
    let mut text = String::with_capacity(14);
    for (place, byte) in bytes.iter().take(12).enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        let letter = CLEAR_LETTERS
            .get(usize::from(byte & 31))
            .copied()
            .unwrap_or(b'x');
        text.push(char::from(letter));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_device_cookie_keeps_the_newest_account_first_and_at_most_four() {
        let proofs: Vec<DeviceProof> = (1..=6)
            .map(|number| DeviceProof::new(Uuid::from_u128(number)).unwrap())
            .collect();
        let cookie = proofs.iter().fold(String::new(), |cookie, proof| {
            proof.cookie_with(&DeviceProof::parse_all(&cookie))
        });
        let kept: Vec<Uuid> = DeviceProof::parse_all(&cookie)
            .into_iter()
            .map(|proof| proof.device_id)
            .collect();
        assert_eq!(kept, [6, 5, 4, 3].map(Uuid::from_u128));
    }

    #[test]
    fn a_presented_secret_hashes_to_what_was_stored_and_rubbish_to_nothing() {
        let secret = Secret::new().unwrap();
        assert_eq!(Secret::hash_of(&secret.text), Some(secret.hash));
        assert_eq!(Secret::hash_of("short"), None);
        assert!(DeviceProof::parse_all("rubbish.%%%").is_empty());
    }

    #[test]
    fn one_time_passwords_have_three_groups_and_differ() {
        let (one, other) = (one_time_password().unwrap(), one_time_password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
    }
}
