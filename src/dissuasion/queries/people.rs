//! Accounts that may be taken into teams.

use crate::platform::auth::{AreaScope, Permission, Role};
use crate::platform::db::find_global;
use crate::platform::page::upwards;
use entity::{account, role_grant};
use sea_orm::sea_query::{Cond, ExprTrait as _, LikeExpr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _, Select,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Codes of the roles that hold a permission.
fn roles_with(permission: Permission) -> Vec<&'static str> {
    Role::ALL
        .iter()
        .filter(|role| role.reach(permission).is_some())
        .map(|role| role.code())
        .collect()
}

/// Accounts with a role of `permission` somewhere inside a scope.
fn holders(scope: &AreaScope, permission: Permission) -> SelectStatement {
    Query::select()
        .column(role_grant::Column::AccountId)
        .from(role_grant::Entity)
        .and_where(role_grant::Column::RevokedAt.is_null())
        .and_where(role_grant::Column::Role.is_in(roles_with(permission)))
        .and_where(role_grant::Column::AreaId.in_subquery(scope.areas()))
        .to_owned()
}

fn active(scope: &AreaScope, permission: Permission) -> Select<account::Entity> {
    find_global::<account::Entity>()
        .filter(account::Column::IsActive.eq(true))
        .filter(account::Column::Id.in_subquery(holders(scope, permission)))
}

/// Which of `ids` are active accounts inside a scope whose role allows `permission`.
pub(in crate::dissuasion) async fn known(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    permission: Permission,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let rows: Vec<Uuid> = active(scope, permission)
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Id.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// At most `limit` people by name after `after` (name and id).
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    text: Option<&str>,
    after: Option<(String, Uuid)>,
    limit: u64,
) -> Result<Vec<account::Model>, DbErr> {
    let mut select = active(scope, Permission::ReadShifts);
    if let Some(text) = text {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
        select = select.filter(
            Cond::any()
                .add(account::Column::Name.into_expr().like(like()))
                .add(account::Column::Account.into_expr().like(like())),
        );
    }
    upwards(select, (account::Column::Name, account::Column::Id), after)
        .limit(limit)
        .all(db)
        .await
}

/// Codes of the roles of accounts, sorted.
pub(in crate::dissuasion) async fn roles_of(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let rows = find_global::<role_grant::Entity>()
        .filter(role_grant::Column::AccountId.is_in(ids))
        .filter(role_grant::Column::RevokedAt.is_null())
        .all(db)
        .await?;
    let mut roles: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        roles.entry(row.account_id).or_default().push(row.role);
    }
    for held in roles.values_mut() {
        held.sort_unstable();
        held.dedup();
    }
    Ok(roles)
}
