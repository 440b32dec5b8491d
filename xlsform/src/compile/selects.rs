//! Questions about choices: lists of the workbook, of files, of repeats, and the virtual choice `other`.

use super::table::TableRow;
use super::{Compiler, Slot, choices};
use crate::fault::{Code, nearest};
use crate::form::Words;
use crate::kind::{Kind, Select};
use crate::tree::{NodeId, Tree};
use std::collections::BTreeMap;

impl Compiler<'_> {
    /// Joins a question with its choices.
    pub(super) fn select(&mut self, row: &TableRow<'_>, id: NodeId, select: &Select) {
        let list = select.list.as_str();
        if list.is_empty() {
            self.faults.error(row.fault(
                Code::MissingListName,
                "type",
                "请在题型后写列表名，如 select_one 列表",
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
        let near = self
            .faults
            .may_hint()
            .then(|| nearest(list, self.lists.values().map(|draft| draft.name.as_str())))
            .flatten();
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
