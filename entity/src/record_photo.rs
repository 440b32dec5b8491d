//! A photo named by a record; the bytes travel apart.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record_photo")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Ordinal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    /// SHA-256 of the bytes.
    pub sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub taken_at: Option<i64>,
    /// Role.
    pub role: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
