//! Rows of `role_grant`, and the areas they stand in.

use crate::platform::auth::Role;
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use entity::{account, area, area_version, role_grant};
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
    let version = find_global::<area_version::Entity>()
        .filter(area_version::Column::ActivatedAt.is_not_null())
        .order_by_desc(area_version::Column::Id)
        .one(db)
        .await?;
    let Some(version) = version else {
        return Ok(vec![]);
    };
    find_global::<area::Entity>()
        .filter(area::Column::VersionId.eq(version.id))
        .filter(area::Column::ParentCode.is_null())
        .order_by_asc(area::Column::Code)
        .all(db)
        .await
}
