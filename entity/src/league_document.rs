//! A settled league, frozen; never changes.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_document")]
pub struct Model {
    /// League.
    #[sea_orm(primary_key, auto_increment = false)]
    pub league_id: Uuid,
    /// The document, canonical JSON.
    pub content: String,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub settled_at: i64,
    /// Account.
    pub settled_by: Uuid,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
