//! What a draw did in one stratum.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_stratum")]
pub struct Model {
    /// Survey.
    #[sea_orm(primary_key, auto_increment = false)]
    pub survey_id: Uuid,
    /// Code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Doors of the frame in it.
    pub dwellings: i64,
    /// How many clusters.
    pub clusters: i64,
    /// How many of them were drawn.
    pub drawn_clusters: i64,
    /// Doors drawn, without the reserve.
    pub drawn: i64,
    /// Doors of the reserve.
    pub reserve: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
