//! Shifts over the wire.

use super::PersonView;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::rates::RateView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest reason, in characters.
pub(in crate::dissuasion) const MAX_REASON: usize = 200;
/// Most people whose place in a shift one request changes.
const MAX_CHANGES: usize = 100;

/// Filters of the list of shifts.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct ShiftQuery {
    /// First local day; without days the list shows today and the next 14 days.
    pub from: Option<String>,
    /// Last local day, inclusive.
    pub to: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Id of a team.
    pub team: Option<Uuid>,
    /// Only shifts of own teams and those attended.
    pub mine: Option<bool>,
    /// `ahead`, `running`, `held`, `missed` or `called_off`.
    pub state: Option<String>,
}

/// Where a shift stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct PlaceView {
    /// `site`, `road` or `point`.
    #[schema(example = "site")]
    pub kind: String,
    /// Code of the site or road.
    pub code: Option<String>,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Pairs of degrees (longitude, latitude, WGS-84): one for a site or point, the vertices of a road.
    pub line: Vec<(f64, f64)>,
}

/// A shift as a phone needs it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftCard {
    /// Id; records of the shift name it.
    pub id: Uuid,
    /// Say it with every change.
    pub version: i64,
    /// What it is called.
    #[schema(example = "周五文明劝导")]
    pub name: String,
    /// The team.
    pub team_id: Option<Uuid>,
    /// Name of the team.
    pub team_name: Option<String>,
    /// The plan it was made from.
    pub plan_id: Option<Uuid>,
    /// Local day.
    #[schema(example = "2026-10-30")]
    pub day: String,
    /// Planned start.
    pub starts_at: UtcMillis,
    /// Planned end.
    pub ends_at: UtcMillis,
    /// `planned` or `called_off`.
    pub state: &'static str,
    /// Why it was called off.
    pub called_off_reason: Option<String>,
    /// Whether a phone made it up.
    pub is_ad_hoc: bool,
    /// Area it counts in.
    pub area_code: String,
    /// Name of the area in Chinese.
    pub area_name_zh: String,
    /// Name of the area in English.
    pub area_name_en: String,
    /// Where it stands.
    pub place: PlaceView,
    /// How many people are wanted.
    pub needed: i64,
    /// How many stand in it.
    pub on_roster: usize,
    /// Whether the caller does.
    pub am_i_on: bool,
    /// Accounts that do.
    pub roster: Vec<Uuid>,
}

/// A shift in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftRow {
    /// As a phone needs it.
    #[serde(flatten)]
    pub card: ShiftCard,
    /// `ahead`, `running`, `held`, `missed` or `called_off`.
    pub progress: &'static str,
    /// How many with account were there; absent before anybody came.
    pub present: Option<usize>,
    /// How many without account were there.
    pub others: i64,
    /// People spoken to.
    pub contacts: i64,
    /// Those of them with whom it helped.
    pub successes: i64,
    /// Incidents logged.
    pub incidents: i64,
    /// Citizen handbooks handed out.
    pub handbooks: i64,
    /// Whether a report came.
    pub has_report: bool,
    /// Whether the caller may change the roster and confirm hours.
    pub can_lead: bool,
    /// People whose hours wait for confirmation; for who may lead.
    pub hours_waiting: usize,
}

/// People by behaviour and outcome.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CounterView {
    /// Behaviour.
    pub category: String,
    /// Outcome.
    pub outcome: String,
    /// People.
    pub count: i64,
}

/// People by outcome.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct OutcomeCount {
    /// Outcome.
    pub outcome: String,
    /// People.
    pub count: i64,
}

/// Incidents logged in a shift.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftIncidents {
    /// How many.
    pub count: i64,
    /// By outcome, most first.
    pub by_outcome: Vec<OutcomeCount>,
}

/// Things handed out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct HandoutView {
    /// What.
    pub item: String,
    /// How many.
    pub count: i64,
    /// How many were brought along; 0 when nobody said.
    pub taken: i64,
}

