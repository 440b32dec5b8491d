//! Other names of units.

use crate::platform::db::{delete_global, find_global, insert_row};
use entity::unit_alias::{Column, Entity, Model};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

/// Every other name, by name.
pub(in crate::units) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    let select = find_global::<Entity>().order_by_asc(Column::Title);
    select.all(db).await
}

/// Other names of a unit, by name.
pub(in crate::units) async fn of_unit(
    db: &impl ConnectionTrait,
    unit_id: Uuid,
) -> Result<Vec<Model>, DbErr> {
    let own = find_global::<Entity>().filter(Column::UnitId.eq(unit_id));
    own.order_by_asc(Column::Title).all(db).await
}

/// Adds a name.
pub(in crate::units) async fn insert(tx: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Takes names of a unit away.
pub(in crate::units) async fn remove(
    tx: &impl ConnectionTrait,
    unit_id: Uuid,
    ids: &[Uuid],
) -> Result<(), DbErr> {
    delete_global::<Entity>()
        .filter(Column::UnitId.eq(unit_id))
        .filter(Column::Id.is_in(ids.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}
