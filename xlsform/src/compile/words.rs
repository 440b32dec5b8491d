//! Pending texts become trees and words; answers inside labels are resolved.

use super::{Compiler, Pending, Slot};
use crate::expr;
use crate::fault::{Code, Fault, Place};
use crate::form::{Node, Part, Rule, Texts, Words};
use crate::tree::{NodeId, Tree};
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// Resolves one pending property and puts it into its node.
    pub(super) fn settle(&mut self, pending: Pending) {
        if self.faults.is_full() {
            return;
        }
        let Pending {
            node,
            slot,
            text,
            place,
        } = pending;
        match slot {
            Slot::Words("choices_of", _) => self.choices_of(node, &text, &place),
            Slot::Words(key, language) => {
                let words = self.words(&text, node, &place);
                self.set_words(node, key, language, words);
            }
            Slot::Trigger => self.trigger(node, &text, &place),
            slot => {
                let key = slot_key(&slot);
                self.places.insert((node, key), place.clone());
                let tree = self.tree(&text, node, &slot, &place);
                if let (Some(tree), Some(node)) = (tree, self.node_mut(node)) {
                    put(node, &slot, tree);
                }
            }
        }
    }

    pub(super) fn set_words(&mut self, id: NodeId, key: &str, language: String, words: Words) {
        let Some(node) = self.node_mut(id) else {
            return;
        };
        let texts: &mut Texts = match key {
            "label" => &mut node.label,
            "hint" => &mut node.hint,
            "guidance_hint" => &mut node.guidance_hint,
            "constraint_message" => &mut node.constraint_message,
            _ => &mut node.required_message,
        };
        texts.insert(language, words);
    }

    /// A text with answers in it.
    pub(super) fn words(&mut self, text: &str, node: NodeId, place: &Place) -> Words {
        let mut parts = vec![];
        for (index, piece) in expr::pieces(text).into_iter().enumerate() {
            if index % 2 == 0 {
                if !piece.is_empty() {
                    parts.push(Part::Plain(piece.to_owned()));
                }
            } else if let Some(tree) = self.reference(piece, node, place) {
                parts.push(Part::Answer(tree));
            }
        }
        match parts.as_slice() {
            [Part::Plain(_)] | [] => Words::Plain(text.to_owned()),
            _ => Words::Parts(parts),
        }
    }

    fn trigger(&mut self, id: NodeId, text: &str, place: &Place) {
        let mut found = vec![];
        for (index, piece) in expr::pieces(text).into_iter().enumerate() {
            if index % 2 == 1 {
                found.extend(self.find(piece, place));
            } else if !piece.trim_matches([',', ' ']).is_empty() {
                self.faults.error(Fault::new(
                    Code::ExpressionSyntax,
                    place.clone(),
                    text,
                    "请写题目引用，如 ${名称}",
                    "write a reference such as ${name}",
                ));
                return;
            }
        }
        if let Some(node) = self.node_mut(id) {
            node.trigger = found;
        }
    }

    fn choices_of(&mut self, id: NodeId, name: &str, place: &Place) {
        let Some(target) = self.find(name, place) else {
            return;
        };
        let is_repeated = self.node(target).is_some_and(|node| node.scope.is_some());
        if !is_repeated {
            self.faults.error(Fault::new(
                Code::UnknownList,
                place.clone(),
                &format!("${{{name}}}"),
                "选项来源须是重复组里的题目",
                "choices can come only from a question inside a repeat",
            ));
        }
        if let Some(node) = self.node_mut(id) {
            node.choices_of = Some(target);
        }
    }

    /// Labels of all used lists, with answers in them resolved.
    pub(super) fn resolve_choice_labels(&mut self) -> Vec<(String, BTreeMap<String, Vec<Words>>)> {
        let mut resolved = vec![];
        let used: Vec<String> = self.used_lists.iter().cloned().collect();
        for key in used {
            let Some(draft) = self.lists.get_mut(&key) else {
                continue;
            };
            let labels = std::mem::take(&mut draft.labels);
            let rows = draft.rows.clone();
            let name = draft.name.clone();
            let mut by_language = BTreeMap::new();
            for (language, texts) in labels {
                let words = texts
                    .into_iter()
                    .zip(&rows)
                    .map(|(text, row)| {
                        if Self::has_answers(&text) {
                            self.words(&text, 0, &Place::new("choices", *row, "label"))
                        } else {
                            Words::Plain(text)
                        }
                    })
                    .collect();
                by_language.insert(language, words);
            }
            resolved.push((name, by_language));
        }
        resolved
    }
}

fn slot_key(slot: &Slot) -> &'static str {
    match slot {
        Slot::Relevant => "relevant",
        Slot::Calculation => "calculation",
        Slot::Count => "repeat_count",
        Slot::Filter => "choice_filter",
        _ => "",
    }
}

/// Puts a tree into its place; a visible question with a calculation of its own cannot be edited.
fn put(node: &mut Node, slot: &Slot, tree: Tree) {
    match slot {
        Slot::Relevant => node.relevant = Some(tree),
        Slot::Constraint => node.constraint = Some(tree),
        Slot::Required => node.required = Rule::When(tree),
        Slot::ReadOnly => node.read_only = Rule::When(tree),
        Slot::Calculation => {
            node.value = Some(tree);
        }
        Slot::Count => node.count = Some(tree),
        Slot::Filter => node.filter = Some(tree),
        Slot::Default => node.dynamic_default = Some(tree),
        Slot::Seed => node.seed = Some(tree),
        Slot::Idle | Slot::Trigger | Slot::Words(..) => {}
    }
}
