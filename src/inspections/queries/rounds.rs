//! Rounds.

use crate::platform::db::{find_global, insert_row, save_row};
use entity::inspection_round::{self, Column, Entity};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Most rounds of a list.
const MOST: u64 = 2_000;

/// Every round, the latest first; who sees which is decided by how areas overlap.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<inspection_round::Model>, DbErr> {
    find_global::<Entity>()
        .order_by_desc(Column::StartsOn)
        .order_by_desc(Column::MadeAt)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(db)
        .await
}

/// A round, whoever sees it.
pub async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<inspection_round::Model>, DbErr> {
    find_global::<Entity>()
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// Adds a round.
pub async fn insert(tx: &impl ConnectionTrait, row: inspection_round::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a round that is not published.
pub async fn save(tx: &impl ConnectionTrait, row: &inspection_round::Model) -> Result<(), DbErr> {
    save_row(tx, row.clone()).await
}
