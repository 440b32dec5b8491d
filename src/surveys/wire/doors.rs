//! Drawn doors over the wire. Only supervisors of the survey get these.

use super::surveys::NamedArea;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Whom the doors of a community are given to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentItem {
    /// Community.
    #[schema(example = "439802001001")]
    pub community_code: String,
    /// Surveyors, who share the walk in equal parts; none takes the doors back.
    pub account_ids: Vec<Uuid>,
}

/// Whom doors are given to, by community.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentsChange {
    /// Communities; those not named stay as they are.
    pub items: Vec<AssignmentItem>,
}

impl Check for AssignmentsChange {
    fn check(&self, found: &mut FieldProblems) {
        if self.items.len() > 1_000 {
            found.add("/items", FieldCode::TooMany);
        }
        for (at, item) in self.items.iter().enumerate() {
            let pointer = format!("/items/{at}/account_ids");
            if item.account_ids.len() > 50 {
                found.add(pointer.clone(), FieldCode::TooMany);
            }
            let repeats =
                |id: &Uuid| item.account_ids.iter().filter(|other| *other == id).count() > 1;
            if item.account_ids.iter().any(repeats) {
                found.add(pointer, FieldCode::Repeated);
            }
            let code = &item.community_code;
            if self
                .items
                .iter()
                .take(at)
                .any(|other| other.community_code == *code)
            {
                found.add(format!("/items/{at}/community_code"), FieldCode::Repeated);
            }
        }
    }
}

/// A surveyor with doors.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyorView {
    /// Account.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Doors given.
    pub doors: u64,
}

/// Who visits in a community.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    /// Community.
    #[serde(flatten)]
    pub area: NamedArea,
    /// Doors to visit.
    pub doors: u64,
    /// Who visits them.
    pub surveyors: Vec<SurveyorView>,
}

/// Who visits where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssignmentsView {
    /// Communities with doors, in the order of the tree.
    pub items: Vec<AssignmentView>,
}

/// People who may be given doors.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyorList {
    /// By name; `doors` are those of this survey.
    pub items: Vec<SurveyorView>,
}

/// Which doors.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DoorQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Account of a surveyor, or `nobody`.
    pub surveyor: Option<String>,
    /// `to_do`, `to_call_back`, `done`, or an outcome.
    pub state: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Rows of a page, at most 100.
    pub limit: Option<u16>,
}

/// A next visit that was agreed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallBackView {
    /// Local day.
    pub day: String,
    /// `morning`, `afternoon` or `evening`.
    pub part: String,
}

impl CallBackView {
    /// The call-back of a row, if there is one.
    pub fn of(day: Option<&String>, part: Option<&String>) -> Option<Self> {
        Some(Self {
            day: day?.clone(),
            part: part?.clone(),
        })
    }
}

/// A visit to a door, without answers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoorVisitView {
    /// Record.
    pub record_id: Uuid,
    /// Which visit it was, from 1.
    pub no: i64,
    /// How it ended.
    pub disposition: String,
    /// When.
    pub at: UtcMillis,
    /// Who visited.
    pub surveyor_id: Uuid,
    /// Whether a later correction stands in its place.
    pub is_replaced: bool,
    /// What was agreed.
    pub call_back: Option<CallBackView>,
}

/// A drawn door.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoorView {
    /// Id in this survey.
    pub id: Uuid,
    /// Code in the frame.
    pub code: String,
    /// Building.
    pub building: String,
    /// Stairwell.
    pub unit: String,
    /// Floor.
    pub floor: String,
    /// Door.
    pub door: String,
    /// Kind of dwelling.
    pub dwelling_type: String,
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Community.
    pub community: NamedArea,
    /// Stratum.
    pub stratum: String,
    /// Chance to be drawn.
    pub probability: f64,
    /// Whether it came from the reserve.
    pub is_from_reserve: bool,
    /// Place on the walk.
    pub order: i64,
    /// Who visits it.
    pub surveyor: Option<SurveyorName>,
    /// `to_do`, `to_call_back` or `done`.
    pub state: &'static str,
    /// What the visits come to; none before the first.
    pub outcome: Option<String>,
    /// Whether no further visit is due.
    pub is_final: bool,
    /// Whether a handbook was handed out.
    pub has_handbook: bool,
    /// When to come again.
    pub call_back: Option<CallBackView>,
    /// Visits, the earliest first.
    pub visits: Vec<DoorVisitView>,
}

/// Somebody by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SurveyorName {
    /// Account.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// Why a door is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplaceReason {
    /// Nobody lives there.
    Vacant,
    /// There is no such door.
    NoSuchDwelling,
    /// It cannot be reached safely.
    Unsafe,
    /// A shop, an office; visits say `no_such_dwelling`.
    NotResidential,
}

impl ReplaceReason {
    /// The word in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vacant => "vacant",
            Self::NoSuchDwelling => "no_such_dwelling",
            Self::Unsafe => "unsafe",
            Self::NotResidential => "not_residential",
        }
    }

    /// The outcome of visits that bears it out.
    pub fn outcome(self) -> &'static str {
        match self {
            Self::NotResidential => "no_such_dwelling",
            other => other.code(),
        }
    }
}

/// Why a door gives way to one of the reserve.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The reason; a visit must have found it.
    pub reason: ReplaceReason,
}

impl Check for Replacement {
    fn check(&self, _found: &mut FieldProblems) {}
}
