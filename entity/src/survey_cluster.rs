//! What a draw did in one cluster of a stratum.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_cluster")]
pub struct Model {
    /// Survey.
    #[sea_orm(primary_key, auto_increment = false)]
    pub survey_id: Uuid,
    /// Code of the stratum.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stratum: String,
    /// Number of the cluster in its stratum; none when doors were drawn directly.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cluster: i64,
    /// Doors of the frame in it.
    pub dwellings: i64,
    /// Doors drawn, without the reserve.
    pub drawn: i64,
    /// Chance of the cluster to be drawn.
    pub probability: f64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
