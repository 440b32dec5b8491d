//! Rows of `sign_in_guess`: how often a bucket failed within its window.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global, update_global};
use entity::sign_in_guess::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
};

/// Counts one attempt in `bucket` and answers the count; what began at or before `window_start` is forgotten first.
pub(in crate::accounts) async fn count(
    tx: &impl ConnectionTrait,
    bucket: &str,
    now: UtcMillis,
    window_start: UtcMillis,
) -> Result<Option<Model>, DbErr> {
    delete_global::<Entity>()
        .filter(Column::Bucket.eq(bucket))
        .filter(Column::Since.lte(window_start.0))
        .exec(tx)
        .await?;
    let row = entity::sign_in_guess::ActiveModel {
        bucket: Set(bucket.to_owned()),
        failures: Set(1),
        since: Set(now.0),
    };
    let one_more = OnConflict::column(Column::Bucket)
        .value(
            Column::Failures,
            Expr::col((Entity, Column::Failures)).add(1),
        )
        .to_owned();
    Entity::insert(row)
        .on_conflict(one_more)
        .exec_without_returning(tx)
        .await?;
    find_global::<Entity>()
        .filter(Column::Bucket.eq(bucket))
        .one(tx)
        .await
}

/// Takes back one counted attempt.
pub(in crate::accounts) async fn take_back(
    tx: &impl ConnectionTrait,
    bucket: &str,
) -> Result<(), DbErr> {
    update_global::<Entity>()
        .col_expr(Column::Failures, Expr::col(Column::Failures).sub(1))
        .filter(Column::Bucket.eq(bucket))
        .filter(Column::Failures.gt(0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets the bucket.
pub(in crate::accounts) async fn clear(
    tx: &impl ConnectionTrait,
    bucket: &str,
) -> Result<(), DbErr> {
    delete_global::<Entity>()
        .filter(Column::Bucket.eq(bucket))
        .exec(tx)
        .await?;
    Ok(())
}
