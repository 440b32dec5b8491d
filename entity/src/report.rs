//! What a period came to in an area, frozen.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `weekly`, `monthly`, `quarterly` or `yearly`.
    pub kind: String,
    /// Period as written.
    pub period: String,
    /// First local day.
    pub from_on: String,
    /// Area.
    pub area_id: i64,
    /// Canonical JSON.
    pub content: String,
    /// SHA-256 of it.
    pub sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account.
    pub made_by: Uuid,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
