//! Questionnaires over the wire.

use super::Bilingual;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::surveys::forms::persons::{PersonQuestion, asked_of};
use crate::surveys::queries::form_files::FileRow;
use crate::surveys::queries::forms::{DraftRow, VersionRow};
use entity::{survey_form_draft, survey_form_version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use xlsform::{FileUse, Form};

/// A text in both languages, as the compiler gives it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultText {
    /// Chinese.
    zh: String,
    /// English.
    en: String,
}

/// A fault of a workbook.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultView {
    /// What kind it is.
    #[schema(example = "unknown_reference")]
    code: serde_json::Value,
    /// Name of the sheet; empty for the whole file.
    sheet: String,
    /// Row as the spreadsheet shows it; 0 for the whole sheet.
    row: u32,
    /// Header of the column without its language.
    column: String,
    /// What the cell holds.
    value: String,
    /// What is wrong and what to write instead.
    text: FaultText,
    /// A likely spelling.
    hint: Option<String>,
}

impl From<xlsform::Fault> for FaultView {
    fn from(fault: xlsform::Fault) -> Self {
        Self {
            code: serde_json::to_value(fault.code).unwrap_or_default(),
            sheet: fault.place.sheet,
            row: fault.place.row,
            column: fault.place.column,
            value: fault.value,
            text: FaultText {
                zh: fault.text.zh,
                en: fault.text.en,
            },
            hint: fault.hint,
        }
    }
}

/// A row of a sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetRowView {
    /// Number as the spreadsheet shows it.
    pub number: u32,
    /// Texts by column, cut to 200 characters.
    pub cells: Vec<String>,
}

/// A sheet of the workbook, at most 2,000 rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// Rows with content.
    pub rows: Vec<SheetRowView>,
}

/// Everything there is to say about a workbook; nothing is stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormCheckView {
    /// Whether it can be uploaded.
    ok: bool,
    /// Id of the form.
    form: Option<String>,
    /// Its version.
    version: Option<String>,
    /// Title by language.
    title: BTreeMap<String, String>,
    /// How many questions.
    questions: usize,
    /// Languages in the order of their columns.
    languages: Vec<String>,
    /// Every fault, in the order of their places.
    errors: Vec<FaultView>,
    /// What the author should look at; does not block.
    warnings: Vec<FaultView>,
    /// Questions that ask for persons; they block publication.
    asks_for_persons: Vec<PersonQuestion>,
    /// The sheets with their cells, for pointing at faults.
    sheets: Vec<SheetView>,
    /// The compiled form; none when it is refused.
    #[schema(value_type = Option<Object>)]
    definition: Option<Form>,
    /// For a preview of a refused workbook: the form without the rows that have faults; none when nothing sound is left.
    #[schema(value_type = Option<Object>)]
    sound: Option<Form>,
}

impl FormCheckView {
    /// What the compiler said.
    pub fn new(done: xlsform::Compiled, sound: Option<Form>, sheets: Vec<SheetView>) -> Self {
        let form = done.form.as_ref();
        Self {
            ok: form.is_some(),
            form: form.map(|form| form.form.clone()),
            version: form.map(|form| form.version.clone()),
            title: form.map(|form| form.title.clone()).unwrap_or_default(),
            questions: form.map_or(0, Form::questions),
            languages: form.map(|form| form.languages.clone()).unwrap_or_default(),
            asks_for_persons: form.map(asked_of).unwrap_or_default(),
            errors: done.errors.into_iter().map(FaultView::from).collect(),
            warnings: done.warnings.into_iter().map(FaultView::from).collect(),
            sheets,
            sound,
            definition: done.form,
        }
    }
}

/// Why an administrator let a form ask for persons.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormAllowance {
    /// The reason as written.
    pub reason: String,
    /// When, while it is a draft.
    pub at: Option<UtcMillis>,
}

/// A version of a questionnaire.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormVersionView {
    /// The questionnaire.
    pub form_id: Uuid,
    /// Its id in the workbook.
    #[schema(example = "household_awareness_support")]
    pub code: String,
    /// The version as the author writes it.
    pub version: String,
    /// `draft` or `published`.
    pub state: &'static str,
    /// Title.
    pub title: Bilingual,
    /// How many questions.
    pub questions: i64,
    /// Languages in the order of their columns.
    pub languages: Vec<String>,
    /// SHA-256 of the workbook.
    pub sha256: String,
    /// When it was uploaded.
    pub made_at: UtcMillis,
    /// When it was published.
    pub published_at: Option<UtcMillis>,
    /// Questions of a draft that ask for persons; they block publication until it is allowed.
    pub asks_for_persons: Vec<PersonQuestion>,
    /// Set when an administrator let it pass.
    pub allowed: Option<FormAllowance>,
}

fn languages(text: &str) -> Vec<String> {
    text.split(',')
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect()
}

