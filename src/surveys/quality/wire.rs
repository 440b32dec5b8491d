//! Quality over the wire.
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::clock::UtcMillis;
use crate::surveys::wire::Bilingual;
use crate::surveys::wire::surveys::NamedArea;

/// A note with how often it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct NoteCount {
    /// Stable word.
    #[schema(example = "too_fast")]
    pub code: &'static str,
    /// In plain words.
    pub text: Bilingual,
    /// Visits, or people.
    pub count: u64,
}

/// The others who visit the same streets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Peers {
    /// How many.
    pub surveyors: u64,
    /// Middle length of their interviews in seconds.
    pub median_duration_s: Option<i64>,
    /// Refusals out of the people they met, 0–1.
    pub refusal_share: Option<f64>,
}

/// One person, held against the peers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SurveyorQuality {
    /// Account.
    pub account_id: Uuid,
    /// Name.
    pub name: String,
    /// Whole interviews.
    pub interviews: u64,
    /// Visits of every outcome.
    pub visits: u64,
    /// Middle length of the interviews in seconds.
    pub median_duration_s: Option<i64>,
    /// Refusals out of the people met, 0–1.
    pub refusal_share: Option<f64>,
    /// The others.
    pub peers: Peers,
    /// Notes with the number of visits they stand on; 1 for what is said of the person.
    pub notes: Vec<NoteCount>,
}

/// A visit to look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct NotedVisit {
    /// Record.
    pub record_id: Uuid,
    /// Who visited.
    pub account_id: Uuid,
    /// Name.
    pub name: String,
    /// Where.
    pub community: NamedArea,
    /// When it began.
    pub happened_at: UtcMillis,
    /// What is noted.
    pub notes: Vec<&'static str>,
}

/// The quality of the interviews of a survey. Notes are reasons to look; they change no figure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct QualityView {
    /// Whole interviews.
    pub interviews: u64,
    /// Every note that stands somewhere, the most frequent first.
    pub notes: Vec<NoteCount>,
    /// People by the number of their notes, then by name.
    pub surveyors: Vec<SurveyorQuality>,
    /// Visits with notes, the most notes first; at most 200.
    pub visits: Vec<NotedVisit>,
}
