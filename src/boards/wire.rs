//! What lists look like, and what may be sent.

use super::model::{Colour, MOST_ENTRIES, MOST_PROOFS, ProofKind, SubjectKind};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::mask_personal_data;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Characters of a reason.
const REASON: std::ops::RangeInclusive<usize> = 5..=300;

/// Which lists.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// `draft`, `approved` or `withdrawn`.
    #[param(example = "approved")]
    pub state: Option<String>,
    /// A period as written.
    #[param(example = "2026-11")]
    pub period: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// A list to draft.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoard {
    /// A period that has begun.
    #[schema(example = "2026-10")]
    pub period: String,
    /// Code of an area; the caller's own without one.
    pub area_code: Option<String>,
}

impl Check for NewBoard {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// A unit or place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardSubjectRef {
    /// `unit`, `area` (district, street or community), `site` or `road`.
    #[schema(example = "unit")]
    pub kind: String,
    /// Its code.
    #[schema(example = "wenlan_urban_management")]
    pub code: String,
}

/// Something that proves an entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardProofRef {
    /// `league` (a settled one), `case`, `inspection` (the published result of a drawn site) or `record`.
    #[schema(example = "case")]
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// An entry to write.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBoardEntry {
    /// `red` (praise) or `black` (criticism).
    #[schema(example = "black")]
    pub colour: String,
    /// Who or what.
    pub subject: BoardSubjectRef,
    /// Why, 5–300 characters, without phone, ID or plate numbers.
    #[schema(example = "第四季度 12 件案件超期，复查两次未通过")]
    pub reason: String,
    /// What proves it, at most 20; criticism needs one.
    #[serde(default)]
    pub proof: Vec<BoardProofRef>,
}

/// All entries of a draft, in their order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardEntries {
    /// The version that was seen.
    pub version: i64,
    /// At most 100.
    pub entries: Vec<NewBoardEntry>,
}

/// A step without a reason.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardStep {
    /// The version that was seen.
    pub version: i64,
}

impl Check for BoardStep {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// A withdrawal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardWithdrawal {
    /// The version that was seen.
    pub version: i64,
    /// Why, 5–300 characters, without phone, ID or plate numbers.
    pub reason: String,
}

impl Check for BoardWithdrawal {
    fn check(&self, found: &mut FieldProblems) {
        check_reason("/reason", &self.reason, found);
    }
}

/// A reason says enough and points at nobody.
fn check_reason(pointer: &str, reason: &str, found: &mut FieldProblems) {
    found.text_length(pointer, reason.trim(), *REASON.start(), *REASON.end());
    if mask_personal_data(reason).is_some() {
        found.add(pointer, FieldCode::NamesAPerson);
    }
}

impl Check for BoardEntries {
    fn check(&self, found: &mut FieldProblems) {
        if self.entries.len() > MOST_ENTRIES {
            let fault = FieldProblem::new("/entries", FieldCode::TooMany);
            found.0.push(fault.with("max", MOST_ENTRIES));
            return;
        }
        let mut seen = HashSet::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let place = format!("/entries/{at}");
            entry.check(&place, found);
            if !seen.insert(&entry.subject) {
                found.add(format!("{place}/subject/code"), FieldCode::Repeated);
            }
        }
    }
}

impl NewBoardEntry {
    fn check(&self, place: &str, found: &mut FieldProblems) {
        let colour = Colour::parse(&self.colour);
        if colour.is_none() {
            found.add(format!("{place}/colour"), FieldCode::UnknownValue);
        }
        if SubjectKind::parse(&self.subject.kind).is_none() {
            let pointer = format!("{place}/subject/kind");
            found.add(pointer, FieldCode::OnlyUnitsAndPlaces);
        }
        check_reason(&format!("{place}/reason"), &self.reason, found);
        if colour == Some(Colour::Black) && self.proof.is_empty() {
            found.add(format!("{place}/proof"), FieldCode::NeedsProof);
        }
        self.check_proof(place, found);
    }

    fn check_proof(&self, place: &str, found: &mut FieldProblems) {
        if self.proof.len() > MOST_PROOFS {
            let fault = FieldProblem::new(format!("{place}/proof"), FieldCode::TooMany);
            found.0.push(fault.with("max", MOST_PROOFS));
        }
        let mut seen = HashSet::new();
        for (at, proof) in self.proof.iter().enumerate() {
            if ProofKind::parse(&proof.kind).is_none() {
                let pointer = format!("{place}/proof/{at}/kind");
                found.add(pointer, FieldCode::UnknownValue);
            }
            if !seen.insert(proof) {
                found.add(format!("{place}/proof/{at}/id"), FieldCode::Repeated);
            }
        }
    }
}

