//! The cells of one question: what can be read at once is read, expressions wait until all names are known.

use super::choices::{self, MEDIA};
use super::table::TableRow;
use super::{Compiler, Pending, Slot, settings};
use crate::expr;
use crate::fault::{Code, nearest};
use crate::form::{Rule, Span, Words};
use crate::kind::{Kind, Select};
use crate::num;
use crate::tree::{NodeId, Tree};
use std::collections::BTreeMap;

/// Parameters of the convention.
const PARAMETERS: [&str; 27] = [
    "start",
    "end",
    "step",
    "randomize",
    "seed",
    "value",
    "label",
    "max-pixels",
    "app",
    "rows",
    "quality",
    "capture-accuracy",
    "warning-accuracy",
    "allow-mock-accuracy",
    "location-priority",
    "location-min-interval",
    "location-max-age",
    "track-changes",
    "track-changes-reasons",
    "identify-user",
    "incremental",
    "placeholder",
    "tick-interval",
    "tick-labelset",
    "interval",
    "hash",
    "version",
];

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
        if kind == Kind::Repeat && !count.is_empty() {
            self.wait(row, id, "repeat_count", Slot::Count, count.to_owned());
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

    fn wait(&mut self, row: &TableRow<'_>, node: NodeId, key: &str, slot: Slot, text: String) {
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

    fn parameters(
        &mut self,
        row: &TableRow<'_>,
        id: NodeId,
        kind: Kind,
    ) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let text = row.text("parameters");
        for piece in text
            .split([' ', ',', ';', '\n'])
            .filter(|piece| !piece.is_empty())
        {
            let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
            let key = key.to_lowercase();
            if !PARAMETERS.contains(&key.as_str()) || value.is_empty() {
                let fault = row.fault(
                    Code::BadParameter,
                    "parameters",
                    &format!("参数 {piece} 不认识,请写成 名称=值"),
                    &format!("the parameter {piece} is not known; write name=value"),
                );
                let near = nearest(&key, PARAMETERS.iter().copied());
                self.faults.error(fault.with_hint(near));
                continue;
            }
            found.insert(key, value.to_owned());
        }
        if kind == Kind::Range {
            self.range(row, id, &mut found);
        }
        if kind.is_select() {
            self.shuffle(row, id, &mut found);
        }
        found
    }

    fn range(&mut self, row: &TableRow<'_>, id: NodeId, parameters: &mut BTreeMap<String, String>) {
        let mut read = |key: &str, default: f64| {
            let text = parameters.remove(key);
            text.map_or(default, |text| num::from_text(&text))
        };
        let (start, end, step) = (read("start", 1.0), read("end", 10.0), read("step", 1.0));
        let is_whole = [start, end, step].iter().all(|value| value.fract() == 0.0);
        let is_sound = start.is_finite() && end.is_finite() && step.is_finite() && step != 0.0;
        if !is_sound {
            self.faults.error(row.fault(
                Code::BadParameter,
                "parameters",
                "start、end、step 须是数字,step 不能为 0",
                "start, end and step are numbers, and step is not 0",
            ));
        }
        if let Some(node) = self.node_mut(id) {
            node.range = Some(Span {
                start,
                end,
                step: step.abs(),
                is_whole,
            });
        }
    }

    fn shuffle(
        &mut self,
        row: &TableRow<'_>,
        id: NodeId,
        parameters: &mut BTreeMap<String, String>,
    ) {
        let is_shuffled = match parameters.remove("randomize") {
            None => false,
            Some(text) => settings::truth(&text).unwrap_or_else(|| {
                self.faults.error(row.fault(
                    Code::BadParameter,
                    "parameters",
                    "randomize 请写 true 或 false",
                    "write randomize=true or randomize=false",
                ));
                false
            }),
        };
        let seed = parameters.remove("seed");
        if let Some(node) = self.node_mut(id) {
            node.is_shuffled = is_shuffled;
        }
        if let Some(seed) = seed {
            if is_shuffled {
                self.wait(row, id, "parameters", Slot::Seed, seed);
            } else {
                self.faults.error(row.fault(
                    Code::BadParameter,
                    "parameters",
                    "seed 须与 randomize=true 同用",
                    "seed goes together with randomize=true",
                ));
            }
        }
    }

    /// Joins a question with its choices.
    pub(super) fn select(&mut self, row: &TableRow<'_>, id: NodeId, select: &Select) {
        let list = select.list.as_str();
        if list.is_empty() {
            self.faults.error(row.fault(
                Code::MissingListName,
                "type",
                "请在题型后写列表名,如 select_one 列表",
                "write the list's name after the type, as in select_one list",
            ));
            return;
        }
        let resolved = if let Some(name) = list
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'))
        {
            self.wait(
                row,
                id,
                "type",
                Slot::Words("choices_of", String::new()),
                name.trim().to_owned(),
            );
            None
        } else if select.is_file {
            self.file_list(row, id, list)
        } else {
            self.own_list(row, list)
        };
        if let Some(node) = self.node_mut(id) {
            node.list = resolved;
        }
        if select.or_other {
            self.or_other(row, id);
        }
    }

    fn own_list(&mut self, row: &TableRow<'_>, list: &str) -> Option<String> {
        let key = list.to_lowercase();
        if let Some(draft) = self.lists.get(&key) {
            self.used_lists.insert(key);
            return Some(draft.name.clone());
        }
        let near = nearest(list, self.lists.values().map(|draft| draft.name.as_str()));
        let fault = row.fault(
            Code::UnknownList,
            "type",
            &format!("choices 表没有列表 {list}"),
            &format!("the sheet choices has no list {list}"),
        );
        self.faults.error(fault.with_hint(near));
        None
    }

    fn file_list(&mut self, row: &TableRow<'_>, id: NodeId, file: &str) -> Option<String> {
        let lower = file.to_lowercase();
        let Some(stem) = lower
            .strip_suffix(".csv")
            .and_then(|_| file.get(..file.len() - 4))
        else {
            let is_known = [".xml", ".geojson"].iter().any(|end| lower.ends_with(end));
            let (code, zh, en) = if is_known {
                (
                    Code::UnsupportedType,
                    "暂只支持 .csv 文件",
                    "only .csv files are supported",
                )
            } else {
                (
                    Code::BadFileName,
                    "文件名须以 .csv 结尾",
                    "the file's name must end with .csv",
                )
            };
            self.faults.error(row.fault(code, "type", zh, en));
            return None;
        };
        let parameters = self
            .node(id)
            .map(|node| node.parameters.clone())
            .unwrap_or_default();
        let column = |key: &str, default: &str| {
            parameters
                .get(key)
                .cloned()
                .unwrap_or_else(|| default.to_owned())
        };
        let (value, label) = (column("value", "name"), column("label", "label"));
        let name = if value == "name" && label == "label" {
            stem.to_owned()
        } else {
            format!("{stem}?value={value}&label={label}")
        };
        self.need_file(file);
        if let Some(text) = self.files.get(file)
            && !self.file_lists.contains_key(&name)
        {
            match choices::from_file(choices::csv(text), &value, &label, &self.languages.default) {
                Some(list) => {
                    self.file_lists.insert(name.clone(), list);
                }
                None => self.faults.error(row.fault(
                    Code::UnknownColumn,
                    "parameters",
                    &format!("文件 {file} 没有列 {value} 或 {label}"),
                    &format!("the file {file} has no column {value} or {label}"),
                )),
            }
        }
        self.file_lists.entry(name.clone()).or_default();
        Some(name)
    }

    /// Notes that the form needs a data file.
    pub(super) fn need_file(&mut self, file: &str) {
        self.needed_files.insert(file.to_owned());
    }

    /// A virtual choice, and a text question that asks for it.
    fn or_other(&mut self, row: &TableRow<'_>, id: NodeId) {
        let label = self.bilingual("or_other_label", "其他", "Other");
        let specify = self.bilingual("or_other_specify", "请注明", "Please specify");
        let Some((parent, name)) = self
            .node(id)
            .map(|node| (node.parent.unwrap_or(0), format!("{}_other", node.name())))
        else {
            return;
        };
        let has_own = self
            .node(id)
            .and_then(|node| node.list.as_ref())
            .is_some_and(|list| {
                self.lists.get(&list.to_lowercase()).is_some_and(|draft| {
                    let mut rows = draft.list.rows.iter();
                    rows.any(|row| row.first().is_some_and(|value| value == "other"))
                })
            });
        if let Some(node) = self.node_mut(id).filter(|_| !has_own) {
            node.or_other = label;
        }
        let kind = self.node(id).map_or(Kind::SelectOne, |node| node.kind);
        let other = self.new_node(row, Kind::Text, parent, &name);
        if let Some(node) = self.node_mut(other) {
            node.label = specify;
            let chosen = Tree::Ref {
                node: id,
                kind: kind.reads_as(),
                all: false,
                is_candidate: false,
            };
            node.relevant = Some(Tree::Call(
                "selected",
                vec![chosen, Tree::Text("other".to_owned())],
            ));
        }
        self.places.insert((other, "relevant"), row.place("type"));
    }

    fn bilingual(&self, key: &str, zh: &str, en: &str) -> BTreeMap<String, Words> {
        let stated = self.settings.texts(key, &self.languages);
        let codes = self.languages.codes.iter();
        codes
            .map(|code| {
                let text = match stated.get(code) {
                    Some(text) => text.as_str(),
                    None if self.languages.is_chinese(code) => zh,
                    None => en,
                };
                (code.clone(), Words::Plain(text.to_owned()))
            })
            .collect()
    }
}

/// True when a default is computed: it holds a reference or calls a function.
fn is_dynamic(text: &str) -> bool {
    if text.contains("${") {
        return true;
    }
    expr::names().any(|name| {
        text.find(name).is_some_and(|at| {
            let before = text.get(..at).and_then(|head| head.chars().last());
            let after = text.get(at + name.len()..).unwrap_or("");
            after.starts_with('(')
                && !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '-')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_with_functions_are_computed_and_plain_words_are_not() {
        assert!(is_dynamic("today()") && is_dynamic("${a} + 1") && is_dynamic("if(true(), 1, 2)"));
        assert!(!is_dynamic("hello (world)") && !is_dynamic("2026-01-01") && !is_dynamic("if"));
    }
}
