//! Who reported a case; merging keeps all.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Case.
    pub case_id: Uuid,
    /// Record.
    pub record_id: Option<Uuid>,
    /// Author of the record, or who entered it.
    pub account_id: Option<Uuid>,
    /// Where it came from.
    pub source: String,
    /// What the source calls it.
    pub source_ref: Option<String>,
    /// UTC epoch milliseconds.
    pub at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
