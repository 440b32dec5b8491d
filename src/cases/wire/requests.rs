//! What is asked of cases.

use crate::cases::model::{Action, Outcome, Source};
use crate::incidents::Vocabulary;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest note in characters.
const MAX_NOTE: usize = 2_000;
/// Most hours a case may be given or asked for at once.
const MAX_HOURS: i64 = 2_400;
/// Most photos of a step.
const MAX_PHOTOS: usize = 9;
/// Most records of a selection.
const MAX_RECORDS: usize = 100;

/// Filters of lists, counts, points and exports. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// `open` (default), `all`, `mine`, `due` (within a day), `overdue`, `ended`, `recheck` or `coordination`.
    #[param(example = "open")]
    pub view: Option<String>,
    /// `due` (default): what is due first goes first; `newest`.
    pub order: Option<String>,
    /// Stages, comma-separated.
    pub stage: Option<String>,
    /// What is special, comma-separated.
    pub side: Option<String>,
    /// Behaviours, comma-separated.
    pub category: Option<String>,
    /// Where cases come from, comma-separated.
    pub source: Option<String>,
    /// Id of a unit.
    pub unit: Option<Uuid>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// First local day of opening, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last local day of opening, inclusive.
    pub to: Option<String>,
    /// Steps, comma-separated: only cases on which one of them was taken, in the days that follow.
    #[param(example = "close")]
    pub step: Option<String>,
    /// First local day of the step.
    pub step_from: Option<String>,
    /// Last local day of the step, inclusive.
    pub step_to: Option<String>,
    /// Only open cases whose time is up by the end of this local day.
    pub due_to: Option<String>,
    /// Beginning of a number, or a whole hotline number.
    pub q: Option<String>,
    /// `west,south,east,north` in degrees.
    pub bbox: Option<String>,
    /// Only those whose proof is doubtful, or only the others.
    pub is_flagged: Option<bool>,
}

/// Where a photo was taken, or where a case lies.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoPlace {
    /// Degrees east, WGS-84.
    #[schema(example = 110.501)]
    pub lng: f64,
    /// Degrees north.
    #[schema(example = 26.901)]
    pub lat: f64,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
}

/// A photo whose bytes the caller sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhoto {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// By the phone's clock.
    pub taken_at: Option<UtcMillis>,
    /// Where it was taken.
    pub position: Option<PhotoPlace>,
}

impl NewPhoto {
    /// The content address as bytes.
    pub fn hash(&self) -> Option<Vec<u8>> {
        hex::decode(&self.sha256)
            .ok()
            .filter(|hash| hash.len() == 32)
    }
}

/// A new case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// `record`, `hotline`, `media`, `proposal` or `api`.
    #[schema(example = "hotline")]
    pub source: String,
    /// The field record, for `record`.
    pub record_id: Option<Uuid>,
    /// Number of the hotline ticket, or what another source calls it, at most 64 letters, digits, `-`, `_`, `/`, `.`.
    #[schema(example = "12345-20261030-0042")]
    pub reference: Option<String>,
    /// Behaviour; of a record its own unless given.
    #[schema(example = "street_vending")]
    pub category: Option<String>,
    /// 1 to 3; default from the category.
    pub severity: Option<i64>,
    /// What is to be done. Not for hotline tickets: of them only the number is kept.
    pub note: Option<String>,
    /// Where it lies.
    pub position: Option<PhotoPlace>,
    /// Code of the area, when there is no position.
    pub area_code: Option<String>,
    /// Code of a site, instead of a position.
    pub site_code: Option<String>,
}

/// A selection of records, each of which is to become a case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCases {
    /// At most 100.
    pub record_ids: Vec<Uuid>,
    /// Said in each case.
    pub note: Option<String>,
    /// Whether each is filed and dispatched at once to the unit that the rules name; those to be agreed are only filed.
    #[serde(default)]
    pub dispatch: bool,
}

/// A step of a case.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepBody {
    /// The version that was seen.
    pub version: i64,
    /// Which step; see `GET /cases/steps`.
    #[schema(example = "dispatch")]
    pub action: String,
    /// Why, or what was done, at most 2,000 characters.
    pub note: Option<String>,
    /// What came of it, for `report`, `close` and `handle_self`.
    pub outcome: Option<String>,
    /// Which unit, for `dispatch`; the proposed one when absent.
    pub unit_id: Option<Uuid>,
    /// Hours of the case's own clock, for `extend` and `ask_extension`.
    pub hours: Option<i64>,
    /// Photos of the place after the work, for `report` and `handle_self`.
    #[serde(default)]
    pub photos: Vec<NewPhoto>,
}

/// Which case goes on in the place of this one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The version that was seen.
    pub version: i64,
    /// The case that goes on.
    pub into_id: Uuid,
    /// Why, at most 2,000 characters.
    pub note: Option<String>,
}

/// About what a look for the same matter goes: exactly one of the two.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CasesOfRecords {
    /// A case.
    pub case_id: Option<Uuid>,
    /// A record that has no case yet.
    pub record_id: Option<Uuid>,
}

