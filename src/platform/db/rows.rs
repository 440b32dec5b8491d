//! Whole rows, written as they are.

use super::{execute_all, inserts_of};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
};

type ModelOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Model;

/// Adds a row.
pub async fn insert_row<M, A>(tx: &impl ConnectionTrait, row: M) -> Result<(), DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    <A::Entity as EntityTrait>::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Adds rows, in as few statements as both engines allow.
pub async fn insert_rows<M, A>(
    tx: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = M>,
) -> Result<(), DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let rows = rows.into_iter();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    execute_all(tx, inserts_of(rows.collect())).await
}

/// Writes every column of a row anew.
/// * Errors: [`DbErr::RecordNotUpdated`] when there is no such row.
pub async fn save_row<M, A>(tx: &impl ConnectionTrait, row: M) -> Result<(), DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
    ModelOf<A>: IntoActiveModel<A>,
{
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}
