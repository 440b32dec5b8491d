//! Payload of kind `survey_visit`, without door and answers.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_visit")]
pub struct Model {
    /// Record id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// Survey.
    pub survey_id: Uuid,
    /// Who visited.
    pub author_id: Uuid,
    /// Community.
    pub area_id: i64,
    /// UTC epoch milliseconds.
    pub happened_at: i64,
    /// Number in the change log.
    pub seq: i64,
    /// Which visit to the door it was.
    pub visit_number: i64,
    /// How it ended.
    pub disposition: String,
    /// Published version of the form.
    pub form_version_id: Option<Uuid>,
    /// Language of the interview.
    pub language: Option<String>,
    /// Local day agreed for the next visit.
    pub call_back_on: Option<String>,
    /// `morning`, `afternoon` or `evening`.
    pub call_back_part: Option<String>,
    /// UTC epoch milliseconds.
    pub started_at: i64,
    /// UTC epoch milliseconds.
    pub ended_at: i64,
    /// Whether a handbook was handed out.
    pub has_handbook: bool,
    /// Cell of a street intercept.
    pub quota_id: Option<Uuid>,
    /// The visit that this one checks.
    pub back_check_of: Option<Uuid>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