/// Which notices were read.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticesRead {
    /// Ids, at most 100; absent means all.
    pub ids: Option<Vec<Uuid>>,
}

fn check_note(note: Option<&String>, found: &mut FieldProblems) {
    if let Some(note) = note {
        found.text_length("/note", note, 0, MAX_NOTE);
    }
}

fn check_place(pointer: &str, place: Option<PhotoPlace>, found: &mut FieldProblems) {
    if let Some(place) = place {
        let is_sound = place.lng.abs() <= 180.0
            && place.lat.abs() <= 90.0
            && place.accuracy_m.is_none_or(|metres| metres >= 0.0);
        if !is_sound {
            found.add(pointer, FieldCode::OutOfRange);
        }
    }
}

impl Check for NewCase {
    fn check(&self, found: &mut FieldProblems) {
        // Failed check items come through inspections, which know what was found.
        let source = Source::parse(&self.source).filter(|source| *source != Source::CheckItem);
        if source.is_none() {
            found.add("/source", FieldCode::UnknownValue);
        }
        if (source == Some(Source::Record)) != self.record_id.is_some() {
            found.add("/record_id", FieldCode::ExactlyOne);
        }
        check_note(self.note.as_ref(), found);
        if source == Some(Source::Hotline) {
            if self.note.is_some() {
                // Of a hotline ticket the number is kept, never what somebody said.
                found.add("/note", FieldCode::InvalidValue);
            }
            if self.reference.is_none() {
                found.add("/reference", FieldCode::MissingField);
            }
        }
        if let Some(reference) = &self.reference {
            let fits = |one: char| one.is_ascii_alphanumeric() || "-_/.".contains(one);
            if reference.is_empty() || reference.len() > 64 || !reference.chars().all(fits) {
                found.add("/reference", FieldCode::InvalidValue);
            }
        }
        match &self.category {
            Some(category) if Vocabulary::get().category(category).is_none() => {
                found.add("/category", FieldCode::UnknownCategory);
            }
            None if self.record_id.is_none() => found.add("/category", FieldCode::MissingField),
            _ => {}
        }
        if self
            .severity
            .is_some_and(|severity| !(1..=3).contains(&severity))
        {
            found.add("/severity", FieldCode::OutOfRange);
        }
        check_place("/position", self.position, found);
        let places = [
            self.position.is_some(),
            self.area_code.is_some(),
            self.site_code.is_some(),
        ];
        let given = places.iter().filter(|is| **is).count();
        if self.record_id.is_none() && given != 1 {
            found.add("/position", FieldCode::ExactlyOne);
        }
    }
}

impl Check for NewCases {
    fn check(&self, found: &mut FieldProblems) {
        check_note(self.note.as_ref(), found);
        if self.record_ids.is_empty() {
            found.add("/record_ids", FieldCode::Empty);
        }
        if self.record_ids.len() > MAX_RECORDS {
            found.add("/record_ids", FieldCode::TooMany);
        }
    }
}

impl Check for StepBody {
    fn check(&self, found: &mut FieldProblems) {
        let action = Action::parse(&self.action);
        if action.is_none() {
            found.add("/action", FieldCode::UnknownValue);
        }
        check_note(self.note.as_ref(), found);
        if self
            .outcome
            .as_ref()
            .is_some_and(|outcome| Outcome::parse(outcome).is_none())
        {
            found.add("/outcome", FieldCode::UnknownOutcome);
        }
        if self
            .hours
            .is_some_and(|hours| !(1..=MAX_HOURS).contains(&hours))
        {
            found.add("/hours", FieldCode::OutOfRange);
        }
        if action == Some(Action::AskExtension) && self.hours.is_none() {
            found.add("/hours", FieldCode::MissingField);
        }
        let takes_photos = matches!(action, Some(Action::Report | Action::HandleSelf));
        if self.photos.len() > MAX_PHOTOS || (!takes_photos && !self.photos.is_empty()) {
            found.add("/photos", FieldCode::TooMany);
        }
        for (at, photo) in self.photos.iter().enumerate() {
            if photo.hash().is_none() {
                found.add(format!("/photos/{at}/sha256"), FieldCode::BadHash);
            }
            if self
                .photos
                .iter()
                .take(at)
                .any(|before| before.sha256 == photo.sha256)
            {
                found.add(format!("/photos/{at}/sha256"), FieldCode::RepeatedPhoto);
            }
            check_place(&format!("/photos/{at}/position"), photo.position, found);
        }
        if action == Some(Action::Report) && self.outcome.is_none() {
            found.add("/outcome", FieldCode::MissingField);
        }
    }
}

impl Check for Merge {
    fn check(&self, found: &mut FieldProblems) {
        check_note(self.note.as_ref(), found);
    }
}

impl Check for NoticesRead {
    fn check(&self, found: &mut FieldProblems) {
        if self.ids.as_ref().is_some_and(|ids| ids.len() > 100) {
            found.add("/ids", FieldCode::TooMany);
        }
    }
}
