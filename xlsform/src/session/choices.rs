//! Choices: which are offered now, which answers fit them, which answers must go.

use super::{Given, Session};
use crate::eval::shuffle;
use crate::form::{List, Node};
use crate::kind::Kind;
use crate::num;
use crate::tree::Tree;
use crate::value::Value;

/// A choice as offered: value and label.
pub type Choice = (String, String);

impl Session<'_> {
    /// The choices a question offers now, in the order shown.
    pub(super) fn choices(&self, node: &Node, index: &[u32]) -> Vec<Choice> {
        let evaluator = self.evaluator(node.id, index);
        let mut found: Vec<Choice> = match (self.list(node), node.choices_of) {
            (Some(list), _) => self
                .rows(node, index, list)
                .into_iter()
                .map(|row| {
                    let value = list
                        .rows
                        .get(row)
                        .and_then(|row| row.first())
                        .cloned()
                        .unwrap_or_default();
                    (value, evaluator.label_of(list, row))
                })
                .collect(),
            (None, Some(_)) => self
                .repeated(node, index)
                .into_iter()
                .map(|text| (text.clone(), text))
                .collect(),
            (None, None) => vec![],
        };
        if node.is_shuffled {
            let seed = match &node.seed {
                Some(tree) => num::to_seed(evaluator.eval(tree).to_num(self.form.zone_min)),
                None => i64::from(self.occasion.seed) + i64::from(node.id),
            };
            shuffle(&mut found, seed);
        }
        if !node.or_other.is_empty() {
            found.push(("other".to_owned(), evaluator.text(&node.or_other)));
        }
        found
    }

    /// Values offered now, in the order of the list.
    fn offered(&self, node: &Node, index: &[u32]) -> Vec<String> {
        let mut found: Vec<String> = match self.list(node) {
            Some(list) => self
                .rows(node, index, list)
                .into_iter()
                .filter_map(|row| list.rows.get(row)?.first().cloned())
                .collect(),
            None => self.repeated(node, index),
        };
        if !node.or_other.is_empty() {
            found.push("other".to_owned());
        }
        found
    }

    fn list(&self, node: &Node) -> Option<&List> {
        self.form.lists.get(node.list.as_ref()?)
    }

    /// Whether the rows of the question's list are at hand; those of a data file may not be.
    fn is_known(&self, node: &Node) -> bool {
        node.choices_of.is_some() || self.list(node).is_some_and(|list| !list.columns.is_empty())
    }

    fn rows(&self, node: &Node, index: &[u32], list: &List) -> Vec<usize> {
        match (&node.filter, &node.list) {
            (Some(filter), Some(name)) => {
                let evaluator = self.evaluator(node.id, index);
                (0..list.rows.len())
                    .filter(|row| evaluator.offers(name, *row, filter))
                    .collect()
            }
            _ => (0..list.rows.len()).collect(),
        }
    }

    /// Answers of a repeat as choices.
    fn repeated(&self, node: &Node, index: &[u32]) -> Vec<String> {
        let Some(target) = node.choices_of else {
            return vec![];
        };
        let Some(repeat) = self.form.node(target).and_then(|node| node.scope) else {
            return vec![];
        };
        let tree = Tree::Nodes {
            repeat,
            predicates: node.filter.iter().cloned().collect(),
            pick: target,
            kind: crate::tree::As::Text,
        };
        match self.eval(node.id, index, &tree) {
            Value::Nodes(values) => values
                .iter()
                .map(Value::to_text)
                .filter(|text| !text.is_empty())
                .collect(),
            _ => vec![],
        }
    }

    /// True when a default or calculated answer is in the question's list, filtered or not.
    pub(super) fn are_in_list(&self, node: &Node, value: &Value) -> bool {
        if !node.kind.is_select() || value.is_blank() || node.choices_of.is_some() {
            return true;
        }
        let Some(list) = self.list(node).filter(|list| !list.columns.is_empty()) else {
            return true;
        };
        let is_in = |item: &String| {
            list.rows.iter().any(|row| row.first() == Some(item))
                || (item == "other" && !node.or_other.is_empty())
        };
        value.to_items().iter().all(is_in)
    }

    /// An answer made to fit: choices checked, several of them in list order.
    pub(super) fn fitted(&self, node: &Node, index: &[u32], value: Value) -> Result<Value, Given> {
        if !node.kind.is_select() || value.is_blank() {
            return Ok(value);
        }
        if node.kind == Kind::SelectOne && value.to_items().len() > 1 && node.choices_of.is_none() {
            return Err(Given::NoSuchChoice);
        }
        if !self.is_known(node) {
            return Ok(value);
        }
        let offered = self.offered(node, index);
        let given = if node.kind == Kind::SelectOne {
            vec![value.to_text()]
        } else {
            value.to_items()
        };
        if given.iter().any(|item| !offered.contains(item)) {
            return Err(Given::NoSuchChoice);
        }
        match node.kind {
            Kind::Rank if given.len() != offered.len() || has_twice(&given) => Err(Given::BadValue),
            Kind::SelectOne | Kind::Rank => Ok(value),
            _ => Ok(Value::List(in_order(&offered, &given))),
        }
    }

    /// Drops answers whose choice is no longer offered.
    pub(super) fn drop_gone_choices(&mut self, node: &Node, index: &[u32]) {
        let value = self.state.raw(node.id, index);
        if value.is_blank()
            || !self.is_relevant(node.id, index)
            || !self.is_known(node)
            || self.is_check
        {
            return;
        }
        let offered = self.offered(node, index);
        let kept = match (&value, node.kind) {
            (Value::List(items), Kind::Rank) => {
                let is_whole =
                    items.len() == offered.len() && items.iter().all(|item| offered.contains(item));
                if is_whole {
                    value.clone()
                } else {
                    Value::Blank
                }
            }
            (Value::List(items), _) => {
                let kept: Vec<String> = items
                    .iter()
                    .filter(|item| offered.contains(item))
                    .cloned()
                    .collect();
                Value::List(kept).stored()
            }
            (other, _) if offered.contains(&other.to_text()) => value.clone(),
            _ => Value::Blank,
        };
        if self.state.store(node.id, index, kept) {
            self.touch(node.id);
        }
    }
}

fn has_twice(items: &[String]) -> bool {
    items
        .iter()
        .enumerate()
        .any(|(at, item)| items.iter().skip(at + 1).any(|other| other == item))
}

/// The given items in the order they are offered, each once.
fn in_order(offered: &[String], given: &[String]) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for item in offered {
        if given.contains(item) && !found.contains(item) {
            found.push(item.clone());
        }
    }
    found
}
