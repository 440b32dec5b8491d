//! Who visits a door, and when on the walk.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_task")]
pub struct Model {
    /// Drawn door.
    #[sea_orm(primary_key, auto_increment = false)]
    pub door_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Account.
    pub account_id: Uuid,
    /// Place on the walk, from 1.
    pub walk_order: i64,
    /// UTC epoch milliseconds.
    pub assigned_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
