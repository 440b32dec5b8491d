//! Filling a form: answers go in, relevance, choices and calculations follow; blocks repeat; errors come out.
//!
//! A change is carried on in the order fixed at compile time, and only to what reads what changed.

mod answers;
mod choices;
mod input;
mod paths;
mod plan;
mod script;
mod settle;
mod state;

pub use answers::{Problem, ProblemCode, check};
pub use plan::Plan;
pub use script::{Outcome, Script, Step, StepResult};
pub use state::{Index, State};

use crate::eval::Evaluator;
use crate::form::{Form, Node, Rule};
use crate::kind::Kind;
use crate::time::Instant;
use crate::tree::{NodeId, Tree};
use crate::value::Value;
use state::descendants;
use std::collections::BTreeSet;

/// When and by whom a record is filled. The engine has no clock and no chance of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasion {
    /// The present.
    pub now: Instant,
    /// Where chance begins; one per record.
    pub seed: u32,
    /// The device's id; empty when not known.
    pub device_id: String,
    /// The person's account name; empty when not known.
    pub username: String,
}

impl Occasion {
    /// An occasion at an RFC 3339 instant, with nobody named; none when `now` is no instant.
    pub fn at(now: &str, seed: u32) -> Option<Self> {
        Some(Self {
            now: Instant::parse(now, 0)?,
            seed,
            device_id: String::new(),
            username: String::new(),
        })
    }
}

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Given {
    Ok,
    Constraint,
    Required,
    NotRelevant,
    NoSuchQuestion,
    ReadOnly,
    NoSuchChoice,
    BadValue,
    NoSuchRepeat,
}

/// An open error of a record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OpenError {
    /// Where.
    pub path: String,
    /// What is open.
    pub kind: ErrorKind,
}

/// Kinds of open errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ErrorKind {
    Required,
    Constraint,
}

/// One record being filled.
#[derive(Debug)]
pub struct Session<'f> {
    form: &'f Form,
    plan: Plan,
    state: State,
    occasion: Occasion,
    language: String,
    /// Nodes that keep their given value instead of being computed.
    is_check: bool,
    dirty: BTreeSet<(usize, NodeId)>,
}

impl<'f> Session<'f> {
    /// Begins a record: defaults, metadata, dynamic defaults, then calculations to rest.
    pub fn start(form: &'f Form, occasion: Occasion) -> Self {
        let mut session = Self::empty(form, occasion);
        session.open_block(0, &[], true);
        session.fill_defaults(0, &[]);
        session.dirty_all();
        session.settle();
        session
    }

    fn empty(form: &'f Form, occasion: Occasion) -> Self {
        Self {
            form,
            plan: Plan::new(form),
            state: State::default(),
            occasion,
            language: form.default_language.clone(),
            is_check: false,
            dirty: BTreeSet::new(),
        }
    }

    /// The language texts are shown in.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Changes the language, by code or name; false when the form has no such language.
    pub fn set_language(&mut self, language: &str) -> bool {
        let form = self.form;
        let known = form.languages.iter().find(|code| {
            *code == language
                || form
                    .language_names
                    .get(*code)
                    .is_some_and(|name| name == language)
        });
        if let Some(code) = known {
            self.language.clone_from(code);
        }
        known.is_some()
    }

