//! A survey (调查): form, area, period, measures, design and the draw's seed.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area row.
    pub area_id: i64,
    /// `household` or `intercept`.
    pub kind: String,
    /// `draft`, `field` or `closed`.
    pub state: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Published version of the form.
    pub form_version_id: Option<Uuid>,
    /// Frame.
    pub frame_id: Option<Uuid>,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: String,
    /// Number of the wave.
    pub wave: i64,
    /// The survey of the wave before.
    pub previous_id: Option<Uuid>,
    /// What is measured, as JSON.
    pub measures: String,
    /// How it is drawn, as JSON.
    pub design: String,
    /// Counts changes; who changes says which one was seen.
    pub version: i64,
    /// SHA-256 of the seed, published before the field work.
    pub seed_sha256: Option<Vec<u8>>,
    /// 32 bytes; told when the survey is closed.
    pub seed: Option<Vec<u8>>,
    /// UTC epoch milliseconds.
    pub made_at: i64,
    /// Account; none for what the service itself made.
    pub made_by: Option<Uuid>,
    /// UTC epoch milliseconds.
    pub drawn_at: Option<i64>,
    /// UTC epoch milliseconds.
    pub closed_at: Option<i64>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
