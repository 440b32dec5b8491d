//! Versions of the rubric.

use crate::platform::db::{find_global, insert_row};
use entity::inspection_rubric::{self, Column, Entity};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

/// Every version, the newest first.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<inspection_rubric::Model>, DbErr> {
    find_global::<Entity>()
        .order_by_desc(Column::Number)
        .all(db)
        .await
}

/// One version.
pub async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<inspection_rubric::Model>, DbErr> {
    find_global::<Entity>()
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// The newest version.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Option<inspection_rubric::Model>, DbErr> {
    find_global::<Entity>()
        .order_by_desc(Column::Number)
        .one(db)
        .await
}

/// Adds a version.
pub async fn insert(tx: &impl ConnectionTrait, row: inspection_rubric::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}
