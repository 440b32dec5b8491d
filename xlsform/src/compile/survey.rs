//! The cells of one question: what can be read at once is read, expressions wait until all names are known.

use super::choices::MEDIA;
use super::table::TableRow;
use super::{Compiler, Pending, Slot, settings};
use crate::expr;
use crate::fault::Code;
use crate::form::{Rule, Words};
use crate::kind::Kind;
use crate::num;
use crate::tree::{NodeId, Tree};

impl Compiler<'_> {
    /// Everything a row says besides its type and name.
    pub(super) fn properties(&mut self, row: &TableRow<'_>, id: NodeId, kind: Kind) {
        self.check_label(row, kind);
        self.texts(row, id);
        self.rules(row, id, kind);
        self.calculation(row, id, kind);
        let media = MEDIA
            .iter()
            .map(|key| ((*key).to_owned(), self.languages.texts(row, key)))
            .filter(|(_, files)| !files.is_empty())
            .collect();
        let attributes = row
            .table
            .keys()
            .filter(|key| key.contains("::") || *key == "autoplay")
            .map(|key| (key.to_owned(), row.text(key).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let appearance = row.text("appearance").to_owned();
        let save_to = self.save_to(row);
        let parameters = self.parameters(row, id, kind);
        if let Some(node) = self.node_mut(id) {
            node.media = media;
            node.attributes = attributes;
            node.appearance = appearance;
            node.save_to = save_to;
            node.parameters = parameters;
        }
    }

    fn check_label(&mut self, row: &TableRow<'_>, kind: Kind) {
        let is_matrix_row = row
            .text("appearance")
            .split_whitespace()
            .any(|word| word == "label");
        let has_label = ["label", "image", "audio", "video"]
            .iter()
            .any(|key| row.texts(key).next().is_some());
        let is_computed = !row.text("calculation").is_empty();
        let needs = !kind.is_block() && !kind.is_unseen() && !is_matrix_row && !is_computed;
        if needs && !has_label {
            self.faults.error(row.fault(
                Code::MissingLabel,
                "label",
                "题目没有文字",
                "the question has no label",
            ));
        }
    }

    fn texts(&mut self, row: &TableRow<'_>, id: NodeId) {
        for key in [
            "label",
            "hint",
            "guidance_hint",
            "constraint_message",
            "required_message",
        ] {
            for (language, text) in self.languages.texts(row, key) {
                if Self::has_answers(&text) {
                    self.wait(row, id, key, Slot::Words(key, language), text);
                } else {
                    self.set_words(id, key, language, Words::Plain(text));
                }
            }
        }
    }

    fn rules(&mut self, row: &TableRow<'_>, id: NodeId, kind: Kind) {
        for (key, slot) in [("required", Slot::Required), ("read_only", Slot::ReadOnly)] {
            let text = row.text(key);
            match settings::truth(text) {
                Some(truth) => {
                    if let Some(node) = self.node_mut(id) {
                        let rule = Rule::Fixed(truth);
                        match slot {
                            Slot::Required => node.required = rule,
                            _ => node.read_only = rule,
                        }
                    }
                }
                None => self.wait(row, id, key, slot, text.to_owned()),
            }
        }
        for (key, slot) in [
            ("relevant", Slot::Relevant),
            ("constraint", Slot::Constraint),
            ("choice_filter", Slot::Filter),
            ("trigger", Slot::Trigger),
        ] {
            let text = row.text(key);
            if text.is_empty() {
                continue;
            }
            match (settings::truth(text), &slot) {
                (Some(truth), Slot::Relevant) if text != "1" && text != "0" => {
                    if let Some(node) = self.node_mut(id) {
                        node.relevant = (!truth).then_some(Tree::Truth(false));
                    }
                }
                _ => self.wait(row, id, key, slot, text.to_owned()),
            }
        }
        let count = row.text("repeat_count");
        if !count.is_empty() {
            let slot = if kind == Kind::Repeat {
                Slot::Count
            } else {
                Slot::Idle
            };
            self.wait(row, id, "repeat_count", slot, count.to_owned());
        }
    }

    fn calculation(&mut self, row: &TableRow<'_>, id: NodeId, kind: Kind) {
        let calculation = row.text("calculation");
        let default = row.text("default");
        if !calculation.is_empty() {
            self.wait(
                row,
                id,
                "calculation",
                Slot::Calculation,
                calculation.to_owned(),
            );
        } else if kind == Kind::Calculate && default.is_empty() && row.text("trigger").is_empty() {
            self.faults.error(row.fault(
                Code::MissingCalculation,
                "calculation",
                "calculate 没有写计算式",
                "the calculate row has no calculation",
            ));
        }
        if default.is_empty() || kind.is_block() {
            return;
        }
        let is_number = matches!(kind, Kind::Integer | Kind::Decimal | Kind::Range);
        if is_dynamic(default) || (is_number && num::from_text(default).is_nan()) {
            self.wait(row, id, "default", Slot::Default, default.to_owned());
        } else if let Some(node) = self.node_mut(id) {
            node.default = Some(default.to_owned());
        }
    }

    pub(super) fn wait(
        &mut self,
        row: &TableRow<'_>,
        node: NodeId,
        key: &str,
        slot: Slot,
        text: String,
    ) {
        self.pending.push(Pending {
            node,
            slot,
            text,
            place: row.place(key),
        });
    }

    fn save_to(&mut self, row: &TableRow<'_>) -> Option<String> {
        let property = row.text("save_to");
        let lower = property.to_lowercase();
        if ["name", "label"].contains(&lower.as_str()) || lower.starts_with("__") {
            self.faults.error(row.fault(
                Code::ReservedProperty,
                "save_to",
                "name、label 和以 __ 开头的属性是保留的",
                "name, label and properties that begin with __ are reserved",
            ));
        }
        (!property.is_empty()).then(|| property.to_owned())
    }
}

/// True when a default is computed: it holds a reference or calls something. A function that does not exist is a slip.
fn is_dynamic(text: &str) -> bool {
    let is_call = text.ends_with(')')
        && text.split_once('(').is_some_and(|(name, _)| {
            let is_letter =
                |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':');
            name.starts_with(|letter: char| letter.is_ascii_lowercase())
                && name.chars().all(is_letter)
        });
    let holds = |name: &str| {
        text.find(name).is_some_and(|at| {
            let before = text.get(..at).and_then(|head| head.chars().last());
            let after = text.get(at + name.len()..).unwrap_or("");
            after.starts_with('(')
                && !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '-')
        })
    };
    text.contains("${") || is_call || expr::names().any(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_with_functions_are_computed_and_plain_words_are_not() {
        assert!(is_dynamic("today()") && is_dynamic("${a} + 1") && is_dynamic("if(true(), 1, 2)"));
        assert!(is_dynamic("foo(1)"));
        assert!(!is_dynamic("hello (world)") && !is_dynamic("2026-01-01") && !is_dynamic("if"));
    }
}
