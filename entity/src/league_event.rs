//! What was done with a league; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_event")]
pub struct Model {
    /// League.
    #[sea_orm(primary_key, auto_increment = false)]
    pub league_id: Uuid,
    /// From 1 in each league.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// What was done.
    pub deed: String,
    /// Where the league stood afterwards.
    pub state: String,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Account.
    pub by_id: Uuid,
    /// Code of the row it is about.
    pub code: Option<String>,
    /// What was said; personal data masked.
    pub reason: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
