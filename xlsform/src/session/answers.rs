//! Finished sets of answers: written as JSON, read back, and checked against the form with every problem named.

use super::{ErrorKind, Index, Occasion, Session, input};
use crate::form::{Form, Node};
use crate::kind::Kind;
use crate::limits;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

/// One problem of a set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// JSON pointer into the answers, as in `/values/members[2]~1name`.
    pub pointer: String,
    /// What is wrong.
    pub code: ProblemCode,
}

/// Kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The answers name another form.
    WrongForm,
    /// The answers name another version.
    WrongVersion,
    /// `values` is missing or no object.
    NoValues,
    /// The form has no such question or instance.
    UnknownQuestion,
    /// The value is not of the question's type.
    WrongType,
    /// The value is not in the question's list.
    NotInList,
    /// More instances than a repeat may have, or one is left out.
    BadInstance,
    /// The question is not asked in this state.
    NotRelevant,
    /// The constraint does not hold.
    Constraint,
    /// A required answer is missing.
    Required,
    /// The calculation gives something else.
    CalculationDiffers,
    /// The choice is not offered in this state.
    NotOffered,
}

impl ProblemCode {
    /// True when no form of this version could have made such answers; others show an inconsistency only.
    pub fn is_malformed(self) -> bool {
        self < Self::NotRelevant
    }
}

/// Answers and their places, as far as they could be read.
struct Given {
    path: String,
    node: u32,
    index: Index,
    value: Value,
}

/// Checks a finished set of answers: `{"form", "version", "values": {path: value},
/// "repeats": {path: count}}`. All problems are named, the
/// malformed ones first, each in the order of the answers.
pub fn check(form: &Form, answers: &Json, occasion: Occasion) -> Vec<Problem> {
    let mut problems = vec![];
    for (key, wanted, code) in [
        ("form", &form.form, ProblemCode::WrongForm),
        ("version", &form.version, ProblemCode::WrongVersion),
    ] {
        if answers.get(key).and_then(Json::as_str) != Some(wanted) {
            problems.push(Problem {
                pointer: format!("/{key}"),
                code,
            });
        }
    }
    let mut session = Session::empty(form, occasion);
    session.is_check = true;
    let Some(values) = answers.get("values").and_then(Json::as_object) else {
        problems.push(Problem {
            pointer: "/values".to_owned(),
            code: ProblemCode::NoValues,
        });
        return problems;
    };
    session.reopen(answers);
    let given = session.take(values, &mut problems);
    session.restore(&given);
    session.compare(&given, &mut problems);
    problems.sort_by_key(|problem| !problem.code.is_malformed());
    problems
}

fn pointer(path: &str) -> String {
    format!("/values/{}", path.replace('~', "~0").replace('/', "~1"))
}

impl<'f> Session<'f> {
    /// Takes up a record again from stored answers, for example after the app was closed. What cannot be read is
    /// left out; calculations are made anew.
    pub fn resume(form: &'f Form, answers: &Json, occasion: Occasion) -> Self {
        let mut session = Self::empty(form, occasion);
        let mut all = Map::new();
        for part in ["kept", "values"] {
            if let Some(values) = answers.get(part).and_then(Json::as_object) {
                all.extend(values.clone());
            }
        }
        session.reopen(answers);
        let given = session.take(&all, &mut vec![]);
        session.restore(&given);
        if let Some(language) = answers.get("language").and_then(Json::as_str) {
            session.set_language(language);
        }
        session
    }

    /// The record as stored: relevant answers as `values`, the others as `kept`.
    pub fn answers(&self) -> Json {
        let mut values = Map::new();
        let mut kept = Map::new();
        for node in &self.form.nodes {
            for index in self.state.everywhere(&self.plan, node.id) {
                if let Some(json) = input::to_json(&self.state.raw(node.id, &index)) {
                    let path = self.path_of(node.id, &index);
                    let part = if self.is_relevant(node.id, &index) {
                        &mut values
                    } else {
                        &mut kept
                    };
                    part.insert(path, json);
                }
            }
        }
        let mut answers = json!({
            "form": self.form.form,
            "version": self.form.version,
            "language": self.language,
            "values": values,
            "repeats": self.repeats(),
        });
        if let (false, Some(map)) = (kept.is_empty(), answers.as_object_mut()) {
            map.insert("kept".to_owned(), Json::Object(kept));
        }
        answers
    }

    /// Instances of every repeat by path.
    fn repeats(&self) -> Map<String, Json> {
        let mut found = Map::new();
        for node in self
            .form
            .nodes
            .iter()
            .filter(|node| node.kind == Kind::Repeat)
        {
            for outer in self.state.everywhere(&self.plan, node.id) {
                let count = self.state.count(node.id, &outer);
                found.insert(self.path_of(node.id, &outer), json!(count));
            }
        }
        found
    }

