//! An appeal about a row of a league; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_appeal")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// League.
    pub league_id: Uuid,
    /// Code of the row.
    pub code: String,
    /// Why; personal data masked.
    pub reason: String,
    /// Records and cases, JSON.
    pub proof: String,
    /// UTC epoch milliseconds.
    pub filed_at: i64,
    /// Account.
    pub filed_by: Uuid,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
