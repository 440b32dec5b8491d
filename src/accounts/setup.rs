//! The first administrator, by a one-time link.

use super::model::AccountName;
use super::queries::{self, accounts::NewAccount, roles::NewGrant};
use super::sessions::{Opened, SignIn, open_session};
use super::tokens::Secret;
use super::{AccountError, Passwords, check_password_for};
use crate::areas::STAND_IN;
use crate::platform::audit;
use crate::platform::auth::{Actor, Role, State, load_roles};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::platform::keys::sha256;
use crate::platform::problem::FieldCode;
use crate::platform::settings;
use entity::{area, area_version};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, DatabaseTransaction, DbErr, SqlErr};

/// Holds the hexadecimal hash of the token of the last printed link; empty when set-up is closed.
const SETTING: &str = "setup_token_sha256";
/// Code of the stand-in root that carries the first administrator's role until areas are imported.
const UNNAMED_CODE: &str = "000000000000";

/// When nobody is system administrator: a new one-time token for the link `/setup?token=…`, which replaces any earlier
/// one. Otherwise `None`, and earlier links are closed.
pub async fn prepare_setup(db: &Db) -> Result<Option<String>, AccountError> {
    let secret = Secret::new()?;
    db.write(async |tx| {
        if queries::roles::has_administrator(tx).await? {
            settings::write(tx, SETTING, "").await?;
            return Ok(None);
        }
        settings::write(tx, SETTING, &hex::encode(&secret.hash)).await?;
        Ok(Some(secret.text))
    })
    .await
}

/// Creates the first administrator and signs in.
pub(super) async fn create_first_administrator(
    db: &Db,
    state: &State,
    passwords: &Passwords,
    token: &str,
    person_name: &str,
    request: SignIn,
) -> Result<Opened, AccountError> {
    if !request.connection.may_sign_in {
        return Err(AccountError::HttpsRequired);
    }
    let hash = Secret::hash_of(token).ok_or(AccountError::SetupNotOpen)?;
    if !is_open(settings::read(db.read(), SETTING).await?, &hash) {
        return Err(AccountError::SetupNotOpen);
    }
    let name = AccountName::parse(&request.account)
        .ok_or_else(|| AccountError::field("/account", FieldCode::InvalidValue))?;
    let own_words = [name.as_str(), person_name];
    check_password_for(&request.password, "/password", &own_words)?;
    let password_hash = passwords.hash(&request.password).await?;
    let now = state.clock.now();
    let new = NewAccount {
        id: state.ids.next(&state.clock),
        account: name.as_str(),
        name: person_name,
        password_hash: Some(&password_hash),
        is_active: true,
        is_demo: false,
        must_change_password: false,
        created_at: now,
        created_by: None,
    };
    let (actor, opened) = db
        .write(async |tx| {
            if !is_open(settings::read(tx, SETTING).await?, &hash)
                || queries::roles::has_administrator(tx).await?
            {
                return Err(AccountError::SetupNotOpen);
            }
            settings::write(tx, SETTING, "").await?;
            let actor = create_administrator(tx, state, new, now).await?;
            let opened = open_session(tx, state, &actor, &request, false, now).await?;
            let event = audit::Event::new(
                Some(&actor),
                "create_first_administrator",
                format!("account:{}", actor.account_id),
            );
            audit::record(tx, &state.clock, event).await?;
            Ok((actor, opened))
        })
        .await?;
    let actor = Actor {
        roles: load_roles(db, actor.account_id).await?,
        ..actor
    };
    let view = super::sessions::view(state, &actor, now)?;
    Ok(Opened { view, ..opened })
}

fn is_open(stored: Option<String>, hash: &[u8]) -> bool {
    stored
        .and_then(|text| hex::decode(text).ok())
        .is_some_and(|kept| sha256(&kept) == sha256(hash) && !kept.is_empty())
}

async fn create_administrator(
    tx: &DatabaseTransaction,
    state: &State,
    new: NewAccount<'_>,
    now: UtcMillis,
) -> Result<Actor, AccountError> {
    let account = queries::accounts::create_account_row(tx, new)
        .await
        .map_err(taken)?;
    for root_id in ensure_roots(tx, now).await? {
        let grant = NewGrant {
            id: state.ids.next(&state.clock),
            account_id: account.id,
            role: Role::SystemAdmin,
            area_id: root_id,
            granted_at: now,
            granted_by: None,
        };
        queries::roles::grant_role_row(tx, grant).await?;
    }
    Ok(Actor {
        account_id: account.id,
        account: account.account,
        name: account.name,
        session_id: state.ids.next(&state.clock),
        device_id: state.ids.next(&state.clock),
        must_change_password: false,
        roles: vec![],
    })
}

/// `account_taken` for the database's unique violation.
pub(super) fn taken(error: DbErr) -> AccountError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => AccountError::AccountTaken,
        _ => AccountError::Db(error),
    }
}

/// Rows of the roots of the tree in use. Before the first import: version 0 with one root without a name or an outline,
/// which the first import maps to the real city.
pub(super) async fn ensure_roots(
    tx: &DatabaseTransaction,
    now: UtcMillis,
) -> Result<Vec<i64>, DbErr> {
    let roots: Vec<i64> = queries::roles::root_areas(tx)
        .await?
        .into_iter()
        .map(|root| root.id)
        .collect();
    if !roots.is_empty() {
        return Ok(roots);
    }
    area_version::ActiveModel {
        id: Set(STAND_IN),
        imported_at: Set(now.0),
        imported_by: Set(None),
        source_name: Set(String::new()),
        sha256: Set(sha256(b"").to_vec()),
        activated_at: Set(Some(now.0)),
    }
    .insert(tx)
    .await?;
    area::ActiveModel {
        id: Set(STAND_IN),
        version_id: Set(STAND_IN),
        code: Set(UNNAMED_CODE.to_owned()),
        parent_code: Set(None),
        level: Set("city".to_owned()),
        name_zh: Set("未命名城市".to_owned()),
        name_en: Set("Unnamed city".to_owned()),
        population: Set(None),
        households: Set(None),
        area_m2: Set(0.0),
        west: Set(0.0),
        south: Set(0.0),
        east: Set(0.0),
        north: Set(0.0),
        geometry: Set(r#"{"type":"MultiPolygon","coordinates":[]}"#.to_owned()),
        now_id: Set(STAND_IN),
        path: Set(format!("/{UNNAMED_CODE}/")),
    }
    .insert(tx)
    .await?;
    Ok(vec![STAND_IN])
}
