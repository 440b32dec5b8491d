//! A record returned for mending.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "record_return")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Record.
    pub record_id: Uuid,
    /// What is to be mended.
    pub remark: String,
    /// Which field to open.
    pub pointer: Option<String>,
    /// Account.
    pub by_id: Uuid,
    /// UTC epoch milliseconds.
    pub at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
