//! Background work, enqueued in the transaction that causes it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Dedup key.
    pub dedup_key: Option<String>,
    /// Payload.
    pub payload: String,
    /// State.
    pub state: String,
    /// UTC epoch milliseconds.
    pub run_at: i64,
    /// UTC epoch milliseconds.
    pub lease_until: Option<i64>,
    /// Tries.
    pub tries: i64,
    /// Max tries.
    pub max_tries: i64,
    /// Last error.
    pub last_error: Option<String>,
    /// UTC epoch milliseconds.
    pub enqueued_at: i64,
    /// UTC epoch milliseconds.
    pub finished_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
