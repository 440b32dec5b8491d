//! Who stands in a reading of a league; append-only.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league_row")]
pub struct Model {
    /// League.
    #[sea_orm(primary_key, auto_increment = false)]
    pub league_id: Uuid,
    /// Reading.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Code of the area or unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The area, in leagues of areas.
    pub area_id: Option<i64>,
    /// The unit, in leagues of units.
    pub unit_id: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
