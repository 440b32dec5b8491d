//! Changes of accounts that exist.

use super::Office;
use crate::accounts::queries::accounts;
use crate::accounts::queries::sessions::{Which, end_devices, end_sessions};
use crate::accounts::tokens::one_time_password;
use crate::accounts::wire::administration::AccountPatch;
use crate::accounts::{AccountError, Passwords};
use crate::platform::audit;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// What an administrator may change, for the digests of before and after.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Facts<'a> {
    name: &'a str,
    is_active: bool,
}

/// Renames, disables or enables. Disabling ends every session. Nobody disables oneself.
pub(in crate::accounts) async fn patch(
    office: &Office<'_>,
    operation: &'static str,
    id: Uuid,
    patch: &AccountPatch,
) -> Result<(), AccountError> {
    office
        .db
        .write(async |tx| {
            let row = office.find_to_change(tx, id).await?;
            let before = Facts {
                name: &row.name,
                is_active: row.is_active,
            };
            let after = Facts {
                name: patch.name.as_deref().map_or(row.name.as_str(), str::trim),
                is_active: patch.is_active.unwrap_or(row.is_active),
            };
            if before == after {
                return Ok(());
            }
            if !after.is_active && office.is_own(id) {
                return Err(AccountError::OwnAccount);
            }
            accounts::change(tx, id, after.name, after.is_active).await?;
            if !after.is_active {
                end_sessions(tx, id, Which::All, "account_disabled", office.now()).await?;
            }
            let facts =
                json!({ "is_renamed": before.name != after.name, "is_active": after.is_active });
            let event = audit::Event::new(office.actor, operation, format!("account:{id}"))
                .detail(facts)
                .change(Some(&before), Some(&after));
            audit::record(tx, office.clock, event).await?;
            Ok(())
        })
        .await
}

/// Sets a one-time password and ends all devices. Answers the password.
pub(in crate::accounts) async fn reset_password(
    office: &Office<'_>,
    passwords: &Passwords,
    operation: &'static str,
    id: Uuid,
) -> Result<String, AccountError> {
    office.find_to_change(office.db.read(), id).await?;
    let password = one_time_password()?;
    let hash = passwords
        .hash(&SecretString::from(password.clone()))
        .await?;
    office
        .db
        .write(async |tx| {
            office.find_to_change(tx, id).await?;
            accounts::set_password(tx, id, &hash, true).await?;
            end_sessions(tx, id, Which::All, "password_reset", office.now()).await?;
            let ended = end_devices(tx, id, Which::All, "password_reset", office.now()).await?;
            let event = audit::Event::new(office.actor, operation, format!("account:{id}"))
                .detail(json!({ "devices_ended": ended }));
            audit::record(tx, office.clock, event).await?;
            Ok::<(), AccountError>(())
        })
        .await?;
    Ok(password)
}

/// Ends one device of an account with its sessions.
pub(in crate::accounts) async fn end_device(
    office: &Office<'_>,
    operation: &'static str,
    id: Uuid,
    device_id: Uuid,
) -> Result<(), AccountError> {
    office
        .db
        .write(async |tx| {
            office.find_to_change(tx, id).await?;
            let ended =
                end_devices(tx, id, Which::Only(device_id), "device_ended", office.now()).await?;
            if ended == 0 {
                return Err(AccountError::DeviceNotFound(device_id));
            }
            let event = audit::Event::new(office.actor, operation, format!("account:{id}"))
                .detail(json!({ "device": device_id }));
            audit::record(tx, office.clock, event).await?;
            Ok(())
        })
        .await
}
