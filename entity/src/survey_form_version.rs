//! A published version of a questionnaire: immutable, kept for ever.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_form_version")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Questionnaire.
    pub form_id: Uuid,
    /// Version as the author writes it.
    pub version: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Languages, between commas.
    pub languages: String,
    /// How many questions.
    pub questions: i64,
    /// The compiled definition as JSON.
    pub definition: String,
    /// SHA-256 of the workbook.
    pub workbook_sha256: Vec<u8>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub published_at: i64,
    /// Account.
    pub published_by: Option<Uuid>,
    /// Which administrator let it ask for persons.
    pub allowed_by: Option<Uuid>,
    /// Why.
    pub allowed_reason: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
