//! Who may administer which accounts, and the use cases of it.

mod change;
mod create;
mod import;
mod roles;
mod view;

pub(super) use change::{end_device, patch, reset_password};
pub(super) use create::create;
pub(super) use import::{LineProblem, import};
pub(super) use roles::{grant, may_grant_somewhere, revoke};
pub(super) use view::{history, view_of, views};

use super::AccountError;
use super::queries::roles::HeldRole;
use super::queries::{self};
use crate::platform::auth::{Actor, Allowed, AreaScope, Permission, Reach, Role};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use entity::account;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Whoever administers: somebody signed in, or the command line of the machine.
#[derive(Clone, Debug)]
pub(super) struct Office<'a> {
    pub(super) db: &'a Db,
    clock: &'a Clock,
    ids: &'a Ids,
    /// Nobody for the command line.
    actor: Option<&'a Actor>,
    scope: AreaScope,
}

impl<'a> Office<'a> {
    /// The office of a signed-in administrator or reader.
    pub(super) fn of<P>(who: &'a Allowed<P>) -> Self {
        let state = who.state();
        let (db, clock, ids) = (who.db(), &state.clock, &state.ids);
        Self {
            db,
            clock,
            ids,
            actor: Some(who.actor()),
            scope: who.scope().clone(),
        }
    }

    /// The command line, which may everything.
    pub(super) fn of_command_line(db: &'a Db, clock: &'a Clock, ids: &'a Ids) -> Self {
        let scope = AreaScope::whole_city(
            "whoever reaches the machine's command line owns the installation",
        );
        Self {
            db,
            clock,
            ids,
            actor: None,
            scope,
        }
    }

    /// Whether every account is visible and any role may be granted anywhere.
    fn is_unlimited(&self) -> bool {
        self.actor.is_none_or(|actor| {
            actor
                .roles
                .iter()
                .any(|grant| grant.role == Role::SystemAdmin)
        })
    }

    /// Accounts that have or had a role inside the scope, and the own one; administrators see all.
    pub(super) fn visible(&self) -> Option<&AreaScope> {
        (!self.is_unlimited()).then_some(&self.scope)
    }

    /// Whether the caller may grant and revoke `role` at `path`.
    fn may_grant(&self, role: Role, path: &str) -> bool {
        let by_role = |actor: &Actor| {
            actor.roles.iter().any(|own| {
                own.role.may_grant(role)
                    && own.role.reach(Permission::ManageAccounts) == Some(Reach::Area)
                    && path.starts_with(&own.path)
            })
        };
        self.is_unlimited() || self.actor.is_some_and(by_role)
    }

    /// Whether the caller may change an account that holds `roles`: each of them must be one that the caller may grant.
    fn may_change(&self, roles: &[HeldRole]) -> bool {
        let manages = self
            .actor
            .is_none_or(|actor| actor.holds(Permission::ManageAccounts));
        manages
            && roles
                .iter()
                .all(|held| self.may_grant(held.grant.role, &held.grant.path))
    }

    fn is_own(&self, account_id: Uuid) -> bool {
        self.actor
            .is_some_and(|actor| actor.account_id == account_id)
    }

    pub(super) fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    fn new_id(&self) -> Uuid {
        self.ids.next(self.clock)
    }

    /// The account, when the caller sees it.
    pub(super) async fn find(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<account::Model, AccountError> {
        queries::accounts::find_visible(db, self.visible(), id)
            .await?
            .ok_or(AccountError::NotFound(id))
    }

    /// The account with its roles, when the caller may change it. Others are refused, but not hidden.
    async fn find_to_change(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<account::Model, AccountError> {
        let account = self.find(db, id).await?;
        let roles = queries::roles::list_held(db, &[id]).await?;
        if !self.is_own(id) && !self.may_change(&roles) {
            return Err(AccountError::RoleNotGrantable);
        }
        Ok(account)
    }
}
