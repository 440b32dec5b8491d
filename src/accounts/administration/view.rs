//! Accounts and their history as administrators see them.

use super::Office;
use crate::accounts::AccountError;
use crate::accounts::queries;
use crate::accounts::queries::roles::HeldRole;
use crate::accounts::wire::RoleInAreaView;
use crate::accounts::wire::administration::{AccountView, AuditEventView, HeldRoleView};
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use entity::{account, audit_event};
use sea_orm::DbErr;
use uuid::Uuid;

/// The account as the caller sees it.
pub(in crate::accounts) async fn view_of(
    office: &Office<'_>,
    id: Uuid,
) -> Result<AccountView, AccountError> {
    let row = office.find(office.db.read(), id).await?;
    views(office, vec![row])
        .await?
        .pop()
        .ok_or(AccountError::NotFound(id))
}

/// Accounts with roles and numbers of devices, in the order of `rows`.
pub(in crate::accounts) async fn views(
    office: &Office<'_>,
    rows: Vec<account::Model>,
) -> Result<Vec<AccountView>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let held = queries::roles::list_held(office.db.read(), &ids).await?;
    let devices = queries::sessions::count_devices(office.db.read(), &ids).await?;
    let view = |row: account::Model| {
        let roles: Vec<HeldRole> = held
            .iter()
            .filter(|held| held.account_id == row.id)
            .cloned()
            .collect();
        let can_change = office.may_change(&roles);
        let is_own = office.is_own(row.id);
        let device_count = devices
            .iter()
            .find(|(id, _)| *id == row.id)
            .map_or(0, |(_, count)| *count);
        let can_revoke =
            |held: &HeldRole| !is_own && office.may_grant(held.grant.role, &held.grant.path);
        AccountView {
            id: row.id,
            account: row.account,
            name: row.name,
            is_active: row.is_active,
            is_demo: row.is_demo,
            must_change_password: row.must_change_password,
            created_at: UtcMillis(row.created_at),
            last_seen_at: row.last_seen_at.map(UtcMillis),
            device_count,
            roles: roles
                .iter()
                .map(|held| HeldRoleView {
                    role: RoleInAreaView::from(&held.grant),
                    granted_at: held.granted_at,
                    can_revoke: can_revoke(held),
                })
                .collect(),
            can_change,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Events with the names of who did them.
pub(in crate::accounts) async fn history(
    db: &Db,
    rows: Vec<audit_event::Model>,
) -> Result<Vec<AuditEventView>, DbErr> {
    let actors = rows.iter().filter_map(|row| row.actor_id).collect();
    let names = queries::accounts::names_of(db.read(), actors).await?;
    let view = |row: audit_event::Model| AuditEventView {
        number: row.number,
        at: UtcMillis(row.at),
        actor_name: row.actor_id.and_then(|id| names.get(&id).cloned()),
        actor_id: row.actor_id,
        role: row.role,
        operation: row.operation,
        subject: row.subject,
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        hash: hex::encode(row.hash),
    };
    Ok(rows.into_iter().map(view).collect())
}
