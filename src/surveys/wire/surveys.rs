//! Surveys over the wire.

use super::Bilingual;
pub use crate::areas::NamedArea;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use crate::surveys::model::{DesignSettings, Measure, SurveyKind, check_measures};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How many interviews of a street intercept are wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewQuota {
    /// Area in which they are taken.
    #[schema(example = "439802001000")]
    pub area_code: String,
    /// Traits of the cell: path of a question to its value.
    pub groups: BTreeMap<String, String>,
    /// Interviews wanted, 1–10,000.
    pub target: u32,
}

/// A survey as it is set up or changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSurvey {
    /// Version that was seen; only for changes.
    #[serde(default)]
    pub seen_version: Option<i64>,
    /// What it is called.
    pub title: Bilingual,
    /// How people are found.
    pub kind: SurveyKind,
    /// Questionnaire.
    pub form_id: Uuid,
    /// Its published version.
    #[schema(example = "2026010101")]
    pub form_version: String,
    /// Where it is made.
    #[schema(example = "439800000000")]
    pub area_code: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Number of the wave, 1–1,000.
    pub wave: i64,
    /// The survey of the wave before.
    #[serde(default)]
    pub previous_id: Option<Uuid>,
    /// Frame of doors; needed before the draw.
    #[serde(default)]
    pub frame_id: Option<Uuid>,
    /// What it measures.
    pub measures: Vec<Measure>,
    /// How it is drawn; household surveys only.
    #[serde(default)]
    pub design: Option<DesignSettings>,
    /// Wanted interviews; street intercepts only.
    #[serde(default)]
    pub quotas: Vec<NewQuota>,
}

impl Check for NewSurvey {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/title/zh", self.title.zh.trim(), 1, 100);
        found.text_length("/title/en", self.title.en.trim(), 1, 160);
        if self.from > self.to {
            found.add("/from", FieldCode::OrderedWrong);
        }
        if self.to.signed_duration_since(self.from).num_days() > 400 {
            found.add("/to", FieldCode::PeriodTooLong);
        }
        if !(1..=1_000).contains(&self.wave) {
            found.add("/wave", FieldCode::OutOfRange);
        }
        check_measures(&self.measures, found);
        let is_household = self.kind == SurveyKind::Household;
        match &self.design {
            Some(design) if is_household => design.check(found),
            Some(_) => found.add("/design", FieldCode::NotAllowedHere),
            None if is_household => found.add("/design", FieldCode::MissingField),
            None => {}
        }
        if is_household && !self.quotas.is_empty() {
            found.add("/quotas", FieldCode::NotAllowedHere);
        }
        if !is_household && self.frame_id.is_some() {
            found.add("/frame_id", FieldCode::NotAllowedHere);
        }
        if self.quotas.len() > 500 {
            found.add("/quotas", FieldCode::TooMany);
        }
        for (at, quota) in self.quotas.iter().enumerate() {
            if !(1..=10_000).contains(&quota.target) {
                found.add(format!("/quotas/{at}/target"), FieldCode::OutOfRange);
            }
            if quota.groups.len() > 5 {
                found.add(format!("/quotas/{at}/groups"), FieldCode::TooMany);
            }
        }
    }
}

/// What a draw would come to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// Frame of doors.
    pub frame_id: Uuid,
    /// Where.
    #[schema(example = "439800000000")]
    pub area_code: String,
    /// How.
    pub design: DesignSettings,
}

impl Check for PlanRequest {
    fn check(&self, found: &mut FieldProblems) {
        self.design.check(found);
    }
}

/// A stratum of a plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanStratum {
    /// The area.
    #[serde(flatten)]
    pub area: NamedArea,
    /// Doors of the frame.
    pub dwellings: u32,
    /// Communities.
    pub clusters: u32,
    /// Doors to draw.
    pub draw: u32,
    /// Interviews to be expected.
    pub interviews: f64,
    /// Half width of the interval to be expected in this stratum alone; none when it says nothing.
    pub margin: Option<f64>,
}

