//! One version of the rules of responsibility; the newest holds.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_rule_set")]
pub struct Model {
    /// Counts the versions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account; none for commands.
    pub made_by: Option<Uuid>,
    /// Why it was changed.
    pub note: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
