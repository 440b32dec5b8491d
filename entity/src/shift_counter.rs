//! People spoken to in a shift, by behaviour and outcome.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_counter")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Category.
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    /// Outcome.
    #[sea_orm(primary_key, auto_increment = false)]
    pub outcome: String,
    /// Count.
    pub count: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
