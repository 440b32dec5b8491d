//! What is said about cases.

mod requests;

pub use requests::{
    CaseQuery, CasesOfRecords, Merge, NewCase, NewCases, NewPhoto, NoticesRead, StepBody,
};

use crate::platform::clock::UtcMillis;
use crate::units::UnitRef;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where a case lies.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasePosition {
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
}

/// A case in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseRow {
    /// Id.
    pub id: Uuid,
    /// What people call it.
    #[schema(example = "20261028-00417")]
    pub number: String,
    /// Where it comes from: `record`, `hotline`, `media`, `proposal` or `api`.
    pub source: String,
    /// Number of the hotline ticket, or what another source calls it.
    pub source_ref: Option<String>,
    /// Behaviour.
    pub category: String,
    /// 1 to 3.
    pub severity: i64,
    /// Stage.
    #[schema(example = "dispatched")]
    pub stage: String,
    /// What is special: `returned`, `extension_asked`, `extended`, `held` or `reopened`.
    pub side: Option<String>,
    /// What came of it: `fixed`, `not_fixed`, `not_ours`, `duplicate` or `gone`.
    pub outcome: Option<String>,
    /// The proposed unit, after the dispatch the responsible one.
    pub unit: Option<UnitRef>,
    /// Whether several units have equal right (协调件).
    pub is_coordination: bool,
    /// Area in which it lies.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Where exactly, if known.
    pub position: Option<CasePosition>,
    /// Site it names.
    pub site_code: Option<String>,
    /// When it was opened.
    pub opened_at: UtcMillis,
    /// When the present work is due; none while on hold and after the end.
    pub due_at: Option<UtcMillis>,
    /// Whether that is past.
    pub is_late: bool,
    /// How much of the time is used, in percent.
    pub used_percent: i64,
    /// Photo of the finding, SHA-256 in hexadecimal.
    pub before_photo: Option<String>,
    /// Photo of the fix.
    pub after_photo: Option<String>,
    /// Whether the proof of the fix is doubtful.
    pub is_flagged: bool,
    /// Whether it is to be looked at again: `drawn` or `passed`.
    pub recheck: Option<String>,
    /// Send it with a step.
    pub version: i64,
}

/// A photo of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasePhotoView {
    /// SHA-256 in hexadecimal; the bytes are at `/photos/{sha256}/{thumb|screen}`.
    pub sha256: String,
    /// `before` or `after`.
    pub role: String,
    /// By the phone's clock.
    pub taken_at: Option<UtcMillis>,
    /// Metres from the case.
    pub distance_m: Option<f64>,
    /// Whether thumb and screen size are ready.
    pub has_derivative: bool,
}

/// Something that the service looked at itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProofCheckView {
    /// `after_dispatch`, `near` or `new_picture`.
    #[schema(example = "near")]
    pub code: &'static str,
    /// Whether it holds; otherwise it is flagged.
    pub is_ok: bool,
    /// What was found, in Chinese.
    pub words_zh: String,
    /// What was found, in English.
    pub words_en: String,
}

/// Before and after side by side, and what the service makes of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProofView {
    /// The finding.
    pub before: Option<CasePhotoView>,
    /// The fix: the latest photo.
    pub after: Option<CasePhotoView>,
    /// Empty without a photo of the fix.
    pub checks: Vec<ProofCheckView>,
}

/// One line of the timeline.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseEventView {
    /// From 1.
    pub number: i64,
    /// When.
    pub at: UtcMillis,
    /// The step, or `accept`, `call_out`, `merge`, `merged`.
    #[schema(example = "dispatch")]
    pub action: String,
    /// The step in Chinese.
    pub name_zh: String,
    /// The step in English.
    pub name_en: String,
    /// Stage before.
    pub from: Option<String>,
    /// Stage after.
    pub to: String,
    /// Who did it; none for the service itself.
    pub actor_name: Option<String>,
    /// Unit it is about.
    pub unit: Option<UnitRef>,
    /// What was said.
    pub note: Option<String>,
    /// Outcome given.
    pub outcome: Option<String>,
    /// Facts: why this unit, how much of the time was used, the draw.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

/// Who reported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseReportView {
    /// Where it came from.
    pub source: String,
    /// What the source calls it.
    pub source_ref: Option<String>,
    /// The field record.
    pub record_id: Option<Uuid>,
    /// Who wrote it; for supervisors only.
    pub author_name: Option<String>,
    /// When.
    pub at: UtcMillis,
}

/// A step of the table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseStepView {
    /// The word on the wire.
    #[schema(example = "dispatch")]
    pub action: &'static str,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// From which stages.
    pub from: Vec<&'static str>,
    /// To which stage; none when it stays.
    pub to: Option<&'static str>,
    /// Permission it needs.
    pub permission: &'static str,
    /// Whether it must be said why.
    pub needs_note: bool,
    /// `none`, `after_work` (a photo when the outcome is fixed or gone) or `held` (the case must hold one when fixed).
    pub photo: &'static str,
}

/// A word with its names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseWord {
    /// The word on the wire.
    pub code: &'static str,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Name in English.
    pub name_en: &'static str,
}

