//! Every SQL of units.

pub(super) mod aliases;
pub(super) mod duties;
pub(super) mod rules;

use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::{
    find_global, global_tables, insert_row, insert_rows, save_row, update_global,
};
use entity::{
    account, area, place_duty, road, role_grant, site, unit, unit_alias, unit_contact, unit_rule,
    unit_rule_set,
};
use sea_orm::sea_query::{Cond, Expr, ExprTrait as _, LikeExpr};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashSet;
use uuid::Uuid;

impl InArea for unit::Entity {
    fn area_column() -> unit::Column {
        unit::Column::AreaId
    }
}

global_tables! {
    unit: "names of units are no secret among staff; lists go through the scope";
    unit_alias: "names of units are no secret among staff; read whole to find them";
    unit_contact: "read by ids of units that a scope gave, or by account";
    unit_rule: "one set of rules for the whole city";
    unit_rule_set: "one set of rules for the whole city";
    place_duty: "read whole for the rules; lists go by areas of the scope";
}

/// Which units to list.
#[derive(Debug, Default)]
pub(super) struct UnitsAsked {
    pub kind: Option<&'static str>,
    pub text: Option<String>,
    pub is_active: Option<bool>,
    pub after: Option<String>,
}

/// At most `limit` units inside a scope, by code.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    asked: &UnitsAsked,
    limit: u64,
) -> Result<Vec<unit::Model>, DbErr> {
    let mut select = scope.find::<unit::Entity>();
    if let Some(kind) = asked.kind {
        select = select.filter(unit::Column::Kind.eq(kind));
    }
    if let Some(is_active) = asked.is_active {
        select = select.filter(unit::Column::IsActive.eq(is_active));
    }
    if let Some(text) = &asked.text {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        select = select.filter(
            Cond::any()
                .add(unit::Column::TitleZh.into_expr().like(like.clone()))
                .add(unit::Column::TitleEn.into_expr().like(like.clone()))
                .add(unit::Column::Code.into_expr().like(like)),
        );
    }
    if let Some(after) = &asked.after {
        select = select.filter(unit::Column::Code.gt(after.as_str()));
    }
    select
        .order_by_asc(unit::Column::Code)
        .limit(limit)
        .all(db)
        .await
}

/// One unit inside a scope.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<unit::Model>, DbErr> {
    scope
        .find::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .one(db)
        .await
}

/// Every unit, by code.
pub(super) async fn all_units(db: &impl ConnectionTrait) -> Result<Vec<unit::Model>, DbErr> {
    find_global::<unit::Entity>()
        .order_by_asc(unit::Column::Code)
        .all(db)
        .await
}

/// Adds a unit.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: unit::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Adds units with their contacts and duties in bulk.
pub(super) async fn insert_all(
    tx: &impl ConnectionTrait,
    units: Vec<unit::Model>,
    contacts: Vec<unit_contact::Model>,
    duties: Vec<place_duty::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, units).await?;
    insert_rows(tx, contacts).await?;
    insert_rows(tx, duties).await
}

/// Writes a unit anew, its version counted up.
pub(super) async fn save(tx: &impl ConnectionTrait, row: &unit::Model) -> Result<(), DbErr> {
    save_row(tx, row.clone()).await
}

/// Contacts of these units that hold now.
pub(super) async fn contacts_of(
    db: &impl ConnectionTrait,
    units: Vec<Uuid>,
) -> Result<Vec<unit_contact::Model>, DbErr> {
    find_global::<unit_contact::Entity>()
        .filter(unit_contact::Column::UnitId.is_in(units))
        .filter(unit_contact::Column::EndedAt.is_null())
        .order_by_asc(unit_contact::Column::FromAt)
        .order_by_asc(unit_contact::Column::Id)
        .all(db)
        .await
}

