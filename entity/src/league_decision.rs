//! What was decided on an appeal; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_decision")]
pub struct Model {
    /// Appeal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub appeal_id: Uuid,
    /// League.
    pub league_id: Uuid,
    /// `rejected`, `set_aside` or `recount`.
    pub decision: String,
    /// Why; personal data masked.
    pub reason: String,
    /// The reading that a recount made.
    pub reading_number: Option<i64>,
    /// UTC epoch milliseconds.
    pub decided_at: i64,
    /// Account.
    pub decided_by: Uuid,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
