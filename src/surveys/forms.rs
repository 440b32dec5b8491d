//! Questionnaires: check, upload, versions, publication. A draft may be replaced, a published version never.

pub mod bound;
pub mod diff;
pub mod files;
pub mod persons;

use super::error::SurveyError;
use super::queries::{form_files, forms as rows};
use super::wire::forms::{FormCheckView, SheetView};
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{AllowForms, PlanSurveys};
use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use crate::platform::num;
use entity::{survey_form, survey_form_draft, survey_form_version};
use files::Before;
use persons::asked_of;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;
use xlsform::{Fault, Files, Form};

/// Largest workbook that is taken, in bytes.
pub const MAX_WORKBOOK_BYTES: usize = 10 * 1024 * 1024;
/// Media type of a workbook.
pub const WORKBOOK_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Rows of a sheet that the page gets to point at.
const MOST_ROWS: usize = 2_000;
/// Characters of a cell that the page gets.
const MOST_LETTERS: usize = 200;
/// Definitions kept in memory on a node.
const CACHED: u64 = 32;

/// Published definitions, ready to be played. They never change, so every node may keep them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Forms(moka::future::Cache<Uuid, Arc<Form>>);

impl Default for Forms {
    fn default() -> Self {
        Self(moka::future::Cache::new(CACHED))
    }
}

impl Forms {
    /// The definition of a published version; none when there is no such version.
    pub async fn get(
        &self,
        db: &impl ConnectionTrait,
        version_id: Uuid,
    ) -> Result<Option<Arc<Form>>, DbErr> {
        if let Some(form) = self.0.get(&version_id).await {
            return Ok(Some(form));
        }
        let Some(text) = rows::definition(db, version_id).await? else {
            return Ok(None);
        };
        let form = Arc::new(read_definition(&text)?);
        self.0.insert(version_id, Arc::clone(&form)).await;
        Ok(Some(form))
    }
}

/// A definition as it was stored.
pub fn read_definition(text: &str) -> Result<Form, DbErr> {
    Form::from_json(text).map_err(|error| DbErr::Json(error.to_string()))
}

/// Looks at a workbook and says everything about it. Stores nothing.
pub fn examine(bytes: &[u8]) -> FormCheckView {
    let done = xlsform::compile(bytes, &Files::new());
    let sound = match done.form {
        None => xlsform::sound_part(bytes, &Files::new()),
        Some(_) => None,
    };
    let sheets =
        xlsform::Workbook::read(bytes).map(|book| book.sheets.iter().map(sheet_view).collect());
    FormCheckView::new(done, sound, sheets.unwrap_or_default())
}

fn sheet_view(sheet: &xlsform::SheetCells) -> SheetView {
    let rows = sheet.rows.iter().take(MOST_ROWS).map(|row| {
        let mut cells: Vec<String> = vec![];
        for cell in &row.cells {
            let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
            if column < 100 {
                cells.resize(cells.len().max(column + 1), String::new());
                if let Some(slot) = cells.get_mut(column) {
                    *slot = cell.text.chars().take(MOST_LETTERS).collect();
                }
            }
        }
        super::wire::forms::SheetRowView {
            number: row.number,
            cells,
        }
    });
    SheetView {
        name: sheet.name.clone(),
        rows: rows.collect(),
    }
}

/// A workbook that compiled.
#[derive(Debug)]
pub struct Compiled {
    /// The definition.
    pub form: Form,
    /// The same as JSON.
    pub definition: String,
    /// The bytes as uploaded.
    pub workbook: Vec<u8>,
}

/// Compiles a workbook with the tables beside it for storing.
/// Errors: [`SurveyError::FormRefused`] with every fault.
pub fn compile(workbook: Vec<u8>, tables: &Files) -> Result<Compiled, SurveyError> {
    let done = xlsform::compile(&workbook, tables);
    let Some(form) = done.form else {
        return Err(SurveyError::FormRefused(done.errors));
    };
    let definition = serde_json::to_string(&form)?;
    Ok(Compiled {
        form,
        definition,
        workbook,
    })
}

/// Tables that came with the version before; the workbook is compiled with them.
pub async fn tables_for(db: &impl ConnectionTrait, form: &Form) -> Result<Files, SurveyError> {
    let before = match rows::form_by_code(db, &form.form).await? {
        Some(known) if !form.files.is_empty() => Before::of(db, known.id, &form.version).await?,
        _ => None,
    };
    match before {
        Some(before) => files::tables(db, before.id()).await,
        None => Ok(Files::new()),
    }
}

