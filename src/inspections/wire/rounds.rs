//! Rounds over the wire.

use crate::areas::NamedArea;
use crate::inspections::model::{MakesCases, RoundKind, StrataBy};
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::AuthorView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest round in days.
const LONGEST_DAYS: i64 = 400;
/// Most sites of a kind that are drawn.
const MOST_SITES: u32 = 5_000;
/// Most parts of an assignment.
const MOST_PARTS: usize = 500;

/// How many sites of a kind are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoundType {
    /// Kind of site, one of the rubric's.
    #[schema(example = "bus_stop")]
    pub site_type: String,
    /// Sites; all of them without a number.
    pub draw: Option<u32>,
}

/// A round as it is set up or changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRound {
    /// Version that was seen; only for changes.
    #[serde(default)]
    pub seen_version: Option<i64>,
    /// `daily`, `monthly`, `mock` or `third_party`.
    #[schema(example = "monthly")]
    pub kind: String,
    /// What it is called, in Chinese, 1–60 characters.
    pub title_zh: String,
    /// What it is called, in English, 1–120 characters.
    pub title_en: String,
    /// Where sites are drawn.
    #[schema(example = "439800000000")]
    pub area_code: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Version of the rubric.
    pub rubric_id: Uuid,
    /// Areas that make the strata: `none`, `district`, `street` or `community`.
    #[schema(example = "street")]
    pub strata: String,
    /// Kinds of sites that are drawn.
    pub types: Vec<NewRoundType>,
    /// Failures that become cases: `never`, `by_tap` or `by_rule`.
    #[schema(example = "by_tap")]
    pub makes_cases: String,
    /// Least severity of a failure that becomes a case by rule, 1 to 3.
    pub case_severity: i64,
}

impl Check for NewRound {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/title_zh", self.title_zh.trim(), 1, 60);
        found.text_length("/title_en", self.title_en.trim(), 1, 120);
        let words = [
            ("/kind", &self.kind, RoundKind::parse(&self.kind).is_some()),
            (
                "/strata",
                &self.strata,
                StrataBy::parse(&self.strata).is_some(),
            ),
            (
                "/makes_cases",
                &self.makes_cases,
                MakesCases::parse(&self.makes_cases).is_some(),
            ),
        ];
        for (pointer, word, _) in words.iter().filter(|(_, _, is_known)| !is_known) {
            let fault = FieldProblem::new(*pointer, FieldCode::UnknownValue);
            found.0.push(fault.with("value", word.as_str()));
        }
        if self.from > self.to {
            found.add("/from", FieldCode::OrderedWrong);
        }
        if self.to.signed_duration_since(self.from).num_days() > LONGEST_DAYS {
            found.add("/to", FieldCode::PeriodTooLong);
        }
        if !(1..=3).contains(&self.case_severity) {
            found.add("/case_severity", FieldCode::OutOfRange);
        }
        self.check_types(found);
    }
}

impl NewRound {
    fn check_types(&self, found: &mut FieldProblems) {
        if self.types.is_empty() {
            found.add("/types", FieldCode::Empty);
        }
        let mut seen = HashSet::new();
        for (at, one) in self.types.iter().enumerate() {
            if !seen.insert(&one.site_type) {
                found.add(format!("/types/{at}/site_type"), FieldCode::Repeated);
            }
            if one
                .draw
                .is_some_and(|draw| !(1..=MOST_SITES).contains(&draw))
            {
                found.add(format!("/types/{at}/draw"), FieldCode::OutOfRange);
            }
        }
    }
}

/// The version of a round that was seen.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenVersion {
    /// Another one is refused.
    pub version: i64,
}

impl Check for SeenVersion {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// The rubric of a round.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundRubric {
    /// Id.
    pub id: Uuid,
    /// From 1.
    pub number: i64,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
}

/// A kind of site of a round.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundTypeView {
    /// Kind of site.
    pub site_type: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Sites to draw; all of them without a number.
    pub draw: Option<u32>,
}

/// How far the field work is.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct RoundProgress {
    /// Drawn sites.
    pub sites: usize,
    /// Sites given to inspectors.
    pub assigned: usize,
    /// Sites with two inspections that count.
    pub inspected_twice: usize,
    /// Sites with one.
    pub inspected_once: usize,
    /// Sites with none.
    pub not_inspected: usize,
    /// Inspections that do not count.
    pub excluded: usize,
}

