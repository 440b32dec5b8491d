//! A row of the responsibility table: a node of the tree, or a requirement (level 4).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement")]
pub struct Model {
    /// Edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub edition_id: i64,
    /// Place in the table, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i64,
    /// Code, unique in the edition.
    pub code: String,
    /// Code as it stood; another row may bear it too.
    pub written_code: String,
    /// Code of the row above in the tree.
    pub parent_code: Option<String>,
    /// 1 to 4.
    pub level: i64,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// What is required, in Chinese.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
    /// How it is assessed: words separated by `;`.
    pub methods: String,
    /// `stated`, `inherited` or `absent`.
    pub method_source: String,
    /// Who answers for it, as written, separated by `;`.
    pub units: String,
    /// `stated`, `inherited` or `absent`.
    pub units_source: String,
    /// `>=`, `<=` or empty.
    pub target_comparator: String,
    /// Wanted numbers, separated by `;`.
    pub target_values: String,
    /// What they count, separated by `;`.
    pub target_units: String,
    /// How often, as written.
    pub frequency: String,
    /// `month`, `quarter` or `year`: how often evidence is due.
    pub cadence: String,
    /// Note of the table.
    pub note: String,
    /// What is odd about the row: words separated by `;`.
    pub oddities: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
