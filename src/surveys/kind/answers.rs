//! Answers held against their questionnaire: the same engine as on the phone, run once more.

use super::payload::{Answered, StoredAnswers};
use crate::photos::PhotoHash;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::surveys::forms::bound::{ATTEMPT_NO, DWELLING_CODE, VISIT_DATE, left_out, node_path};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;
use xlsform::{Form, Kind, Node, Occasion, ProblemCode, check};

/// What the visit itself gives to questions that bind to it.
#[derive(Debug)]
pub(super) struct Binding<'a> {
    pub dwelling_code: &'a str,
    /// Local day of the visit.
    pub day: String,
    pub visit_number: i64,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339.
    pub ended_at: String,
}

impl Binding<'_> {
    fn value(&self, node: &Node) -> Option<Value> {
        let text = match (node.name(), node.kind) {
            (DWELLING_CODE, _) => self.dwelling_code.to_owned(),
            (VISIT_DATE, _) | (_, Kind::Today) => self.day.clone(),
            (ATTEMPT_NO, Kind::Integer | Kind::Decimal | Kind::Range) => {
                return Some(json!(self.visit_number));
            }
            (ATTEMPT_NO, _) => self.visit_number.to_string(),
            (_, Kind::Start) => self.started_at.clone(),
            (_, Kind::End) => self.ended_at.clone(),
            _ => return None,
        };
        (!text.is_empty()).then(|| json!(text))
    }
}

/// A form with what does not enter storage.
#[derive(Debug)]
pub(super) struct Sieve<'a> {
    form: &'a Form,
    /// Nodes whose answers are left out.
    left_out: BTreeSet<u32>,
    paths: HashSet<&'a str>,
    /// Questions for recordings and files.
    files: HashSet<&'a str>,
}

impl<'a> Sieve<'a> {
    /// Prepares a form.
    pub fn new(form: &'a Form) -> Self {
        let left_out = left_out(form);
        let paths = form
            .nodes
            .iter()
            .filter(|node| left_out.contains(&node.id))
            .map(|node| node.path.as_str())
            .collect();
        let is_file = |node: &&Node| matches!(node.kind, Kind::Audio | Kind::File);
        let files = form.nodes.iter().filter(is_file);
        Self {
            form,
            left_out,
            paths,
            files: files.map(|node| node.path.as_str()).collect(),
        }
    }

    /// What the answers to questions for recordings and files name: the SHA-256 of the bytes, which travel apart.
    /// Errors: answers that are none, each with its pointer.
    fn attachments(
        &self,
        values: &Map<String, Value>,
    ) -> Result<Vec<(String, [u8; 32])>, Vec<FieldProblem>> {
        let (mut found, mut malformed) = (vec![], vec![]);
        for (path, value) in values {
            if !self.files.contains(node_path(path).as_str()) {
                continue;
            }
            if let Some(PhotoHash(sha256)) = value.as_str().and_then(PhotoHash::parse) {
                found.push((path.clone(), sha256));
                continue;
            }
            let plain = path.replace('~', "~0").replace('/', "~1");
            let pointer = format!("/payload/answers/{plain}");
            malformed.push(FieldProblem::new(pointer, FieldCode::BadHash));
        }
        malformed.is_empty().then_some(found).ok_or(malformed)
    }

    fn drops(&self, path: &str) -> bool {
        self.paths.contains(node_path(path).as_str())
    }

    /// Checks a set of answers; required questions may only be open where the form was not asked as a whole.
    /// Errors: what no form of this version could have made, each with its pointer.
    pub fn take(
        &self,
        version_id: Uuid,
        answered: &Answered,
        is_whole: bool,
        binding: &Binding<'_>,
    ) -> Result<StoredAnswers, Vec<FieldProblem>> {
        let mut values: Map<String, Value> = answered
            .values
            .iter()
            .filter(|(path, value)| !self.drops(path) && !value.is_null())
            .map(|(path, value)| (path.clone(), value.clone()))
            .collect();
        let attachments = self.attachments(&values)?;
        let text = json!({"values": values, "repeats": answered.repeats}).to_string();
        for node in &self.form.nodes {
            if self.left_out.contains(&node.id)
                && node.scope.is_none()
                && let Some(value) = binding.value(node)
            {
                values.insert(node.path.clone(), value);
            }
        }
        let set = json!({"form": self.form.form, "version": self.form.version, "values": values,
            "repeats": answered.repeats});
        let occasion = Occasion::at(&binding.ended_at, 1).ok_or_else(Vec::new)?;
        let (mut malformed, mut is_inconsistent) = (vec![], false);
        for problem in check(self.form, &set, occasion) {
            let path = problem.pointer.trim_start_matches("/values/");
            let plain = path.replace("~1", "/").replace("~0", "~");
            if self.drops(&plain) {
                continue;
            }
            if problem.code.is_malformed() {
                let pointer = format!("/payload/answers/{path}");
                malformed.push(FieldProblem::new(pointer, field_code(problem.code)));
            } else if is_whole || problem.code != ProblemCode::Required {
                is_inconsistent = true;
            }
        }
        if malformed.is_empty() {
            Ok(StoredAnswers {
                version_id,
                text,
                is_inconsistent,
                attachments,
            })
        } else {
            malformed.truncate(50);
            Err(malformed)
        }
    }
}

fn field_code(code: ProblemCode) -> FieldCode {
    match code {
        ProblemCode::NotInList => FieldCode::NotInList,
        ProblemCode::WrongType => FieldCode::WrongType,
        ProblemCode::BadInstance => FieldCode::OutOfRange,
        _ => FieldCode::UnknownQuestion,
    }
}
