//! What was done against uncivil behaviour in an area, from which day on.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "measure")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area id.
    pub area_id: i64,
    /// What it is called.
    pub title: String,
    /// First local day.
    pub starts_on: String,
    /// Account that wrote it.
    pub made_by: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
