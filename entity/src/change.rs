//! The gapless change log that followers read.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Number in the change log.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Record id.
    pub record_id: Uuid,
    /// What.
    pub what: String,
    /// UTC epoch milliseconds.
    pub at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