    /// As many instances as the answers say, also those without an answer.
    fn reopen(&mut self, answers: &Json) {
        let Some(repeats) = answers.get("repeats").and_then(Json::as_object) else {
            return;
        };
        let mut stated: Vec<(u32, Index, usize)> = repeats
            .iter()
            .filter_map(|(path, count)| {
                let (id, outer) = self.resolve(path)?;
                let is_repeat = self.form.node(id)?.kind == Kind::Repeat;
                let count = usize::try_from(count.as_u64()?).ok()?;
                (is_repeat && outer.len() == self.plan.chain(id).len())
                    .then_some((id, outer, count))
            })
            .collect();
        stated.sort();
        for (id, outer, count) in stated {
            self.state.resize(self.form, &self.plan, id, &outer, count);
        }
    }

    fn take(&self, values: &Map<String, Json>, problems: &mut Vec<Problem>) -> Vec<Given> {
        let mut found = vec![];
        for (path, json) in values {
            let mut report = |code| {
                problems.push(Problem {
                    pointer: pointer(path),
                    code,
                });
            };
            let place = self.resolve(path);
            let node = place.as_ref().and_then(|(id, _)| self.form.node(*id));
            let (Some((_, index)), Some(node)) =
                (place, node.filter(|node| !node.kind.is_silent()))
            else {
                report(ProblemCode::UnknownQuestion);
                continue;
            };
            if index
                .iter()
                .any(|number| usize::try_from(*number).unwrap_or(usize::MAX) > limits::INSTANCES)
            {
                report(ProblemCode::BadInstance);
                continue;
            }
            match input::from_json(node, json, self.form.zone_min) {
                None => report(ProblemCode::WrongType),
                Some(value) if !self.are_in_list(node, &value) => report(ProblemCode::NotInList),
                Some(value) => found.push(Given {
                    path: path.clone(),
                    node: node.id,
                    index,
                    value,
                }),
            }
        }
        found
    }

    /// Puts answers in place, with as many instances as they name, and computes.
    fn restore(&mut self, given: &[Given]) {
        for answer in given {
            let chain = self.plan.chain(answer.node).to_vec();
            for (depth, repeat) in chain.iter().enumerate() {
                let outer = answer.index.get(..depth).unwrap_or(&[]);
                let number = answer.index.get(depth).copied().unwrap_or(1);
                let number = usize::try_from(number).unwrap_or(1);
                if number > self.state.count(*repeat, outer) {
                    self.state
                        .resize(self.form, &self.plan, *repeat, outer, number);
                }
            }
        }
        for answer in given {
            self.state
                .store(answer.node, &answer.index, answer.value.clone());
        }
        self.dirty_all();
        self.settle();
    }

    fn compare(&self, given: &[Given], problems: &mut Vec<Problem>) {
        let mut seen = std::collections::HashSet::new();
        for answer in given {
            seen.insert(answer.path.clone());
            if let (Some(node), Some(code)) = (self.form.node(answer.node), self.mismatch(answer)) {
                debug_assert!(!node.kind.is_block());
                problems.push(Problem {
                    pointer: pointer(&answer.path),
                    code,
                });
            }
        }
        self.walk(&mut |node, index| {
            let path = self.path_of(node.id, index);
            let is_missing = node.value.is_some()
                && node.trigger.is_empty()
                && !self.plan.is_volatile(node.id)
                && !self.state.raw(node.id, index).is_blank()
                && !seen.contains(&path);
            if is_missing {
                problems.push(Problem {
                    pointer: pointer(&path),
                    code: ProblemCode::CalculationDiffers,
                });
            }
        });
        for error in self.errors() {
            problems.push(Problem {
                pointer: pointer(&error.path),
                code: match error.kind {
                    ErrorKind::Required => ProblemCode::Required,
                    ErrorKind::Constraint => ProblemCode::Constraint,
                },
            });
        }
    }

    fn mismatch(&self, answer: &Given) -> Option<ProblemCode> {
        let node = self.form.node(answer.node)?;
        let Some((_, index)) = self.find(&answer.path) else {
            return Some(ProblemCode::BadInstance);
        };
        if !self.is_relevant(node.id, &index) {
            return Some(ProblemCode::NotRelevant);
        }
        if self.fitted(node, &index, answer.value.clone()).is_err() {
            return Some(ProblemCode::NotOffered);
        }
        let now = self.state.raw(node.id, &index);
        let is_computed = node.value.is_some() && node.trigger.is_empty();
        (is_computed && !is_same(node, &now, &answer.value))
            .then_some(ProblemCode::CalculationDiffers)
    }
}

/// Whether a computed value is the one that was sent: numbers may differ in the last digits, texts by form only.
fn is_same(node: &Node, now: &Value, sent: &Value) -> bool {
    match (now, sent) {
        (Value::Num(a), Value::Num(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ if node.kind == Kind::Calculate => now.to_text() == sent.to_text(),
        _ => now == sent,
    }
}
