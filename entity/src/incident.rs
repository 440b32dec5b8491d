//! Payload of kind `incident`: uncivil behaviour (不文明行为).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "incident")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Category.
    pub category: String,
    /// Count.
    pub count: i64,
    /// Outcome.
    pub outcome: String,
    /// Severity.
    pub severity: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
