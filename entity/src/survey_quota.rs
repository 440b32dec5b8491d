//! How many interviews of a street intercept are wanted in one cell.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_quota")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Area row.
    pub area_id: i64,
    /// Traits of the cell as JSON: question to value.
    pub groups: String,
    /// Interviews wanted.
    pub target: i64,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
