//! Stored bytes of a photo, addressed by content.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    /// SHA-256 of the bytes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: Vec<u8>,
    /// Format.
    pub format: String,
    /// Width.
    pub width: i64,
    /// Height.
    pub height: i64,
    /// Size bytes.
    pub size_bytes: i64,
    /// UTC epoch milliseconds.
    pub stored_at: i64,
    /// State.
    pub state: String,
    /// Dhash.
    pub dhash: Option<i64>,
    /// UTC epoch milliseconds.
    pub derived_at: Option<i64>,
    /// UTC epoch milliseconds.
    pub original_removed_at: Option<i64>,
    /// UTC epoch milliseconds.
    pub derivatives_removed_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
