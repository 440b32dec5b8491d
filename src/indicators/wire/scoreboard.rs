//! What is said about figures of requirements. It is stored as it is said, so it can be read again.

use super::NamedUnit;
use crate::platform::clock::UtcMillis;
use crate::rates::RateView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Of what the scoreboard is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ScoreQuery {
    /// `2026`, `2026-Q4`, `2026-11` or `2026-W47`; the present quarter without one.
    pub period: Option<String>,
    /// Code of an area; its subtree counts. The caller's areas without one.
    pub area: Option<String>,
    /// How many periods before it the trend shows, at most 8.
    #[param(minimum = 0, maximum = 8)]
    pub trend: Option<u8>,
    /// Reckon anew even where the period is frozen.
    #[serde(default)]
    pub live: bool,
}

/// Each requirement of an edition with its figures in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Scoreboard {
    /// Number of the edition that holds in the period.
    pub edition_id: i64,
    /// Its code.
    pub edition_code: String,
    /// The period.
    #[schema(example = "2026-Q4")]
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Whether the period is over.
    pub is_over: bool,
    /// Area; none where the caller's areas have no common top.
    pub area_code: Option<String>,
    /// Its name in Chinese.
    pub area_name_zh: Option<String>,
    /// Its name in English.
    pub area_name_en: Option<String>,
    /// When it was reckoned.
    pub as_of: UtcMillis,
    /// Set when these are the frozen results.
    #[serde(default)]
    pub frozen: Option<FrozenView>,
    /// How many requirements stand how.
    pub counts: ScoreboardCounts,
    /// Requirements in the order of the table.
    pub items: Vec<ScoreboardItem>,
    /// Requirements with a way of assessment that nobody measures.
    pub unmeasured: Vec<UnmeasuredView>,
}

/// What a frozen result is known by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FrozenView {
    /// Id of the report.
    pub id: Uuid,
    /// When it was frozen.
    pub made_at: UtcMillis,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// How many requirements stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScoreboardCounts {
    /// Requirements.
    pub requirements: usize,
    /// With at least one figure.
    pub measured: usize,
    /// Whose every target is reached.
    pub reached: usize,
    /// With a target that is not reached.
    pub not_reached: usize,
    /// With a target that is not proven, and none that is missed.
    pub not_proven: usize,
    /// Measured by something that came to nothing in the period.
    pub without_figure: usize,
    /// That nothing measures at all.
    pub unmeasured: usize,
}

/// A requirement with its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScoreboardItem {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// What is required, in Chinese.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
    /// Code of the level II row above it.
    pub group_code: String,
    /// Its name in Chinese.
    pub group_zh: String,
    /// Its name in English.
    pub group_en: String,
    /// How it is assessed.
    pub methods: Vec<String>,
    /// Who answers for it.
    pub units: Vec<NamedUnit>,
    /// `measured`, `without_figure` or `unmeasured`.
    #[schema(example = "measured")]
    pub state: String,
    /// `reached`, `not_reached` or `not_proven`: the worst of its measures.
    pub verdict: Option<String>,
    /// What measures it.
    pub measures: Vec<MeasureResult>,
    /// Evidence whose period meets this one.
    pub evidence: EvidenceCounts,
    /// Ways of assessment that nothing measures.
    pub uncovered_methods: Vec<String>,
}

/// A measure and what it came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeasureResult {
    /// Who measures.
    pub source: String,
    /// Which figure.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// What is wanted of it.
    pub wanted: Wanted,
    /// `figure`, `withheld` (it could point at persons), `too_small` (样本不足) or `nothing` (nothing was observed).
    #[schema(example = "figure")]
    pub state: String,
    /// The share; only where it may be told.
    pub rate: Option<RateView>,
    /// The number, for documents.
    pub count: Option<u64>,
    /// `reached`, `not_reached` or `not_proven`.
    pub verdict: Option<String>,
    /// For `not_proven`: how many more would decide.
    pub more_needed: Option<u64>,
    /// The same in the periods before, the oldest first.
    pub trend: Vec<TrendPoint>,
    /// Path of the API that leads to what it is made of.
    pub link: Option<String>,
}

/// What is wanted of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Wanted {
    /// `at_least` or `at_most`.
    pub comparator: String,
    /// The number.
    pub value: f64,
    /// `percent` or `count`.
    pub unit: String,
    /// What it is judged at: 100 % at 99 %, 0 % at 1 %.
    pub judged_at: f64,
}

/// A figure of a period before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrendPoint {
    /// The period.
    pub period: String,
    /// The share, 0–1; none where there is none to tell.
    pub estimate: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The number, for documents.
    pub count: Option<u64>,
}

/// Evidence by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceCounts {
    /// Accepted.
    pub accepted: u64,
    /// Waiting to be judged.
    pub draft: u64,
    /// Returned.
    pub returned: u64,
}

/// A requirement with a way of assessment that nobody measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UnmeasuredView {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// Ways of assessment without a measure.
    pub methods: Vec<String>,
    /// Whether nothing measures it at all.
    pub is_wholly: bool,
}
