//! Files that a form reads or shows; they lie beside the workbook.

use super::Form;
use std::collections::BTreeMap;

/// What a file of a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileUse {
    /// A table (`.csv`) that choices or lookups come from.
    Table,
    /// A picture beside a question or a choice.
    Picture,
    /// Sound beside a question or a choice.
    Sound,
}

impl FileUse {
    fn of_medium(kind: &str) -> Option<Self> {
        match kind {
            "image" | "big-image" => Some(Self::Picture),
            "audio" => Some(Self::Sound),
            _ => None,
        }
    }
}

impl Form {
    /// Every file by its name: tables, and the pictures and sounds of questions and choices in all languages. Video is not
    /// shown and not asked for.
    pub fn wanted_files(&self) -> BTreeMap<&str, FileUse> {
        let tables = self
            .files
            .iter()
            .map(|name| (name.as_str(), FileUse::Table));
        let questions = self.nodes.iter().flat_map(|node| &node.media);
        let questions = questions.flat_map(|(kind, files)| {
            let named = files.values().map(String::as_str);
            named.map(move |name| (kind.as_str(), name))
        });
        let choices = self.lists.values().flat_map(|list| &list.media);
        let choices = choices.flat_map(|(kind, files)| {
            let named = files.values().flatten().map(String::as_str);
            named.map(move |name| (kind.as_str(), name))
        });
        let media = questions
            .chain(choices)
            .filter(|(_, name)| !name.is_empty())
            .filter_map(|(kind, name)| Some((name, FileUse::of_medium(kind)?)));
        media.chain(tables).collect()
    }
}
