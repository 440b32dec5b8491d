//! People of a shift by behaviour and outcome, incidents and counters together.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_word")]
pub struct Model {
    /// Shift id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub shift_id: Uuid,
    /// Behaviour code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    /// Outcome code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub outcome: String,
    /// How many.
    pub people: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
