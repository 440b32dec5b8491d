//! Rounds.

use crate::platform::db::find_global;
use entity::inspection_round::{self, Column, Entity};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
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
    Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes a round that is not published.
pub async fn save(tx: &impl ConnectionTrait, row: &inspection_round::Model) -> Result<(), DbErr> {
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    Ok(())
}
