//! Every SQL of reports.

use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::insert_row;
use crate::platform::page::downwards;
use entity::report::{self, Column, Entity};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, Iterable as _, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

impl InArea for Entity {
    fn area_column() -> Column {
        Column::AreaId
    }
}

/// Adds a report.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: report::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// The report of a period and area inside a scope.
pub(super) async fn of_period(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (period, area_id): (&str, i64),
) -> Result<Option<report::Model>, DbErr> {
    scope
        .find::<Entity>()
        .filter(Column::Period.eq(period))
        .filter(Column::AreaId.eq(area_id))
        .one(db)
        .await
}

/// Whether the report of a period and area is frozen.
pub(super) async fn is_frozen(
    db: &impl ConnectionTrait,
    (period, area_id): (&str, i64),
) -> Result<bool, DbErr> {
    let everywhere = AreaScope::whole_city("a report is frozen once, whoever may see it");
    let found = of_period(db, &everywhere, (period, area_id)).await?;
    Ok(found.is_some())
}

/// A report inside a scope.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<report::Model>, DbErr> {
    scope
        .find::<Entity>()
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// Reports inside a scope, the latest made first, without their content.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    kind: Option<&str>,
    (after, limit): (Option<(i64, Uuid)>, u64),
) -> Result<Vec<report::Model>, DbErr> {
    let told = Column::iter().filter(|column| !matches!(column, Column::Content));
    let select = scope
        .find::<Entity>()
        .select_only()
        .columns(told)
        .expr_as(Expr::val(""), "content")
        .filter(Cond::all().add_option(kind.map(|kind| Column::Kind.eq(kind))));
    let ordered = downwards(select, (Column::MadeAt, Column::Id), after);
    ordered.limit(limit).all(db).await
}
