//! Payload of kind `tally`: a count with its denominator (计数).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// What was observed: a code of the list of observations.
    pub observation: String,
    /// How long it was counted.
    pub minutes: f64,
    /// How many did right.
    pub numerator: i64,
    /// Out of how many; 0 when nobody came.
    pub denominator: i64,
    /// Weather.
    pub weather: Option<String>,
    /// Account of somebody who counted the same at the same time.
    pub second_observer_id: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
