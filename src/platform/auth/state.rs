//! What every guard needs. The database handle is private here: a handler reaches it only through a guard.

use super::{AccessToken, Actor};
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use crate::platform::keys::Keys;
use crate::platform::problem::{Code, Problem};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How long a session's state may be remembered: ended devices and revoked roles take effect within 5 s.
const SESSION_MEMORY: Duration = Duration::from_secs(3);

/// Shared by all workers of a node; keeps nothing that another node needs.
#[derive(Clone)]
pub struct State {
    db: Db,
    /// Time.
    pub clock: Clock,
    /// New identifiers.
    pub ids: Ids,
    /// Secrets.
    pub keys: Arc<Keys>,
    sessions: moka::future::Cache<Uuid, Arc<Actor>>,
    pace: Arc<DefaultKeyedRateLimiter<Uuid>>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("State")
    }
}

impl State {
    /// `requests_per_s` limits each session on this node (burst of four seconds' worth).
    pub fn new(
        db: Db,
        clock: Clock,
        ids: Ids,
        keys: Arc<Keys>,
        requests_per_s: NonZeroU32,
    ) -> Self {
        let burst = requests_per_s.saturating_mul(NonZeroU32::MIN.saturating_add(3));
        Self {
            db,
            clock,
            ids,
            keys,
            sessions: moka::future::Cache::builder()
                .max_capacity(100_000)
                .time_to_live(SESSION_MEMORY)
                .build(),
            pace: Arc::new(DefaultKeyedRateLimiter::keyed(
                Quota::per_second(requests_per_s).allow_burst(burst),
            )),
        }
    }

    pub(in crate::platform) fn db(&self) -> &Db {
        &self.db
    }

    /// The actor behind a bearer token.
    pub(in crate::platform) async fn actor_of(&self, token: &str) -> Result<Arc<Actor>, Problem> {
        let now = self.clock.now();
        let claims = AccessToken::verify(&self.keys, token, now)
            .ok_or_else(|| Problem::new(Code::SignInRequired))?;
        if self.pace.check_key(&claims.session_id).is_err() {
            return Err(Problem::new(Code::TooManyRequests).retry_after_s(1));
        }
        if let Some(actor) = self.sessions.get(&claims.session_id).await {
            return Ok(actor);
        }
        match Actor::load(&self.db, claims.session_id, now).await? {
            Some(actor) => {
                let actor = Arc::new(actor);
                self.sessions
                    .insert(claims.session_id, Arc::clone(&actor))
                    .await;
                Ok(actor)
            }
            None => Err(Problem::new(Code::SessionEnded)),
        }
    }

    /// Forgets what is remembered of sessions, so that a change on this node counts at once.
    pub fn forget_sessions(&self) {
        self.sessions.invalidate_all();
        self.pace.retain_recent();
    }
}
