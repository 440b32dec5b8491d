//! Figures of duty over the wire. No person stands in them.

use super::shifts::OutcomeCount;
use crate::platform::input::{Check, FieldProblems};
use crate::rates::RateView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest description of a measure, in characters.
const MAX_WHAT: usize = 100;

/// What of duty is summed up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct SummaryQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Id of a team.
    pub team: Option<Uuid>,
    /// First local day; default 29 days before the last.
    pub from: Option<String>,
    /// Last local day, inclusive; default today, or the last day of the demo's history.
    pub to: Option<String>,
}

/// Shifts by what became of them.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftCounts {
    /// From plans, past or running, called-off ones included.
    pub planned: u64,
    /// Took place or are taking place.
    pub held: u64,
    /// Of which phones made up.
    pub ad_hoc: u64,
    /// Time passed and nobody came.
    pub missed: u64,
    /// Did not take place.
    pub called_off: u64,
}

/// Hours of duty.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(in crate::dissuasion) struct HoursSum {
    /// Confirmed minutes of people.
    pub confirmed_min: i64,
    /// Planned minutes of the shifts that were held, whatever the number of people.
    pub stood_min: i64,
}

/// People by behaviour.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CategoryCount {
    /// Behaviour.
    pub category: String,
    /// People.
    pub count: i64,
}

/// One month.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct MonthOfDuty {
    /// Local month.
    #[schema(example = "2026-10")]
    pub month: String,
    /// Shifts held.
    pub held: u64,
    /// People spoken to.
    pub contacts: i64,
    /// Share of them with whom it helped.
    pub success_rate: Option<RateView>,
}

/// One area below the one asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct AreaOfDuty {
    /// Code.
    pub area_code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Shifts held.
    pub held: u64,
    /// People spoken to.
    pub contacts: i64,
    /// Share of them with whom it helped.
    pub success_rate: Option<RateView>,
}

/// Duty of an area summed up.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct DutySummary {
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Shifts by what became of them.
    pub shifts: ShiftCounts,
    /// Places on rosters of past planned shifts that were filled.
    pub attendance: Option<RateView>,
    /// Hours.
    pub hours: HoursSum,
    /// People spoken to.
    pub contacts: i64,
    /// Share of them with whom it helped.
    pub success_rate: Option<RateView>,
    /// People by outcome, most first.
    pub by_outcome: Vec<OutcomeCount>,
    /// Behaviours, most first, at most ten.
    pub top_categories: Vec<CategoryCount>,
    /// Citizen handbooks handed out.
    pub handbooks: i64,
    /// Leaflets handed out.
    pub leaflets: i64,
    /// Incidents logged in shifts.
    pub incidents: i64,
    /// By month, oldest first.
    pub months: Vec<MonthOfDuty>,
    /// The areas below, by code.
    pub areas: Vec<AreaOfDuty>,
}

/// Which measures.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct MeasureQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// Something done against uncivil behaviour in an area, and whether it helped.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct MeasureView {
    /// Id.
    pub id: Uuid,
    /// Area.
    pub area_code: String,
    /// Name of the area in Chinese.
    pub name_zh: String,
    /// Name of the area in English.
    pub name_en: String,
    /// What was done.
    #[schema(example = "每周五定点劝导")]
    pub what: String,
    /// From which local day on.
    pub starts_on: String,
    /// Before and after; absent until 30 days after the settling-in are over.
    pub effect: Option<EffectView>,
}

/// Measures, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct MeasureList {
    /// At most 200.
    pub items: Vec<MeasureView>,
}

/// A new measure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct NewMeasure {
    /// Area, within the caller's.
    pub area_code: String,
    /// What is done, at most 100 characters.
    pub what: String,
    /// From which local day on.
    pub starts_on: String,
}

impl Check for NewMeasure {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/what", self.what.trim(), 1, MAX_WHAT);
    }
}

/// Where and since when.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct EffectQuery {
    /// Code of an area.
    pub area: String,
    /// First local day of what was done.
    pub on: String,
    /// Days before and after, 30 to 365; default 180.
    pub days: Option<i64>,
}

/// One of the two times compared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct EffectSide {
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Records outside shifts in the area.
    pub here: u64,
    /// The same elsewhere in the city, without areas with a measure of their own.
    pub elsewhere: u64,
    /// here ÷ (here + elsewhere).
    pub share: f64,
}

/// Before and after: did it help?
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct EffectView {
    /// First local day of what was done.
    pub on: String,
    /// Days after it that are left out.
    pub settle_days: i64,
    /// Before.
    pub before: EffectSide,
    /// After.
    pub after: EffectSide,
    /// Share after minus share before.
    pub difference: f64,
    /// Lower end of its interval at 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// (here ÷ elsewhere) after, over the same before; absent without records before.
    pub ratio: Option<f64>,
    /// `rose`, `fell` or `no_change_shown`.
    pub change: &'static str,
    /// Whether there are 30 records here in both times together; below, say that they are too few.
    pub is_enough: bool,
    /// How it is reckoned, in Chinese.
    pub method_zh: &'static str,
    /// How it is reckoned, in English.
    pub method_en: &'static str,
}
