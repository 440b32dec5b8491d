//! Figures that take long to reckon: kept for a while, and told with the instant they are of.
//!
//! Whoever asks within [`FRESH_S`] gets what is kept. Later, up to [`STALE_S`], they get it too, and it is reckoned anew
//! behind them. After that they wait for new figures.

use crate::platform::clock::UtcMillis;
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How long figures are told without reckoning them anew, in seconds.
const FRESH_S: i64 = 60;
/// How old figures may be at most, in seconds.
const STALE_S: i64 = 900;
/// Answers kept at once.
const CAPACITY: u64 = 500;

/// What something may be kept under.
pub(super) trait Key: Clone + Hash + Eq + Send + Sync + 'static {}

impl<K: Clone + Hash + Eq + Send + Sync + 'static> Key for K {}

/// What is kept by key, with its instant. Cheap to clone.
#[derive(Debug)]
pub(super) struct Kept<K: Key, V: Send + Sync + 'static> {
    cache: moka::future::Cache<K, (UtcMillis, Arc<V>)>,
    renewing: Arc<Mutex<HashSet<K>>>,
}

impl<K: Key, V: Send + Sync + 'static> Clone for Kept<K, V> {
    fn clone(&self) -> Self {
        Self {
            cache: self.cache.clone(),
            renewing: Arc::clone(&self.renewing),
        }
    }
}

impl<K: Key, V: Send + Sync + 'static> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            cache: moka::future::Cache::builder()
                .max_capacity(CAPACITY)
                .build(),
            renewing: Arc::default(),
        }
    }
}

impl<K: Key, V: Send + Sync + 'static> Kept<K, V> {
    /// What is kept under `key`, or what `make` makes of it; with the instant it is of.
    pub(super) async fn get<E: std::fmt::Display + 'static>(
        &self,
        key: K,
        now: UtcMillis,
        make: impl Future<Output = Result<V, E>> + 'static,
    ) -> Result<(UtcMillis, Arc<V>), E> {
        let known = self.cache.get(&key).await;
        let age_s = |of: UtcMillis| now.0.saturating_sub(of.0) / 1000;
        match known {
            Some((of, value)) if age_s(of) < STALE_S => {
                if age_s(of) >= FRESH_S && self.begin(&key) {
                    actix_web::rt::spawn(self.clone().renew(key, now, make));
                }
                Ok((of, value))
            }
            _ => {
                let value = Arc::new(make.await?);
                self.cache.insert(key, (now, Arc::clone(&value))).await;
                Ok((now, value))
            }
        }
    }

    async fn renew<E: std::fmt::Display>(
        self,
        key: K,
        now: UtcMillis,
        make: impl Future<Output = Result<V, E>>,
    ) {
        match make.await {
            Ok(value) => {
                self.cache.insert(key.clone(), (now, Arc::new(value))).await;
            }
            Err(error) => {
                tracing::warn!(error = %error, "figures of the desk could not be renewed: {error}");
            }
        }
        self.lock().remove(&key);
    }

    /// Whether the caller is the one who renews.
    fn begin(&self, key: &K) -> bool {
        self.lock().insert(key.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<K>> {
        self.renewing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    async fn told(kept: &Kept<u8, u8>, at_s: i64, would_be: u8) -> (i64, u8) {
        let make = std::future::ready(Ok::<_, String>(would_be));
        let (of, value) = kept.get(1, UtcMillis(at_s * 1000), make).await.unwrap();
        (of.0 / 1000, *value)
    }

    #[actix_web::test]
    async fn figures_are_kept_renewed_behind_the_caller_and_never_too_old() {
        let kept = Kept::default();
        assert_eq!(told(&kept, 0, 1).await, (0, 1));
        assert_eq!(told(&kept, 59, 2).await, (0, 1));
        assert_eq!(told(&kept, 60, 3).await, (0, 1));
        while kept.lock().contains(&1) {
            tokio::task::yield_now().await;
        }
        assert_eq!(told(&kept, 70, 4).await, (60, 3));
        assert_eq!(told(&kept, 60 + STALE_S, 5).await, (60 + STALE_S, 5));
    }

    #[actix_web::test]
    async fn a_failure_keeps_what_was_there_and_the_next_may_try_again() {
        let kept: Kept<u8, u8> = Kept::default();
        told(&kept, 0, 1).await;
        let broken = std::future::ready(Err::<u8, _>("no database".to_owned()));
        let (of, _) = kept.get(1, UtcMillis(60_000), broken).await.unwrap();
        assert_eq!(of.0, 0);
        while kept.lock().contains(&1) {
            tokio::task::yield_now().await;
        }
        assert_eq!(told(&kept, 61, 2).await, (0, 1));
        let broken = std::future::ready(Err::<u8, _>("no database".to_owned()));
        assert!(kept.get(2, UtcMillis(0), broken).await.is_err());
    }
}