    fn evaluator(&self, node: NodeId, index: &[u32]) -> Evaluator<'_> {
        Evaluator::new(
            (self.form, &self.plan, &self.state),
            (&self.occasion, &self.language),
            node,
            index.to_vec(),
        )
    }

    fn eval(&self, node: NodeId, index: &[u32], tree: &Tree) -> Value {
        self.evaluator(node, index).eval(tree)
    }

    fn holds(&self, node: NodeId, index: &[u32], rule: &Rule) -> bool {
        match rule {
            Rule::Fixed(truth) => *truth,
            Rule::When(tree) => self.eval(node, index, tree).to_truth(),
        }
    }

    fn is_relevant(&self, node: NodeId, index: &[u32]) -> bool {
        self.state.is_relevant(self.form, &self.plan, node, index)
    }

    /// Whether a person may change the answer.
    fn is_editable(&self, node: &Node, index: &[u32]) -> bool {
        let is_computed = node.value.is_some() && node.trigger.is_empty();
        !is_computed
            && !node.kind.is_silent()
            && !node.kind.is_metadata()
            && node.kind != Kind::Calculate
            && !self.holds(node.id, index, &node.read_only)
    }

    /// Gives an answer as text (see [`Given`]); a refused answer does not enter the record.
    pub fn set(&mut self, path: &str, text: &str) -> Given {
        let Some((id, index)) = self.find(path) else {
            return Given::NoSuchQuestion;
        };
        let form = self.form;
        let Some(node) = form.node(id).filter(|node| !node.kind.is_block()) else {
            return Given::NoSuchQuestion;
        };
        if !self.is_relevant(id, &index) {
            return Given::NotRelevant;
        }
        if !self.is_editable(node, &index) {
            return Given::ReadOnly;
        }
        let Some(value) = input::parse(node, text, form.zone_min) else {
            return Given::BadValue;
        };
        match self.fitted(node, &index, value) {
            Ok(value) => self.place(node, &index, value),
            Err(given) => given,
        }
    }

    /// Puts a value in place and looks at the constraint with all that follows from it.
    fn place(&mut self, node: &Node, index: &[u32], value: Value) -> Given {
        if value.is_blank() {
            if self.holds(node.id, index, &node.required) {
                return Given::Required;
            }
            self.change(node.id, index, Value::Blank);
            return Given::Ok;
        }
        let Some(constraint) = &node.constraint else {
            self.change(node.id, index, value);
            return Given::Ok;
        };
        let before = self.state.clone();
        self.change(node.id, index, value);
        if self.eval(node.id, index, constraint).to_truth() {
            return Given::Ok;
        }
        self.state = before;
        Given::Constraint
    }

    fn change(&mut self, node: NodeId, index: &[u32], value: Value) {
        if self.state.store(node, index, value) {
            self.touch(node);
            self.settle();
        }
    }

    /// Adds an instance to an open repeat; `path` names the repeat.
    pub fn add(&mut self, path: &str) -> Given {
        let Some((id, outer)) = self.find(path) else {
            return Given::NoSuchRepeat;
        };
        let Some(node) = self.form.node(id).filter(|node| node.kind == Kind::Repeat) else {
            return Given::NoSuchRepeat;
        };
        if outer.len() != self.plan.chain(id).len() {
            return Given::NoSuchRepeat;
        }
        if !self.is_relevant(id, &outer) {
            return Given::NotRelevant;
        }
        if node.count.is_some() {
            return Given::ReadOnly;
        }
        let now = self.state.count(id, &outer);
        if self
            .state
            .resize(self.form, &self.plan, id, &outer, now + 1)
            == now
        {
            return Given::BadValue;
        }
        self.begin_instances(id, &outer, now, now + 1, false);
        self.touch_block(id);
        self.settle();
        Given::Ok
    }

    /// Removes an instance of an open repeat; `path` names the instance.
    pub fn remove(&mut self, path: &str) -> Given {
        let Some((id, index)) = self.find(path) else {
            return Given::NoSuchRepeat;
        };
        let Some(node) = self.form.node(id).filter(|node| node.kind == Kind::Repeat) else {
            return Given::NoSuchRepeat;
        };
        let Some((number, outer)) = index.split_last() else {
            return Given::NoSuchRepeat;
        };
        if outer.len() != self.plan.chain(id).len() {
            return Given::NoSuchRepeat;
        }
        if node.count.is_some() {
            return Given::ReadOnly;
        }
        let number = usize::try_from(*number).unwrap_or(usize::MAX);
        self.state
            .drop_instance(self.form, &self.plan, id, outer, number);
        self.touch_block(id);
        self.settle();
        Given::Ok
    }

    /// Open errors in the order of the form: required answers that are missing, constraints that do not hold.
    pub fn errors(&self) -> Vec<OpenError> {
        let mut found = vec![];
        self.walk(&mut |node, index| {
            if node.kind.is_block() {
                return;
            }
            let kind = self.open_error(node, index);
            found.extend(kind.map(|kind| OpenError {
                path: self.path_of(node.id, index),
                kind,
            }));
        });
        found
    }

    fn open_error(&self, node: &Node, index: &[u32]) -> Option<ErrorKind> {
        let value = self.state.raw(node.id, index);
        if value.is_blank() {
            let is_open =
                self.holds(node.id, index, &node.required) && self.is_editable(node, index);
            return is_open.then_some(ErrorKind::Required);
        }
        let constraint = node.constraint.as_ref()?;
        (!self.eval(node.id, index, constraint).to_truth()).then_some(ErrorKind::Constraint)
    }

    /// Visits every relevant node of the record, instances in turn.
    fn walk(&self, visit: &mut dyn FnMut(&Node, &[u32])) {
        let mut open: Vec<(NodeId, Index)> = vec![(0, vec![])];
        while let Some((id, index)) = open.pop() {
            let Some(node) = self.form.node(id) else {
                continue;
            };
            visit(node, &index);
            let mut next: Vec<(NodeId, Index)> = vec![];
            for child in &node.children {
                let own = index.clone();
                if self.state.is_hidden(*child, &own) {
                    continue;
                }
                let is_repeat = self
                    .form
                    .node(*child)
                    .is_some_and(|node| node.kind == Kind::Repeat);
                if is_repeat {
                    let count = u32::try_from(self.state.count(*child, &own)).unwrap_or(0);
                    next.extend((1..=count).map(|number| {
                        let mut inner = own.clone();
                        inner.push(number);
                        (*child, inner)
                    }));
                } else {
                    next.push((*child, own));
                }
            }
            open.extend(next.into_iter().rev());
        }
    }

    /// Ends the record: the time of the end is noted.
    pub fn finish(&mut self) {
        let ends: Vec<NodeId> = self
            .form
            .nodes
            .iter()
            .filter(|node| node.kind == Kind::End)
            .map(|node| node.id)
            .collect();
        for id in ends {
            for index in self.state.everywhere(&self.plan, id) {
                self.change(id, &index, Value::Instant(self.occasion.now));
            }
        }
    }

    /// The name of the filled record, if the form names its records.
    pub fn instance_name(&self) -> Option<String> {
        let tree = self.form.instance_name.as_ref()?;
        Some(self.eval(0, &[], tree).to_text())
    }

    /// Nodes below a block.
    fn inside(&self, block: NodeId) -> Vec<NodeId> {
        let mut found = vec![];
        descendants(self.form, block, &mut found);
        found
    }
}
