//! The next tokens of a session.

use super::{Opened, add_token, view};
use crate::accounts::AccountError;
use crate::accounts::queries::sessions::{self as queries, Which, state as token_state};
use crate::accounts::tokens::Secret;
use crate::platform::auth::{Actor, State};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use entity::{refresh_token, session};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// What a presented token led to.
enum Outcome {
    /// Go on with this token.
    Next {
        session_id: Uuid,
        token: String,
        expires_in_s: i64,
    },
    /// Unknown or expired: nothing was changed.
    Refused,
    /// An old token came back: the whole session ended.
    Ended,
}

/// Exchanges a refresh token. The rules stand in the head of `accounts`.
pub(in crate::accounts) async fn refresh(
    db: &Db,
    state: &State,
    presented: &str,
) -> Result<Opened, AccountError> {
    let hash = Secret::hash_of(presented).ok_or(AccountError::SessionEnded)?;
    let now = state.clock.now();
    let outcome = db.write(async |tx| exchange(tx, &hash, now).await).await?;
    let (session_id, refresh_token, refresh_s) = match outcome {
        Outcome::Next {
            session_id,
            token,
            expires_in_s,
        } => (session_id, token, expires_in_s),
        Outcome::Refused => return Err(AccountError::SessionEnded),
        Outcome::Ended => {
            tracing::warn!("an old refresh token came back; its session was ended");
            state.forget_sessions();
            return Err(AccountError::SessionEnded);
        }
    };
    let actor = Actor::load(db, session_id, now)
        .await?
        .ok_or(AccountError::SessionEnded)?;
    Ok(Opened {
        view: view(state, &actor, now)?,
        refresh_token,
        refresh_s,
        device_cookie: None,
    })
}

async fn exchange(
    tx: &DatabaseTransaction,
    hash: &[u8],
    now: UtcMillis,
) -> Result<Outcome, AccountError> {
    let Some(token) = queries::find_token(tx, hash).await? else {
        return Ok(Outcome::Refused);
    };
    let Some(session) = queries::live_session(tx, token.session_id, now).await? else {
        return Ok(Outcome::Refused);
    };
    let account = crate::accounts::queries::accounts::find(tx, session.account_id).await?;
    let device = queries::live_device(tx, session.device_id).await?;
    if token.expires_at <= now.0
        || device.is_none()
        || !account.is_some_and(|account| account.is_active)
    {
        return Ok(Outcome::Refused);
    }
    if !may_go_on(tx, &token).await? {
        queries::end_sessions(
            tx,
            session.account_id,
            Which::Only(session.id),
            "token_replayed",
            now,
        )
        .await?;
        return Ok(Outcome::Ended);
    }
    go_on(tx, &session, token, now).await
}

/// Marks an unused token used and voids its siblings. A used one may go on only while none of its children was used.
async fn may_go_on(
    tx: &DatabaseTransaction,
    token: &refresh_token::Model,
) -> Result<bool, AccountError> {
    if token.state == token_state::VOID {
        return Ok(false);
    }
    if token.state == token_state::UNUSED && queries::use_token(tx, &token.token_hash).await? {
        if let Some(parent) = &token.parent_hash {
            queries::void_unused_children(tx, token.session_id, parent).await?;
        }
        return Ok(true);
    }
    Ok(!queries::has_used_child(tx, token.session_id, &token.token_hash).await?)
}

async fn go_on(
    tx: &DatabaseTransaction,
    session: &session::Model,
    token: refresh_token::Model,
    now: UtcMillis,
) -> Result<Outcome, AccountError> {
    queries::device_was_seen(tx, session.device_id, None, now).await?;
    crate::accounts::queries::accounts::was_seen(tx, session.account_id, now).await?;
    let ends_at = UtcMillis(session.expires_at);
    let (next, expires_in_s) =
        add_token(tx, session.id, Some(token.token_hash), now, ends_at).await?;
    Ok(Outcome::Next {
        session_id: session.id,
        token: next,
        expires_in_s,
    })
}
