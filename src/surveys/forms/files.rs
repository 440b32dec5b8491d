//! Files beside a questionnaire: tables that choices come from, pictures and sound of its words.
//!
//! A draft takes the files that its workbook names, one by one; a table is compiled in at once. A version is published when
//! all are there, and then they are sealed with it. Phones keep them for work without network.

use super::{compile, draft_of, read_definition};
use crate::photos::sniff;
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::PlanSurveys;
use crate::platform::keys::sha256;
use crate::platform::num;
use crate::platform::problem::{Code, Problem};
use crate::surveys::error::SurveyError;
use crate::surveys::queries::{form_files as rows, forms as form_rows};
use actix_web::web;
use entity::{survey_form_draft, survey_form_file};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use uuid::Uuid;
use xlsform::{FileUse, Files, Form};

/// Largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;
/// Most that all files of a version may have together, in bytes: every phone keeps them.
const MAX_FILES_BYTES: i64 = 8 * 1024 * 1024;
/// Media type of a table.
pub const TABLE_TYPE: &str = "text/csv";

/// A file as it arrived.
#[derive(Debug)]
pub struct Arrived {
    /// Name as the workbook writes it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Media type by content; none for what the use does not take.
fn media_type(for_use: FileUse, bytes: &[u8]) -> Option<&'static str> {
    if for_use == FileUse::Table {
        return std::str::from_utf8(bytes).is_ok().then_some(TABLE_TYPE);
    }
    let format = sniff::format_of(bytes).ok()?;
    let fits = match for_use {
        FileUse::Sound => format.is_sound(),
        _ => format.is_picture(),
    };
    fits.then_some(format.media_type())
}

/// Names of files that a form wants and that are not there.
pub fn missing(form: &Form, there: &[rows::FileRow]) -> Vec<String> {
    let is_there = |name: &str| there.iter().any(|row| row.file == name);
    let wanted = form.wanted_files().into_keys();
    wanted
        .filter(|name| !is_there(name))
        .map(str::to_owned)
        .collect()
}

/// The version whose files a new workbook takes over.
#[derive(Clone, Copy, Debug)]
pub enum Before {
    /// The draft that it replaces.
    Draft(Uuid),
    /// The newest published version.
    Published(Uuid),
}

impl Before {
    /// Looks for it; none for the first workbook of a questionnaire.
    pub async fn of(
        db: &impl ConnectionTrait,
        form_id: Uuid,
        version: &str,
    ) -> Result<Option<Self>, DbErr> {
        if let Some(draft) = form_rows::draft(db, form_id, version).await? {
            return Ok(Some(Self::Draft(draft.id)));
        }
        let published = form_rows::versions(db, Some(form_id)).await?;
        Ok(published.first().map(|row| Self::Published(row.id)))
    }

    /// Its id.
    pub fn id(self) -> Uuid {
        match self {
            Self::Draft(id) | Self::Published(id) => id,
        }
    }

    /// Gives the files that `form` wants to the draft `to`; a replaced draft loses all of its own.
    pub async fn hand_over(
        self,
        tx: &impl ConnectionTrait,
        to: Uuid,
        form: &Form,
    ) -> Result<(), DbErr> {
        for name in form.wanted_files().into_keys() {
            if let Some(file) = rows::find(tx, self.id(), name).await? {
                let version_id = to;
                rows::put(tx, survey_form_file::Model { version_id, ..file }).await?;
            }
        }
        match self {
            Self::Draft(id) => rows::delete_all(tx, id).await,
            Self::Published(_) => Ok(()),
        }
    }
}

/// The tables among the files of a draft, for the compiler.
pub async fn tables(db: &impl ConnectionTrait, version_id: Uuid) -> Result<Files, SurveyError> {
    let stored = rows::with_bytes(db, version_id, TABLE_TYPE).await?;
    let text = |row: survey_form_file::Model| {
        let text = String::from_utf8_lossy(&row.bytes).into_owned();
        (row.file, text)
    };
    Ok(stored.into_iter().map(text).collect())
}

