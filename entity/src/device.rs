//! A browser or API client an account signed in with.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// Label id.
    pub label_id: Uuid,
    /// Name.
    pub name: String,
    /// Secret hash.
    pub secret_hash: Vec<u8>,
    /// UTC epoch milliseconds.
    pub first_seen_at: i64,
    /// UTC epoch milliseconds.
    pub last_seen_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
