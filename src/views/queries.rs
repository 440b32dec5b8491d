//! Every SQL of views; each statement names the owner.

use crate::platform::db::{
    delete_global, find_global, global_tables, insert_row, save_row, update_global,
};
use entity::saved_view::{self, Column};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

global_tables! {
    saved_view: "belongs to its account";
}

/// The views of an account for a page, by name.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    page: &str,
) -> Result<Vec<saved_view::Model>, DbErr> {
    find_global::<saved_view::Entity>()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Page.eq(page))
        .order_by_asc(Column::Title)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// A view of an account.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<saved_view::Model>, DbErr> {
    find_global::<saved_view::Entity>()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}

/// Adds a view.
pub(super) async fn insert(tx: &impl ConnectionTrait, row: saved_view::Model) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Writes a view anew.
pub(super) async fn save(tx: &impl ConnectionTrait, row: saved_view::Model) -> Result<(), DbErr> {
    save_row(tx, row).await
}

/// Leaves the page of an account without a default.
pub(super) async fn clear_default(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    page: &str,
) -> Result<(), DbErr> {
    update_global::<saved_view::Entity>()
        .col_expr(Column::IsDefault, Expr::value(false))
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Page.eq(page))
        .filter(Column::IsDefault.eq(true))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes a view of an account; says whether there was one.
pub(super) async fn delete(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    id: Uuid,
) -> Result<bool, DbErr> {
    let deleted = delete_global::<saved_view::Entity>()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected > 0)
}
