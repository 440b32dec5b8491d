//! What a survey measures and how it is drawn: pure rules.

pub mod response;

use super::wire::Bilingual;
use crate::platform::input::FieldProblems;
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use xlsform::{Form, Kind};

/// Visits to a door before it counts as not reached, on different days and day parts.
pub const VISITS_MAX: i64 = 3;
/// Corrections are taken so long after receipt, in milliseconds.
pub const CORRECTION_MS: i64 = 24 * 3600 * 1000;

/// How people are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyKind {
    /// 入户: doors drawn from a frame.
    Household,
    /// 街头拦访: quotas without a frame; no probability sample.
    Intercept,
}

impl SurveyKind {
    /// The word in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Intercept => "intercept",
        }
    }
}

/// Which side of a target is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum WantedSide {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
}

/// A wanted share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedTarget {
    /// Which side is good.
    pub comparator: WantedSide,
    /// The share, 0–1.
    #[schema(example = 0.8)]
    pub value: f64,
}

/// A rate that the survey measures (知晓率, 支持率 …).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stable word.
    #[schema(example = "awareness")]
    pub code: String,
    /// What it is called.
    pub name: Bilingual,
    /// Path of the question.
    #[schema(example = "main/awareness/aware")]
    pub question: String,
    /// Answers that count; one of them is enough where several may be chosen.
    pub counts: Vec<String>,
    /// Answers that are valid; every answer given when absent.
    #[serde(default)]
    pub valid: Option<Vec<String>>,
    /// The wanted share.
    #[serde(default)]
    pub target: Option<WantedTarget>,
    /// The formula in words, printed under every figure; made from the answers' labels when left empty.
    #[serde(default)]
    pub formula: Bilingual,
}

/// What the strata are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrataBy {
    /// Streets, with communities as clusters.
    Street,
    /// Communities.
    Community,
}

/// How doors are allotted to strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllotBy {
    /// By doors.
    Proportional,
    /// The same for each.
    Equal,
    /// By doors and expected spread.
    Neyman,
    /// As `given` says.
    Given,
}

/// What is known of the people who live in the survey's area; the weights of the answers are made to meet it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownMargin {
    /// Path of a question with one answer.
    #[schema(example = "main/respondent/gender")]
    pub question: String,
    /// Share or number of the people by answer; only their proportions matter.
    pub shares: BTreeMap<String, f64>,
    /// Where it is known from; stands beside every figure.
    #[schema(example = "第七次人口普查")]
    pub source: String,
}

/// How a household survey is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DesignSettings {
    /// Strata.
    pub strata: StrataBy,
    /// Allocation.
    pub allocation: AllotBy,
    /// Doors to draw by stratum, for allocation `given`.
    #[serde(default)]
    pub given: BTreeMap<String, u32>,
    /// Expected share by stratum, for allocation `neyman`; `expected_rate` where absent.
    #[serde(default)]
    pub expected: BTreeMap<String, f64>,
    /// 1: doors directly; 2: communities first, by size, then doors.
    pub stages: u8,
    /// Doors of a drawn community, with two stages.
    #[serde(default)]
    pub cluster_size: Option<u32>,
    /// Wanted half width of the interval, 0.005–0.2.
    #[schema(example = 0.04)]
    pub margin: f64,
    /// Share to reckon with; 0.5 is the careful one.
    #[schema(example = 0.5)]
    pub expected_rate: f64,
    /// Design effect to reckon with, 1–10.
    #[schema(example = 1.2)]
    pub deff: f64,
    /// Share of doors that give an interview, 0.05–1.
    #[schema(example = 0.65)]
    pub response_rate: f64,
    /// Doors of the reserve for each drawn one, 0–2.
    #[schema(example = 0.3)]
    pub reserve_share: f64,
    /// Known distributions, at most 5.
    #[serde(default)]
    pub margins: Vec<KnownMargin>,
}

