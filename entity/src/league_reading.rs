//! What the figures of a league came to when they were read; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_reading")]
pub struct Model {
    /// League.
    #[sea_orm(primary_key, auto_increment = false)]
    pub league_id: Uuid,
    /// From 1 in each league.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The table, canonical JSON.
    pub content: String,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub read_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
