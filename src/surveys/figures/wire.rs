//! Figures of a survey over the wire.
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::surveys::model::WantedSide;
use crate::surveys::wire::Bilingual;

/// How to break rates down.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RatesQuery {
    /// `street`, `community`, or the path of a question with one answer.
    #[param(example = "street")]
    pub by: Option<String>,
}

/// Which questions to cross.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CrossQuery {
    /// Path of a question with one answer: the rows.
    #[param(example = "main/about/age_band")]
    pub row: String,
    /// Path of a question with one or several answers: the columns.
    #[param(example = "main/awareness/aware")]
    pub column: String,
}

/// Whether a figure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum RateStatus {
    /// It is.
    Shown,
    /// It could point at persons.
    Withheld,
    /// 样本不足: said in place of the number.
    SampleTooSmall,
    /// Nobody gave a valid answer.
    NoAnswers,
}

/// A share with all that an honest share carries; numbers that are not told are null.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SurveyRate {
    /// Whether it is told.
    pub status: RateStatus,
    /// Valid answers.
    pub n: Option<u64>,
    /// The weighted share, 0–1.
    pub estimate: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// Standard error.
    pub se: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<u64>,
    /// Size of the simple sample that would be as exact.
    pub n_eff: Option<f64>,
    /// n ÷ `n_eff`.
    pub deff: Option<f64>,
    /// The part of it that comes from unequal weights.
    pub deff_kish: Option<f64>,
    /// `design_wilson`, or `plain` where there was no draw: then no interval and no verdict.
    pub method: &'static str,
    /// `reached`, `not_reached` or `not_proven`; null without a target.
    pub verdict: Option<&'static str>,
    /// For `not_proven`: how many more interviews would decide it if the share stayed; null when it stands at the target.
    pub more_needed: Option<u64>,
}

impl SurveyRate {
    /// A rate of which nothing is told but why.
    pub fn empty(status: RateStatus) -> Self {
        Self {
            status,
            n: None,
            estimate: None,
            lower: None,
            upper: None,
            se: None,
            df: None,
            n_eff: None,
            deff: None,
            deff_kish: None,
            method: "design_wilson",
            verdict: None,
            more_needed: None,
        }
    }
}

/// The wanted share.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct RateTarget {
    /// Which side is good.
    pub comparator: WantedSide,
    /// As the survey says it, 0–1.
    pub value: f64,
    /// What it is judged at: 100 % at 99 %, 0 % at 1 %.
    pub judged_at: f64,
}

/// One group.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GroupRate {
    /// Code of the area, or the answer.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// The share in it.
    pub rate: SurveyRate,
}

/// What changed since the wave before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SinceBefore {
    /// The survey of that wave.
    pub survey_id: Uuid,
    /// Its number.
    pub wave: i64,
    /// `rose`, `fell` or `no_change_shown`.
    pub change: &'static str,
    /// Later minus earlier.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// In words.
    pub text: Bilingual,
}

/// A measure with its figures.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct MeasureRates {
    /// Stable word.
    #[schema(example = "awareness")]
    pub code: String,
    /// What it is called.
    pub name: Bilingual,
    /// How it is reckoned.
    pub formula: Bilingual,
    /// The wanted share.
    pub target: Option<RateTarget>,
    /// Everybody.
    pub all: SurveyRate,
    /// The groups asked for.
    pub by: Vec<GroupRate>,
    /// Null without an earlier wave, or where either figure is not told.
    pub before: Option<SinceBefore>,
}

/// A question to group by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct QuestionView {
    /// Names from the root.
    pub path: String,
    /// What is asked.
    pub label: Bilingual,
}

/// What the groups are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct GroupedBy {
    /// As asked for.
    pub code: String,
    /// In words.
    pub name: Bilingual,
}

/// The rates of a survey.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SurveyRatesView {
    /// The survey.
    pub survey_id: Uuid,
    /// Number of the wave.
    pub wave: i64,
    /// `probability`, or `quota`: no probability sample (非概率样本).
    pub sampling: &'static str,
    /// Interviews that count.
    pub n: u64,
    /// How it was weighted, in words.
    pub weighted: Bilingual,
    /// What was measured.
    pub measures: Vec<MeasureRates>,
    /// What the groups are.
    pub by: Option<GroupedBy>,
    /// Questions that may be grouped by.
    pub groups: Vec<QuestionView>,
}

/// A cell of a cross table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CellView {
    /// Whether it is told.
    pub status: RateStatus,
    /// Interviews in it.
    pub n: Option<u64>,
    /// Weighted share of the row, 0–1.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

impl CellView {
    /// A cell of which nothing is told but why.
    pub fn empty(status: RateStatus) -> Self {
        Self {
            status,
            n: None,
            share: None,
            lower: None,
            upper: None,
        }
    }
}

/// A column of a cross table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CrossColumn {
    /// The answer.
    pub value: String,
    /// As it is read.
    pub label: Bilingual,
}

/// A row of a cross table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CrossRow {
    /// The answer; null for everybody.
    pub value: Option<String>,
    /// As it is read.
    pub label: Bilingual,
    /// Interviews in the row; null where they are fewer than five.
    pub n: Option<u64>,
    /// One for each column.
    pub cells: Vec<CellView>,
}

/// Two questions crossed: weighted shares of each row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CrossView {
    /// Rows.
    pub row: QuestionView,
    /// Columns.
    pub column: QuestionView,
    /// Interviews that answered both.
    pub n: u64,
    /// The answers of the column.
    pub columns: Vec<CrossColumn>,
    /// The answers of the row, then everybody.
    pub rows: Vec<CrossRow>,
    /// How it was weighted, in words.
    pub weighted: Bilingual,
}
