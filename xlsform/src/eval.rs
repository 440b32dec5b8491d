//! Evaluation of expression trees against the state of a record.

mod dates;
mod functions;
mod random;

pub use random::shuffle;

use crate::form::{Form, List, Part, Texts, Words};
use crate::kind::Kind;
use crate::session::{Index, Occasion, Plan, State};
use crate::tree::{NodeId, Tree};
use crate::value::{Value, compare, equal};
use std::cell::Cell;
use std::cmp::Ordering;

/// What a predicate looks at.
#[derive(Debug, Clone)]
enum Candidate<'a> {
    None,
    /// A row of a list.
    Row(&'a List, usize, usize),
    /// An instance of a repeat: the repeats around it with itself, its index, its place among the candidates.
    Instance(&'a [NodeId], Index, usize),
}

/// Evaluates where one node stands.
#[derive(Debug, Clone)]
pub struct Evaluator<'a> {
    pub form: &'a Form,
    pub plan: &'a Plan,
    pub state: &'a State,
    pub occasion: &'a Occasion,
    pub language: &'a str,
    pub node: NodeId,
    pub index: Index,
    /// Random numbers drawn so far in this expression.
    draws: Cell<u32>,
    candidate: Candidate<'a>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator for the expressions of `node` in the instance `index`.
    pub fn new(
        (form, plan, state): (&'a Form, &'a Plan, &'a State),
        (occasion, language): (&'a Occasion, &'a str),
        node: NodeId,
        index: Index,
    ) -> Self {
        Self {
            form,
            plan,
            state,
            occasion,
            language,
            node,
            index,
            draws: Cell::new(0),
            candidate: Candidate::None,
        }
    }

    fn zone(&self) -> i64 {
        self.form.zone_min
    }

    /// The value of a tree. Only operators and functions recurse; all else is looked up.
    pub fn eval(&self, tree: &Tree) -> Value {
        match tree {
            Tree::Op(..) => self.operators(tree),
            Tree::Call(name, args) => self.call(name, args),
            Tree::Neg(inner) => Value::Num(-self.eval(inner).to_num(self.zone())),
            other => self.leaf(other),
        }
    }

    fn leaf(&self, tree: &Tree) -> Value {
        match tree {
            Tree::Num(number) => Value::Num(*number),
            Tree::Text(text) => Value::text(text),
            Tree::Truth(truth) => Value::Truth(*truth),
            Tree::Own(_) => self.state.raw(self.node, &self.index),
            Tree::Ref {
                node,
                all,
                is_candidate,
                ..
            } => self.referenced(*node, *all, *is_candidate),
            Tree::Col(column) => match &self.candidate {
                Candidate::Row(list, row, _) => self.cell(list, *row, column),
                _ => Value::Blank,
            },
            Tree::Item { .. } | Tree::Nodes { .. } => Value::Nodes(self.nodes(tree)),
            Tree::Position(repeat) => self.position(*repeat),
            Tree::Op(..) | Tree::Call(..) | Tree::Neg(_) => Value::Blank,
        }
    }

    fn referenced(&self, node: NodeId, all: bool, is_candidate: bool) -> Value {
        if is_candidate || all {
            return Value::Nodes(self.instances(node, is_candidate));
        }
        let depth = self.plan.chain(node).len();
        let index = self.index.get(..depth).unwrap_or(&self.index);
        self.state.read(self.form, self.plan, node, index)
    }

    /// The values of the relevant instances of a node, as seen from here or from the candidate.
    fn instances(&self, node: NodeId, is_candidate: bool) -> Vec<Value> {
        let own_chain = self.plan.chain(self.node);
        let (chain, index): (&[NodeId], &[u32]) = match &self.candidate {
            Candidate::Instance(chain, index, _) if is_candidate => (chain, index),
            _ => (own_chain, &self.index),
        };
        let is_repeat = self
            .form
            .node(node)
            .is_some_and(|node| node.kind == Kind::Repeat);
        if is_candidate && is_repeat && chain.last() == Some(&node) {
            return vec![Value::Blank];
        }
        let found = self
            .state
            .instances(self.plan, node, chain, index, is_repeat);
        let mut values = vec![];
        for index in found {
            let at = if is_repeat {
                index.get(..index.len() - 1).unwrap_or(&[])
            } else {
                &index
            };
            if self.state.is_relevant(self.form, self.plan, node, at) {
                values.push(if is_repeat {
                    Value::Blank
                } else {
                    self.state.raw(node, &index)
                });
            }
        }
        values
    }

    fn position(&self, repeat: NodeId) -> Value {
        let depth = self.plan.chain(repeat).len();
        let number = self.index.get(depth).copied().unwrap_or(1);
        Value::Num(f64::from(number))
    }

    /// All values a tree gives, where several are wanted; nodes that are not relevant are left out.
    fn nodes(&self, tree: &Tree) -> Vec<Value> {
        match tree {
            Tree::Ref {
                node, is_candidate, ..
            } => self.instances(*node, *is_candidate),
            Tree::Item {
                list,
                predicates,
                column,
            } => self.rows(list, predicates, column.as_deref()),
            Tree::Nodes {
                repeat,
                predicates,
                pick,
                ..
            } => self.selected(*repeat, predicates, *pick),
            other => match self.eval(other) {
                Value::Nodes(values) => values,
                value => vec![value],
            },
        }
    }

    fn rows(&self, list: &str, predicates: &[Tree], column: Option<&str>) -> Vec<Value> {
        let Some(list) = self.form.lists.get(list) else {
            return vec![];
        };
        let mut rows: Vec<usize> = (0..list.rows.len()).collect();
        for predicate in predicates {
            let mut kept = vec![];
            for (place, row) in rows.iter().enumerate() {
                let inner = self.at(Candidate::Row(list, *row, place + 1));
                if inner.passes(predicate, place + 1) {
                    kept.push(*row);
                }
            }
            rows = kept;
        }
        let column = column.unwrap_or("name");
        rows.into_iter()
            .map(|row| self.cell(list, row, column))
            .collect()
    }

    /// Whether a filter lets a row of a list pass.
    pub fn offers(&self, list: &str, row: usize, filter: &Tree) -> bool {
        self.form.lists.get(list).is_some_and(|list| {
            self.at(Candidate::Row(list, row, row + 1))
                .eval(filter)
                .to_truth()
        })
    }

    /// A predicate that gives a number means a place.
    fn passes(&self, predicate: &Tree, place: usize) -> bool {
        match self.eval(predicate).single() {
            Value::Num(number) if !matches!(predicate, Tree::Ref { .. }) => {
                crate::num::to_index(number) == Some(place) && number.fract() == 0.0
            }
            value => value.to_truth(),
        }
    }

    fn at(&self, candidate: Candidate<'a>) -> Self {
        Self {
            candidate,
            ..self.clone()
        }
    }

    fn selected(&self, repeat: NodeId, predicates: &[Tree], pick: NodeId) -> Vec<Value> {
        let own_chain = self.plan.chain(self.node);
        let inner_chain = self.plan.inner_chain(repeat);
        let mut found: Vec<Index> = self
            .state
            .instances(self.plan, repeat, own_chain, &self.index, true)
            .into_iter()
            .filter(|index| {
                let outer = index.get(..index.len() - 1).unwrap_or(&[]);
                self.state.is_relevant(self.form, self.plan, repeat, outer)
            })
            .collect();
        for predicate in predicates {
            let mut kept = vec![];
            for (place, index) in found.iter().enumerate() {
                let inner = self.at(Candidate::Instance(inner_chain, index.clone(), place + 1));
                if inner.passes(predicate, place + 1) {
                    kept.push(index.clone());
                }
            }
            found = kept;
        }
        found
            .into_iter()
            .flat_map(|index| {
                let inner = self.at(Candidate::Instance(inner_chain, index, 1));
                inner.instances(pick, true)
            })
            .collect()
    }

    /// A cell of a list; `label` is the label in the language shown.
    fn cell(&self, list: &List, row: usize, column: &str) -> Value {
        let at = list.columns.iter().position(|name| name == column);
        match (at, list.rows.get(row)) {
            (Some(at), Some(values)) => Value::text(values.get(at).map_or("", String::as_str)),
            (None, Some(_)) if column == "label" => Value::text(&self.label_of(list, row)),
            _ => Value::Blank,
        }
    }

    /// The label of a choice; its value when it has none.
    pub fn label_of(&self, list: &List, row: usize) -> String {
        let by = |language: &str| list.labels.get(language).and_then(|labels| labels.get(row));
        let is_some = |words: &&Words| **words != Words::Plain(String::new());
        let words = by(self.language)
            .filter(is_some)
            .or_else(|| by(&self.form.default_language).filter(is_some))
            .or_else(|| {
                list.labels
                    .keys()
                    .find_map(|language| by(language).filter(is_some))
            });
        match words {
            Some(words) => self.say(words),
            None => list
                .rows
                .get(row)
                .and_then(|row| row.first())
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// Words with the answers in them.
    pub fn say(&self, words: &Words) -> String {
        match words {
            Words::Plain(text) => text.clone(),
            Words::Parts(parts) => parts
                .iter()
                .map(|part| match part {
                    Part::Plain(text) => text.clone(),
                    Part::Answer(tree) => self.eval(tree).to_text(),
                })
                .collect(),
        }
    }

    /// Words in the language shown, else in the form's own, else in any.
    pub fn text(&self, texts: &Texts) -> String {
        texts
            .get(self.language)
            .or_else(|| texts.get(&self.form.default_language))
            .or_else(|| texts.values().next())
            .map(|words| self.say(words))
            .unwrap_or_default()
    }

    /// A chain of operators, followed to the left without recursion.
    fn operators(&self, tree: &Tree) -> Value {
        let mut left = tree;
        let mut rest: Vec<(&str, &Tree)> = vec![];
        while let Tree::Op(name, a, b) = left {
            rest.push((name, b));
            left = a;
        }
        let mut value = self.eval(left).single();
        for (name, right) in rest.into_iter().rev() {
            value = match (name, value.to_truth()) {
                ("and", false) => Value::Truth(false),
                ("or", true) => Value::Truth(true),
                ("and" | "or", _) => Value::Truth(self.eval(right).to_truth()),
                _ => self.operate(name, &value, &self.eval(right).single()),
            };
        }
        value
    }

    fn operate(&self, name: &str, a: &Value, b: &Value) -> Value {
        let zone = self.zone();
        let order = |wanted: &[Ordering]| {
            Value::Truth(compare(a, b, zone).is_some_and(|order| wanted.contains(&order)))
        };
        let (x, y) = (a.to_num(zone), b.to_num(zone));
        match name {
            "+" => Value::Num(x + y),
            "-" => Value::Num(x - y),
            "*" => Value::Num(x * y),
            "div" => Value::Num(x / y),
            "mod" => Value::Num(x % y),
            "=" => Value::Truth(equal(a, b, zone)),
            "!=" => Value::Truth(!equal(a, b, zone)),
            "<" => order(&[Ordering::Less]),
            "<=" => order(&[Ordering::Less, Ordering::Equal]),
            ">" => order(&[Ordering::Greater]),
            ">=" => order(&[Ordering::Greater, Ordering::Equal]),
            _ => Value::Blank,
        }
    }
}
