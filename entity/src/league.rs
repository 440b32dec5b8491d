//! A league: who stands beside whom by which figure, and where the league itself stands.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "league")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `area` or `unit`.
    pub subject: String,
    /// Who measures.
    pub source: String,
    /// Which figure.
    pub code: String,
    /// What the figure is called, in Chinese.
    pub title_zh: String,
    /// What the figure is called, in English.
    pub title_en: String,
    /// The period as people write it.
    pub period: String,
    /// First local day.
    pub from_on: String,
    /// Last local day.
    pub to_on: String,
    /// Area looked at.
    pub area_id: i64,
    /// Level of the areas in it.
    pub level: Option<String>,
    /// `draft`, `open`, `settled` or `withdrawn`.
    pub state: String,
    /// Number of the last thing done with it.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account.
    pub made_by: Uuid,
    /// UTC epoch milliseconds; from then on appeals are taken.
    pub opened_at: Option<i64>,
    /// Last local day on which appeals are taken.
    pub ends_on: Option<String>,
    /// UTC epoch milliseconds; from then on nothing changes.
    pub ended_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
