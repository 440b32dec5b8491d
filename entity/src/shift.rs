//! One turn of duty (班次), planned or made on a phone.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shift")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan it was made from.
    pub plan_id: Option<Uuid>,
    /// Team id.
    pub team_id: Option<Uuid>,
    /// Area id.
    pub area_id: i64,
    /// What it is called.
    pub title: String,
    /// Local day.
    pub day: String,
    /// UTC epoch milliseconds.
    pub starts_at: i64,
    /// UTC epoch milliseconds.
    pub ends_at: i64,
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
    /// Made on a phone.
    pub is_ad_hoc: bool,
    /// UTC epoch milliseconds.
    pub called_off_at: Option<i64>,
    /// Why it was called off.
    pub called_off_reason: Option<String>,
    /// Counts changes; who changes says which one was seen.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// How many people were there, once the term of attendance is over and their names are gone.
    pub present_kept: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
