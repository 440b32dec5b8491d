//! The short form of a check: the questions whose rates are published, and what decides whether and how they are asked. Pure.

use crate::surveys::model::Measure;
use std::collections::BTreeSet;
use xlsform::{Form, Node, Tree};

/// The question that asks whether somebody takes part stays, whatever is measured.
const CONSENT: &str = "consent";

/// Paths of the questions that a check asks, in the order of the form; none (everything is asked) where nothing is measured.
pub fn short_form(form: &Form, measures: &[Measure]) -> Option<Vec<String>> {
    if measures.is_empty() {
        return None;
    }
    let is_wanted = |node: &&Node| {
        let mut questions = measures.iter().map(|measure| &measure.question);
        node.name() == CONSENT || questions.any(|path| *path == node.path)
    };
    let mut open: Vec<u32> = form
        .nodes
        .iter()
        .filter(is_wanted)
        .map(|node| node.id)
        .collect();
    let mut asked = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(node) = form.node(id).filter(|_| asked.insert(id)) {
            open.extend(node.parent);
            open.extend(reads(node));
        }
    }
    let asked = asked.into_iter().filter_map(|id| form.node(id));
    let questions = asked.filter(|node| !node.kind.is_block());
    Some(questions.map(|node| node.path.clone()).collect())
}

/// What a node needs to be asked, judged and computed as in the whole form.
fn reads(node: &Node) -> Vec<u32> {
    let trees = [
        &node.relevant,
        &node.constraint,
        &node.value,
        &node.dynamic_default,
        &node.filter,
        &node.count,
    ];
    let mut found: Vec<u32> = trees.into_iter().flatten().flat_map(Tree::reads).collect();
    found.extend(node.choices_of);
    found
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    fn form() -> Form {
        let bytes = include_bytes!("../../../demo/questionnaires/household_awareness_support.xlsx");
        xlsform::compile(bytes, &xlsform::Files::new())
            .form
            .unwrap()
    }

    fn measure(question: &str) -> Measure {
        serde_json::from_value(json!({"code": "a", "name": {"zh": "甲", "en": "A"},
            "question": question, "counts": ["yes"]}))
        .unwrap()
    }

    #[test]
    fn a_check_asks_what_is_measured_and_what_leads_there() {
        let form = form();
        let short = short_form(&form, &[measure("main/awareness/aware")]).unwrap();
        assert!(short.contains(&"consent".to_owned()), "{short:?}");
        assert!(short.contains(&"main/awareness/aware".to_owned()));
        assert!(short.len() < form.questions() / 3, "{short:?}");
        for path in &short {
            let node = form.nodes.iter().find(|node| node.path == *path).unwrap();
            for read in reads(node) {
                let read = form.node(read).unwrap();
                assert!(read.kind.is_block() || short.contains(&read.path), "{path}");
            }
        }
    }

    #[test]
    fn where_nothing_is_measured_everything_is_asked_again() {
        assert_eq!(short_form(&form(), &[]), None);
    }
}
