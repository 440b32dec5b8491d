//! A list of doors to draw from (抽样框).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_frame")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// SHA-256 of the imported file.
    pub source_sha256: Vec<u8>,
    /// How many doors.
    pub dwellings: i64,
    /// `loading`, or `ready` once whole.
    pub state: String,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account; none for what the service itself made.
    pub made_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
