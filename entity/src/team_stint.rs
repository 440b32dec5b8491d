//! How long somebody belongs to a team.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_stint")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Team id.
    pub team_id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// UTC epoch milliseconds.
    pub from_at: i64,
    /// UTC epoch milliseconds; none while it lasts.
    pub until_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
