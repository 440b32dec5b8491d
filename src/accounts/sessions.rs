//! Signing in, going on, signing out.

mod guesses;
mod refresh;
mod sign_in;

pub(super) use guesses::Attempt;
pub(super) use refresh::refresh;
pub(super) use sign_in::{SignIn, open_session, sign_in};

use super::queries;
use super::tokens::Secret;
use super::wire::{MeView, SessionView};
use super::{AccountError, Passwords, check_password_for};
use crate::platform::audit;
use crate::platform::auth::{self, Actor, SignedIn, State};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use secrecy::SecretString;
use uuid::Uuid;

/// How long an unused refresh token is good, in days; each use begins anew. Source: privacy charter, "Access".
const SLIDING_DAYS: i64 = 30;
/// How long a session lives at most, in days. Source: as above.
const ABSOLUTE_DAYS: i64 = 180;

/// What a sign-in or refresh hands out.
pub(super) struct Opened {
    pub(super) view: SessionView,
    /// The next refresh token.
    pub(super) refresh_token: String,
    /// Seconds until it expires.
    pub(super) refresh_s: i64,
    /// The known-device cookie, when it is new.
    pub(super) device_cookie: Option<String>,
}

/// A fresh refresh token of a session, written as a child of `parent`.
async fn add_token(
    tx: &impl sea_orm::ConnectionTrait,
    session_id: Uuid,
    parent: Option<Vec<u8>>,
    now: UtcMillis,
    session_ends_at: UtcMillis,
) -> Result<(String, i64), AccountError> {
    let secret = Secret::new()?;
    let expires_at = now.plus_days(SLIDING_DAYS).min(session_ends_at);
    queries::sessions::create_token(tx, secret.hash, session_id, parent, now, expires_at).await?;
    Ok((secret.text, (expires_at.0 - now.0) / 1000))
}

pub(super) fn view(
    state: &State,
    actor: &Actor,
    now: UtcMillis,
) -> Result<SessionView, AccountError> {
    Ok(SessionView {
        access_token: auth::issue(&state.keys, actor.account_id, actor.session_id, now)?,
        expires_in_s: auth::ACCESS_TOKEN_S,
        account: MeView::from(actor),
        must_change_password: actor.must_change_password,
        refresh_token: None,
    })
}

/// Ends the caller's session; the device stays known.
pub(super) async fn sign_out(who: &SignedIn) -> Result<(), AccountError> {
    let (actor, clock) = (who.actor(), &who.state().clock);
    who.db()
        .write(async |tx| {
            let this = queries::sessions::Which::Only(actor.session_id);
            queries::sessions::end_sessions(tx, actor.account_id, this, "signed_out", clock.now())
                .await?;
            let event = audit::Event::new(
                Some(actor),
                "end_session",
                format!("account:{}", actor.account_id),
            );
            audit::record(tx, clock, event).await?;
            Ok::<(), AccountError>(())
        })
        .await?;
    who.state().forget_sessions();
    Ok(())
}

/// Ends one of the caller's devices with its sessions.
pub(super) async fn end_own_device(who: &SignedIn, device_id: Uuid) -> Result<(), AccountError> {
    let (actor, clock) = (who.actor(), &who.state().clock);
    who.db()
        .write(async |tx| {
            let this = queries::sessions::Which::Only(device_id);
            let ended = queries::sessions::end_devices(
                tx,
                actor.account_id,
                this,
                "device_ended",
                clock.now(),
            )
            .await?;
            if ended == 0 {
                return Err(AccountError::DeviceNotFound(device_id));
            }
            let event = audit::Event::new(
                Some(actor),
                "end_my_device",
                format!("account:{}", actor.account_id),
            )
            .detail(serde_json::json!({ "device": device_id }));
            audit::record(tx, clock, event).await?;
            Ok(())
        })
        .await?;
    who.state().forget_sessions();
    Ok(())
}

/// Sets a new password; all other devices and sessions of the account end.
pub(super) async fn change_password(
    who: &SignedIn,
    passwords: &Passwords,
    current: &SecretString,
    new: &SecretString,
) -> Result<(), AccountError> {
    let (actor, state, db): (&Actor, &State, &Db) = (who.actor(), who.state(), who.db());
    check_password_for(new, "/new_password", &[&actor.account, &actor.name])?;
    let attempt = Attempt::by_device(actor.device_id);
    attempt.begin(db, state.clock.now()).await?;
    let account = queries::accounts::find(db.read(), actor.account_id).await?;
    let stored = account.and_then(|account| account.password_hash);
    if !passwords.is_right(current, stored).await? {
        return Err(AccountError::WrongPassword);
    }
    let hash = passwords.hash(new).await?;
    let now = state.clock.now();
    db.write(async |tx| {
        attempt.succeed(tx).await?;
        queries::accounts::set_password(tx, actor.account_id, &hash, false).await?;
        let other_sessions = queries::sessions::Which::AllBut(actor.session_id);
        queries::sessions::end_sessions(
            tx,
            actor.account_id,
            other_sessions,
            "password_changed",
            now,
        )
        .await?;
        let others = queries::sessions::Which::AllBut(actor.device_id);
        let ended =
            queries::sessions::end_devices(tx, actor.account_id, others, "password_changed", now)
                .await?;
        let event = audit::Event::new(
            Some(actor),
            "change_my_password",
            format!("account:{}", actor.account_id),
        )
        .detail(serde_json::json!({ "devices_ended": ended }));
        audit::record(tx, &state.clock, event).await?;
        Ok::<(), AccountError>(())
    })
    .await?;
    state.forget_sessions();
    Ok(())
}
