//! What is said about editions of the responsibility table and what measures a requirement.

mod evidence;
mod scoreboard;

pub use evidence::{
    EvidenceDetail, EvidenceEventView, EvidenceMatrix, EvidenceQuery, EvidenceStep, EvidenceUpload,
    EvidenceView, MatrixCell, MatrixQuery, MatrixRow, PackageQuery,
};
pub use scoreboard::{
    EvidenceCounts, FrozenView, MeasureResult, ScoreQuery, Scoreboard, ScoreboardCounts,
    ScoreboardItem, TrendPoint, UnmeasuredView, Wanted,
};

use super::model::{Cadence, Side, Unit};
use crate::gauges::Gauges;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use crate::platform::table::CellFault;
use crate::units::UnitRef;
use chrono::NaiveDate;
use entity::requirement_measure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Source of evidence that people file, beside what the gauges measure.
pub const DOCUMENTS: &str = "documents";
/// Its one figure: accepted pieces of evidence.
pub const ACCEPTED: &str = "accepted";
/// Most measures of a requirement.
const MAX_MEASURES: usize = 20;
/// Longest code of an edition, in characters.
const MAX_EDITION_CODE: usize = 40;
/// Longest name of an edition, in characters.
const MAX_EDITION_TITLE: usize = 100;

/// How a table is taken in.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FrameworkQuery {
    /// Code of the new edition.
    #[param(example = "2026Q4")]
    pub code: String,
    /// Its name in Chinese.
    #[param(example = "2026 年第四季度责任分解表")]
    pub title_zh: String,
    /// Its name in English; that in Chinese without one.
    pub title_en: Option<String>,
    /// What the file is called, at most 200 characters.
    pub name: Option<String>,
    /// Only report what is wrong; change nothing.
    #[serde(default)]
    pub dry_run: bool,
}

impl Check for FrameworkQuery {
    fn check(&self, found: &mut FieldProblems) {
        let is_code = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        found.text_length("/code", &self.code, 1, MAX_EDITION_CODE);
        if !self.code.chars().all(is_code) {
            found.add("/code", FieldCode::InvalidValue);
        }
        let titles = [
            ("/title_zh", Some(&self.title_zh)),
            ("/title_en", self.title_en.as_ref()),
        ];
        for (pointer, title) in titles
            .iter()
            .filter_map(|(at, title)| Some((at, (*title)?)))
        {
            found.text_length(pointer, title, 1, MAX_EDITION_TITLE);
            if title.contains('\0') {
                found.add(*pointer, FieldCode::InvalidValue);
            }
        }
    }
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct FrameworkReport {
    /// Whether the file is sound.
    pub is_accepted: bool,
    /// Whether it was taken in.
    pub was_applied: bool,
    /// The edition it became.
    pub edition_id: Option<i64>,
    /// Rows of the table.
    pub rows: usize,
    /// Requirements among them.
    pub requirements: usize,
    /// Requirements that took over what measures them from the edition before.
    pub carried_over: usize,
    /// What is odd about the table; it is kept as it stands.
    pub oddities: Vec<OddRow>,
    /// Names of units that no unit bears: a person may say whom they stand for.
    pub unknown_units: Vec<UnknownUnit>,
    /// What is wrong, at most 500.
    pub problems: Vec<CellFault>,
}

/// A name that no unit bears.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnknownUnit {
    /// As written.
    #[schema(example = "交通管理部门")]
    pub name: String,
    /// Requirements that name it.
    pub requirements: usize,
}

/// A row that is odd.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OddRow {
    /// Its code.
    pub code: String,
    /// What is odd about it.
    pub oddity: IndicatorWord,
}

/// A word of a closed list.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct IndicatorWord {
    /// Stable word.
    #[schema(example = "inherited_units")]
    pub code: &'static str,
    /// In Chinese.
    pub name_zh: &'static str,
    /// In English.
    pub name_en: &'static str,
}

/// A word with its names.
pub fn word_view(
    code: &'static str,
    (name_zh, name_en): (&'static str, &'static str),
) -> IndicatorWord {
    IndicatorWord {
        code,
        name_zh,
        name_en,
    }
}

/// The closed lists of words of this capability.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IndicatorWords {
    /// Ways of assessment.
    pub methods: Vec<IndicatorWord>,
    /// Where cells come from.
    pub cell_sources: Vec<IndicatorWord>,
    /// How often evidence is due.
    pub cadences: Vec<IndicatorWord>,
    /// Which side of a wanted number is good.
    pub comparators: Vec<IndicatorWord>,
    /// What wanted numbers count.
    pub units: Vec<IndicatorWord>,
    /// States of evidence.
    pub evidence_states: Vec<IndicatorWord>,
    /// Steps of evidence.
    pub evidence_actions: Vec<IndicatorWord>,
    /// Kinds of files that are taken.
    pub evidence_formats: Vec<IndicatorWord>,
}

/// Editions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditionList {
    /// The newest first.
    pub items: Vec<EditionView>,
}

/// An edition of the responsibility table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditionView {
    /// Its number, from 1.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name in Chinese.
    pub title_zh: String,
    /// Its name in English.
    pub title_en: String,
    /// What the imported file was called.
    pub source_file: String,
    /// SHA-256 of its bytes.
    pub source_sha256: String,
    /// Rows of the table.
    pub rows: i64,
    /// Requirements among them.
    pub requirements: i64,
    /// When it was imported.
    pub made_at: UtcMillis,
    /// By whom; nobody for the demo.
    pub made_by_name: Option<String>,
    /// Whether it is published, and never changes again.
    pub is_published: bool,
    /// Day from which it holds.
    pub from: Option<NaiveDate>,
    /// When it was published.
    pub published_at: Option<UtcMillis>,
    /// By whom.
    pub published_by_name: Option<String>,
    /// SHA-256 of its requirements and measures as published.
    pub content_sha256: Option<String>,
}

