//! Hours over the wire.

use super::PersonView;
use super::shifts::MAX_REASON;
use crate::dissuasion::vocabulary::Certificate;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Most people confirmed at once.
const MAX_ITEMS: usize = 100;
/// No shift gives more, in minutes: a day.
const MAX_MINUTES: i64 = 1_440;

/// Which year.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct YearQuery {
    /// Calendar year; default the present one.
    pub year: Option<i32>,
}

/// The caller's own hours.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct MyHours {
    /// Calendar year of `confirmed_min`, `waiting_min` and `entries`.
    pub year: i32,
    /// Confirmed minutes of the year, corrections included.
    pub confirmed_min: i64,
    /// Minutes of the year that wait for a leader's word.
    pub waiting_min: i64,
    /// Confirmed minutes of all years.
    pub total_min: i64,
    /// Certificates reached, the smallest first.
    pub reached: Vec<Certificate>,
    /// The next one.
    pub next_certificate: Option<Certificate>,
    /// Rows of the ledger, newest first, at most 500.
    pub entries: Vec<HoursEntryView>,
}

/// One row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct HoursEntryView {
    /// Id.
    pub entry_id: Uuid,
    /// `confirmed` or `corrected`.
    pub kind: String,
    /// The shift.
    pub shift_id: Uuid,
    /// What the shift is called.
    pub shift_name: Option<String>,
    /// Local day of the shift.
    pub day: String,
    /// Minutes added; negative where a correction takes away.
    pub minutes: i64,
    /// Why.
    pub reason: Option<String>,
    /// When it was written.
    pub at: UtcMillis,
    /// By whom.
    pub by_name: Option<String>,
}

/// Filters of the hours of people.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct HoursQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Id of a team.
    pub team: Option<Uuid>,
    /// First local day; default the first of January.
    pub from: Option<String>,
    /// Last local day, inclusive; default today.
    pub to: Option<String>,
}

/// Hours of people.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct HoursList {
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Whoever has hours or belongs to the teams asked for, by name.
    pub items: Vec<VolunteerHours>,
}

/// Hours of one person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct VolunteerHours {
    /// Who.
    pub account: PersonView,
    /// Number in the volunteer register.
    pub register_number: Option<String>,
    /// Confirmed minutes of the time asked for, corrections included.
    pub confirmed_min: i64,
    /// Shifts with confirmed hours.
    pub shifts: usize,
    /// First day with confirmed hours.
    pub first_day: Option<String>,
    /// Last day with confirmed hours.
    pub last_day: Option<String>,
    /// Confirmed minutes ever.
    pub total_min: i64,
    /// Hours of the highest certificate reached by them.
    pub certificate_hours: Option<i64>,
}

/// Hours to confirm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct HoursToConfirm {
    /// 1 to 100 people.
    pub items: Vec<HoursToConfirmOf>,
}

/// One person's hours to confirm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct HoursToConfirmOf {
    /// Who.
    pub account_id: Uuid,
    /// Minutes, 0 to 1440; default what is proposed, at most the plan and one hour.
    pub minutes: Option<i64>,
    /// Needed when the minutes exceed the plan and one hour, or when no record speaks of the person.
    pub reason: Option<String>,
}

impl Check for HoursToConfirm {
    fn check(&self, found: &mut FieldProblems) {
        if self.items.is_empty() {
            found.add("/items", FieldCode::Empty);
        }
        if self.items.len() > MAX_ITEMS {
            found
                .0
                .push(FieldProblem::new("/items", FieldCode::TooMany).with("max", MAX_ITEMS));
        }
        for (at, item) in self.items.iter().enumerate() {
            let reason = item.reason.as_deref().unwrap_or_default();
            found.text_length(&format!("/items/{at}/reason"), reason, 0, MAX_REASON);
            check_minutes(&format!("/items/{at}/minutes"), item.minutes, found);
            let before = self.items.iter().take(at);
            if before
                .into_iter()
                .any(|other| other.account_id == item.account_id)
            {
                found.add(format!("/items/{at}"), FieldCode::Repeated);
            }
        }
    }
}

fn check_minutes(pointer: &str, minutes: Option<i64>, found: &mut FieldProblems) {
    if minutes.is_some_and(|minutes| !(0..=MAX_MINUTES).contains(&minutes)) {
        found.0.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", 0)
                .with("max", MAX_MINUTES),
        );
    }
}

/// The right figure of an entry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct HoursCorrection {
    /// The right minutes, 0 to 1440.
    pub minutes: i64,
    /// Why, at most 200 characters.
    pub reason: String,
}

impl Check for HoursCorrection {
    fn check(&self, found: &mut FieldProblems) {
        check_minutes("/minutes", Some(self.minutes), found);
        found.text_length("/reason", self.reason.trim(), 1, MAX_REASON);
    }
}

/// A new row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct NewEntry {
    /// Id.
    pub entry_id: Uuid,
    /// Minutes it adds; negative where it takes away.
    pub minutes: i64,
}

/// The file for the volunteer register.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct RegisterQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Id of a team.
    pub team: Option<Uuid>,
    /// First local day; default the first of January.
    pub from: Option<String>,
    /// Last local day, inclusive; default today.
    pub to: Option<String>,
    /// Columns, comma-separated: `register_number`, `hours`, `minutes`, `shifts`, `name`, `account`, `first_day`,
    /// `last_day`, `total_hours`; default `register_number,hours`.
    pub columns: Option<String>,
}
