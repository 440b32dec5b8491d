//! An inspection that does not count, and who said so.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_exclusion")]
pub struct Model {
    /// Record of the inspection.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Round.
    pub round_id: Uuid,
    /// Why.
    pub reason: String,
    /// Who.
    pub made_by: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
