//! Rows of `account`.

use super::listing::visible_to;
use crate::platform::auth::{AreaScope, Role};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, update_global};
use entity::{account, role_grant};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A new row of `account`.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// Its id.
    pub id: Uuid,
    /// Sign-in name, already normalised.
    pub account: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// PHC string; without one nobody can sign in.
    pub password_hash: Option<&'a str>,
    /// Whether sign-in is possible.
    pub is_active: bool,
    /// Whether the demo city brought it.
    pub is_demo: bool,
    /// Whether the password is a one-time one.
    pub must_change_password: bool,
    /// When.
    pub created_at: UtcMillis,
    /// By whom; none for set-up, demo and command line.
    pub created_by: Option<Uuid>,
}

/// Writes the row. Errors: the database's unique violation when the name is taken.
pub async fn create_account_row(
    tx: &impl ConnectionTrait,
    new: NewAccount<'_>,
) -> Result<account::Model, DbErr> {
    account::ActiveModel {
        id: Set(new.id),
        account: Set(new.account.to_owned()),
        name: Set(new.name.to_owned()),
        password_hash: Set(new.password_hash.map(str::to_owned)),
        is_active: Set(new.is_active),
        is_demo: Set(new.is_demo),
        must_change_password: Set(new.must_change_password),
        created_at: Set(new.created_at.0),
        created_by: Set(new.created_by),
        last_seen_at: Set(None),
    }
    .insert(tx)
    .await
}

pub(in crate::accounts) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<account::Model>, DbErr> {
    find_global::<account::Entity>()
        .filter(account::Column::Id.eq(id))
        .one(db)
        .await
}

/// By the normalised sign-in name.
pub(in crate::accounts) async fn find_by_name(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<account::Model>, DbErr> {
    find_global::<account::Entity>()
        .filter(account::Column::Account.eq(name))
        .one(db)
        .await
}

/// Demo accounts that can sign in, by name.
pub(in crate::accounts) async fn list_demo(
    db: &impl ConnectionTrait,
) -> Result<Vec<account::Model>, DbErr> {
    find_global::<account::Entity>()
        .filter(account::Column::IsDemo.eq(true))
        .filter(account::Column::IsActive.eq(true))
        .filter(account::Column::PasswordHash.is_not_null())
        .order_by_asc(account::Column::Account)
        .all(db)
        .await
}

pub(in crate::accounts) async fn was_seen(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: UtcMillis,
) -> Result<(), DbErr> {
    update_global::<account::Entity>()
        .col_expr(account::Column::LastSeenAt, Expr::value(now.0))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(in crate::accounts) async fn set_password(
    tx: &impl ConnectionTrait,
    id: Uuid,
    hash: &str,
    must_change: bool,
) -> Result<(), DbErr> {
    update_global::<account::Entity>()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .col_expr(
            account::Column::MustChangePassword,
            Expr::value(must_change),
        )
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The account when it is visible to `visible` (to everybody without it).
pub(in crate::accounts) async fn find_visible(
    db: &impl ConnectionTrait,
    visible: Option<&AreaScope>,
    id: Uuid,
) -> Result<Option<account::Model>, DbErr> {
    find_global::<account::Entity>()
        .filter(account::Column::Id.eq(id))
        .filter(visible_to(visible))
        .one(db)
        .await
}

/// Which of the sign-in names are taken.
pub(in crate::accounts) async fn existing(
    db: &impl ConnectionTrait,
    names: Vec<String>,
) -> Result<Vec<String>, DbErr> {
    let rows = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(names))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// Names of people by account.
pub(crate) async fn names_of(
    db: &impl ConnectionTrait,
    ids: HashSet<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = find_global::<account::Entity>()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Most people of a list.
const MOST_PEOPLE: u64 = 2_000;

/// Active people with a role that `may`, granted where the condition on `role_grant` holds, by name.
pub(crate) async fn holders(
    db: &impl ConnectionTrait,
    may: impl Fn(&Role) -> bool,
    granted: Condition,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    let roles = Role::ALL
        .iter()
        .filter(|role| may(role))
        .map(|role| role.code());
    let holders = Query::select()
        .column(role_grant::Column::AccountId)
        .from(role_grant::Entity)
        .and_where(role_grant::Column::RevokedAt.is_null())
        .and_where(role_grant::Column::Role.is_in(roles))
        .cond_where(granted)
        .to_owned();
    find_global::<account::Entity>()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::IsActive.eq(true))
        .filter(account::Column::Id.in_subquery(holders))
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .limit(MOST_PEOPLE)
        .into_tuple()
        .all(db)
        .await
}

pub(in crate::accounts) async fn change(
    tx: &impl ConnectionTrait,
    id: Uuid,
    name: &str,
    is_active: bool,
) -> Result<(), DbErr> {
    update_global::<account::Entity>()
        .col_expr(account::Column::Name, Expr::value(name))
        .col_expr(account::Column::IsActive, Expr::value(is_active))
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
