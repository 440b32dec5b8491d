//! Offers to give up a place in a shift.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, insert_row, update_global};
use crate::platform::page::downwards;
use entity::{shift, shift_swap};
use sea_orm::sea_query::{Cond, Condition, Expr, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

/// Offers of shifts under a condition.
fn of_shifts(within: Condition) -> Condition {
    let shifts = Query::select()
        .column(shift::Column::Id)
        .from(shift::Entity)
        .cond_where(within)
        .to_owned();
    Cond::all().add(shift_swap::Column::ShiftId.in_subquery(shifts))
}

/// At most `limit` offers, newest first.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    shifts: Condition,
    state: Option<&str>,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<shift_swap::Model>, DbErr> {
    let mut select = find_global::<shift_swap::Entity>().filter(of_shifts(shifts));
    if let Some(state) = state {
        select = select.filter(shift_swap::Column::State.eq(state));
    }
    downwards(
        select,
        (shift_swap::Column::MadeAt, shift_swap::Column::Id),
        after,
    )
    .limit(limit)
    .all(db)
    .await
}

/// One offer of a shift under a condition.
pub(in crate::dissuasion) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    shifts: Condition,
) -> Result<Option<shift_swap::Model>, DbErr> {
    find_global::<shift_swap::Entity>()
        .filter(shift_swap::Column::Id.eq(id))
        .filter(of_shifts(shifts))
        .one(db)
        .await
}

/// Writes a new offer.
pub(in crate::dissuasion) async fn insert(
    tx: &impl ConnectionTrait,
    row: shift_swap::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Closes an offer if it is still open; says whether it was.
pub(in crate::dissuasion) async fn close(
    tx: &impl ConnectionTrait,
    id: Uuid,
    state: &str,
    to: Option<Uuid>,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    let done = update_global::<shift_swap::Entity>()
        .col_expr(shift_swap::Column::State, Expr::value(state))
        .col_expr(shift_swap::Column::ToId, Expr::value(to))
        .col_expr(shift_swap::Column::ClosedAt, Expr::value(now.0))
        .filter(shift_swap::Column::Id.eq(id))
        .filter(shift_swap::Column::State.eq("open"))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