impl DesignSettings {
    /// Numbers outside their ranges; pointers start with `/design`.
    pub fn check(&self, found: &mut FieldProblems) {
        for (pointer, value, min, max) in [
            ("/design/margin", self.margin, 0.005, 0.2),
            ("/design/expected_rate", self.expected_rate, 0.01, 0.99),
            ("/design/deff", self.deff, 1.0, 10.0),
            ("/design/response_rate", self.response_rate, 0.05, 1.0),
            ("/design/reserve_share", self.reserve_share, 0.0, 2.0),
            ("/design/stages", f64::from(self.stages), 1.0, 2.0),
        ] {
            out_of_range(found, pointer, value, min, max);
        }
        for (code, share) in &self.expected {
            out_of_range(
                found,
                &format!("/design/expected/{code}"),
                *share,
                0.01,
                0.99,
            );
        }
        for (code, doors) in &self.given {
            out_of_range(
                found,
                &format!("/design/given/{code}"),
                f64::from(*doors),
                0.0,
                100_000.0,
            );
        }
        match (self.stages, self.cluster_size) {
            (2, None) => found.add("/design/cluster_size", FieldCode::MissingField),
            (2, Some(size)) => {
                out_of_range(found, "/design/cluster_size", f64::from(size), 2.0, 1_000.0);
            }
            (_, Some(_)) => found.add("/design/cluster_size", FieldCode::NotAllowedHere),
            (_, None) => {}
        }
        if self.stages == 2 && self.strata == StrataBy::Community {
            found.add("/design/stages", FieldCode::NotAllowedHere);
        }
        if self.allocation == AllotBy::Given && self.given.is_empty() {
            found.add("/design/given", FieldCode::MissingField);
        }
        check_margins(&self.margins, found);
    }
}

fn check_margins(margins: &[KnownMargin], found: &mut FieldProblems) {
    if margins.len() > 5 {
        found.add("/design/margins", FieldCode::TooMany);
    }
    for (at, margin) in margins.iter().enumerate() {
        let pointer = |field: &str| format!("/design/margins/{at}/{field}");
        found.text_length(&pointer("source"), margin.source.trim(), 1, 100);
        if margin.shares.len() < 2 {
            found.add(pointer("shares"), FieldCode::TooShort);
        }
        for (value, share) in &margin.shares {
            let place = pointer(&format!("shares/{value}"));
            out_of_range(found, &place, *share, 1e-6, 1e9);
        }
        if margins
            .iter()
            .take(at)
            .any(|other| other.question == margin.question)
        {
            found.add(pointer("question"), FieldCode::Repeated);
        }
    }
}

/// Holds known distributions against the form.
pub fn settle_margins(margins: &[KnownMargin], form: &Form, found: &mut FieldProblems) {
    for (at, margin) in margins.iter().enumerate() {
        let pointer = |field: &str| format!("/design/margins/{at}/{field}");
        let question = form.nodes.iter().find(|node| {
            node.path == margin.question && node.kind == Kind::SelectOne && node.scope.is_none()
        });
        let list = question.and_then(|node| form.lists.get(node.list.as_ref()?));
        let Some(list) = list else {
            found.add(pointer("question"), FieldCode::UnknownQuestion);
            continue;
        };
        let knows = |value: &String| list.rows.iter().any(|row| row.first() == Some(value));
        for value in margin.shares.keys().filter(|value| !knows(value)) {
            found.add(pointer(&format!("shares/{value}")), FieldCode::NotInList);
        }
    }
}

fn out_of_range(found: &mut FieldProblems, pointer: &str, value: f64, min: f64, max: f64) {
    if !(min..=max).contains(&value) {
        found.0.push(
            FieldProblem::new(pointer, FieldCode::OutOfRange)
                .with("min", min)
                .with("max", max),
        );
    }
}

/// Rules of measures that need no form; pointers start with `/measures`.
pub fn check_measures(measures: &[Measure], found: &mut FieldProblems) {
    if measures.len() > 20 {
        found.add("/measures", FieldCode::TooMany);
    }
    for (at, measure) in measures.iter().enumerate() {
        let pointer = |field: &str| format!("/measures/{at}/{field}");
        found.text_length(&pointer("code"), &measure.code, 1, 40);
        found.text_length(&pointer("name/zh"), &measure.name.zh, 1, 40);
        found.text_length(&pointer("name/en"), &measure.name.en, 1, 80);
        found.text_length(&pointer("formula/zh"), &measure.formula.zh, 0, 500);
        found.text_length(&pointer("formula/en"), &measure.formula.en, 0, 500);
        if measure.counts.is_empty() {
            found.add(pointer("counts"), FieldCode::Empty);
        }
        if measures
            .iter()
            .take(at)
            .any(|other| other.code == measure.code)
        {
            found.add(pointer("code"), FieldCode::Repeated);
        }
        if let Some(target) = measure.target {
            out_of_range(found, &pointer("target/value"), target.value, 0.0, 1.0);
        }
        if let Some(valid) = &measure.valid
            && let Some(odd) = measure.counts.iter().find(|value| !valid.contains(value))
        {
            found.0.push(
                FieldProblem::new(pointer("counts"), FieldCode::UnknownValue)
                    .with("value", odd.clone()),
            );
        }
    }
}

