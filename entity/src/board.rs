//! A red and black list of a period and area.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area.
    pub area_id: i64,
    /// Period as written.
    pub period: String,
    /// First local day.
    pub from_on: String,
    /// Last local day.
    pub to_on: String,
    /// `draft`, `approved` or `withdrawn`.
    pub state: String,
    /// Number of the last event.
    pub version: i64,
    /// Entries of praise.
    pub red: i64,
    /// Entries of criticism.
    pub black: i64,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account.
    pub made_by: Uuid,
    /// UTC epoch milliseconds; stays when an approved list is withdrawn.
    pub approved_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
