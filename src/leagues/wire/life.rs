//! What is said about the life of a league, from its draft to the settled document.

use super::LeagueTable;
use crate::indicators::IndicatorWord;
use crate::leagues::model::WINDOWS;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Shortest and longest reason, in characters.
const REASON: (usize, usize) = (5, 500);
/// Most records and cases that an appeal names.
const MAX_PROOF: usize = 20;

/// Which leagues to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LeagueFilter {
    /// `draft`, `open`, `settled` or `withdrawn`.
    #[param(example = "open")]
    pub state: Option<String>,
    /// `area` or `unit`.
    pub subject: Option<String>,
    /// A period as people write it.
    #[param(example = "2026-Q3")]
    pub period: Option<String>,
}

/// A league as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueSummary {
    /// Id.
    pub id: Uuid,
    /// `area` or `unit`.
    #[schema(example = "unit")]
    pub subject: String,
    /// Who measures.
    pub source: String,
    /// Which figure.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The period.
    #[schema(example = "2026-Q3")]
    pub period: String,
    /// Code of the area looked at.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Level of the areas in the table.
    pub level: Option<String>,
    /// `draft`, `open`, `settled` or `withdrawn`.
    pub state: IndicatorWord,
    /// Number of the last thing done with it; whoever does the next names it.
    pub version: i64,
    /// When it was drafted.
    pub made_at: UtcMillis,
    /// Since when appeals are taken.
    pub opened_at: Option<UtcMillis>,
    /// Last local day on which appeals are taken.
    pub ends_on: Option<NaiveDate>,
    /// Whether appeals are taken now.
    pub takes_appeals: bool,
    /// Appeals.
    pub appeals: usize,
    /// Of them: undecided.
    pub undecided: usize,
    /// When it was settled or withdrawn.
    pub ended_at: Option<UtcMillis>,
}

/// A league: its table as it stands, and everything that was done with it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueView {
    /// The league.
    pub league: LeagueSummary,
    /// The table of the last reading, or of the settled document.
    pub table: LeagueTable,
    /// Readings of the figures, the first first.
    pub readings: Vec<ReadingView>,
    /// Appeals, the first first.
    pub appeals: Vec<AppealView>,
    /// What was done, the first first.
    pub events: Vec<LeagueEventView>,
    /// What the caller may do with it where it stands; answering an appeal stands here too.
    pub actions: Vec<IndicatorWord>,
    /// Codes of the rows against which the caller may appeal now.
    pub may_appeal: Vec<String>,
    /// The settled document, once there is one.
    pub document: Option<DocumentView>,
}

/// Figures read from the records at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadingView {
    /// From 1.
    pub number: i64,
    /// When.
    pub read_at: UtcMillis,
    /// SHA-256 of what was read, as canonical JSON.
    pub sha256: String,
    /// Code of the row whose appeal asked for it; none for the first.
    pub asked_by: Option<String>,
}

/// An appeal. Who filed it is told to nobody but themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AppealView {
    /// Id.
    pub id: Uuid,
    /// Whether the caller filed it.
    pub is_own: bool,
    /// What it says and what was decided.
    pub appeal: SettledAppeal,
}

/// What an appeal says and what was decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SettledAppeal {
    /// Code of the row.
    pub code: String,
    /// When it was filed.
    pub filed_at: UtcMillis,
    /// Why.
    pub reason: String,
    /// Records and cases that it names.
    pub proof: Vec<AppealProof>,
    /// `rejected`, `set_aside` or `recount`; none while it is undecided.
    pub decision: Option<String>,
    /// Why.
    pub decision_reason: Option<String>,
    /// When.
    pub decided_at: Option<UtcMillis>,
    /// By whom.
    pub decided_by_name: Option<String>,
    /// Number of the reading that a recount made.
    pub reading_number: Option<i64>,
}

/// A record or case that proves something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealProof {
    /// `record` or `case`.
    #[schema(example = "case")]
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// Something that was done with a league.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueEventView {
    /// From 1.
    pub number: i64,
    /// `draft`, `open`, `appeal`, `rejected`, `set_aside`, `recount`, `settle` or `withdraw`.
    pub deed: IndicatorWord,
    /// When.
    pub at: UtcMillis,
    /// By whom; of appeals it is not told.
    pub by_name: Option<String>,
    /// Code of the row it is about.
    pub code: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// By what a settled document is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// SHA-256 of the document as canonical JSON (RFC 8785).
    pub sha256: String,
    /// Whether the stored document still has this hash.
    pub is_intact: bool,
    /// When it was settled.
    pub settled_at: UtcMillis,
    /// By whom.
    pub settled_by_name: Option<String>,
}

/// A settled league, as its frozen document says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LeagueDocument {
    /// Id of the league.
    pub id: Uuid,
    /// The table: figures, intervals, tiers, the rule of ties, and what was set aside by whom and why.
    pub table: LeagueTable,
    /// Readings of the figures, the first first; the table is that of the last.
    pub readings: Vec<ReadingView>,
    /// Appeals and decisions, the first first.
    pub appeals: Vec<SettledAppeal>,
    /// Since when appeals were taken.
    pub opened_at: UtcMillis,
    /// Last local day on which they were.
    pub ends_on: NaiveDate,
    /// When it was settled.
    pub settled_at: UtcMillis,
    /// By whom.
    pub settled_by_name: String,
}

/// What is done with a league.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeagueStep {
    /// The version that was seen.
    #[schema(example = 1)]
    pub version: i64,
    /// `open`, `settle` or `withdraw`.
    #[schema(example = "open")]
    pub action: String,
    /// For `open`: working days on which appeals are taken, 1–15; 5 without it.
    pub working_days: Option<u32>,
    /// Why; `withdraw` needs it.
    pub reason: Option<String>,
}

impl Check for LeagueStep {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(reason) = &self.reason {
            found.text_length("/reason", reason.trim(), REASON.0, REASON.1);
        }
        if self
            .working_days
            .is_some_and(|days| !WINDOWS.contains(&days))
        {
            found.add("/working_days", FieldCode::OutOfRange);
        }
    }
}

/// An appeal against a row.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppeal {
    /// Code of the row.
    pub code: String,
    /// Why, 5–500 characters.
    pub reason: String,
    /// Records and cases that prove it, at most 20.
    #[serde(default)]
    pub proof: Vec<AppealProof>,
}

impl Check for NewAppeal {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/reason", self.reason.trim(), REASON.0, REASON.1);
        if self.proof.len() > MAX_PROOF {
            found.add("/proof", FieldCode::TooMany);
        }
    }
}

/// What is decided on an appeal. There is no place for a figure.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealDecision {
    /// The version of the league that was seen.
    #[schema(example = 3)]
    pub version: i64,
    /// `rejected`, `set_aside` or `recount`.
    #[schema(example = "recount")]
    pub decision: String,
    /// Why, 5–500 characters.
    pub reason: String,
}

impl Check for AppealDecision {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/reason", self.reason.trim(), REASON.0, REASON.1);
    }
}
