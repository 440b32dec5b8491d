//! Granting and revoking.

use super::Office;
use crate::accounts::AccountError;
use crate::accounts::queries::roles::{self as queries, NewGrant, grant_role_row};
use crate::accounts::wire::administration::NewRole;
use crate::platform::audit;
use crate::platform::auth::{Actor, Role};
use crate::platform::problem::FieldCode;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// A role in an area that exists and that the caller may grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::accounts) struct Wanted {
    #[serde(skip)]
    pub(super) role: Role,
    /// Code of the role, for the log.
    #[serde(rename = "role")]
    code: &'static str,
    #[serde(skip)]
    pub(super) area_id: i64,
    pub(super) area_code: String,
}

/// Checks a wanted role at `pointer`: `unknown_role`, `unknown_area` (also when outside the caller's areas),
/// `wrong_level`, or [`AccountError::RoleNotGrantable`].
pub(super) async fn resolve(
    db: &impl ConnectionTrait,
    office: &Office<'_>,
    wanted: &NewRole,
    pointer: &str,
) -> Result<Wanted, AccountError> {
    let area_pointer = format!("{pointer}/area_code");
    let role = Role::parse(&wanted.role)
        .ok_or_else(|| AccountError::field(format!("{pointer}/role"), FieldCode::UnknownRole))?;
    let area = queries::find_area(db, &wanted.area_code)
        .await?
        .filter(|area| {
            office
                .visible()
                .is_none_or(|scope| scope.contains_path(&area.path))
        })
        .ok_or_else(|| AccountError::field(area_pointer.clone(), FieldCode::UnknownArea))?;
    if !office.may_grant(role, &area.path) {
        return Err(AccountError::RoleNotGrantable);
    }
    if area.level != role.level().code() {
        return Err(AccountError::field(area_pointer, FieldCode::WrongLevel));
    }
    Ok(Wanted {
        role,
        code: role.code(),
        area_id: area.id,
        area_code: area.code,
    })
}

pub(super) async fn write_grants(
    tx: &impl ConnectionTrait,
    office: &Office<'_>,
    account_id: Uuid,
    wanted: &[Wanted],
) -> Result<(), AccountError> {
    for wanted in wanted {
        let grant = NewGrant {
            id: office.new_id(),
            account_id,
            role: wanted.role,
            area_id: wanted.area_id,
            granted_at: office.now(),
            granted_by: office.actor.map(|actor| actor.account_id),
        };
        grant_role_row(tx, grant).await?;
    }
    Ok(())
}

/// Grants a role; whoever sees an account may give it any role that is theirs to give.
pub(in crate::accounts) async fn grant(
    office: &Office<'_>,
    operation: &'static str,
    account_id: Uuid,
    wanted: &NewRole,
) -> Result<(), AccountError> {
    office
        .db
        .write(async |tx| {
            office.find(tx, account_id).await?;
            let wanted = resolve(tx, office, wanted, "").await?;
            let held = queries::list_held(tx, &[account_id]).await?;
            if held
                .iter()
                .any(|held| held.grant.role == wanted.role && held.grant.area_id == wanted.area_id)
            {
                return Err(AccountError::RoleAlreadyGranted);
            }
            write_grants(tx, office, account_id, std::slice::from_ref(&wanted)).await?;
            let event = audit::Event::new(office.actor, operation, format!("account:{account_id}"))
                .detail(json!(wanted));
            audit::record(tx, office.clock, event).await?;
            Ok(())
        })
        .await
}

/// Revokes a role. Nobody revokes an own one.
pub(in crate::accounts) async fn revoke(
    office: &Office<'_>,
    operation: &'static str,
    account_id: Uuid,
    grant_id: Uuid,
) -> Result<(), AccountError> {
    office
        .db
        .write(async |tx| {
            office.find(tx, account_id).await?;
            let held = queries::list_held(tx, &[account_id]).await?;
            let held = held.into_iter().find(|held| held.grant.id == grant_id);
            let held = held.ok_or(AccountError::NotFound(grant_id))?;
            if office.is_own(account_id) {
                return Err(AccountError::OwnAccount);
            }
            if !office.may_grant(held.grant.role, &held.grant.path) {
                return Err(AccountError::RoleNotGrantable);
            }
            queries::revoke(tx, grant_id, office.now()).await?;
            let facts =
                json!({ "role": held.grant.role.code(), "area_code": held.grant.area_code });
            let event = audit::Event::new(office.actor, operation, format!("account:{account_id}"))
                .detail(facts);
            audit::record(tx, office.clock, event).await?;
            Ok(())
        })
        .await
}

/// Whether the actor may grant `role` in some area.
pub(in crate::accounts) fn may_grant_somewhere(actor: &Actor, role: Role) -> bool {
    actor.roles.iter().any(|own| own.role.may_grant(role))
}
