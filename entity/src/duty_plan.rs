//! A standing duty of a team: on which days, when and where.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "duty_plan")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Team id.
    pub team_id: Uuid,
    /// Area id.
    pub area_id: i64,
    /// What it is called.
    pub title: String,
    /// Rules of its days, one a line.
    pub rules: String,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: Option<String>,
    /// Minutes after local midnight.
    pub start_minute: i64,
    /// Minutes.
    pub minutes: i64,
    /// `site`, `road` or `point`.
    pub place_kind: String,
    /// Code of the site or road.
    pub place_code: Option<String>,
    /// Name of the place in Chinese.
    pub place_zh: String,
    /// Name of the place in English.
    pub place_en: String,
    /// Longitudes and latitudes as JSON.
    pub place_line: String,
    /// How many people are wanted.
    pub needed: i64,
    /// Counts changes; who changes says which one was seen.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub created_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
