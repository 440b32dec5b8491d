//! The answers of an interview, without the door; what figures need of the draw is copied.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_answer_set")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Published version of the form.
    pub form_version_id: Uuid,
    /// Number of the wave.
    pub wave: i64,
    /// Community.
    pub area_id: i64,
    /// Code of the stratum; none without a frame.
    pub stratum: Option<String>,
    /// Number of the cluster in its stratum; none when doors were drawn directly.
    pub cluster: Option<i64>,
    /// Chance of the door to be drawn; none without a frame.
    pub probability: Option<f64>,
    /// Whether the interview broke off.
    pub is_partial: bool,
    /// Whether it checks another interview; then it counts in no figure.
    pub is_back_check: bool,
    /// Number in the change log.
    pub seq: i64,
    /// Answers by path and instances of repeats, as JSON.
    pub answers: String,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
