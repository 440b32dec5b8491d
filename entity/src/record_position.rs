//! The precise position of a record; expires.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "record_position")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// WGS-84 degrees east.
    pub lng: f64,
    /// WGS-84 degrees north.
    pub lat: f64,
    /// Web-Mercator Morton code, level 26.
    pub cell: i64,
    /// Radius of the fix in metres.
    pub accuracy_m: f64,
    /// Altitude m.
    pub altitude_m: Option<f64>,
    /// Speed mps.
    pub speed_mps: Option<f64>,
    /// Fix age ms.
    pub fix_age_ms: Option<i64>,
    /// Datum.
    pub datum: String,
    /// Raw lng.
    pub raw_lng: Option<f64>,
    /// Raw lat.
    pub raw_lat: Option<f64>,
    /// UTC epoch milliseconds.
    pub kept_since: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
