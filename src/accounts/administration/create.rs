//! New accounts.

use super::Office;
use super::roles::{Wanted, resolve, write_grants};
use crate::accounts::model::AccountName;
use crate::accounts::queries::accounts::{NewAccount, create_account_row};
use crate::accounts::setup::taken;
use crate::accounts::tokens::one_time_password;
use crate::accounts::wire::administration::NewRole;
use crate::accounts::{AccountError, Passwords};
use crate::platform::audit;
use crate::platform::problem::FieldCode;
use sea_orm::ConnectionTrait;
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

/// A new account and its one-time password.
#[derive(Debug)]
pub(in crate::accounts) struct Created {
    pub(in crate::accounts) id: Uuid,
    pub(in crate::accounts) one_time_password: String,
}

/// Creates an account with roles. Only who sees accounts without a role may create one without.
pub(in crate::accounts) async fn create(
    office: &Office<'_>,
    passwords: &Passwords,
    operation: &'static str,
    (account, person, roles): (&str, &str, &[NewRole]),
) -> Result<Created, AccountError> {
    let name = AccountName::parse(account)
        .ok_or_else(|| AccountError::field("/account", FieldCode::InvalidValue))?;
    if roles.is_empty() && !office.is_unlimited() {
        return Err(AccountError::field("/roles", FieldCode::Empty));
    }
    let one_time_password = one_time_password()?;
    let hash = passwords
        .hash(&SecretString::from(one_time_password.clone()))
        .await?;
    let id = office.new_id();
    office
        .db
        .write(async |tx| {
            let mut wanted = vec![];
            for (role, place) in roles.iter().zip(0_usize..) {
                let found = resolve(tx, office, role, &format!("/roles/{place}")).await?;
                if wanted.contains(&found) {
                    return Err(AccountError::RoleAlreadyGranted);
                }
                wanted.push(found);
            }
            write(tx, office, (id, &name, person.trim(), &hash), &wanted).await?;
            let event = audit::Event::new(office.actor, operation, format!("account:{id}"))
                .detail(json!({ "account": name.as_str(), "roles": wanted }));
            audit::record(tx, office.clock, event).await?;
            Ok::<(), AccountError>(())
        })
        .await?;
    Ok(Created {
        id,
        one_time_password,
    })
}

/// Writes the row with a one-time password and its grants.
pub(super) async fn write(
    tx: &impl ConnectionTrait,
    office: &Office<'_>,
    (id, name, person, hash): (Uuid, &AccountName, &str, &str),
    wanted: &[Wanted],
) -> Result<(), AccountError> {
    let new = NewAccount {
        id,
        account: name.as_str(),
        name: person,
        password_hash: Some(hash),
        is_active: true,
        is_demo: false,
        must_change_password: true,
        created_at: office.now(),
        created_by: office.actor.map(|actor| actor.account_id),
    };
    create_account_row(tx, new).await.map_err(taken)?;
    write_grants(tx, office, id, wanted).await
}
