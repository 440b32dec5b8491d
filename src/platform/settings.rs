//! Facts about the installation that live in its database.

use crate::platform::db::{Global, find_global};
use entity::setting;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
};

impl Global for setting::Entity {
    const REASON: &'static str = "facts about the installation as a whole";
}

/// The value of `key`, if it was ever written.
pub async fn read(db: &impl ConnectionTrait, key: &str) -> Result<Option<String>, DbErr> {
    let row = find_global::<setting::Entity>()
        .filter(setting::Column::Key.eq(key))
        .one(db)
        .await?;
    Ok(row.map(|row| row.value))
}

/// Writes or replaces the value of `key`.
pub async fn write(tx: &impl ConnectionTrait, key: &str, value: &str) -> Result<(), DbErr> {
    let row = setting::ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value.to_owned()),
    };
    let replace = OnConflict::column(setting::Column::Key)
        .update_column(setting::Column::Value)
        .to_owned();
    setting::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
