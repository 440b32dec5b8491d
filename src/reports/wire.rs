//! What a report looks like, and what may be asked for.

use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::sections::SectionView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which report.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// `2026`, `2026-Q4`, `2026-11` or `2026-W47`; it may still run.
    #[param(example = "2026-11")]
    pub period: String,
    /// Code of an area; the caller's own without one.
    pub area: Option<String>,
}

/// Which reports to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// `weekly`, `monthly`, `quarterly` or `yearly`.
    #[param(example = "monthly")]
    pub kind: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// A report to freeze.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// A period that is over.
    #[schema(example = "2026-10")]
    pub period: String,
    /// Code of an area; the caller's own without one.
    pub area_code: Option<String>,
}

impl Check for NewReport {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// Which reports of the whole city the service freezes by itself at nine on the morning after their period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a switch for each kind of report"
)]
pub struct ReportSchedule {
    /// Weekly observations 周观察, on Mondays.
    pub weekly: bool,
    /// Monthly analyses 月分析, on the first day of the month.
    pub monthly: bool,
    /// Quarterly bulletins 季通报, on the first day of the quarter.
    pub quarterly: bool,
    /// Yearly appraisals 年考核, on the first of January.
    pub yearly: bool,
}

impl Check for ReportSchedule {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// A frozen report in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRow {
    /// Id.
    pub id: Uuid,
    /// `weekly` 周观察, `monthly` 月分析, `quarterly` 季通报 or `yearly` 年考核.
    pub kind: String,
    /// The period.
    #[schema(example = "2026-10")]
    pub period: String,
    /// Area.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// SHA-256 of the content.
    pub sha256: String,
    /// When it was frozen.
    pub made_at: UtcMillis,
    /// By whom.
    pub made_by_name: Option<String>,
    /// Whether the service froze it by itself, as the schedule says.
    pub is_by_service: bool,
}

/// A report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportView {
    /// `preliminary` (the period still runs), `over` (not frozen yet) or `frozen`.
    #[schema(example = "frozen")]
    pub state: &'static str,
    /// By what a frozen report is known; of a preview, that a frozen one exists.
    pub frozen: Option<FrozenReport>,
    /// What it says.
    pub content: ReportContent,
}

/// By what a frozen report is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrozenReport {
    /// Id.
    pub id: Uuid,
    /// SHA-256 of the content as canonical JSON (RFC 8785).
    pub sha256: String,
    /// Whether the stored content still has this hash.
    pub is_intact: bool,
    /// When it was frozen.
    pub made_at: UtcMillis,
    /// By whom.
    pub made_by_name: Option<String>,
    /// Whether the service froze it by itself, as the schedule says.
    pub is_by_service: bool,
}

/// What a report says. Kept as it stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportContent {
    /// `weekly`, `monthly`, `quarterly` or `yearly`.
    pub kind: String,
    /// The period.
    #[schema(example = "2026-10")]
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// The period that it is compared with.
    pub before: String,
    /// Whether the last day had passed.
    pub is_over: bool,
    /// The area, where it is one.
    pub area_code: Option<String>,
    /// Its name in Chinese.
    pub area_name_zh: Option<String>,
    /// Its name in English.
    pub area_name_en: Option<String>,
    /// When it was reckoned.
    pub as_of: UtcMillis,
    /// What the verdicts say, in Chinese; empty without any.
    pub findings_zh: String,
    /// The same in English.
    pub findings_en: String,
    /// What each capability tells; one without anything to tell is left out.
    pub sections: Vec<SectionView>,
}
