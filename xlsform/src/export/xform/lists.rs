//! Lists of choices as instances beside the record, and their texts.

use super::Writer;
use crate::form::{List, Words};
use std::collections::BTreeSet;

impl Writer<'_> {
    /// Lists that some question extends by the virtual choice `other`.
    fn extended(&self) -> BTreeSet<&str> {
        let nodes = self
            .form
            .nodes
            .iter()
            .filter(|node| !node.or_other.is_empty());
        nodes.filter_map(|node| node.list.as_deref()).collect()
    }

    fn is_file(&self, list: &str) -> bool {
        let stem = list.split('?').next().unwrap_or(list);
        self.form.files.contains(&format!("{stem}.csv"))
    }

    pub(super) fn lists(&mut self) {
        let form = self.form;
        for (name, list) in &form.lists {
            if !self.is_file(name) {
                self.list(name, name, list, false);
                if self.extended().contains(name.as_str()) {
                    self.list(&format!("{name}.with_other"), name, list, true);
                }
            }
        }
        for file in &form.files {
            let stem = file.trim_end_matches(".csv");
            let source = format!("jr://file-csv/{file}");
            self.xml
                .empty("instance", &[("id", stem), ("src", &source)]);
        }
    }

    fn list(&mut self, id: &str, texts: &str, list: &List, with_other: bool) {
        self.xml.open("instance", &[("id", id)]);
        self.xml.open("root", &[]);
        for (at, row) in list.rows.iter().enumerate() {
            self.xml.open("item", &[]);
            self.xml.element("itextId", &[], &format!("{texts}-{at}"));
            for (column, value) in list.columns.iter().zip(row) {
                self.xml.element(column, &[], value);
            }
            self.xml.close();
        }
        if with_other {
            self.xml.open("item", &[]);
            self.xml.element("itextId", &[], &format!("{texts}-other"));
            self.xml.element("name", &[], "other");
            self.xml.close();
        }
        self.xml.close();
        self.xml.close();
    }

    pub(super) fn choice_texts(&mut self, language: &str) {
        let form = self.form;
        for (name, list) in &form.lists {
            if self.is_file(name) {
                continue;
            }
            for (at, row) in list.rows.iter().enumerate() {
                let id = format!("{name}-{at}");
                self.xml.open("text", &[("id", &id)]);
                self.xml.open("value", &[]);
                let empty = Words::Plain(String::new());
                let in_language = |code: &str| {
                    let words = list.labels.get(code).and_then(|labels| labels.get(at));
                    words.filter(|words| **words != empty)
                };
                match in_language(language).or_else(|| in_language(&form.default_language)) {
                    Some(words) => self.words(words, 0),
                    None => self.xml.content(row.first().map_or("", String::as_str)),
                }
                self.xml.close();
                for (kind, by_language) in &list.media {
                    let file = by_language.get(language).and_then(|files| files.get(at));
                    if let Some(file) = file.filter(|file| !file.is_empty()) {
                        self.medium(kind, file);
                    }
                }
                self.xml.close();
            }
            let other = form
                .nodes
                .iter()
                .find(|node| node.list.as_ref() == Some(name) && !node.or_other.is_empty());
            if let Some(words) = other.and_then(|node| node.or_other.get(language)) {
                let id = format!("{name}-other");
                self.xml.open("text", &[("id", &id)]);
                self.xml.open("value", &[]);
                self.words(words, 0);
                self.xml.close();
                self.xml.close();
            }
        }
    }
}
