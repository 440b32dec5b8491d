//! Payload of kind `shift_check`: somebody came or went.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_check")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Shift id.
    pub shift_id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// `in` or `out`.
    pub direction: String,
    /// UTC epoch milliseconds.
    pub at: i64,
    /// Metres from the place.
    pub distance_m: Option<f64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
