//! Back-checks over the wire.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use crate::surveys::wire::Bilingual;
use crate::surveys::wire::surveys::NamedArea;

/// Who may check.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BackCheckDraw {
    /// People who may be given doors, 1–50; nobody gets the own interviews.
    pub account_ids: Vec<Uuid>,
}

impl Check for BackCheckDraw {
    fn check(&self, found: &mut FieldProblems) {
        if self.account_ids.is_empty() {
            found.add("/account_ids", FieldCode::Empty);
        }
        if self.account_ids.len() > 50 {
            found.add("/account_ids", FieldCode::TooMany);
        }
    }
}

/// An interview that is checked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BackCheckView {
    /// Record of the interview.
    pub record_id: Uuid,
    /// Who interviewed.
    pub surveyor_id: Uuid,
    /// Name.
    pub surveyor: String,
    /// Who checks.
    pub checker_id: Uuid,
    /// Name.
    pub checker: String,
    /// Whether the lot chose it, and not its notes.
    pub is_by_lot: bool,
    /// Where.
    pub community: NamedArea,
    /// Building.
    pub building: String,
    /// Stairwell.
    pub unit: String,
    /// Door.
    pub door: String,
    /// How the last visit of the checker ended; null before one.
    pub outcome: Option<String>,
    /// Questions that both answered; null before an interview.
    pub compared: Option<u64>,
    /// Of them, answered otherwise.
    pub differ: Option<u64>,
}

/// A question over all checks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct MismatchView {
    /// Path.
    pub path: String,
    /// What is asked.
    pub label: Bilingual,
    /// Checks in which both gave an answer.
    pub compared: u64,
    /// Of them, with another answer.
    pub differ: u64,
}

/// The checks of a survey, in the caller's areas.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BackChecksView {
    /// Interviews that are checked.
    pub items: Vec<BackCheckView>,
    /// Questions by the number of other answers.
    pub mismatches: Vec<MismatchView>,
}
