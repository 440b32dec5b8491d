//! That an edition holds, and from when.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "framework_publication")]
pub struct Model {
    /// Edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: i64,
    /// Local day from which it holds.
    pub from_on: String,
    /// SHA-256 of its requirements and measures.
    pub content_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub published_at: i64,
    /// Account; none for commands.
    pub published_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
