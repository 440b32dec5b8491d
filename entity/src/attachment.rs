//! A recording or document that answers a question.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// SHA-256 of the bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: Vec<u8>,
    /// Told by content, as a word.
    pub format: String,
    /// How many bytes.
    pub size_bytes: i64,
    /// UTC epoch milliseconds.
    pub stored_at: i64,
    /// When its term ended, UTC epoch milliseconds.
    pub removed_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
