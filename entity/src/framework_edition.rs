//! An edition of the responsibility table (指标体系); immutable once it is published.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "framework_edition")]
pub struct Model {
    /// Counts the editions.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: i64,
    /// Code, unique.
    pub code: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// What the imported file was called.
    pub source_file: String,
    /// SHA-256 of its bytes.
    pub source_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account; none for commands.
    pub made_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
