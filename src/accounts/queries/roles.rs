//! Rows of `role_grant`, and the areas they stand in.

use crate::platform::auth::{Level, Role, RoleGrant};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, update_global};
use entity::{account, area, area_version, role_grant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr,
    QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

/// A new row of `role_grant`.
#[derive(Clone, Copy, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: Uuid,
    /// Who gets the role.
    pub account_id: Uuid,
    /// Which.
    pub role: Role,
    /// Row of the area.
    pub area_id: i64,
    /// When.
    pub granted_at: UtcMillis,
    /// By whom; none for set-up, demo and command line.
    pub granted_by: Option<Uuid>,
}

/// Writes the row.
pub async fn grant_role_row(tx: &impl ConnectionTrait, new: NewGrant) -> Result<(), DbErr> {
    role_grant::ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account_id),
        role: Set(new.role.code().to_owned()),
        area_id: Set(new.area_id),
        granted_at: Set(new.granted_at.0),
        granted_by: Set(new.granted_by),
        revoked_at: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// Whether somebody active is system administrator.
pub async fn has_administrator(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let holders: Vec<Uuid> = find_global::<role_grant::Entity>()
        .filter(role_grant::Column::Role.eq(Role::SystemAdmin.code()))
        .filter(role_grant::Column::RevokedAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|grant| grant.account_id)
        .collect();
    let active = find_global::<account::Entity>()
        .filter(account::Column::Id.is_in(holders))
        .filter(account::Column::IsActive.eq(true))
        .one(db)
        .await?;
    Ok(active.is_some())
}

/// Roots of the tree in use.
pub(in crate::accounts) async fn root_areas(
    db: &impl ConnectionTrait,
) -> Result<Vec<area::Model>, DbErr> {
    let version = current_version(db).await?;
    let Some(version) = version else {
        return Ok(vec![]);
    };
    find_global::<area::Entity>()
        .filter(area::Column::VersionId.eq(version))
        .filter(area::Column::ParentCode.is_null())
        .order_by_asc(area::Column::Code)
        .all(db)
        .await
}

/// The area in use with this code.
pub(in crate::accounts) async fn find_area(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<area::Model>, DbErr> {
    let rows = find_global::<area::Entity>()
        .filter(area::Column::Code.eq(code))
        .all(db)
        .await?;
    let version = current_version(db).await?;
    Ok(rows.into_iter().find(|row| Some(row.version_id) == version))
}

async fn current_version(db: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    let newest = find_global::<area_version::Entity>()
        .filter(area_version::Column::ActivatedAt.is_not_null())
        .order_by_desc(area_version::Column::Id)
        .one(db)
        .await?;
    Ok(newest.map(|version| version.id))
}

/// A role that an account holds now.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct HeldRole {
    pub(in crate::accounts) account_id: Uuid,
    pub(in crate::accounts) granted_at: UtcMillis,
    pub(in crate::accounts) grant: RoleGrant,
}

/// Roles that the accounts hold now, in the areas in use, the widest area first.
pub(in crate::accounts) async fn list_held(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<HeldRole>, DbErr> {
    let grants = find_global::<role_grant::Entity>()
        .filter(role_grant::Column::AccountId.is_in(accounts.iter().copied()))
        .filter(role_grant::Column::RevokedAt.is_null())
        .all(db)
        .await?;
    let rows = areas_by_id(db, grants.iter().map(|grant| grant.area_id).collect()).await?;
    let in_use = areas_by_id(db, rows.iter().map(|row| row.now_id).collect()).await?;
    let held = |grant: role_grant::Model| {
        let row = rows.iter().find(|row| row.id == grant.area_id)?;
        let area = in_use.iter().find(|area| area.id == row.now_id)?;
        Some(HeldRole {
            account_id: grant.account_id,
            granted_at: UtcMillis(grant.granted_at),
            grant: RoleGrant {
                id: grant.id,
                role: Role::parse(&grant.role)?,
                area_id: area.id,
                area_code: area.code.clone(),
                area_names: (area.name_zh.clone(), area.name_en.clone()),
                area_level: Level::parse(&area.level)?,
                path: area.path.clone(),
            },
        })
    };
    let mut all: Vec<HeldRole> = grants.into_iter().filter_map(held).collect();
    all.sort_by(|a, b| {
        let key = |held: &HeldRole| {
            (
                held.grant.area_level,
                held.grant.path.clone(),
                held.grant.role.code(),
            )
        };
        key(a).cmp(&key(b))
    });
    Ok(all)
}

async fn areas_by_id(
    db: &impl ConnectionTrait,
    mut ids: Vec<i64>,
) -> Result<Vec<area::Model>, DbErr> {
    ids.sort_unstable();
    ids.dedup();
    find_global::<area::Entity>()
        .filter(area::Column::Id.is_in(ids))
        .all(db)
        .await
}

pub(in crate::accounts) async fn revoke(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: UtcMillis,
) -> Result<(), DbErr> {
    update_global::<role_grant::Entity>()
        .col_expr(role_grant::Column::RevokedAt, Expr::value(now.0))
        .filter(role_grant::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
