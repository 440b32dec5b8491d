//! Duties at road segments and sites.

use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row, update_global};
use entity::place_duty;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Every duty, also those whose last day is set: rules look at days themselves.
pub(in crate::units) async fn standing(
    db: &impl ConnectionTrait,
) -> Result<Vec<place_duty::Model>, DbErr> {
    find_global::<place_duty::Entity>()
        .order_by_asc(place_duty::Column::PlaceKind)
        .order_by_asc(place_duty::Column::PlaceCode)
        .order_by_asc(place_duty::Column::Id)
        .all(db)
        .await
}

/// Duties that hold on `day` inside a scope, by place; at most `limit` after `after` (kind, code, id).
pub(in crate::units) async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (day, unit): (&str, Option<Uuid>),
    after: Option<(String, String, Uuid)>,
    limit: u64,
) -> Result<Vec<place_duty::Model>, DbErr> {
    use place_duty::Column;
    use sea_orm::sea_query::{Cond, ExprTrait as _};
    let mut select = find_global::<place_duty::Entity>()
        .filter(Column::AreaId.in_subquery(scope.areas()))
        .filter(Column::FromOn.lte(day))
        .filter(
            Cond::any()
                .add(Column::ToOn.is_null())
                .add(Column::ToOn.gte(day)),
        );
    if let Some(unit) = unit {
        select = select.filter(Column::UnitId.eq(unit));
    }
    if let Some((kind, code, id)) = after {
        let later = Column::PlaceKind.gt(kind.as_str()).or(Column::PlaceKind
            .eq(kind.as_str())
            .and(
                Column::PlaceCode
                    .gt(code.as_str())
                    .or(Column::PlaceCode.eq(code.as_str()).and(Column::Id.gt(id))),
            ));
        select = select.filter(later);
    }
    select
        .order_by_asc(Column::PlaceKind)
        .order_by_asc(Column::PlaceCode)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Ends what holds at a place after `last_day`.
pub(in crate::units) async fn end(
    tx: &impl ConnectionTrait,
    (kind, code): (&str, &str),
    last_day: &str,
) -> Result<(), DbErr> {
    update_global::<place_duty::Entity>()
        .col_expr(place_duty::Column::ToOn, Expr::value(last_day))
        .filter(place_duty::Column::PlaceKind.eq(kind))
        .filter(place_duty::Column::PlaceCode.eq(code))
        .filter(place_duty::Column::ToOn.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds a duty.
pub(in crate::units) async fn insert(
    tx: &impl ConnectionTrait,
    row: place_duty::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}