/// Holds measures against the form, and writes the formulas that were left empty.
pub fn settle_measures(measures: &mut [Measure], form: &Form, found: &mut FieldProblems) {
    for (at, measure) in measures.iter_mut().enumerate() {
        let pointer = |field: &str| format!("/measures/{at}/{field}");
        let question = form.nodes.iter().find(|node| {
            node.path == measure.question
                && matches!(node.kind, Kind::SelectOne | Kind::SelectMultiple)
        });
        let list = question
            .and_then(|node| node.list.as_ref())
            .and_then(|list| form.lists.get(list));
        let (Some(question), Some(list)) = (question, list) else {
            found.add(pointer("question"), FieldCode::UnknownQuestion);
            continue;
        };
        let knows = |value: &String| {
            let is_other = !question.or_other.is_empty() && value == "other";
            is_other || list.rows.iter().any(|row| row.first() == Some(value))
        };
        for (field, values) in [
            ("counts", Some(&measure.counts)),
            ("valid", measure.valid.as_ref()),
        ] {
            for value in values.into_iter().flatten().filter(|value| !knows(value)) {
                found.0.push(
                    FieldProblem::new(pointer(field), FieldCode::NotInList)
                        .with("value", value.clone()),
                );
            }
        }
        let words = |language: &str| {
            let labels = list.labels.get(language);
            let of = |value: &String| {
                let at = list.rows.iter().position(|row| row.first() == Some(value));
                let label = at.and_then(|at| labels?.get(at));
                match label {
                    Some(xlsform::Words::Plain(text)) => text.clone(),
                    _ => value.clone(),
                }
            };
            measure
                .counts
                .iter()
                .map(of)
                .collect::<Vec<_>>()
                .join(" + ")
        };
        let (zh, en) = (words("zh"), words("en"));
        if measure.formula.zh.is_empty() {
            measure.formula.zh = format!("{} = ({zh}) ÷ 有效回答", measure.name.zh);
        }
        if measure.formula.en.is_empty() {
            measure.formula.en = format!("{} = ({en}) ÷ valid answers", measure.name.en);
        }
    }
}

/// A text in the order people count in: digits by their number, the rest as it stands.
pub fn natural(text: &str) -> Vec<(u64, String)> {
    let mut parts: Vec<(u64, String)> = vec![];
    let mut digits = String::new();
    let flush = |digits: &mut String, parts: &mut Vec<(u64, String)>| {
        if !digits.is_empty() {
            parts.push((digits.parse().unwrap_or(u64::MAX), String::new()));
            digits.clear();
        }
    };
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        flush(&mut digits, &mut parts);
        match parts.last_mut() {
            Some((u64::MAX, word)) => word.push(letter),
            _ => parts.push((u64::MAX, letter.to_string())),
        }
    }
    flush(&mut digits, &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn household() -> Form {
        let bytes = include_bytes!("../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    fn support() -> Measure {
        Measure {
            code: "support".to_owned(),
            name: Bilingual {
                zh: "支持率".to_owned(),
                en: "Support".to_owned(),
            },
            question: "main/support_group/support".to_owned(),
            counts: vec!["strong".to_owned(), "support".to_owned()],
            valid: None,
            target: None,
            formula: Bilingual::default(),
        }
    }

    #[test]
    fn a_formula_left_empty_is_written_from_the_labels() {
        let (mut measures, mut found) = ([support()], FieldProblems::default());
        settle_measures(&mut measures, &household(), &mut found);
        assert!(found.0.is_empty(), "{found:?}");
        let formula = &measures.first().unwrap().formula;
        assert!(
            formula.zh.starts_with("支持率 = (") && formula.zh.ends_with("÷ 有效回答"),
            "{formula:?}"
        );
        assert!(formula.en.contains(" + "));
    }

    #[test]
    fn questions_and_answers_that_the_form_lacks_are_named() {
        let mut odd = support();
        odd.counts.push("maybe".to_owned());
        let mut unknown = support();
        unknown.question = "main/suport".to_owned();
        let (mut measures, mut found) = ([odd, unknown], FieldProblems::default());
        settle_measures(&mut measures, &household(), &mut found);
        let pointers: Vec<&str> = found.0.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/measures/0/counts", "/measures/1/question"]);
    }

    #[test]
    fn doors_stand_in_the_order_people_count_in() {
        let mut doors = ["1504", "102", "10-2", "9", "B1", "10-10", "A12", "A2"];
        doors.sort_by_key(|door| natural(door));
        assert_eq!(
            doors,
            ["9", "10-2", "10-10", "102", "1504", "A2", "A12", "B1"]
        );
    }
}
