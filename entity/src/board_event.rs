//! A line of the history of a red and black list; only ever added.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_event")]
pub struct Model {
    /// List.
    #[sea_orm(primary_key, auto_increment = false)]
    pub board_id: Uuid,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// What was done.
    pub action: String,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Account.
    pub by_id: Uuid,
    /// Why.
    pub reason: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
