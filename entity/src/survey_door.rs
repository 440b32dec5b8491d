//! A drawn door, copied from the frame with its chances.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_door")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Grid.
    pub area_id: i64,
    /// Community at the draw.
    pub community_code: String,
    /// Code in the frame.
    pub dwelling_code: String,
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
    /// Code of the stratum.
    pub stratum: String,
    /// Number of the cluster in its stratum; none when doors were drawn directly.
    pub cluster: Option<i64>,
    /// Chance to be drawn, above 0 and at most 1.
    pub probability: f64,
    /// Place in the draw.
    pub draw_order: i64,
    /// Place in the reserve of its stratum; none when drawn at first.
    pub reserve_order: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
