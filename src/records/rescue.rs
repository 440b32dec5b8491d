//! Rescue files: everything unsent of a phone as one file that only this server can open.
//!
//! Layout of the sealed bytes: ephemeral public key (65 bytes, uncompressed P-256) ‖ nonce (12) ‖ ciphertext and tag of
//! AES-256-GCM. Key = HKDF-SHA-256(ECDH, info = "wenxun-rescue-v1" ‖ ephemeral public key ‖ server's public key).
//! P-256 because every phone browser has it.

use crate::platform::keys::{Keys, derive, sha256};
use crate::platform::problem::{Code, Problem};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

const PURPOSE: &[u8] = b"wenxun-rescue-v1";
const PUBLIC_KEY_BYTES: usize = 65;
const NONCE_BYTES: usize = 12;

/// The file as a person carries it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RescueFile {
    /// Always 1.
    pub version: u32,
    /// Which key of the server it was sealed to.
    pub key_id: String,
    /// The sealed bytes in base64.
    pub sealed_base64: String,
}

/// What lies inside.
#[derive(Debug, Deserialize)]
pub(super) struct RescueContent {
    /// The author.
    pub account_id: Uuid,
    /// Envelopes, as the phone would have sent them.
    pub records: Vec<Box<RawValue>>,
    /// Photos whose bytes had not been confirmed.
    #[serde(default)]
    pub photos: Vec<RescuedPhoto>,
}

/// One photo inside a rescue file.
#[derive(Debug, Deserialize)]
pub struct RescuedPhoto {
    /// SHA-256 of the bytes in hexadecimal.
    pub sha256: String,
    /// The bytes.
    pub base64: String,
}

/// The key pair that rescue files are sealed to.
#[derive(Debug)]
pub struct RescueKey {
    private: PrivateKey,
    public: Vec<u8>,
    id: String,
}

impl RescueKey {
    /// Derives the pair from the installation's seed; the same seed gives the same pair on every node.
    pub fn new(keys: &Keys) -> anyhow::Result<Self> {
        // A scalar beyond the curve's order is refused; the counter makes the next candidate.
        for counter in 0..=255_u8 {
            let scalar = derive(
                keys.rescue.bytes(),
                &[],
                &[b"wenxun rescue key", &[counter]],
            )?;
            if let Ok(private) = PrivateKey::from_private_key(&ECDH_P256, &scalar) {
                let public = private.compute_public_key()?.as_ref().to_vec();
                let id = hex::encode(sha256(&public).get(..8).unwrap_or_default());
                return Ok(Self {
                    private,
                    public,
                    id,
                });
            }
        }
        anyhow::bail!("no rescue key could be derived")
    }

    /// Name of the key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public key, uncompressed, in base64.
    pub fn public_base64(&self) -> String {
        STANDARD.encode(&self.public)
    }

    /// Opens a rescue file. Every failure is the same [`Code::RescueUnreadable`].
    pub(super) fn open(&self, file: &RescueFile) -> Result<RescueContent, Problem> {
        let unreadable = || Problem::new(Code::RescueUnreadable);
        if file.version != 1 || file.key_id != self.id {
            return Err(unreadable());
        }
        let sealed = STANDARD
            .decode(&file.sealed_base64)
            .map_err(|_bad| unreadable())?;
        let (ephemeral, rest) = sealed
            .split_at_checked(PUBLIC_KEY_BYTES)
            .ok_or_else(unreadable)?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES).ok_or_else(unreadable)?;
        let peer = UnparsedPublicKey::new(&ECDH_P256, ephemeral);
        let key = agree(&self.private, peer, unreadable(), |shared| {
            derive(shared, &[], &[PURPOSE, ephemeral, &self.public]).map_err(|_bad| unreadable())
        })?;
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_bad| unreadable())?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_bad| unreadable())?;
        let mut bytes = ciphertext.to_vec();
        let plain = LessSafeKey::new(key)
            .open_in_place(nonce, Aad::empty(), &mut bytes)
            .map_err(|_bad| unreadable())?;
        serde_json::from_slice(plain).map_err(|_bad| unreadable())
    }
}

impl RescuedPhoto {
    /// The bytes, or `None` when they are no base64.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.base64).ok()
    }
}
