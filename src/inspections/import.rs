//! New versions of the rubric from files: all or nothing, with a report.

use super::error::InspectionError;
use super::model::{Item, Rubric};
use super::queries::rubrics;
use super::read::{Fault, Reading, read};
use super::rubrics::row_of;
use crate::platform::audit::{self, Event};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageRubrics;
use crate::platform::db::{Lock, hold};
use crate::platform::num;
use crate::platform::problem::Code;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Faults named in a report; the rest is left out.
const MAX_PROBLEMS: usize = 500;

/// A fault of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricProblem {
    /// The row as a spreadsheet numbers it, the titles being 1; 0 for the file.
    pub row: u32,
    /// Which column.
    #[schema(example = "weight")]
    pub column: String,
    /// Stable code.
    #[schema(example = "weights_not_hundred")]
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub title_zh: &'static str,
    /// What is wrong, in English.
    pub title_en: &'static str,
    /// What stood there.
    pub value: Option<String>,
}

impl From<Fault> for RubricProblem {
    fn from(fault: Fault) -> Self {
        Self {
            row: fault.row,
            column: fault.column,
            code: fault.code.as_str(),
            title_zh: fault.code.zh(),
            title_en: fault.code.en(),
            value: fault.value,
        }
    }
}

/// What the items of a kind of site weigh together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricWeight {
    /// Kind of site.
    pub code: String,
    /// Items.
    pub items: usize,
    /// Points.
    #[schema(example = 100.0)]
    pub weight: f64,
}

/// How a file differs from the newest version, by item.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct RubricChanges {
    /// Codes that were not there.
    pub added: Vec<String>,
    /// Codes that are gone.
    pub removed: Vec<String>,
    /// Codes whose item is another.
    pub changed: Vec<String>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RubricReport {
    /// Whether the file is sound.
    pub is_accepted: bool,
    /// Whether it became a version.
    pub was_applied: bool,
    /// Lines read.
    pub read: usize,
    /// The version made.
    pub rubric_id: Option<Uuid>,
    /// Its number.
    pub number: Option<i64>,
    /// Kinds of sites in the file.
    pub types: Vec<RubricWeight>,
    /// Against the newest version.
    pub changes: RubricChanges,
    /// What is wrong, at most 500.
    pub problems: Vec<RubricProblem>,
}

/// A file with what it is to be called.
#[derive(Debug)]
pub(super) struct NewRubric<'a> {
    /// Chinese and English title.
    pub titles: (String, String),
    /// The file.
    pub bytes: &'a [u8],
    /// Only report.
    pub is_dry_run: bool,
}

/// Takes in a version, or only says what is wrong with it.
pub(super) async fn import(
    who: &Allowed<ManageRubrics>,
    new: NewRubric<'_>,
) -> Result<RubricReport, InspectionError> {
    let bytes = new.bytes.to_vec();
    let reading = actix_web::web::block(move || read(&bytes))
        .await
        .map_err(|error| InspectionError::Broken(error.into()))?;
    let before = match rubrics::newest(who.read()).await? {
        Some(row) => serde_json::from_str(&row.definition)?,
        None => Rubric::default(),
    };
    let (rubric, mut report) = report_of(reading, &before);
    if new.is_dry_run {
        return Ok(report);
    }
    if !report.is_accepted {
        return Err(InspectionError::Refused(Box::new(report)));
    }
    let row = row_of(who.new_id(), &rubric, new.titles, new.bytes)?;
    let made = who
        .write::<_, InspectionError>(async |tx| {
            hold(tx, Lock::Changes).await?;
            let newest = rubrics::newest(tx).await?;
            let mut row = row;
            row.number = newest.map_or(1, |row| row.number + 1);
            row.published_at = who.now().0;
            row.made_by = Some(who.actor().account_id);
            rubrics::insert(tx, row.clone()).await?;
            let subject = format!("rubric:{}", row.id);
            let detail = json!({"number": row.number, "items": row.items,
                "sha256": hex::encode(&row.source_sha256)});
            let event = Event::new(Some(who.actor()), "import_rubric", subject).detail(detail);
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await?;
    report.was_applied = true;
    report.rubric_id = Some(made.id);
    report.number = Some(made.number);
    Ok(report)
}

fn report_of(reading: Reading, before: &Rubric) -> (Rubric, RubricReport) {
    let Reading {
        rubric,
        lines,
        mut faults,
    } = reading;
    let is_accepted = faults.is_empty();
    faults.truncate(MAX_PROBLEMS);
    let types = rubric.types.iter().map(|one| RubricWeight {
        code: one.code.clone(),
        items: one.items.len(),
        weight: num::from_i64(one.weight()) / 100.0,
    });
    let report = RubricReport {
        is_accepted,
        was_applied: false,
        read: lines,
        rubric_id: None,
        number: None,
        types: types.collect(),
        changes: changes(before, &rubric),
        problems: faults.into_iter().map(RubricProblem::from).collect(),
    };
    (rubric, report)
}

fn changes(before: &Rubric, after: &Rubric) -> RubricChanges {
    let by_code = |rubric: &'_ Rubric| -> BTreeMap<String, (String, Item)> {
        let all = rubric.items();
        all.map(|(of, item)| (item.code.clone(), (of.code.clone(), item.clone())))
            .collect()
    };
    let (old, new) = (by_code(before), by_code(after));
    let only = |some: &BTreeMap<String, _>, others: &BTreeMap<String, _>| -> Vec<String> {
        let mut codes: Vec<String> = some.keys().cloned().collect();
        codes.retain(|code| !others.contains_key(code));
        codes
    };
    let is_other = |code: &&String| old.get(*code).is_some_and(|it| new.get(*code) != Some(it));
    RubricChanges {
        added: only(&new, &old),
        removed: only(&old, &new),
        changed: new.keys().filter(is_other).cloned().collect(),
    }
}

/// A version that is asked for by id.
pub(super) fn unknown() -> InspectionError {
    InspectionError::Plain(Code::RubricNotFound)
}
