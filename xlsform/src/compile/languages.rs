//! Languages of a form and the texts in them.

use super::table::{Table, TableRow};
use crate::fault::{Code, Fault, Faults, Place};
use std::collections::{BTreeMap, BTreeSet};

/// Languages by code, and the code of each name as written.
#[derive(Debug, Default)]
pub struct Languages {
    /// Codes in the order of the columns.
    pub codes: Vec<String>,
    /// Name as written by code.
    pub names: BTreeMap<String, String>,
    /// The language that cells without one belong to, and that the form opens in.
    pub default: String,
    by_name: BTreeMap<String, String>,
}

/// The code in brackets of `中文 (zh)`.
fn code_in(name: &str) -> Option<&str> {
    let inner = name.trim_end().strip_suffix(')')?;
    let (_, code) = inner.rsplit_once('(')?;
    let code = code.trim();
    (!code.is_empty() && code.len() <= 16).then_some(code)
}

impl Languages {
    /// Gathers the languages of all texts; `stated` is the setting `default_language`.
    pub fn gather(
        tables: &[(&Table, &[&str])],
        stated: &str,
        faults: &mut Faults,
        place: Place,
    ) -> Self {
        let mut names: Vec<String> = vec![];
        let mut has_plain = false;
        for (table, keys) in tables {
            let mut columns: Vec<_> = keys.iter().flat_map(|key| table.columns(key)).collect();
            columns.sort_by_key(|column| column.index);
            for column in columns {
                match &column.language {
                    Some(name) if !names.contains(name) => names.push(name.clone()),
                    Some(_) => {}
                    None => has_plain = true,
                }
            }
        }
        if names.len() > crate::limits::LANGUAGES {
            let zh = "语言超过 100 种";
            let en = "there are over 100 languages";
            faults.error(Fault::new(Code::TooLarge, place.clone(), "", zh, en));
            names.truncate(crate::limits::LANGUAGES);
        }
        let fits =
            |name: &&String| name.eq_ignore_ascii_case(stated) || code_in(name) == Some(stated);
        let known = names.iter().find(fits).cloned();
        let default_name = match (known, stated.is_empty()) {
            (Some(name), _) => name,
            (None, false) => {
                if !names.is_empty() && !has_plain {
                    faults.warn(Fault::new(
                        Code::UnknownLanguage,
                        place,
                        stated,
                        "没有这种语言的列",
                        "no column is in this language",
                    ));
                }
                stated.to_owned()
            }
            (None, true) if has_plain || names.is_empty() => "default".to_owned(),
            (None, true) => names.first().cloned().unwrap_or_default(),
        };
        if !names.contains(&default_name) {
            names.insert(0, default_name.clone());
        }
        Self::from_names(&names, &default_name)
    }

    fn from_names(names: &[String], default_name: &str) -> Self {
        let mut languages = Self::default();
        for name in names {
            let code = code_in(name).unwrap_or(name);
            let is_shared = names
                .iter()
                .any(|other| other != name && code_in(other).unwrap_or(other) == code);
            let code = if is_shared { name.as_str() } else { code }.to_owned();
            languages.names.insert(code.clone(), name.clone());
            languages.by_name.insert(name.clone(), code.clone());
            if name == default_name {
                languages.default.clone_from(&code);
            }
            languages.codes.push(code);
        }
        languages
    }

    /// The code of a language as written; the default's for none.
    pub fn code(&self, name: Option<&str>) -> &str {
        name.and_then(|name| self.by_name.get(name))
            .unwrap_or(&self.default)
    }

    /// True for the Chinese of any region.
    pub fn is_chinese(&self, code: &str) -> bool {
        let name = self.names.get(code).map_or("", String::as_str);
        code.to_lowercase().starts_with("zh") || name.contains('中') || name.contains('汉')
    }

    /// The texts of one row under one key, by code; a text with a language wins over one without.
    pub fn texts(&self, row: &TableRow<'_>, key: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (language, text) in row.texts(key) {
            if language.is_none() {
                found.insert(self.default.clone(), text.to_string());
            }
        }
        for (language, text) in row.texts(key) {
            if language.is_some() {
                found.insert(self.code(language).to_owned(), text.to_string());
            }
        }
        found
    }

    /// The columns of a key by language; those with a language come before those without, which belong to the default.
    pub fn columns<'a>(&'a self, table: &Table, key: &str) -> Vec<(&'a str, Vec<u32>)> {
        let columns = table.columns(key);
        let of = |code: &str, has_language: bool| {
            let fits = columns
                .iter()
                .filter(move |column| column.language.is_some() == has_language);
            let own: Vec<u32> = fits
                .filter(|column| self.code(column.language.as_deref()) == code)
                .map(|column| column.index)
                .collect();
            own
        };
        self.codes
            .iter()
            .map(|code| (code.as_str(), [of(code, true), of(code, false)].concat()))
            .collect()
    }

    /// Warns once for each language and column in which some row lacks a text that another language has.
    pub fn note_missing(&self, table: &Table, keys: &[&str], faults: &mut Faults) {
        if self.codes.len() < 2 {
            return;
        }
        for key in keys {
            if table
                .columns(key)
                .iter()
                .all(|column| column.language.is_none())
            {
                continue;
            }
            let by_code = self.columns(table, key);
            let mut noted: BTreeSet<&str> = BTreeSet::new();
            for row in table.rows() {
                if noted.len() == self.codes.len() {
                    break;
                }
                let has = |columns: &[u32]| columns.iter().any(|column| row.at(*column).is_some());
                if !by_code.iter().any(|(_, columns)| has(columns)) {
                    continue;
                }
                for (code, columns) in &by_code {
                    if !noted.contains(code) && !has(columns) {
                        noted.insert(code);
                        let name = self.names.get(*code).map_or(*code, String::as_str);
                        faults.warn(Fault::new(
                            Code::MissingTranslation,
                            row.place(key),
                            name,
                            &format!("缺少 {name} 的译文，显示默认语言"),
                            &format!("no text in {name}; the default language is shown"),
                        ));
                    }
                }
            }
        }
    }
}