/// A list among others.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardRow {
    /// Id.
    pub id: Uuid,
    /// The period.
    #[schema(example = "2026-10")]
    pub period: String,
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Area.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// `draft`, `approved` or `withdrawn`.
    #[schema(example = "approved")]
    pub state: String,
    /// Counts steps; send it with a step.
    pub version: i64,
    /// Entries of praise.
    pub red: i64,
    /// Entries of criticism.
    pub black: i64,
    /// When it was made.
    pub made_at: UtcMillis,
    /// By whom.
    pub made_by_name: Option<String>,
    /// When it was approved, if it was.
    pub approved_at: Option<UtcMillis>,
}

/// A list in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// The list.
    pub board: BoardRow,
    /// Its entries, praise and criticism, in their order; of an approved list as it was approved.
    pub entries: Vec<BoardEntry>,
    /// What happened to it, the oldest first.
    pub events: Vec<BoardEvent>,
    /// What the caller may do now: `change`, `approve`, `withdraw`.
    pub actions: Vec<&'static str>,
    /// Whether the caller had a hand in the draft, so that somebody else must approve it.
    pub is_own: bool,
    /// Whether the period is over; only then a list is approved.
    pub is_over: bool,
    /// By what an approved list is known.
    pub document: Option<BoardDocument>,
}

/// By what an approved list is known.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardDocument {
    /// SHA-256 of the document as canonical JSON (RFC 8785).
    pub sha256: String,
    /// Whether the stored document still has this hash.
    pub is_intact: bool,
    /// When it was approved.
    pub approved_at: UtcMillis,
    /// By whom.
    pub approved_by_name: Option<String>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoardEntry {
    /// `red` or `black`.
    #[schema(example = "black")]
    pub colour: String,
    /// Who or what.
    pub subject: BoardSubject,
    /// Why.
    pub reason: String,
    /// What proves it.
    pub proof: Vec<BoardProof>,
}

/// A unit or place with its names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoardSubject {
    /// `unit`, `area`, `site` or `road`.
    #[schema(example = "unit")]
    pub kind: String,
    /// Its code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// Something that proves an entry, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoardProof {
    /// `league`, `case`, `inspection` or `record`.
    #[schema(example = "case")]
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// What it is, in Chinese.
    pub label_zh: String,
    /// What it is, in English.
    pub label_en: String,
    /// Path of the API that leads to it.
    pub link: String,
}

/// Which league is asked for suggestions.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SuggestionQuery {
    /// A settled league whose days meet the period of the list.
    pub league_id: Uuid,
}

/// What a settled league suggests.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardSuggestions {
    /// The first tier for praise, the last for criticism; none where the league has but one.
    pub items: Vec<BoardSuggestion>,
}

/// An entry that a settled league suggests.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardSuggestion {
    /// `red` or `black`.
    #[schema(example = "red")]
    pub colour: String,
    /// Who or what.
    pub subject: BoardSubject,
    /// Its tier.
    pub tier: u32,
    /// Its figure as the league has it, in Chinese.
    pub reason_zh: String,
    /// Its figure as the league has it, in English.
    pub reason_en: String,
    /// The league.
    pub proof: BoardProof,
    /// Whether another league of these days is not settled yet, so that it cannot be criticised.
    pub is_contested: bool,
}

/// Something that happened to a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardEvent {
    /// `make`, `change`, `approve` or `withdraw`.
    #[schema(example = "approve")]
    pub action: String,
    /// In Chinese.
    pub name_zh: &'static str,
    /// In English.
    pub name_en: &'static str,
    /// When.
    pub at: UtcMillis,
    /// Who.
    pub by_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What an approved list says. Kept as it stands here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoardContent {
    /// The list.
    pub id: Uuid,
    /// The period.
    #[schema(example = "2026-10")]
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Area.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Entries in their order.
    pub entries: Vec<BoardEntry>,
    /// Staff who drafted it.
    pub drafted_by: Vec<String>,
    /// Who approved it.
    pub approved_by: String,
    /// When it was approved.
    pub approved_at: UtcMillis,
}
