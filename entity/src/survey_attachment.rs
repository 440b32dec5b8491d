//! An answer that names an attachment, without the door.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_attachment")]
pub struct Model {
    /// Record id of the visit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Path of the question.
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    /// Survey.
    pub survey_id: Uuid,
    /// Community.
    pub area_id: i64,
    /// Number in the change log.
    pub seq: i64,
    /// SHA-256 of the bytes.
    pub sha256: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
