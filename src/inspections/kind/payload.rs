//! What a phone sends of an inspection, and the rules that need nothing beside it.

use crate::inspections::model::Finding;
use crate::platform::clock::UtcMillis;
use crate::platform::input::FieldProblems;
use crate::platform::problem::{FieldCode, FieldProblem};
use entity::{inspection_round, inspection_site};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most items of a kind of site.
const MOST_ITEMS: usize = 500;
/// Largest count.
const MOST: i64 = 100_000;
/// Longest note of an item, in characters.
const MAX_NOTE: usize = 200;
/// Most photos of an item.
const MOST_PHOTOS: usize = 9;

/// How an item was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Judged {
    /// In order.
    Pass,
    /// Not in order.
    Fail,
    /// Not to be found at this site.
    NotApplicable,
    /// By a count, or by how many are in order of those seen.
    Counted,
}

/// The answer to one item.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemAnswer {
    /// Code of the item.
    #[schema(example = "wet_market_03")]
    code: String,
    /// How it was answered.
    answer: Judged,
    /// How many, 0–100,000.
    count: Option<i64>,
    /// How many are in order.
    good: Option<i64>,
    /// Of so many seen, at least 1.
    seen: Option<i64>,
    /// What is wrong, at most 200 characters.
    note: Option<String>,
    /// Photos of the envelope that show it, SHA-256 in hexadecimal.
    #[serde(default)]
    photos: Vec<String>,
    /// Whether the inspector asks for a case.
    #[serde(default)]
    make_case: bool,
}

/// What an inspector found at a site. The record's time is when the inspection ended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteInspectionPayload {
    /// The drawn site, `sites[].id` of the offline pack.
    round_site_id: Uuid,
    /// Version of the rubric that was used, the round's.
    rubric_id: Uuid,
    /// When it began.
    started_at: UtcMillis,
    /// An answer to every item of the kind of site.
    items: Vec<ItemAnswer>,
}

/// What was found of an item, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The answer.
    pub finding: Finding,
    /// What is wrong.
    pub note: Option<String>,
    /// Content addresses of photos that show it, hexadecimal.
    pub photos: Vec<String>,
    /// Whether the inspector asks for a case.
    pub make_case: bool,
}

/// An answered item of a checked payload.
#[derive(Debug)]
pub(super) struct Answered {
    pub code: String,
    pub found: Found,
}

/// What examining found out.
#[derive(Debug)]
pub(super) struct Examination {
    pub site: inspection_site::Model,
    pub round: Arc<inspection_round::Model>,
    /// By item, in the order of the rubric.
    pub found: Vec<Found>,
}

/// A checked inspection.
#[derive(Debug)]
pub struct SiteInspection {
    pub(super) round_site_id: Uuid,
    pub(super) rubric_id: Uuid,
    pub(super) started_at: UtcMillis,
    pub(super) items: Vec<Answered>,
    pub(super) examined: OnceLock<Examination>,
}

impl SiteInspectionPayload {
    /// The inspection, if its parts go together.
    pub(super) fn check(self, found: &mut FieldProblems) -> Option<SiteInspection> {
        if self.items.len() > MOST_ITEMS {
            found.add("/payload/items", FieldCode::TooMany);
            return None;
        }
        let before = found.0.len();
        let mut seen: HashSet<String> = HashSet::new();
        let mut items = vec![];
        for (at, item) in self.items.into_iter().enumerate() {
            let base = format!("/payload/items/{at}");
            if !seen.insert(item.code.clone()) {
                found.add(format!("{base}/code"), FieldCode::Repeated);
            }
            items.extend(item.check(&base, found));
        }
        (found.0.len() == before).then_some(SiteInspection {
            round_site_id: self.round_site_id,
            rubric_id: self.rubric_id,
            started_at: self.started_at,
            items,
            examined: OnceLock::new(),
        })
    }
}

impl ItemAnswer {
    fn check(self, base: &str, found: &mut FieldProblems) -> Option<Answered> {
        let note = self.note.filter(|note| !note.trim().is_empty());
        if let Some(note) = &note {
            found.text_length(&format!("{base}/note"), note, 1, MAX_NOTE);
        }
        if self.photos.len() > MOST_PHOTOS {
            found.add(format!("{base}/photos"), FieldCode::TooMany);
        }
        for (at, photo) in self.photos.iter().enumerate() {
            if photo.len() != 64 || hex::decode(photo).is_err() {
                found.add(format!("{base}/photos/{at}"), FieldCode::BadHash);
            }
        }
        let numbers = Numbers {
            base,
            of: [
                ("count", self.count),
                ("good", self.good),
                ("seen", self.seen),
            ],
        };
        let finding = numbers.finding(self.answer, found)?;
        let photos = self.photos.iter().map(|photo| photo.to_ascii_lowercase());
        Some(Answered {
            code: self.code,
            found: Found {
                finding,
                note,
                photos: photos.collect(),
                make_case: self.make_case,
            },
        })
    }
}

/// The numbers of an answer.
struct Numbers<'a> {
    base: &'a str,
    of: [(&'static str, Option<i64>); 3],
}

impl Numbers<'_> {
    fn wrong(&self, name: &str, code: FieldCode, found: &mut FieldProblems) {
        found.add(format!("{}/{name}", self.base), code);
    }

    /// Names the numbers of `names` that stand where they mean nothing.
    fn none_of(&self, names: &[&str], found: &mut FieldProblems) {
        for (name, number) in self.of {
            if number.is_some() && names.contains(&name) {
                self.wrong(name, FieldCode::NotAllowedHere, found);
            }
        }
    }

    fn finding(&self, answer: Judged, found: &mut FieldProblems) -> Option<Finding> {
        let [(_, count), (_, good), (_, seen)] = self.of;
        let finding = match answer {
            Judged::Pass => Finding::Pass,
            Judged::Fail => Finding::Fail,
            Judged::NotApplicable => Finding::NotApplicable,
            Judged::Counted => return self.counted(count, good, seen, found),
        };
        self.none_of(&["count", "good", "seen"], found);
        Some(finding)
    }

    fn counted(
        &self,
        count: Option<i64>,
        good: Option<i64>,
        seen: Option<i64>,
        found: &mut FieldProblems,
    ) -> Option<Finding> {
        if let Some(count) = count {
            self.none_of(&["good", "seen"], found);
            self.within("count", count, 0, found);
            return Some(Finding::Count(count));
        }
        if let (Some(good), Some(seen)) = (good, seen) {
            self.within("seen", seen, 1, found);
            self.within("good", good, 0, found);
            if good > seen {
                let pointer = format!("{}/good", self.base);
                let fault = FieldProblem::new(pointer, FieldCode::ExceedsDenominator);
                found.0.push(fault.with("denominator", seen));
            }
            return Some(Finding::Sample { good, seen });
        }
        let missing = match (good, seen) {
            (Some(_), None) => "seen",
            (None, Some(_)) => "good",
            _ => "count",
        };
        self.wrong(missing, FieldCode::MissingField, found);
        None
    }

    fn within(&self, name: &str, number: i64, low: i64, found: &mut FieldProblems) {
        if !(low..=MOST).contains(&number) {
            let fault = FieldProblem::new(format!("{}/{name}", self.base), FieldCode::OutOfRange);
            found.0.push(fault.with("min", low).with("max", MOST));
        }
    }
}
