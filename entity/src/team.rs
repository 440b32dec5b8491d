//! A dissuasion team (劝导队).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// The unit it comes from.
    pub home_unit: String,
    /// Account of the leader.
    pub leader_id: Uuid,
    /// Area id.
    pub area_id: i64,
    /// The crossing or stop it adopted.
    pub site_code: Option<String>,
    /// Counts changes; who changes says which one was seen.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub created_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
