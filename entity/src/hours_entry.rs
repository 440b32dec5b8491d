//! The ledger of volunteer hours; rows are added, never changed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hours_entry")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Account id.
    pub account_id: Uuid,
    /// Shift id.
    pub shift_id: Uuid,
    /// Team id.
    pub team_id: Option<Uuid>,
    /// Area id.
    pub area_id: i64,
    /// `confirmed` or `corrected`.
    pub kind: String,
    /// Local day.
    pub day: String,
    /// Minutes.
    pub minutes: i64,
    /// Why.
    pub reason: Option<String>,
    /// The row it sets right.
    pub corrects: Option<Uuid>,
    /// Account that did it.
    pub by_id: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