/// Somebody came or went.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CheckView {
    /// `in` or `out`.
    pub direction: String,
    /// When.
    pub at: UtcMillis,
    /// Metres from the place; absent without position or place.
    pub distance_m: Option<f64>,
    /// Whether that is more than 200 m.
    pub is_far: bool,
    /// The record.
    pub record_id: Uuid,
}

/// Confirmed hours of a person in a shift.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ConfirmedHours {
    /// Newest row of the ledger; correct this one.
    pub entry_id: Uuid,
    /// Minutes after all corrections.
    pub minutes: i64,
    /// When they were confirmed or last corrected.
    pub at: UtcMillis,
    /// By whom.
    pub by_name: Option<String>,
}

/// Somebody of a shift. Checks, minutes and hours are shown to the person and to who may lead.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftPerson {
    /// Account id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Whether the person stands in the shift.
    pub is_on: bool,
    /// Why not, or why in addition.
    pub roster_reason: Option<String>,
    /// Whether the person was there.
    pub is_present: bool,
    /// Comings and goings.
    pub checks: Vec<CheckView>,
    /// Minutes by the checks, or as long as the report's author where the report names the person; absent when nothing is known.
    pub minutes: Option<i64>,
    /// The same, at most the plan and one hour: what is confirmed unless the leader says otherwise.
    pub capped_min: Option<i64>,
    /// `checks`, `no_check_out` (open end closed by the plan) or `report` (named by the report only).
    pub basis: Option<&'static str>,
    /// What was confirmed.
    pub hours: Option<ConfirmedHours>,
    /// What is odd about the person's records of this shift.
    pub flags: Vec<String>,
}

/// A shift with everything that the caller may know of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct ShiftDetail {
    /// As in the list.
    #[serde(flatten)]
    pub row: ShiftRow,
    /// The team and whoever else stands or stood in the shift.
    pub people: Vec<ShiftPerson>,
    /// People spoken to who were not logged as incidents.
    pub counters: Vec<CounterView>,
    /// Incidents logged in the shift.
    pub incidents_by: ShiftIncidents,
    /// Counters and incidents together, by outcome, most first.
    pub by_outcome: Vec<OutcomeCount>,
    /// What was handed out.
    pub handouts: Vec<HandoutView>,
    /// Share of people with whom it helped.
    pub success_rate: Option<RateView>,
    /// Summary in words, masked.
    pub summary: Option<String>,
    /// Records of the reports.
    pub report_ids: Vec<Uuid>,
    /// Whether the roster may still be changed.
    pub is_roster_open: bool,
    /// Who wrote the last report.
    pub reported_by: Option<PersonView>,
}

/// Calls a shift off, or on again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct ShiftPatch {
    /// The version the caller saw.
    pub version: i64,
    /// Whether it does not take place.
    pub is_called_off: bool,
    /// Why, at most 200 characters; needed to call off.
    pub reason: Option<String>,
}

impl Check for ShiftPatch {
    fn check(&self, found: &mut FieldProblems) {
        let reason = self.reason.as_deref().unwrap_or_default().trim();
        let least = usize::from(self.is_called_off);
        found.text_length("/reason", reason, least, MAX_REASON);
    }
}

/// Who stands in a shift and who does not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct RosterChange {
    /// The version of the shift the caller saw.
    pub version: i64,
    /// At most 100 changes. Members change their own place only.
    pub changes: Vec<PlaceChange>,
}

/// One person's place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct PlaceChange {
    /// Who.
    pub account_id: Uuid,
    /// Whether the person stands in the shift.
    pub is_on: bool,
    /// Why, at most 200 characters.
    pub reason: Option<String>,
}

impl Check for RosterChange {
    fn check(&self, found: &mut FieldProblems) {
        if self.changes.is_empty() {
            found.add("/changes", FieldCode::Empty);
        }
        if self.changes.len() > MAX_CHANGES {
            found
                .0
                .push(FieldProblem::new("/changes", FieldCode::TooMany).with("max", MAX_CHANGES));
        }
        for (at, change) in self.changes.iter().enumerate() {
            let reason = change.reason.as_deref().unwrap_or_default();
            found.text_length(&format!("/changes/{at}/reason"), reason, 0, MAX_REASON);
        }
    }
}