/// The one table of steps, and the words it uses.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseStepsView {
    /// Every step there is.
    pub steps: Vec<CaseStepView>,
    /// Stages in their order.
    pub stages: Vec<CaseWord>,
    /// What is special beside a stage.
    pub sides: Vec<CaseWord>,
    /// What came of cases.
    pub outcomes: Vec<CaseWord>,
    /// Where cases come from.
    pub sources: Vec<CaseWord>,
}

/// The clock of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseClock {
    /// Time allowed, in minutes.
    pub allowed_min: i64,
    /// Whether only working time counts.
    pub is_working: bool,
    /// Used so far, in minutes.
    pub used_min: i64,
    /// Whether it runs.
    pub is_running: bool,
    /// Last level called out, in percent; 0 for none.
    pub called_percent: i64,
    /// More hours that the unit asked for.
    pub asked_hours: Option<i64>,
}

/// A case in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: CaseRow,
    /// What is to be done; personal data masked.
    pub note: Option<String>,
    /// The clock.
    pub clock: CaseClock,
    /// Before and after.
    pub proof: ProofView,
    /// Every photo.
    pub photos: Vec<CasePhotoView>,
    /// What happened, oldest first.
    pub timeline: Vec<CaseEventView>,
    /// Everybody who reported it.
    pub reports: Vec<CaseReportView>,
    /// Steps that the caller may take now.
    pub steps: Vec<CaseStepView>,
    /// Number of the case that goes on in its place.
    pub merged_into: Option<String>,
}

/// A case that may be the same matter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    /// The case.
    pub case: CaseRow,
    /// Metres between the two.
    pub distance_m: f64,
    /// Hours between the two.
    pub hours_apart: i64,
    /// In how many of 64 places the fingerprints of their photos differ, if both have one.
    pub photo_differs_in: Option<u32>,
    /// Whether the photos look alike.
    pub is_similar_photo: bool,
}

/// What might be the same matter, the most alike first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DuplicatesView {
    /// At most 20.
    pub items: Vec<DuplicateView>,
}

/// What became of one record of a selection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MadeOfRecord {
    /// The record.
    pub record_id: Uuid,
    /// `created`, `has_case`, `not_found` or `no_category`.
    #[schema(example = "created")]
    pub outcome: &'static str,
    /// Its case.
    pub case_id: Option<Uuid>,
    /// What people call it.
    pub number: Option<String>,
}

/// What became of a selection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MadeCases {
    /// Cases made.
    pub created: usize,
    /// One for each record, in order.
    pub items: Vec<MadeOfRecord>,
}

/// How many cases stand in a stage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StageCount {
    /// Stage.
    pub stage: &'static str,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// Cases.
    pub count: i64,
    /// Those whose time is up.
    pub late: i64,
    /// Those whose time is up within a day.
    pub due_soon: i64,
}

/// Counts of a filter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseCounts {
    /// Every stage, in order.
    pub stages: Vec<StageCount>,
    /// Cases in which work is to be done.
    pub open: i64,
    /// Those whose time is up.
    pub late: i64,
}

/// A case on a map.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasePoint {
    /// Id.
    pub id: Uuid,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Stage.
    pub stage: String,
    /// Behaviour.
    pub category: String,
    /// Whether its time is up.
    pub is_late: bool,
}

/// Points of a map.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasePoints {
    /// What is due first goes first.
    pub items: Vec<CasePoint>,
    /// Whether there were more than 2,000.
    pub is_cut: bool,
}

/// A case as it is printed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasePrint {
    /// The case.
    pub case: CaseDetail,
    /// Behaviour in Chinese.
    pub category_zh: String,
    /// Behaviour in English.
    pub category_en: String,
    /// Street · community in Chinese.
    pub area_path_zh: String,
    /// Street · community in English.
    pub area_path_en: String,
    /// Stages with the instant they were reached, in order.
    pub stages: Vec<PrintedStage>,
    /// When it was printed.
    pub printed_at: UtcMillis,
    /// Who printed it.
    pub printed_by: String,
}

/// One of the seven stages on paper.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PrintedStage {
    /// Stage.
    pub stage: &'static str,
    /// Name in Chinese.
    pub name_zh: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// When it was last reached.
    pub at: Option<UtcMillis>,
}

/// A notice to the caller.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// Id.
    pub id: Uuid,
    /// `dispatched`, `reported`, `given_back`, `extension_asked`, `extended`, `held`, `resumed`, `sent_back`, `closed`,
    /// `ended`, `reopened` or `called_out`.
    #[schema(example = "dispatched")]
    pub what: String,
    /// In Chinese.
    pub words_zh: String,
    /// In English.
    pub words_en: String,
    /// Case it is about.
    pub case_id: Option<Uuid>,
    /// When.
    pub at: UtcMillis,
    /// When it was read.
    pub read_at: Option<UtcMillis>,
}

/// Notices to the caller, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticesView {
    /// Rows of this page.
    pub items: Vec<NoticeView>,
    /// Pass as `cursor` to go on.
    pub next_cursor: Option<String>,
    /// How many are not read.
    pub unread: u64,
}

/// How many notices were marked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticesMarked {
    /// Marked now.
    pub marked: u64,
}
