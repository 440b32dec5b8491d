//! The workbook of a published version as it was uploaded.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_form_workbook")]
pub struct Model {
    /// Published version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_id: Uuid,
    /// The bytes as uploaded.
    pub workbook: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