/// What a width of the interval costs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlanCost {
    /// Half width.
    pub margin: f64,
    /// Doors to draw for it.
    pub draw: u32,
}

/// What a draw would come to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyPlanView {
    /// Doors to draw.
    pub draw: u32,
    /// Interviews to be expected.
    pub interviews: f64,
    /// Half width of the interval to be expected for the whole.
    pub margin: f64,
    /// By stratum, in the order of the tree.
    pub strata: Vec<PlanStratum>,
    /// What other widths cost.
    pub cost: Vec<PlanCost>,
}

/// The form of a survey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyForm {
    /// Questionnaire.
    pub form_id: Uuid,
    /// Id in its workbook.
    pub code: String,
    /// Version.
    pub version: String,
    /// Title.
    pub title: Bilingual,
}

/// A quota cell.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuotaView {
    /// Id.
    pub id: Uuid,
    /// Where.
    #[serde(flatten)]
    pub area: NamedArea,
    /// Traits of the cell: path of a question to its value.
    pub groups: BTreeMap<String, String>,
    /// Interviews wanted.
    pub target: i64,
}

/// What the draw did in a stratum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnStratumView {
    /// The area.
    #[serde(flatten)]
    pub area: NamedArea,
    /// Doors of the frame.
    pub dwellings: i64,
    /// Communities.
    pub clusters: i64,
    /// Drawn communities.
    pub drawn_clusters: i64,
    /// Drawn doors.
    pub drawn: i64,
    /// Doors of the reserve.
    pub reserve: i64,
}

/// What the draw did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DrawnView {
    /// Drawn doors.
    pub doors: i64,
    /// Doors of the reserve.
    pub reserve: i64,
    /// By stratum, in the order of the tree.
    pub strata: Vec<DrawnStratumView>,
}

/// A survey in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyRow {
    /// Id.
    pub id: Uuid,
    /// `draft`, `field` or `closed`.
    pub state: String,
    /// Counts changes.
    pub version: i64,
    /// What it is called.
    pub title: Bilingual,
    /// `household` or `intercept`.
    pub kind: String,
    /// Where.
    pub area: NamedArea,
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Number of the wave.
    pub wave: i64,
    /// The survey of the wave before.
    pub previous_id: Option<Uuid>,
    /// SHA-256 of the seed in hexadecimal, once drawn.
    pub seed_sha256: Option<String>,
    /// When it was drawn.
    pub drawn_at: Option<UtcMillis>,
    /// When it was closed.
    pub closed_at: Option<UtcMillis>,
}

/// Surveys, the latest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyList {
    /// Those that the caller sees.
    pub items: Vec<SurveyRow>,
}

/// A survey in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyView {
    /// What the list says of it.
    #[serde(flatten)]
    pub row: SurveyRow,
    /// Its form.
    pub form: Option<SurveyForm>,
    /// Its frame.
    pub frame_id: Option<Uuid>,
    /// What it measures.
    pub measures: Vec<Measure>,
    /// How it is drawn.
    pub design: Option<DesignSettings>,
    /// Quotas of a street intercept.
    pub quotas: Vec<QuotaView>,
    /// What the draw did.
    pub drawn: Option<DrawnView>,
    /// The seed in hexadecimal, once closed.
    pub seed: Option<String>,
    /// Visits to a door before it counts as not reached.
    pub visits_max: i64,
}

/// Whether the told seed gives the same doors again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RedrawView {
    /// Whether every door, chance and place in the order is the same.
    pub same: bool,
    /// Doors drawn, with the reserve.
    pub doors: usize,
    /// SHA-256 of the told seed; the same that was published before the field work.
    pub seed_sha256: String,
}

/// Which surveys.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SurveyQuery {
    /// `draft`, `field` or `closed`, comma-separated.
    pub state: Option<String>,
}
