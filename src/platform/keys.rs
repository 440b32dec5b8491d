//! The installation's secrets: made at the first start, files of mode 0600, one folder.

use crate::platform::db::Db;
use crate::platform::settings;
use aws_lc_rs::{digest, hkdf, hmac, rand};
use sea_orm::DbErr;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Why the keys could not be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The folder or a file could not be read or written.
    #[error("use the key file {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file holds something else than a key.
    #[error("the key file {0} is damaged")]
    Damaged(PathBuf),
    /// The database could not be asked for its fingerprint.
    #[error("read the fingerprint of the keys")]
    Database {
        /// What the database said.
        source: DbErr,
    },
    /// The database belongs to other keys.
    #[error(
        "the database was made with other keys; set WENXUN_KEYS to the folder that belongs to it"
    )]
    OtherKeys,
    /// The system gave no random bytes.
    #[error("no random bytes")]
    Random,
}

/// One 256-bit secret with its public name.
#[derive(Clone)]
pub struct Secret {
    /// Name that may be shown (key id).
    pub id: String,
    bytes: [u8; 32],
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Secret({})", self.id)
    }
}

impl Secret {
    /// The raw key.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// HMAC-SHA-256 of the parts one after another.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.bytes));
        for part in parts {
            context.update(part);
        }
        let mut out = [0_u8; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

/// All secrets of an installation.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Signs access tokens; the newest first, older ones still verify.
    pub token: Vec<Secret>,
    /// Makes receipts.
    pub receipt: Secret,
    /// Seals the head of the audit log.
    pub audit: Secret,
    /// Seed of the key pair that rescue files are sealed to.
    pub rescue: Secret,
}

impl Keys {
    /// Loads the keys from `folder`, making what is absent (folder 0700, files 0600).
    pub fn load_or_make(folder: &Path) -> Result<Self, KeyError> {
        make_folder(folder)?;
        let mut token = Vec::new();
        for number in (1..=token_count(folder)).rev() {
            token.push(load_or_make(folder, &format!("token-{number}"))?);
        }
        Ok(Self {
            token,
            receipt: load_or_make(folder, "receipt")?,
            audit: load_or_make(folder, "audit")?,
            rescue: load_or_make(folder, "rescue")?,
        })
    }

    /// Adds a new token key that signs from the next start on; the previous one still verifies, older ones go.
    pub fn rotate_token(folder: &Path) -> Result<String, KeyError> {
        make_folder(folder)?;
        let next = token_count(folder) + 1;
        let made = load_or_make(folder, &format!("token-{next}"))?;
        Ok(made.id)
    }

    /// A public fingerprint of the keys that must agree between nodes.
    pub fn fingerprint(&self) -> String {
        let mut all = digest::Context::new(&digest::SHA256);
        for secret in [&self.receipt, &self.audit, &self.rescue] {
            all.update(&secret.mac(&[b"wenxun fingerprint"]));
        }
        hex::encode(all.finish().as_ref())
    }
}

/// Keys that verify besides the newest: one, so that tokens of the last minutes survive a rotation.
const TOKEN_KEYS_KEPT: u32 = 2;

fn token_count(folder: &Path) -> u32 {
    let mut count = 1;
    while folder.join(format!("token-{}", count + 1)).exists() {
        count += 1;
    }
    count
}

impl Keys {
    /// The token keys that may verify: the newest and its predecessor.
    pub fn verifying_tokens(&self) -> impl Iterator<Item = &Secret> {
        self.token
            .iter()
            .take(usize::try_from(TOKEN_KEYS_KEPT).unwrap_or(1))
    }
}

/// Refuses a database that was made with other keys; remembers the fingerprint in a new one.
pub async fn agree_with_database(db: &Db, keys: &Keys) -> Result<(), KeyError> {
    let expected = keys.fingerprint();
    let kept = db
        .write(async |tx| match settings::read(tx, FINGERPRINT).await? {
            Some(kept) => Ok(kept),
            None => settings::write(tx, FINGERPRINT, &expected)
                .await
                .map(|()| expected.clone()),
        })
        .await
        .map_err(|source: DbErr| KeyError::Database { source })?;
    if kept == expected {
        Ok(())
    } else {
        Err(KeyError::OtherKeys)
    }
}

const FINGERPRINT: &str = "keys_fingerprint";

fn make_folder(folder: &Path) -> Result<(), KeyError> {
    let fail = |source| KeyError::File {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(fail)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).map_err(fail)?;
    }
    Ok(())
}

fn load_or_make(folder: &Path, name: &str) -> Result<Secret, KeyError> {
    let path = folder.join(name);
    let fail = |source| KeyError::File {
        path: path.clone(),
        source,
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let mut bytes = [0_u8; 32];
            hex::decode_to_slice(text.trim(), &mut bytes)
                .map_err(|_bad_hex| KeyError::Damaged(path.clone()))?;
            Ok(named(name, bytes))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let bytes = random_bytes()?;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path).map_err(fail)?;
            writeln!(file, "{}", hex::encode(bytes)).map_err(fail)?;
            file.sync_all().map_err(fail)?;
            Ok(named(name, bytes))
        }
        Err(error) => Err(fail(error)),
    }
}

fn named(name: &str, bytes: [u8; 32]) -> Secret {
    let short = digest::digest(&digest::SHA256, &bytes);
    let tail = hex::encode(short.as_ref().get(..4).unwrap_or_default());
    Secret {
        id: format!("{name}-{tail}"),
        bytes,
    }
}

/// 256 random bits from the operating system.
pub fn random_bytes() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes).map_err(|_unspecified| KeyError::Random)?;
    Ok(bytes)
}

/// SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0_u8; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// A key of 32 bytes derived from `secret` for one purpose (HKDF-SHA-256).
pub fn derive(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Result<[u8; 32], KeyError> {
    let mut out = [0_u8; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(secret)
        .expand(info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut out))
        .map_err(|_unspecified| KeyError::Random)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn keys_survive_a_restart_and_a_rotation_keeps_the_old_one_for_verifying() {
        let folder = std::env::temp_dir().join(format!("wenxun-keys-{}", std::process::id()));
        let first = Keys::load_or_make(&folder).unwrap();
        let again = Keys::load_or_make(&folder).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        Keys::rotate_token(&folder).unwrap();
        let rotated = Keys::load_or_make(&folder).unwrap();
        let ids: Vec<_> = rotated
            .verifying_tokens()
            .map(|key| key.id.clone())
            .collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids.last(), first.token.first().map(|key| &key.id));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
