//! An offer to give up a place in a shift.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift_swap")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Shift id.
    pub shift_id: Uuid,
    /// Account that gives up its place.
    pub from_id: Uuid,
    /// Account it is offered to, or that took it; none while it is anybody in the team.
    pub to_id: Option<Uuid>,
    /// What is said with it.
    pub note: Option<String>,
    /// `open`, `taken`, `declined` or `withdrawn`.
    pub state: String,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub closed_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
