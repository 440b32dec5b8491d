//! One import of the area tree.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "area_version")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// UTC epoch milliseconds.
    pub imported_at: i64,
    /// Imported by.
    pub imported_by: Option<Uuid>,
    /// Source name.
    pub source_name: String,
    /// SHA-256 of the bytes.
    pub sha256: Vec<u8>,
    /// When it came into use, UTC epoch milliseconds; absent while it is being staged. The latest one is in use.
    pub activated_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
