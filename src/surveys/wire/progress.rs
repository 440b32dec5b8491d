//! Progress over the wire: counts, never doors or answers.

use super::surveys::{NamedArea, QuotaView};
use crate::surveys::model::response::{Dispositions, ResponseRates};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProgressBy {
    /// Streets.
    Street,
    /// Communities.
    #[default]
    Community,
    /// Grids.
    Grid,
    /// Buildings; for supervisors of the survey, and surveyors about their own.
    Building,
    /// People; likewise.
    Surveyor,
}

/// How to break progress down.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgressQuery {
    /// Communities by default.
    #[serde(default)]
    #[param(inline)]
    pub by: ProgressBy,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// Doors (in a street intercept: people asked) by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProgressCounts {
    /// To be visited in all, without the waiting reserve.
    pub doors: u64,
    /// Visited at least once.
    pub visited: u64,
    /// Whole interviews.
    pub interviewed: u64,
    /// Interviews that broke off.
    pub partial: u64,
    /// Refused.
    pub refused: u64,
    /// Nobody at home.
    pub not_home: u64,
    /// Asked to come again.
    pub later: u64,
    /// Vacant, or no dwelling.
    pub ineligible: u64,
    /// No common language.
    pub language: u64,
    /// Not safe to reach.
    #[serde(rename = "unsafe")]
    pub not_safe: u64,
    /// Visited, and another visit is due.
    pub to_call_back: u64,
    /// Not visited yet.
    pub to_do: u64,
    /// Households that were given a handbook.
    pub handbooks: u64,
}

impl ProgressCounts {
    /// Counts a door by what its visits come to.
    pub fn add(&mut self, outcome: Option<&str>, is_final: bool, has_handbook: bool) {
        self.doors += 1;
        self.handbooks += u64::from(has_handbook);
        let Some(outcome) = outcome else {
            self.to_do += 1;
            return;
        };
        self.visited += 1;
        self.to_call_back += u64::from(!is_final);
        let slot = match outcome {
            "interview" => &mut self.interviewed,
            "partial" => &mut self.partial,
            "refused" => &mut self.refused,
            "not_home" => &mut self.not_home,
            "later" => &mut self.later,
            "language" => &mut self.language,
            "unsafe" => &mut self.not_safe,
            _ => &mut self.ineligible,
        };
        *slot += 1;
    }

    /// As response rates want it: doors without a visit are unknown, once the survey is closed.
    pub fn dispositions(&self, is_closed: bool) -> Dispositions {
        Dispositions {
            interviews: self.interviewed,
            partials: self.partial,
            refusals: self.refused,
            non_contacts: self.not_home,
            others: self.later + self.language,
            unknown: self.not_safe + if is_closed { self.to_do } else { 0 },
            ineligible: self.ineligible,
        }
    }
}

/// A row of progress.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressRow {
    /// Area; of a building `grid/building`; empty for a person.
    #[serde(flatten)]
    pub area: NamedArea,
    /// The person; none for doors given to nobody.
    pub surveyor_id: Option<Uuid>,
    /// Counts.
    #[serde(flatten)]
    pub counts: ProgressCounts,
}

/// A quota cell with what is done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct QuotaProgress {
    /// The cell.
    #[serde(flatten)]
    pub quota: QuotaView,
    /// Interviews done.
    pub done: u64,
}

/// How far a survey is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressView {
    /// Inside the caller's areas; of a surveyor, the own doors.
    pub total: ProgressCounts,
    /// By the definitions of AAPOR: over the doors visited so far, over all once the survey is closed.
    pub response: Option<ResponseRates>,
    /// Doors that gave way to the reserve.
    pub replaced: u64,
    /// In the order of the tree, of people by name.
    pub rows: Vec<ProgressRow>,
    /// Quotas of a street intercept.
    pub quotas: Vec<QuotaProgress>,
}

/// A door on a map.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoorPoint {
    /// Id in the survey.
    pub id: Uuid,
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// `to_do`, `to_call_back` or `done`.
    pub state: &'static str,
    /// What the visits come to.
    pub outcome: Option<String>,
    /// Whether a handbook was handed out.
    pub has_handbook: bool,
}

/// Doors on a map.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoorPoints {
    /// Those to be visited in the caller's areas, at most 20,000.
    pub items: Vec<DoorPoint>,
}