/// Takes a file for a draft; a table is compiled into its definition.
/// Errors: `form_file_unknown`, `form_file_unfit`, `payload_too_large` for all together, the faults of a table.
pub async fn keep(
    who: &Allowed<PlanSurveys>,
    (form_id, version): (Uuid, &str),
    arrived: Arrived,
) -> Result<survey_form_draft::Model, Problem> {
    let draft = draft_of(who.read(), form_id, version).await?;
    let form = read_definition(&draft.definition)?;
    let wanted = form.wanted_files();
    let for_use = *wanted
        .get(arrived.name.as_str())
        .ok_or_else(|| Problem::new(Code::FormFileUnknown))?;
    let media_type =
        media_type(for_use, &arrived.bytes).ok_or_else(|| Problem::new(Code::FormFileUnfit))?;
    let row = survey_form_file::Model {
        version_id: draft.id,
        file: arrived.name,
        media_type: media_type.to_owned(),
        sha256: sha256(&arrived.bytes).to_vec(),
        size_bytes: num::i64_from_usize(arrived.bytes.len()),
        bytes: arrived.bytes,
    };
    let definition = if for_use == FileUse::Table {
        Some(with_table(who.read(), &draft, &row).await?)
    } else {
        None
    };
    stored(who, draft, row, definition).await
}

/// The definition with one more table in it.
async fn with_table(
    db: &impl ConnectionTrait,
    draft: &survey_form_draft::Model,
    row: &survey_form_file::Model,
) -> Result<String, Problem> {
    let mut known = tables(db, draft.id).await?;
    let text = String::from_utf8_lossy(&row.bytes).into_owned();
    known.insert(row.file.clone(), text);
    let workbook = draft.workbook.clone();
    let compiled = web::block(move || compile(workbook, &known))
        .await
        .map_err(|error| Problem::internal("compile a workbook", error))??;
    Ok(compiled.definition)
}

async fn stored(
    who: &Allowed<PlanSurveys>,
    draft: survey_form_draft::Model,
    row: survey_form_file::Model,
    definition: Option<String>,
) -> Result<survey_form_draft::Model, Problem> {
    let form_id = draft.form_id;
    let event = Event::new(
        Some(who.actor()),
        "upload_form_file",
        format!("form:{form_id}"),
    )
    .detail(
        json!({"version": draft.version, "file": row.file, "sha256": hex::encode(&row.sha256)}),
    );
    let kept = who
        .write(async |tx| {
            // Another workbook may have come in between.
            let mut now = draft_of(tx, form_id, &draft.version).await?;
            if now.id != draft.id {
                return Err(SurveyError::Plain(Code::FormFileUnknown));
            }
            let others = rows::bytes_beside(tx, now.id, &row.file).await?;
            if others + row.size_bytes > MAX_FILES_BYTES {
                return Err(SurveyError::Plain(Code::PayloadTooLarge));
            }
            rows::put(tx, row).await?;
            if let Some(definition) = definition {
                form_rows::redefine_draft(tx, now.id, &definition).await?;
                now.definition = definition;
            }
            audit::record(tx, &who.state().clock, event).await?;
            Ok(now)
        })
        .await?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_content() {
        let png = include_bytes!("../../../web/public/icon-192.png");
        assert_eq!(media_type(FileUse::Picture, png), Some("image/png"));
        assert_eq!(media_type(FileUse::Sound, png), None);
        assert_eq!(media_type(FileUse::Picture, b"<svg onload='x'/>"), None);
        assert_eq!(
            media_type(FileUse::Sound, b"ID3\x04\0\0\0\0\0\0\xFF\xFB\x90\0"),
            Some("audio/mpeg")
        );
        assert_eq!(media_type(FileUse::Sound, b"%PDF-1.7\n%%EOF"), None);
        assert_eq!(
            media_type(FileUse::Table, b"name,label\n"),
            Some(TABLE_TYPE)
        );
        assert_eq!(media_type(FileUse::Table, &[0xFF, 0xFE]), None);
    }
}
