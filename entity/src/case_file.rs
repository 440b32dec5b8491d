//! A case (案件).

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts of a case that are each a column"
)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What people call it: day and number of the day.
    pub number: String,
    /// `record`, `hotline`, `media`, `proposal` or `api`.
    pub source: String,
    /// Number of a hotline ticket, or what another source calls it.
    pub source_ref: Option<String>,
    /// Behaviour.
    pub category: String,
    /// 1 to 3.
    pub severity: i64,
    /// What is to be done; personal data masked.
    pub note: Option<String>,
    /// Area in which it lies.
    pub area_id: i64,
    /// Degrees east.
    pub lng: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Site.
    pub site_code: Option<String>,
    /// Proposed unit, after the dispatch the responsible one.
    pub unit_id: Option<Uuid>,
    /// Whether several units have equal right (协调件).
    pub is_coordination: bool,
    /// Stage.
    pub stage: String,
    /// What is special beside the stage.
    pub side: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Whether work is to be done.
    pub is_open: bool,
    /// Counts steps; who takes one says which one was seen.
    pub version: i64,
    /// UTC epoch milliseconds.
    pub opened_at: i64,
    /// UTC epoch milliseconds.
    pub dispatched_at: Option<i64>,
    /// UTC epoch milliseconds.
    pub reported_at: Option<i64>,
    /// UTC epoch milliseconds; also of the other ends.
    pub closed_at: Option<i64>,
    /// Time allowed for what is to be done now.
    pub allowance_ms: i64,
    /// Whether only working time counts.
    pub is_working: bool,
    /// Used before the clock ran last.
    pub used_ms: i64,
    /// UTC epoch milliseconds; absent while the clock stands.
    pub running_since: Option<i64>,
    /// UTC epoch milliseconds; absent while the clock stands.
    pub due_at: Option<i64>,
    /// `due_at`, or the end of time; what lists are ordered by.
    pub due_key: i64,
    /// Last level called out.
    pub called_percent: i64,
    /// When the next level is called out.
    pub call_at: Option<i64>,
    /// More time that the unit asked for.
    pub asked_hours: Option<i64>,
    /// Account; none for commands.
    pub made_by: Option<Uuid>,
    /// Account.
    pub dispatched_by: Option<Uuid>,
    /// Account that reported the fix.
    pub handled_by: Option<Uuid>,
    /// Account.
    pub verified_by: Option<Uuid>,
    /// Photo of the finding.
    pub before_sha256: Option<Vec<u8>>,
    /// Photo of the fix.
    pub after_sha256: Option<Vec<u8>>,
    /// Whether the proof is doubtful.
    pub is_flagged: bool,
    /// The case that goes on in its place.
    pub merged_into: Option<Uuid>,
    /// `drawn` or `passed`.
    pub recheck: Option<String>,
}

/// None: capabilities join by id in their queries.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
