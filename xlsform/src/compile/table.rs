//! A sheet as a table: headers in any order, spelling and language; rows keep their own number.

use crate::fault::{Code, Fault, Faults, Place};
use crate::workbook::{Cell, Sheet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One column.
pub struct Column {
    pub index: u32,
    /// The header without its language, as written.
    pub header: String,
    /// The language as written.
    pub language: Option<String>,
}

/// A sheet with its headers read.
pub struct Table {
    pub sheet: String,
    /// Row of the headers.
    pub header_row: u32,
    columns: BTreeMap<String, Vec<Column>>,
    rows: Vec<(u32, Vec<Cell>)>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub struct TableRow<'a> {
    pub table: &'a Table,
    pub number: u32,
    cells: &'a [Cell],
}

/// How a sheet spells its columns: aliases, which columns may carry a language, and those known at all.
pub struct Spelling {
    pub aliases: &'static [(&'static str, &'static str)],
    pub by_language: &'static [&'static str],
    pub known: &'static [&'static str],
    /// Any further column is data, not a slip.
    pub takes_any: bool,
}

pub const SURVEY: Spelling = Spelling {
    aliases: &[
        ("caption", "label"),
        ("relevance", "relevant"),
        ("calculate", "calculation"),
        ("constraining_message", "constraint_message"),
        ("constraint_msg", "constraint_message"),
        ("requiredmsg", "required_message"),
        ("required_msg", "required_message"),
        ("readonly", "read_only"),
        ("count", "repeat_count"),
        ("media::image", "image"),
        ("media::audio", "audio"),
        ("media::video", "video"),
        ("media::big-image", "big-image"),
        ("big_image", "big-image"),
        ("command", "type"),
        ("tag", "name"),
        ("value", "name"),
    ],
    by_language: &[
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "audio",
        "video",
        "big-image",
    ],
    known: &[
        "type",
        "name",
        "required",
        "relevant",
        "constraint",
        "calculation",
        "appearance",
        "parameters",
        "choice_filter",
        "repeat_count",
        "default",
        "read_only",
        "trigger",
        "save_to",
        "autoplay",
        "disabled",
    ],
    takes_any: false,
};

pub const CHOICES: Spelling = Spelling {
    aliases: &[
        ("list_name", "list_name"),
        ("listname", "list_name"),
        ("value", "name"),
        ("caption", "label"),
        ("media::image", "image"),
        ("media::audio", "audio"),
        ("media::video", "video"),
        ("media::big-image", "big-image"),
    ],
    by_language: &["label", "image", "audio", "video", "big-image"],
    known: &["list_name", "name"],
    takes_any: true,
};

pub const SETTINGS: Spelling = Spelling {
    aliases: &[
        ("title", "form_title"),
        ("id_string", "form_id"),
        ("set_form_title", "form_title"),
        ("set_form_id", "form_id"),
    ],
    by_language: &["form_title", "or_other_label", "or_other_specify"],
    known: &[
        "form_id",
        "version",
        "default_language",
        "instance_name",
        "style",
        "name",
        "allow_choice_duplicates",
        "time_zone",
        "public_key",
        "submission_url",
        "auto_send",
        "auto_delete",
        "instance_xmlns",
        "namespaces",
    ],
    takes_any: false,
};

pub const ENTITIES: Spelling = Spelling {
    aliases: &[("dataset", "list_name")],
    by_language: &[],
    known: &["list_name", "label", "create_if", "update_if", "entity_id"],
    takes_any: false,
};

impl Table {
    /// Reads the headers of `sheet`; faults of headers and of formulas without a result are noted.
    pub fn read(sheet: Sheet, spelling: &Spelling, faults: &mut Faults) -> Self {
        let mut table = Self {
            sheet: sheet.name,
            header_row: 1,
            columns: BTreeMap::new(),
            rows: vec![],
        };
        let mut rows = sheet.rows.into_iter();
        let Some(head) = rows.next() else {
            return table;
        };
        table.header_row = head.number;
        let mut known: Vec<u32> = vec![];
        for cell in head.cells.iter().filter(|cell| !cell.text.is_empty()) {
            if table.add_column(cell, spelling, faults) {
                known.push(cell.column);
            }
        }
        known.sort_unstable();
        for mut row in rows {
            row.cells
                .retain(|cell| known.binary_search(&cell.column).is_ok());
            if !row.cells.is_empty() {
                table.rows.push((row.number, row.cells));
            }
        }
        table.note_formulas(faults);
        table
    }

    /// Takes up the header of a column; false when the column is left out.
    fn add_column(&mut self, cell: &Cell, spelling: &Spelling, faults: &mut Faults) -> bool {
        let (key, header, language) = split_header(&cell.text, spelling);
        let is_known = spelling.takes_any
            || spelling.by_language.contains(&key.as_str())
            || spelling.known.contains(&key.as_str())
            || is_attribute(&key);
        let place = Place::new(&self.sheet, self.header_row, &header);
        if !is_known {
            let names = spelling.known.iter().chain(spelling.by_language).copied();
            let near = crate::fault::nearest(&key, names);
            faults.warn(
                Fault::new(
                    Code::UnknownHeader,
                    place,
                    &cell.text,
                    "不认识这一列，已忽略",
                    "this column is not known and was ignored",
                )
                .with_hint(near),
            );
            return false;
        }
        let columns = self.columns.entry(key.clone()).or_default();
        if columns.iter().any(|column| column.language == language) {
            faults.error(Fault::new(
                Code::DuplicateColumn,
                place,
                &cell.text,
                "这一列出现了两次，请删去一列",
                "this column stands twice; remove one",
            ));
            return false;
        }
        columns.push(Column {
            index: cell.column,
            header,
            language,
        });
        true
    }

