//! A round of inspections.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_round")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where sites are drawn.
    pub area_id: i64,
    /// `daily`, `monthly`, `mock` or `third_party`.
    pub kind: String,
    /// `draft`, `field` or `published`.
    pub state: String,
    /// Grows with each change.
    pub version: i64,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// Rubric.
    pub rubric_id: Uuid,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: String,
    /// How sites are drawn, JSON.
    pub design: String,
    /// `never`, `by_tap` or `by_rule`.
    pub makes_cases: String,
    /// Least severity of a failure that becomes a case by rule.
    pub case_severity: i64,
    /// Who alone sees results before they are published.
    pub planner_id: Option<Uuid>,
    /// What the lot was drawn with.
    pub seed: Option<Vec<u8>>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// UTC epoch milliseconds.
    pub drawn_at: Option<i64>,
    /// UTC epoch milliseconds; from then on nothing changes.
    pub published_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