impl FormVersionView {
    /// A published version.
    pub fn published(row: VersionRow, code: &str) -> Self {
        Self {
            form_id: row.form_id,
            code: code.to_owned(),
            version: row.version,
            state: "published",
            title: Bilingual {
                zh: row.title_zh,
                en: row.title_en,
            },
            questions: row.questions,
            languages: languages(&row.languages),
            sha256: hex::encode(row.workbook_sha256),
            made_at: UtcMillis(row.made_at),
            published_at: Some(UtcMillis(row.published_at)),
            asks_for_persons: vec![],
            allowed: row
                .allowed_reason
                .map(|reason| FormAllowance { reason, at: None }),
        }
    }

    /// A draft; `asked` are its questions that ask for persons.
    pub fn draft(row: DraftRow, code: &str, asked: Vec<PersonQuestion>) -> Self {
        let at = row.allowed_at.map(UtcMillis);
        Self {
            form_id: row.form_id,
            code: code.to_owned(),
            version: row.version,
            state: "draft",
            title: Bilingual {
                zh: row.title_zh,
                en: row.title_en,
            },
            questions: row.questions,
            languages: languages(&row.languages),
            sha256: hex::encode(row.workbook_sha256),
            made_at: UtcMillis(row.made_at),
            published_at: None,
            asks_for_persons: asked,
            allowed: row
                .allowed_reason
                .map(|reason| FormAllowance { reason, at }),
        }
    }
}

impl From<&survey_form_version::Model> for VersionRow {
    fn from(row: &survey_form_version::Model) -> Self {
        Self {
            id: row.id,
            form_id: row.form_id,
            version: row.version.clone(),
            title_zh: row.title_zh.clone(),
            title_en: row.title_en.clone(),
            languages: row.languages.clone(),
            questions: row.questions,
            workbook_sha256: row.workbook_sha256.clone(),
            made_at: row.made_at,
            published_at: row.published_at,
            allowed_reason: row.allowed_reason.clone(),
        }
    }
}

impl From<&survey_form_draft::Model> for DraftRow {
    fn from(row: &survey_form_draft::Model) -> Self {
        Self {
            form_id: row.form_id,
            version: row.version.clone(),
            title_zh: row.title_zh.clone(),
            title_en: row.title_en.clone(),
            languages: row.languages.clone(),
            questions: row.questions,
            definition: row.definition.clone(),
            workbook_sha256: row.workbook_sha256.clone(),
            made_at: row.made_at,
            allowed_at: row.allowed_at,
            allowed_reason: row.allowed_reason.clone(),
        }
    }
}

/// A questionnaire with its versions, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormView {
    /// Id.
    pub id: Uuid,
    /// Id in the workbook.
    pub code: String,
    /// Title of the newest version.
    pub title: Bilingual,
    /// Versions.
    pub versions: Vec<FormVersionView>,
}

/// Every questionnaire.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormList {
    /// By the time of their newest version, the newest first.
    pub items: Vec<FormView>,
}

/// A version with its definition.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormVersionDetail {
    /// What the list says of it.
    #[serde(flatten)]
    pub version: FormVersionView,
    /// The compiled form, as the phone gets it.
    #[schema(value_type = Object)]
    pub definition: Box<serde_json::value::RawValue>,
}

/// What a file of a questionnaire is for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A table (CSV) that choices or lookups come from.
    Table,
    /// A picture.
    Picture,
    /// Sound.
    Sound,
}

impl From<FileUse> for FileKind {
    fn from(of: FileUse) -> Self {
        match of {
            FileUse::Table => Self::Table,
            FileUse::Picture => Self::Picture,
            FileUse::Sound => Self::Sound,
        }
    }
}

/// A file that a questionnaire uses.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormFileView {
    /// As the workbook writes it.
    pub name: String,
    /// What it is for.
    pub kind: FileKind,
    /// How many bytes; none while it is missing.
    pub size_bytes: Option<i64>,
    /// SHA-256 of the bytes; none while it is missing.
    pub sha256: Option<String>,
}

/// The files that a questionnaire uses.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormFileList {
    /// By name.
    pub items: Vec<FormFileView>,
}

impl FormFileList {
    /// What a form uses, and what of it is there.
    pub fn new(form: &Form, there: &[FileRow]) -> Self {
        let view = |(name, of): (&str, FileUse)| {
            let row = there.iter().find(|row| row.name == name);
            FormFileView {
                name: name.to_owned(),
                kind: of.into(),
                size_bytes: row.map(|row| row.size_bytes),
                sha256: row.map(|row| hex::encode(&row.sha256)),
            }
        };
        Self {
            items: form.wanted_files().into_iter().map(view).collect(),
        }
    }
}

/// Which versions to compare.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// Version before.
    pub from: String,
    /// Version after.
    pub to: String,
}

/// Why a form may ask for persons.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowReason {
    /// In words, 10 to 500 characters; stands in the audit log.
    #[schema(example = "法律规定的普查，已获批准")]
    pub reason: String,
}

impl Check for AllowReason {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/reason", self.reason.trim(), 10, 500);
    }
}
