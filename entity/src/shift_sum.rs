//! What a shift came to, counted from its records so that a summary need not.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_sum")]
pub struct Model {
    /// Shift id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub shift_id: Uuid,
    /// Whether the shift was over when it was counted.
    pub is_final: bool,
    /// Whether somebody came.
    pub is_held: bool,
    /// People on the roster.
    pub places: i64,
    /// Those of them who came.
    pub filled: i64,
    /// People spoken to.
    pub contacts: i64,
    /// Those of them with whom it helped.
    pub successes: i64,
    /// Incidents logged.
    pub incidents: i64,
    /// Handbooks handed out.
    pub handbooks: i64,
    /// Leaflets handed out.
    pub leaflets: i64,
    /// Confirmed minutes of people whose entries went after their term.
    pub removed_min: i64,
    /// People by behaviour and outcome: JSON `{"behaviour": {"outcome": people}}`.
    pub words: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
