//! A change of who stands in a shift against the team as it is.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_entry")]
pub struct Model {
    /// Shift id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub shift_id: Uuid,
    /// Account id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Whether the account stands in the shift.
    pub is_on: bool,
    /// Why.
    pub reason: Option<String>,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Account that did it.
    pub by_id: Uuid,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
