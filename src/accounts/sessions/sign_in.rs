//! A password for a session.

use super::{ABSOLUTE_DAYS, Attempt, Opened, add_token, view};
use crate::accounts::model::normalise_account;
use crate::accounts::queries;
use crate::accounts::tokens::DeviceProof;
use crate::accounts::transport::Connection;
use crate::accounts::wire::{Client, NewDevice};
use crate::accounts::{AccountError, Passwords};
use crate::platform::audit;
use crate::platform::auth::{Actor, State, load_roles};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use entity::account;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use secrecy::SecretString;
use uuid::Uuid;

/// A sign-in with everything the request showed.
pub(in crate::accounts) struct SignIn {
    pub(in crate::accounts) account: String,
    pub(in crate::accounts) password: SecretString,
    pub(in crate::accounts) device: NewDevice,
    pub(in crate::accounts) client: Client,
    pub(in crate::accounts) connection: Connection,
    pub(in crate::accounts) proofs: Vec<DeviceProof>,
}

/// Opens a session for the right password. One answer for unknown, disabled and wrong, at one cost.
pub(in crate::accounts) async fn sign_in(
    db: &Db,
    state: &State,
    passwords: &Passwords,
    request: SignIn,
) -> Result<Opened, AccountError> {
    if !request.connection.may_sign_in {
        return Err(AccountError::HttpsRequired);
    }
    let name = normalise_account(&request.account);
    let account = queries::accounts::find_by_name(db.read(), &name).await?;
    let known = match &account {
        Some(account) => known_device(db.read(), account.id, &request.proofs).await?,
        None => None,
    };
    let attempt = Attempt::at_sign_in(request.connection.address, &name, known);
    attempt.begin(db, state.clock.now()).await?;
    let stored = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let is_right = passwords.is_right(&request.password, stored).await?;
    let Some(account) = account.filter(|account| is_right && account.is_active) else {
        return Err(AccountError::SignInFailed);
    };
    let actor = new_actor(db, state, &account, known).await?;
    let now = state.clock.now();
    db.write(async |tx| {
        let unchanged = queries::accounts::find(tx, account.id).await?;
        if !unchanged.is_some_and(|row| row.is_active && row.password_hash == account.password_hash) {
            return Err(AccountError::SignInFailed);
        }
        attempt.succeed(tx).await?;
        let opened = open_session(tx, state, &actor, &request, known.is_some(), now).await?;
        let event = audit::Event::new(Some(&actor), "create_session", format!("account:{}", account.id))
            .detail(serde_json::json!({ "client": request.client.code(), "is_known_device": known.is_some() }));
        audit::record(tx, &state.clock, event).await?;
        Ok(opened)
    })
    .await
}

async fn new_actor(
    db: &Db,
    state: &State,
    account: &account::Model,
    known: Option<Uuid>,
) -> Result<Actor, AccountError> {
    Ok(Actor {
        account_id: account.id,
        account: account.account.clone(),
        name: account.name.clone(),
        session_id: state.ids.next(&state.clock),
        device_id: known.unwrap_or_else(|| state.ids.next(&state.clock)),
        must_change_password: account.must_change_password,
        roles: load_roles(db, account.id).await?,
    })
}

/// Writes device, session and first refresh token of `actor`.
pub(in crate::accounts) async fn open_session(
    tx: &DatabaseTransaction,
    state: &State,
    actor: &Actor,
    request: &SignIn,
    is_known: bool,
    now: UtcMillis,
) -> Result<Opened, AccountError> {
    let device_cookie = if is_known {
        queries::sessions::device_was_seen(tx, actor.device_id, Some(&request.device), now).await?;
        None
    } else {
        let proof = DeviceProof::new(actor.device_id)?;
        let secret_hash = proof.secret_hash.clone();
        queries::sessions::create_device(
            tx,
            actor.device_id,
            actor.account_id,
            &request.device,
            secret_hash,
            now,
        )
        .await?;
        Some(proof.cookie_with(&request.proofs))
    };
    queries::accounts::was_seen(tx, actor.account_id, now).await?;
    let ends_at = now.plus_days(ABSOLUTE_DAYS);
    let ids = (actor.session_id, actor.account_id, actor.device_id);
    queries::sessions::create_session(tx, ids, request.client, now, ends_at).await?;
    let (refresh_token, refresh_s) = add_token(tx, actor.session_id, None, now, ends_at).await?;
    Ok(Opened {
        view: view(state, actor, now)?,
        refresh_token,
        refresh_s,
        device_cookie,
    })
}

/// The device of this account that one of the proofs fits.
async fn known_device(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    proofs: &[DeviceProof],
) -> Result<Option<Uuid>, AccountError> {
    for proof in proofs {
        let device = queries::sessions::live_device(db, proof.device_id).await?;
        if device.is_some_and(|device| {
            device.account_id == account_id && device.secret_hash == proof.secret_hash
        }) {
            return Ok(Some(proof.device_id));
        }
    }
    Ok(None)
}
