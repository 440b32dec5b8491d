//! The scoreboard of a period in an area, frozen.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "period_report")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Period as written.
    pub period: String,
    /// Area.
    pub area_id: i64,
    /// Edition that held.
    pub edition_id: i64,
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