/// An edition with its rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditionDetail {
    /// The edition.
    pub edition: EditionView,
    /// Its rows, in the order of the table.
    pub rows: Vec<RequirementView>,
}

/// A row of the responsibility table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RequirementView {
    /// Place in the table, from 1.
    pub ordinal: i64,
    /// Code, unique in the edition.
    #[schema(example = "II-11/III-21/1")]
    pub code: String,
    /// Code as it stood in the file.
    pub written_code: String,
    /// Code of the row above in the tree.
    pub parent_code: Option<String>,
    /// 1 to 4; requirements are at 4.
    pub level: i64,
    /// Name in Chinese.
    pub title_zh: String,
    /// Name in English.
    pub title_en: String,
    /// What is required, in Chinese.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
    /// How it is assessed: `document_review`, `field_inspection`, `questionnaire`.
    pub methods: Vec<String>,
    /// `stated`, `inherited` from the row above, or `absent`.
    pub method_source: String,
    /// Who answers for it.
    pub units: Vec<NamedUnit>,
    /// `stated`, `inherited` or `absent`.
    pub units_source: String,
    /// What the table wants, as it is written.
    pub targets: Vec<WrittenTarget>,
    /// How often, as it is written.
    pub frequency: String,
    /// How often evidence is due: `month`, `quarter` or `year`.
    pub cadence: String,
    /// Note of the table.
    pub note: String,
    /// What is odd about the row.
    pub oddities: Vec<IndicatorWord>,
    /// What measures it.
    pub measures: Vec<RequirementMeasure>,
}

/// A unit as the table calls it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NamedUnit {
    /// As written.
    pub name: String,
    /// The unit that bears the name, if one does.
    pub unit: Option<UnitRef>,
}

/// A wanted number of the table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WrittenTarget {
    /// `>=` or `<=`.
    pub comparator: String,
    /// The number.
    pub value: f64,
    /// What it counts, as written.
    pub unit: String,
}

/// What measures a requirement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementMeasure {
    /// Who measures: a source of the list of gauges, or `documents`.
    #[schema(example = "survey_rate")]
    pub source: String,
    /// Which of its figures; `accepted` for documents.
    #[schema(example = "awareness")]
    pub code: String,
    /// `at_least` or `at_most`.
    #[schema(example = "at_least")]
    pub comparator: String,
    /// The wanted number: 0–100 for `percent`, whole for `count`.
    #[schema(example = 80.0)]
    pub value: f64,
    /// `percent` for figures of gauges, `count` for documents.
    #[schema(example = "percent")]
    pub unit: String,
}

impl From<requirement_measure::Model> for RequirementMeasure {
    fn from(row: requirement_measure::Model) -> Self {
        Self {
            source: row.source,
            code: row.code,
            comparator: row.comparator,
            value: row.wanted,
            unit: row.unit,
        }
    }
}

impl RequirementMeasure {
    /// Everything that is wrong with it.
    pub fn check_at(&self, at: &str, gauges: &Gauges, found: &mut FieldProblems) {
        let is_documents = self.source == DOCUMENTS;
        let is_known = if is_documents {
            self.code == ACCEPTED
        } else {
            gauges
                .of(&self.source)
                .is_some_and(|gauge| gauge.knows(&self.code))
        };
        if !is_known {
            found.add(format!("{at}/source"), FieldCode::UnknownMeasure);
        }
        if Side::parse(&self.comparator).is_none() {
            found.add(format!("{at}/comparator"), FieldCode::UnknownValue);
        }
        let wanted = if is_documents {
            Unit::Count
        } else {
            Unit::Percent
        };
        if Unit::parse(&self.unit) != Some(wanted) {
            found.add(format!("{at}/unit"), FieldCode::UnknownValue);
        }
        let (max, is_whole) = if is_documents {
            (10_000.0, true)
        } else {
            (100.0, false)
        };
        if !(0.0..=max).contains(&self.value) || (is_whole && self.value.fract() != 0.0) {
            found.add(format!("{at}/value"), FieldCode::OutOfRange);
        }
    }
}

/// What shall measure a requirement from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuresChange {
    /// Code of the requirement.
    #[schema(example = "II-11/III-21/1")]
    pub requirement_code: String,
    /// How often evidence is due; as before without it.
    pub cadence: Option<String>,
    /// All measures, at most 20.
    pub measures: Vec<RequirementMeasure>,
}

impl Check for MeasuresChange {
    fn check(&self, found: &mut FieldProblems) {
        if self.measures.len() > MAX_MEASURES {
            found.add("/measures", FieldCode::TooMany);
        }
        if self
            .cadence
            .as_deref()
            .is_some_and(|word| Cadence::parse(word).is_none())
        {
            found.add("/cadence", FieldCode::UnknownValue);
        }
    }
}

/// From when an edition holds.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditionPublish {
    /// First local day, `YYYY-MM-DD`; later than that of every edition published before.
    #[schema(example = "2026-10-01")]
    pub from: NaiveDate,
}

impl Check for EditionPublish {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// What can measure requirements.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GaugeList {
    /// By source and code.
    pub items: Vec<GaugeView>,
    /// The words of indicators.
    pub words: IndicatorWords,
}

/// A figure that can measure a requirement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GaugeView {
    /// Who measures.
    pub source: &'static str,
    /// In Chinese.
    pub source_zh: &'static str,
    /// In English.
    pub source_en: &'static str,
    /// Which figure.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The way of assessment that it serves.
    pub method: &'static str,
    /// `percent` or `count`.
    pub unit: &'static str,
}
