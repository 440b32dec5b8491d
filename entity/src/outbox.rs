//! What is to be told outside, written with the change itself.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What happened.
    pub topic: String,
    /// What it is about.
    pub subject_id: Uuid,
    /// The message as JSON.
    pub payload: String,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// UTC epoch milliseconds.
    pub sent_at: Option<i64>,
    /// Attempts so far.
    pub tries: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
