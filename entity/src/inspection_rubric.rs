//! A published rubric: what is checked where, for ever.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_rubric")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// From 1; the highest is the newest.
    pub number: i64,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// Kinds of sites in it.
    pub site_types: i64,
    /// Check items in it.
    pub items: i64,
    /// Kinds of sites with their items, JSON.
    pub definition: String,
    /// SHA-256 of the file it came from.
    pub source_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub published_at: i64,
    /// Who imported it; none for the vocabulary.
    pub made_by: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
