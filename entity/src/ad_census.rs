//! Faces counted along a road or at a site.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ad_census")]
pub struct Model {
    /// Record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Area row, as in the record.
    pub area_id: i64,
    /// UTC epoch milliseconds, as in the record.
    pub happened_at: i64,
    /// Road walked.
    pub road_code: Option<String>,
    /// Site walked.
    pub site_id: Option<Uuid>,
    /// All faces.
    pub faces: i64,
    /// Public-service faces among them.
    pub public_faces: i64,
    /// Length walked in metres.
    pub walked_m: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