    fn note_formulas(&self, faults: &mut Faults) {
        for row in self.rows() {
            for cell in row.cells.iter().filter(|cell| cell.is_unsolved) {
                let header = self
                    .columns
                    .values()
                    .flatten()
                    .find(|column| column.index == cell.column)
                    .map_or("", |column| column.header.as_str());
                faults.error(Fault::new(
                    Code::FormulaCell,
                    Place::new(&self.sheet, row.number, header),
                    "",
                    "单元格是没有结果的公式，读作空白；请改成文字",
                    "the cell is a formula without a stored result and reads as blank; write the text itself",
                ));
            }
        }
    }

    /// Rows with content in a known column.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.rows.iter().map(|(number, cells)| TableRow {
            table: self,
            number: *number,
            cells,
        })
    }

    /// Columns of one key.
    pub fn columns(&self, key: &str) -> &[Column] {
        self.columns.get(key).map_or(&[], Vec::as_slice)
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// The header of a key as written; the key when the sheet lacks it.
    pub fn header<'a>(&'a self, key: &'a str) -> &'a str {
        self.columns(key)
            .first()
            .map_or(key, |column| column.header.as_str())
    }
}

impl<'a> TableRow<'a> {
    fn cell(&self, index: u32) -> Option<&'a Cell> {
        let at = self.cells.binary_search_by_key(&index, |cell| cell.column);
        at.ok().and_then(|at| self.cells.get(at))
    }

    /// The text in a column; none when the cell is empty.
    pub fn at(&self, index: u32) -> Option<&'a str> {
        self.cell(index)
            .map(|cell| &*cell.text)
            .filter(|text| !text.is_empty())
    }

    /// The text under a key without a language; empty when there is none.
    pub fn text(&self, key: &str) -> &'a str {
        self.table
            .columns(key)
            .iter()
            .filter(|column| column.language.is_none())
            .find_map(|column| self.cell(column.index))
            .map_or("", |cell| &cell.text)
    }

    /// Texts under a key, with their languages as written.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = (Option<&'a str>, Arc<str>)> {
        let row = *self;
        row.table.columns(key).iter().filter_map(move |column| {
            let cell = row.cell(column.index)?;
            (!cell.text.is_empty()).then(|| (column.language.as_deref(), Arc::clone(&cell.text)))
        })
    }

    /// The place of a key in this row.
    pub fn place(&self, key: &str) -> Place {
        Place::new(&self.table.sheet, self.number, self.table.header(key))
    }

    /// A fault at a key of this row.
    pub fn fault(&self, code: Code, key: &str, zh: &str, en: &str) -> Fault {
        let value = self
            .texts(key)
            .next()
            .map_or_else(String::new, |(_, text)| text.to_string());
        Fault::new(code, self.place(key), &value, zh, en)
    }
}

/// Attributes for other tools.
fn is_attribute(key: &str) -> bool {
    ["bind::", "body::", "instance::", "control::"]
        .iter()
        .any(|prefix| key.starts_with(prefix))
}

/// Key, header without language, language.
fn split_header(text: &str, spelling: &Spelling) -> (String, String, Option<String>) {
    let canonical = |base: &str| -> String {
        let words: Vec<&str> = base.split_whitespace().collect();
        let key = words.join("_").to_lowercase();
        let alias = spelling.aliases.iter().find(|(from, _)| *from == key);
        alias.map_or(key, |(_, to)| (*to).to_owned())
    };
    let whole = canonical(text);
    let is_plain =
        spelling.known.contains(&whole.as_str()) || spelling.by_language.contains(&whole.as_str());
    if is_plain {
        return (whole, text.trim().to_owned(), None);
    }
    for separator in ["::", ":"] {
        // A medium keeps its own `::` before the language.
        for (at, _) in text
            .match_indices(separator)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let (base, rest) = text.split_at(at);
            let key = canonical(base);
            if spelling.by_language.contains(&key.as_str()) {
                let language = rest.trim_start_matches(':').trim().to_owned();
                let language = (!language.is_empty()).then_some(language);
                return (key, base.trim().to_owned(), language);
            }
        }
    }
    (whole, text.trim().to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_known_in_every_spelling() {
        let read = |text: &str| {
            let (key, _, language) = split_header(text, &SURVEY);
            (key, language.unwrap_or_default())
        };
        let pair = |key: &str, language: &str| (key.to_owned(), language.to_owned());
        assert_eq!(read("Label::中文 (zh)"), pair("label", "中文 (zh)"));
        assert_eq!(read("label:English"), pair("label", "English"));
        assert_eq!(
            read("Constraint Message::en"),
            pair("constraint_message", "en")
        );
        assert_eq!(read("media::image::fr"), pair("image", "fr"));
        assert_eq!(read("media::image"), pair("image", ""));
        assert_eq!(read("relevance"), pair("relevant", ""));
        assert_eq!(read("READONLY"), pair("read_only", ""));
        assert_eq!(read("bind::odk:length"), pair("bind::odk:length", ""));
    }
}
