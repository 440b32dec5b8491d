//! What is said about evidence.

use super::{EvidenceCounts, IndicatorWord};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest name of a file, in characters.
const MAX_FILE_NAME: usize = 200;
/// Longest note, in characters.
const MAX_TITLE: usize = 200;
/// Longest remark, in characters.
const MAX_REMARK: usize = 500;

/// What is filed.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvidenceUpload {
    /// Code of the requirement.
    #[param(example = "II-1/III-1/1")]
    pub requirement: String,
    /// Period that it is about; one that has begun.
    #[param(example = "2026-Q4")]
    pub period: String,
    /// Code of the area whose evidence it is; the caller's own without one.
    pub area: Option<String>,
    /// What the file is called.
    #[param(example = "学习计划.pdf")]
    pub name: String,
    /// What it shows; the file's name without it.
    pub title: Option<String>,
}

impl EvidenceUpload {
    /// What is wrong with the texts.
    pub fn faults(&self) -> Vec<FieldProblem> {
        let mut found = FieldProblems::default();
        found.text_length("/name", &self.name, 1, MAX_FILE_NAME);
        if let Some(title) = &self.title {
            found.text_length("/title", title, 1, MAX_TITLE);
        }
        let texts = [
            ("/name", Some(&self.name)),
            ("/title", self.title.as_ref()),
            ("/requirement", Some(&self.requirement)),
        ];
        for (pointer, _) in texts
            .iter()
            .filter(|(_, text)| text.is_some_and(|text| text.contains('\0')))
        {
            found.add(*pointer, FieldCode::InvalidValue);
        }
        found.0
    }
}

/// A piece of evidence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Id.
    pub id: Uuid,
    /// Edition that held in the period.
    pub edition_id: i64,
    /// Requirement.
    pub requirement_code: String,
    /// Period.
    pub period: String,
    /// Area.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// What it shows.
    pub title: String,
    /// What the file is called.
    pub file_name: String,
    /// Media type, told by the content.
    #[schema(example = "application/pdf")]
    pub media_type: &'static str,
    /// Size.
    pub size_bytes: i64,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// `draft`, `accepted`, `returned` or `withdrawn`.
    #[schema(example = "draft")]
    pub state: String,
    /// Counts steps; send it with a step.
    pub version: i64,
    /// When it was filed.
    pub filed_at: UtcMillis,
    /// By whom.
    pub filed_by_name: Option<String>,
    /// When the last step was taken.
    pub decided_at: Option<UtcMillis>,
    /// By whom.
    pub decided_by_name: Option<String>,
    /// What was said with it.
    pub remark: Option<String>,
}

/// A piece of evidence with its history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceDetail {
    /// The evidence.
    pub evidence: EvidenceView,
    /// What the caller may do with it now.
    pub actions: Vec<IndicatorWord>,
    /// What was done, oldest first.
    pub history: Vec<EvidenceEventView>,
}

/// A line of a history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceEventView {
    /// `file`, `accept`, `return`, `resubmit` or `withdraw`.
    pub action: String,
    /// When.
    pub at: UtcMillis,
    /// By whom.
    pub by_name: Option<String>,
    /// What was said.
    pub remark: Option<String>,
}

/// A step.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceStep {
    /// The version that was seen.
    #[schema(example = 1)]
    pub version: i64,
    /// `accept`, `return`, `resubmit` or `withdraw`.
    #[schema(example = "accept")]
    pub action: String,
    /// What is to be said; a return says why.
    pub remark: Option<String>,
}

impl Check for EvidenceStep {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(remark) = &self.remark {
            found.text_length("/remark", remark, 0, MAX_REMARK);
        }
    }
}

/// Which evidence to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvidenceQuery {
    /// Code of a requirement.
    pub requirement: Option<String>,
    /// A period that theirs meets.
    pub period: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// `draft`, `accepted`, `returned` or `withdrawn`.
    pub state: Option<String>,
}

/// Which accepted evidence to pack.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PackageQuery {
    /// A period that theirs meets.
    #[param(example = "2026-Q4")]
    pub period: String,
    /// Code of a requirement.
    pub requirement: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// Of which year the completeness is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MatrixQuery {
    /// The year; this year without one.
    #[param(example = "2026")]
    pub year: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// How complete the evidence of a year is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvidenceMatrix {
    /// The year.
    pub year: i32,
    /// Edition that holds at its end, or today.
    pub edition_id: i64,
    /// Cells with as much accepted evidence as is wanted.
    pub complete: usize,
    /// Cells that are due or complete; those for which no evidence is asked are not counted.
    pub due: usize,
    /// Every requirement, in the order of the table.
    pub rows: Vec<MatrixRow>,
}

/// A requirement over the year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatrixRow {
    /// Code.
    pub requirement_code: String,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// `month`, `quarter` or `year`.
    pub cadence: String,
    /// Its periods.
    pub cells: Vec<MatrixCell>,
}

/// A requirement in a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MatrixCell {
    /// Period.
    pub period: String,
    /// `complete`, `waiting` to be judged, `returned`, `missing`, `not_due` while the period runs, or `optional` where no
    /// evidence is asked for.
    #[schema(example = "missing")]
    pub state: String,
    /// Accepted pieces that are wanted; 0 where none is asked for.
    pub wanted: u64,
    /// What is there.
    pub counts: EvidenceCounts,
}
