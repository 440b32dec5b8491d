//! Offers to give up a place in a shift.

use super::PersonView;
use super::shifts::MAX_REASON;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Filters of the list of offers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct SwapQuery {
    /// `open`, `taken`, `declined` or `withdrawn`; default all.
    pub state: Option<String>,
}

/// An offer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct SwapView {
    /// Id.
    pub id: Uuid,
    /// The shift.
    pub shift_id: Uuid,
    /// What the shift is called.
    pub shift_name: String,
    /// Local day of the shift.
    pub day: String,
    /// Start of the shift.
    pub starts_at: UtcMillis,
    /// Who gives up the place.
    pub from: PersonView,
    /// Who is asked, or who took it; absent while it is anybody of the team.
    pub to: Option<PersonView>,
    /// What is said with it.
    pub note: Option<String>,
    /// `open`, `taken`, `declined` or `withdrawn`.
    pub state: String,
    /// When it was made.
    pub at: UtcMillis,
    /// Whether the caller may take it.
    pub can_take: bool,
}

/// A new offer: the caller's place in a shift.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct NewSwap {
    /// The shift.
    pub shift_id: Uuid,
    /// Somebody of the team; absent for anybody.
    pub to_account_id: Option<Uuid>,
    /// At most 200 characters.
    pub note: Option<String>,
}

impl Check for NewSwap {
    fn check(&self, found: &mut FieldProblems) {
        let note = self.note.as_deref().unwrap_or_default();
        found.text_length("/note", note, 0, MAX_REASON);
    }
}

/// What is said to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::dissuasion) enum Answer {
    /// The caller stands in.
    Take,
    /// The caller, who was asked, does not.
    Decline,
    /// The caller, who offered, keeps the place.
    Withdraw,
}

/// An answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct SwapAnswer {
    /// `take`, `decline` or `withdraw`.
    pub answer: Answer,
}

impl Check for SwapAnswer {
    fn check(&self, _found: &mut FieldProblems) {}
}
