//! The sheet `settings`.

use super::languages::Languages;
use super::table::{Table, TableRow};
use crate::fault::{Code, Faults, Place};
use std::collections::BTreeMap;

/// What the sheet says.
#[derive(Debug, Default)]
pub struct Settings {
    pub form_id: String,
    pub version: String,
    pub default_language: String,
    pub style: String,
    /// Name of the root in absolute paths.
    pub root: String,
    pub allows_duplicates: bool,
    pub zone_min: i64,
    /// The name of one filled form, as written.
    pub instance_name: String,
    texts: BTreeMap<&'static str, Vec<(Option<String>, String)>>,
    places: BTreeMap<&'static str, Place>,
}

const TEXTS: [&str; 3] = ["form_title", "or_other_label", "or_other_specify"];

/// Yes or no in the spellings of the convention; none for anything else.
pub fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" | "true()" | "1" => Some(true),
        "no" | "false" | "false()" | "0" | "" => Some(false),
        _ => None,
    }
}

impl Settings {
    /// Reads the first row; a sheet that is missing gives defaults.
    pub fn read(table: Option<&Table>, faults: &mut Faults) -> Self {
        let mut settings = Self {
            form_id: "form".to_owned(),
            root: "data".to_owned(),
            zone_min: 480,
            ..Self::default()
        };
        if let Some(row) = table.and_then(|table| table.rows().next()) {
            settings.take(&row, faults);
        }
        settings
    }

    fn take(&mut self, row: &TableRow<'_>, faults: &mut Faults) {
        let text = |key: &str| row.text(key).to_owned();
        let form_id = row.text("form_id");
        if form_id.contains(char::is_whitespace) {
            faults.error(row.fault(
                Code::BadSetting,
                "form_id",
                "form_id 不能含空格",
                "the form's id cannot hold spaces",
            ));
        }
        if !form_id.is_empty() {
            form_id.clone_into(&mut self.form_id);
        }
        self.version = text("version");
        self.default_language = text("default_language");
        self.style = text("style");
        self.instance_name = text("instance_name");
        if !row.text("name").is_empty() {
            self.root = text("name");
        }
        match truth(row.text("allow_choice_duplicates")) {
            Some(allows) => self.allows_duplicates = allows,
            None => faults.error(row.fault(
                Code::BadSetting,
                "allow_choice_duplicates",
                "请写 yes 或 no",
                "write yes or no",
            )),
        }
        match crate::time::zone_minutes(row.text("time_zone")) {
            Some(minutes) => self.zone_min = minutes,
            None => faults.error(row.fault(
                Code::BadSetting,
                "time_zone",
                "请写时差，如 +08:00",
                "write an offset such as +08:00",
            )),
        }
        for key in TEXTS {
            let found = row
                .texts(key)
                .map(|(language, text)| (language.map(str::to_owned), text.to_string()));
            self.texts.insert(key, found.collect());
        }
        for key in ["default_language", "instance_name"] {
            self.places.insert(key, row.place(key));
        }
    }

    /// Where a setting stands.
    pub fn place(&self, key: &'static str) -> Place {
        self.places
            .get(key)
            .cloned()
            .unwrap_or_else(|| Place::new("settings", 0, key))
    }

    /// A text of the settings by language code; empty when the sheet has none.
    pub fn texts(&self, key: &str, languages: &Languages) -> BTreeMap<String, String> {
        let rows = self.texts.get(key).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .map(|(language, text)| (languages.code(language.as_deref()).to_owned(), text.clone()))
            .collect()
    }

    /// Titles by language; the id when there is none.
    pub fn titles(&self, languages: &Languages) -> BTreeMap<String, String> {
        let mut titles = self.texts("form_title", languages);
        if titles.is_empty() {
            titles.insert(languages.default.clone(), self.form_id.clone());
        }
        titles
    }
}
