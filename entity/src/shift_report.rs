//! Payload of kind `shift_report`: what a shift did.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_report")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Shift id.
    pub shift_id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// People there without an account.
    pub others: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