/// Adds a contact.
pub(super) async fn insert_contact(
    tx: &impl ConnectionTrait,
    row: unit_contact::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Ends contacts of a unit; answers how many held.
pub(super) async fn end_contacts(
    tx: &impl ConnectionTrait,
    unit_id: Uuid,
    ids: &[Uuid],
    now: i64,
) -> Result<u64, DbErr> {
    let ended = update_global::<unit_contact::Entity>()
        .col_expr(unit_contact::Column::EndedAt, Expr::value(now))
        .filter(unit_contact::Column::UnitId.eq(unit_id))
        .filter(unit_contact::Column::Id.is_in(ids.to_vec()))
        .filter(unit_contact::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected)
}

/// The unit with a code wherever it lies: its name is no secret among staff.
pub async fn unit_with_code(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<unit::Model>, DbErr> {
    find_global::<unit::Entity>()
        .filter(unit::Column::Code.eq(code))
        .one(db)
        .await
}

/// Units for which an account answers now.
pub async fn units_of_account(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    find_global::<unit_contact::Entity>()
        .select_only()
        .column(unit_contact::Column::UnitId)
        .filter(unit_contact::Column::AccountId.eq(account_id))
        .filter(unit_contact::Column::EndedAt.is_null())
        .order_by_asc(unit_contact::Column::UnitId)
        .into_tuple()
        .all(db)
        .await
}

/// Accounts that answer for a unit now.
pub async fn contact_accounts(
    db: &impl ConnectionTrait,
    unit_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    find_global::<unit_contact::Entity>()
        .select_only()
        .column(unit_contact::Column::AccountId)
        .filter(unit_contact::Column::UnitId.eq(unit_id))
        .filter(unit_contact::Column::EndedAt.is_null())
        .filter(unit_contact::Column::AccountId.is_not_null())
        .order_by_asc(unit_contact::Column::AccountId)
        .into_tuple()
        .all(db)
        .await
}

/// Active accounts by id, or by sign-in name, with their names.
pub(super) async fn accounts(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    sign_ins: &[String],
) -> Result<Vec<account::Model>, DbErr> {
    if ids.is_empty() && sign_ins.is_empty() {
        return Ok(vec![]);
    }
    find_global::<account::Entity>()
        .filter(
            Cond::any()
                .add(account::Column::Id.is_in(ids.to_vec()))
                .add(account::Column::Account.is_in(sign_ins.to_vec())),
        )
        .filter(account::Column::IsActive.eq(true))
        .all(db)
        .await
}

/// Roads in use with these codes.
pub(super) async fn roads_named(
    db: &impl ConnectionTrait,
    codes: &HashSet<&str>,
) -> Result<Vec<road::Model>, DbErr> {
    find_global::<road::Entity>()
        .filter(road::Column::Code.is_in(codes.iter().copied()))
        .filter(road::Column::IsActive.eq(true))
        .order_by_asc(road::Column::Code)
        .all(db)
        .await
}

/// Codes of all roads in use.
pub(super) async fn road_codes(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    find_global::<road::Entity>()
        .select_only()
        .column(road::Column::Code)
        .filter(road::Column::IsActive.eq(true))
        .order_by_asc(road::Column::Code)
        .into_tuple()
        .all(db)
        .await
}

/// Sites in use inside a scope, by code.
pub(super) async fn sites(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<site::Model>, DbErr> {
    scope
        .find::<site::Entity>()
        .filter(site::Column::IsActive.eq(true))
        .order_by_asc(site::Column::Code)
        .all(db)
        .await
}

/// Sites with these codes, in use or not.
pub(super) async fn sites_named(
    db: &impl ConnectionTrait,
    codes: &HashSet<&str>,
) -> Result<Vec<site::Model>, DbErr> {
    find_global::<site::Entity>()
        .filter(site::Column::Code.is_in(codes.iter().copied()))
        .order_by_asc(site::Column::Code)
        .all(db)
        .await
}

/// Every site, in use or not: records of the past may name it.
pub(super) async fn every_site(db: &impl ConnectionTrait) -> Result<Vec<site::Model>, DbErr> {
    find_global::<site::Entity>().all(db).await
}

/// Codes of all sites in use.
pub(super) async fn site_codes(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    find_global::<site::Entity>()
        .select_only()
        .column(site::Column::Code)
        .filter(site::Column::IsActive.eq(true))
        .into_tuple()
        .all(db)
        .await
}

/// Area rows in use in which an active account holds a role of these.
pub(super) async fn areas_with_roles(
    db: &impl ConnectionTrait,
    roles: &[&str],
) -> Result<HashSet<i64>, DbErr> {
    let active = find_global::<account::Entity>()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::IsActive.eq(true));
    let granted = find_global::<role_grant::Entity>()
        .select_only()
        .column(role_grant::Column::AreaId)
        .filter(role_grant::Column::RevokedAt.is_null())
        .filter(role_grant::Column::Role.is_in(roles.iter().copied()))
        .filter(role_grant::Column::AccountId.in_subquery(sea_orm::QueryTrait::into_query(active)));
    let rows: Vec<i64> = find_global::<area::Entity>()
        .select_only()
        .column(area::Column::NowId)
        .filter(area::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(granted)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
