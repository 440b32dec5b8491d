//! The person behind a request.

use super::permissions::{Level, Permission, Reach, Role};
use super::scope::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Db, find_global, global_tables};
use entity::{account, area, device, role_grant, session};
use sea_orm::{ColumnTrait as _, DbErr, QueryFilter as _};
use uuid::Uuid;

global_tables! {
    account: "who is signed in is asked before any scope exists; administration narrows by the areas of the roles";
    role_grant: "scopes are made from it";
    device: "belongs to its account";
    session: "belongs to its account";
    area: "the tree itself is public to staff as names; rows of work are clipped by it";
}

/// One role held in one area.
#[derive(Clone, Debug)]
pub struct RoleGrant {
    /// The grant's own id.
    pub id: Uuid,
    /// Which role.
    pub role: Role,
    /// Row of the area in use.
    pub area_id: i64,
    /// Code of the area in use.
    pub area_code: String,
    /// Names of the area in Chinese and English.
    pub area_names: (String, String),
    /// Level of the area.
    pub area_level: Level,
    /// Path of the area in use, `/city/…/`.
    pub path: String,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Account id.
    pub account_id: Uuid,
    /// Sign-in name.
    pub account: String,
    /// Person's name as the administrator wrote it.
    pub name: String,
    /// Session in use.
    pub session_id: Uuid,
    /// Device in use.
    pub device_id: Uuid,
    /// Whether only a change of the password is allowed now.
    pub must_change_password: bool,
    /// Roles in areas, as of at most some seconds ago.
    pub roles: Vec<RoleGrant>,
}

impl Actor {
    /// The actor of a live session, or `None` when session, device or account ended.
    pub async fn load(db: &Db, session_id: Uuid, now: UtcMillis) -> Result<Option<Self>, DbErr> {
        let session = find_global::<session::Entity>()
            .filter(session::Column::Id.eq(session_id))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now.0))
            .one(db.read())
            .await?;
        let Some(session) = session else {
            return Ok(None);
        };
        let device = find_global::<device::Entity>()
            .filter(device::Column::Id.eq(session.device_id))
            .filter(device::Column::EndedAt.is_null())
            .one(db.read())
            .await?;
        let account = find_global::<account::Entity>()
            .filter(account::Column::Id.eq(session.account_id))
            .filter(account::Column::IsActive.eq(true))
            .one(db.read())
            .await?;
        let (Some(device), Some(account)) = (device, account) else {
            return Ok(None);
        };
        Ok(Some(Self {
            account_id: account.id,
            account: account.account,
            name: account.name,
            session_id,
            device_id: device.id,
            must_change_password: account.must_change_password,
            roles: load_roles(db, account.id).await?,
        }))
    }

    /// Whether any role holds `permission`, however far.
    pub fn holds(&self, permission: Permission) -> bool {
        self.roles
            .iter()
            .any(|grant| grant.role.reach(permission).is_some())
    }

    /// The areas and rows in which `permission` holds, or `None` when no role holds it.
    pub fn scope(&self, permission: Permission) -> Option<AreaScope> {
        if !self.holds(permission) {
            return None;
        }
        let subtrees = self
            .roles
            .iter()
            .filter(|grant| grant.role.reach(permission) == Some(Reach::Area))
            .map(|grant| grant.path.clone());
        Some(AreaScope::subtrees(subtrees).and_own_rows_of(self.account_id))
    }

    /// Whether `permission` holds in the area of this path.
    pub fn may_in(&self, permission: Permission, path: &str) -> bool {
        self.scope(permission)
            .is_some_and(|scope| scope.contains_path(path))
    }

    /// Every area the actor has any role in.
    pub fn home_scope(&self) -> AreaScope {
        AreaScope::subtrees(self.roles.iter().map(|grant| grant.path.clone()))
            .and_own_rows_of(self.account_id)
    }
}

/// Roles of an account in the areas in use, the widest area first.
pub async fn load_roles(db: &Db, account_id: Uuid) -> Result<Vec<RoleGrant>, DbErr> {
    let grants = find_global::<role_grant::Entity>()
        .filter(role_grant::Column::AccountId.eq(account_id))
        .filter(role_grant::Column::RevokedAt.is_null())
        .all(db.read())
        .await?;
    let granted: Vec<i64> = grants.iter().map(|grant| grant.area_id).collect();
    let rows = find_global::<area::Entity>()
        .filter(area::Column::Id.is_in(granted))
        .all(db.read())
        .await?;
    let current: Vec<i64> = rows.iter().map(|row| row.now_id).collect();
    let now = find_global::<area::Entity>()
        .filter(area::Column::Id.is_in(current))
        .all(db.read())
        .await?;
    let mut roles: Vec<RoleGrant> = grants
        .into_iter()
        .filter_map(|grant| {
            let row = rows.iter().find(|row| row.id == grant.area_id)?;
            let area = now.iter().find(|area| area.id == row.now_id)?;
            Some(RoleGrant {
                id: grant.id,
                role: Role::parse(&grant.role)?,
                area_id: area.id,
                area_code: area.code.clone(),
                area_names: (area.name_zh.clone(), area.name_en.clone()),
                area_level: Level::parse(&area.level)?,
                path: area.path.clone(),
            })
        })
        .collect();
    roles.sort_by(|a, b| {
        (a.area_level, &a.path, a.role.code()).cmp(&(b.area_level, &b.path, b.role.code()))
    });
    Ok(roles)
}
