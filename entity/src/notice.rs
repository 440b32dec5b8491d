//! A notice to somebody inside the service.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is told.
    pub account_id: Uuid,
    /// Case it is about.
    pub case_id: Option<Uuid>,
    /// What happened.
    pub what: String,
    /// Facts as JSON.
    pub detail: String,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// UTC epoch milliseconds.
    pub read_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
