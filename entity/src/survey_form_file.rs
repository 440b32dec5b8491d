//! A file that a version of a questionnaire shows or reads.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_form_file")]
pub struct Model {
    /// Draft, or the published version that it became.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_id: Uuid,
    /// Name as the workbook writes it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Told by content.
    pub media_type: String,
    /// Of the bytes.
    pub sha256: Vec<u8>,
    /// How many bytes.
    pub size_bytes: i64,
    /// As uploaded.
    pub bytes: Vec<u8>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
