//! A photo of a case, before or after the work.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_photo")]
pub struct Model {
    /// Case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: Uuid,
    /// Line of the timeline that it came with.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_number: i64,
    /// Content address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: Vec<u8>,
    /// `before` or `after`.
    pub role: String,
    /// Account.
    pub sent_by: Option<Uuid>,
    /// UTC epoch milliseconds by the phone.
    pub taken_at: Option<i64>,
    /// Degrees east.
    pub lng: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// Metres from the case.
    pub distance_m: Option<f64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
