//! Passwords: hashing that costs the same for everybody, and what is too easy to guess.

mod policy;

pub use policy::check_new_password;

use super::AccountError;
use crate::platform::problem::{FieldCode, FieldProblem};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Memory of one hash, in KiB (19 MiB), and passes over it. Source: privacy charter, "Access".
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// How long a caller waits for a free place before hearing `too_busy`.
const WAIT: Duration = Duration::from_secs(10);

/// Stands in for the hash of an account that does not exist, so that guessing names costs and tells the same.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let secret = crate::platform::keys::random_bytes().ok()?;
    hash_now(&secret).ok()
});

/// Hashes and checks passwords on the blocking pool, as many at a time as there are cores. Shared as `web::Data`.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            places: Arc::new(Semaphore::new(cores)),
        }
    }
}

impl Passwords {
    /// The Argon2id hash of `password` as a PHC string with its own salt.
    pub async fn hash(&self, password: &SecretString) -> Result<String, AccountError> {
        let place = self.place().await?;
        let password = password.clone();
        let hashed = tokio::task::spawn_blocking(move || {
            let hashed = hash_now(password.expose_secret().as_bytes());
            drop(place);
            hashed
        });
        hashed
            .await
            .map_err(|error| AccountError::Hash(error.to_string()))?
    }

    /// Whether `password` belongs to `stored`. Without a stored hash the answer is no, at the same cost.
    pub async fn is_right(
        &self,
        password: &SecretString,
        stored: Option<String>,
    ) -> Result<bool, AccountError> {
        let place = self.place().await?;
        let password = password.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let is_somebody = stored.is_some();
            let hash = stored.or_else(|| NOBODY.clone());
            let fits = hash.is_some_and(|hash| {
                hasher().is_ok_and(|hasher| {
                    hasher
                        .verify_password(password.expose_secret().as_bytes(), hash.as_str())
                        .is_ok()
                })
            });
            drop(place);
            is_somebody && fits
        });
        checked
            .await
            .map_err(|error| AccountError::Hash(error.to_string()))
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, AccountError> {
        match tokio::time::timeout(WAIT, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(AccountError::TooBusy),
        }
    }
}

/// Refuses a weak new password at `pointer`.
pub(super) fn check_password_for(
    password: &SecretString,
    pointer: &str,
    context: &[&str],
) -> Result<(), AccountError> {
    check_new_password(password.expose_secret(), context).map_err(|code| {
        let problem = FieldProblem::new(pointer, code);
        AccountError::Field(match code {
            FieldCode::TooShort => problem.with("min", policy::MIN_CHARACTERS),
            FieldCode::TooLong => problem.with("max", policy::MAX_CHARACTERS),
            _ => problem,
        })
    })
}

fn hasher() -> Result<Argon2<'static>, AccountError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| AccountError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &[u8]) -> Result<String, AccountError> {
    let hash = hasher()?
        .hash_password(password)
        .map_err(|error| AccountError::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[actix_web::test]
    async fn a_hash_names_its_cost_and_fits_only_its_password() {
        let passwords = Passwords::default();
        let hash = passwords.hash(&"correct horse".into()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .is_right(&"correct horse".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right(&"correct horsf".into(), Some(hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right(&"correct horse".into(), None)
                .await
                .unwrap()
        );
    }
}
