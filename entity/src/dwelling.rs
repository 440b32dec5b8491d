//! A door of a frame; never who lives behind it.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dwelling")]
pub struct Model {
    /// Frame.
    #[sea_orm(primary_key, auto_increment = false)]
    pub frame_id: Uuid,
    /// Code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Grid.
    pub area_id: i64,
    /// Building.
    pub building: String,
    /// Unit (stairwell).
    pub unit: String,
    /// Door.
    pub door: String,
    /// Floor.
    pub floor: String,
    /// Kind of dwelling.
    pub dwelling_type: String,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
