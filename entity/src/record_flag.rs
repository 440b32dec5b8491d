//! What is odd about a record; set and cleared by rules.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record_flag")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Flag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub flag: String,
    /// UTC epoch milliseconds.
    pub set_at: i64,
    /// UTC epoch milliseconds.
    pub cleared_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
