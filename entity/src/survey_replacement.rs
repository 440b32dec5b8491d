//! A drawn door that a door of the reserve stands in for.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_replacement")]
pub struct Model {
    /// Drawn door.
    #[sea_orm(primary_key, auto_increment = false)]
    pub door_id: Uuid,
    /// Door that stands in.
    pub by_door_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Why.
    pub reason: String,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account; none for what the service itself made.
    pub made_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
