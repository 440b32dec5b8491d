//! Who answers for a unit: a staff account, or a desk of an office.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_contact")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unit.
    pub unit_id: Uuid,
    /// Staff account.
    pub account_id: Option<Uuid>,
    /// Desk or member of staff without an account.
    pub name: Option<String>,
    /// Number of the desk.
    pub phone: Option<String>,
    /// UTC epoch milliseconds.
    pub from_at: i64,
    /// UTC epoch milliseconds; absent while it holds.
    pub ended_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