/// A round.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoundView {
    /// Id.
    pub id: Uuid,
    /// `daily`, `monthly`, `mock` or `third_party`.
    pub kind: String,
    /// What the kind is called, in Chinese.
    pub kind_zh: &'static str,
    /// What the kind is called, in English.
    pub kind_en: &'static str,
    /// `draft`, `field` or `published`.
    pub state: String,
    /// Grows with each change.
    pub version: i64,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// What it is called, in English.
    pub title_en: String,
    /// Where sites are drawn.
    pub area: NamedArea,
    /// First local day.
    pub from: String,
    /// Last local day.
    pub to: String,
    /// Rubric.
    pub rubric: RoundRubric,
    /// Areas that make the strata.
    pub strata: String,
    /// The same in Chinese.
    pub strata_zh: &'static str,
    /// The same in English.
    pub strata_en: &'static str,
    /// Kinds of sites.
    pub types: Vec<RoundTypeView>,
    /// Failures that become cases.
    pub makes_cases: String,
    /// The same in Chinese.
    pub makes_cases_zh: &'static str,
    /// The same in English.
    pub makes_cases_en: &'static str,
    /// Least severity of a failure that becomes a case by rule.
    pub case_severity: i64,
    /// Who alone sees results before they are published.
    pub planner: Option<AuthorView>,
    /// Whether that is the caller.
    pub is_planner: bool,
    /// SHA-256 of the seed, hexadecimal, told at the draw.
    pub seed_sha256: Option<String>,
    /// The seed, hexadecimal, told at the publication.
    pub seed: Option<String>,
    /// When it was made.
    pub made_at: UtcMillis,
    /// When it was drawn.
    pub drawn_at: Option<UtcMillis>,
    /// When it was published.
    pub published_at: Option<UtcMillis>,
    /// For the planner, and for everybody after the publication.
    pub progress: Option<RoundProgress>,
}

/// Which rounds to list. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoundQuery {
    /// Kinds.
    pub kind: Option<String>,
    /// States.
    pub state: Option<String>,
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// Of which sites one could draw.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FrameQuery {
    /// Code of an area; its subtree counts.
    pub area: String,
    /// `none` (default), `district`, `street` or `community`.
    pub strata: Option<String>,
}

/// Sites of a kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameTypeView {
    /// Kind of site.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// How many there are.
    pub sites: usize,
}

/// Sites of a stratum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameStratumView {
    /// The area that makes it.
    pub area: NamedArea,
    /// Its kinds of sites.
    pub types: Vec<FrameTypeView>,
}

/// Sites that could be drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FrameView {
    /// How many there are.
    pub sites: usize,
    /// By kind.
    pub types: Vec<FrameTypeView>,
    /// By stratum and kind.
    pub strata: Vec<FrameStratumView>,
}

/// Whether the told seed gives the same sites again.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct RedrawnView {
    /// Whether it does.
    pub is_same: bool,
    /// Sites drawn.
    pub sites: usize,
}

/// Somebody who may inspect.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectorView {
    /// Account.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Sites given to the person in this round.
    pub sites: usize,
}

/// People who may inspect.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectorList {
    /// By name.
    pub items: Vec<InspectorView>,
}

/// Who plans a round from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlanner {
    /// Account of somebody who may plan the round.
    pub account_id: Uuid,
    /// The version that was seen.
    #[schema(example = 2)]
    pub version: i64,
}

impl Check for NewPlanner {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// The sites of an area, or a single one, for two people.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectorsOfArea {
    /// An area of the round; its subtree counts.
    #[schema(example = "439802001000")]
    pub area_code: Option<String>,
    /// Instead of an area: a drawn site of the round.
    pub round_site_id: Option<Uuid>,
    /// Two different people, or nobody.
    pub account_ids: Vec<Uuid>,
}

/// Who inspects where.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInspectors {
    /// Later parts go over earlier ones.
    pub items: Vec<InspectorsOfArea>,
}

impl Check for NewInspectors {
    fn check(&self, found: &mut FieldProblems) {
        if self.items.is_empty() {
            found.add("/items", FieldCode::Empty);
        }
        if self.items.len() > MOST_PARTS {
            found.add("/items", FieldCode::TooMany);
        }
        for (at, item) in self.items.iter().enumerate() {
            if item.area_code.is_some() == item.round_site_id.is_some() {
                found.add(format!("/items/{at}/area_code"), FieldCode::MissingField);
            }
            let is_pair = matches!(item.account_ids.as_slice(), [a, b] if a != b);
            if !is_pair && !item.account_ids.is_empty() {
                found.add(format!("/items/{at}/account_ids"), FieldCode::TwoInspectors);
            }
        }
    }
}

/// The sites of a street and who inspects them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StreetInspectors {
    /// Street.
    pub area: NamedArea,
    /// Drawn sites.
    pub sites: usize,
    /// Inspectors.
    pub inspectors: Vec<InspectorView>,
}

/// Who inspects where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectorsByStreet {
    /// By street.
    pub items: Vec<StreetInspectors>,
    /// Sites without inspectors.
    pub unassigned: usize,
}