/// Stores a draft, in place of an earlier draft of the same version.
pub async fn store(
    who: &Allowed<PlanSurveys>,
    compiled: Compiled,
) -> Result<survey_form_draft::Model, SurveyError> {
    let (now, actor) = (who.now(), who.actor().account_id);
    let (form_id, draft_id) = (who.new_id(), who.new_id());
    let form = &compiled.form;
    if form.form.chars().count() > 100 || form.version.chars().count() > 60 {
        return Err(SurveyError::FormRefused(vec![long_id(form)]));
    }
    who.write(async |tx| {
        let form_id = rows::form_by_code(tx, &form.form)
            .await?
            .map_or(form_id, |known| known.id);
        let base = survey_form::Model {
            id: form_id,
            code: form.form.clone(),
            made_at: now.0,
        };
        rows::keep_form(tx, base).await?;
        if rows::published(tx, form_id, &form.version).await?.is_some() {
            return Err(SurveyError::FormVersionPublished);
        }
        if let Some(before) = Before::of(tx, form_id, &form.version).await? {
            before.hand_over(tx, draft_id, form).await?;
        }
        rows::delete_draft(tx, form_id, &form.version).await?;
        let draft = survey_form_draft::Model {
            made_by: Some(actor),
            ..draft_row(&compiled, (form_id, draft_id), now)
        };
        rows::insert_draft(tx, draft.clone()).await?;
        let event = Event::new(
            Some(who.actor()),
            "create_form",
            format!("form:{}", form.form),
        )
        .detail(json!({"version": form.version, "sha256": hex::encode(&draft.workbook_sha256)}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(draft)
    })
    .await
}

/// The draft of a compiled workbook, made by nobody.
pub fn draft_row(
    compiled: &Compiled,
    (form_id, id): (Uuid, Uuid),
    now: UtcMillis,
) -> survey_form_draft::Model {
    let form = &compiled.form;
    let title = |language: &str| {
        let of = |language: &str| form.title.get(language).cloned();
        of(language)
            .or_else(|| of(&form.default_language))
            .or_else(|| form.title.values().next().cloned())
            .unwrap_or_else(|| form.form.clone())
    };
    survey_form_draft::Model {
        id,
        form_id,
        version: form.version.clone(),
        title_zh: title("zh"),
        title_en: title("en"),
        languages: form.languages.join(","),
        questions: num::i64_from_usize(form.questions()),
        definition: compiled.definition.clone(),
        workbook_sha256: sha256(&compiled.workbook).to_vec(),
        workbook: compiled.workbook.clone(),
        made_at: now.0,
        made_by: None,
        allowed_at: None,
        allowed_by: None,
        allowed_reason: None,
    }
}

fn long_id(form: &Form) -> Fault {
    let place = xlsform::Place {
        sheet: "settings".to_owned(),
        row: 2,
        column: "form_id".to_owned(),
    };
    Fault::new(
        xlsform::Code::BadSetting,
        place,
        &form.form,
        "form_id 最多 100 个字,version 最多 60 个字",
        "form_id has at most 100 characters, version at most 60",
    )
}

/// Lets a draft be published that asks for persons.
pub async fn allow(
    who: &Allowed<AllowForms>,
    (form_id, version): (Uuid, &str),
    reason: &str,
) -> Result<survey_form_draft::Model, SurveyError> {
    let now = who.now();
    who.write(async |tx| {
        let mut draft = draft_of(tx, form_id, version).await?;
        draft.allowed_at = Some(now.0);
        draft.allowed_by = Some(who.actor().account_id);
        draft.allowed_reason = Some(reason.to_owned());
        rows::allow_draft(tx, &draft).await?;
        let asked = asked_of(&read_definition(&draft.definition)?);
        let paths: Vec<&str> = asked.iter().map(|one| one.path.as_str()).collect();
        let event = Event::new(Some(who.actor()), "allow_form", format!("form:{form_id}"))
            .detail(json!({"version": version, "reason": reason, "questions": paths}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(draft)
    })
    .await
}

async fn draft_of(
    tx: &impl ConnectionTrait,
    form_id: Uuid,
    version: &str,
) -> Result<survey_form_draft::Model, SurveyError> {
    match rows::draft(tx, form_id, version).await? {
        Some(draft) => Ok(draft),
        None if rows::published(tx, form_id, version).await?.is_some() => {
            Err(SurveyError::FormVersionPublished)
        }
        None => Err(SurveyError::FormNotFound(form_id)),
    }
}

/// Publishes a draft for ever.
/// Errors: [`SurveyError::FormAsksForPersons`] until an administrator let it pass.
pub async fn publish(
    who: &Allowed<PlanSurveys>,
    (form_id, version): (Uuid, &str),
) -> Result<survey_form_version::Model, SurveyError> {
    let now = who.now();
    who.write(async |tx| {
        let draft = draft_of(tx, form_id, version).await?;
        let form = read_definition(&draft.definition)?;
        let asked = asked_of(&form);
        if !asked.is_empty() && draft.allowed_reason.is_none() {
            return Err(SurveyError::FormAsksForPersons(asked));
        }
        let there = form_files::of_versions(tx, &[draft.id]).await?;
        let missing = files::missing(&form, &there);
        if !missing.is_empty() {
            return Err(SurveyError::FormFilesMissing(missing));
        }
        let published = publish_draft(tx, draft, now, Some(who.actor().account_id)).await?;
        let event = Event::new(Some(who.actor()), "publish_form", format!("form:{form_id}"))
            .detail(
                json!({"version": version, "sha256": hex::encode(&published.workbook_sha256),
                "allowed_reason": published.allowed_reason}),
            );
        audit::record(tx, &who.state().clock, event).await?;
        Ok(published)
    })
    .await
}

/// Turns a draft into a published version.
pub async fn publish_draft(
    tx: &DatabaseTransaction,
    draft: survey_form_draft::Model,
    now: UtcMillis,
    published_by: Option<Uuid>,
) -> Result<survey_form_version::Model, DbErr> {
    rows::delete_draft(tx, draft.form_id, &draft.version).await?;
    let published = survey_form_version::Model {
        id: draft.id,
        form_id: draft.form_id,
        version: draft.version,
        title_zh: draft.title_zh,
        title_en: draft.title_en,
        languages: draft.languages,
        questions: draft.questions,
        definition: draft.definition,
        workbook_sha256: draft.workbook_sha256,
        made_at: draft.made_at,
        published_at: now.0,
        published_by,
        allowed_by: draft.allowed_by,
        allowed_reason: draft.allowed_reason,
    };
    rows::insert_version(tx, published.clone(), draft.workbook).await?;
    Ok(published)
}

/// Throws a draft away.
pub async fn discard(
    who: &Allowed<PlanSurveys>,
    (form_id, version): (Uuid, &str),
) -> Result<(), SurveyError> {
    who.write(async |tx| {
        let draft = draft_of(tx, form_id, version).await?;
        form_files::delete_all(tx, draft.id).await?;
        rows::delete_draft(tx, form_id, version).await?;
        let event = Event::new(
            Some(who.actor()),
            "delete_form_draft",
            format!("form:{form_id}"),
        )
        .detail(json!({"version": version}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await
}

/// A version, draft or published, with its definition.
#[derive(Debug)]
pub enum Found {
    /// Not published yet.
    Draft(Box<survey_form_draft::Model>),
    /// Published.
    Published(Box<survey_form_version::Model>),
}

impl Found {
    /// Looks for it.
    pub async fn of(
        db: &impl ConnectionTrait,
        form_id: Uuid,
        version: &str,
    ) -> Result<Self, SurveyError> {
        if let Some(row) = rows::published(db, form_id, version).await? {
            return Ok(Self::Published(Box::new(row)));
        }
        let row = rows::draft(db, form_id, version).await?;
        row.map(|row| Self::Draft(Box::new(row)))
            .ok_or(SurveyError::FormNotFound(form_id))
    }

    /// Id of the draft, which stays that of the version.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Draft(row) => row.id,
            Self::Published(row) => row.id,
        }
    }

    /// The definition as JSON.
    pub fn definition(&self) -> &str {
        match self {
            Self::Draft(row) => &row.definition,
            Self::Published(row) => &row.definition,
        }
    }

    /// The workbook as uploaded.
    pub async fn workbook(self, db: &impl ConnectionTrait) -> Result<Vec<u8>, SurveyError> {
        match self {
            Self::Draft(row) => Ok(row.workbook),
            Self::Published(row) => rows::workbook(db, row.id)
                .await?
                .ok_or(SurveyError::FormNotFound(row.form_id)),
        }
    }
}
