//! An approved red and black list as it was approved.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board_document")]
pub struct Model {
    /// List.
    #[sea_orm(primary_key, auto_increment = false)]
    pub board_id: Uuid,
    /// Canonical JSON.
    pub content: String,
    /// SHA-256 of it.
    pub sha256: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
