//! The responsibility table from a file: all or nothing, with a report.

use super::editions::{next_id, oddity_views};
use super::error::IndicatorError;
use super::model::{self, split};
use super::named::Named;
use super::queries::{self, Edition};
use super::wire::{ACCEPTED, DOCUMENTS, FrameworkReport, OddRow, UnknownUnit};
use crate::areas::Upload;
use crate::gauges::Method;
use crate::platform::audit;
use crate::platform::auth::Actor;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::keys::sha256;
use crate::units::Books;
use entity::{framework_edition, requirement, requirement_measure};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// Problems named in a report; the rest is left out.
const MAX_PROBLEMS: usize = 500;

/// What a new edition is called.
#[derive(Clone, Debug)]
pub struct EditionTitle {
    /// Code, unique.
    pub code: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
}

/// What an import works with.
#[derive(Debug)]
pub struct FrameworkImporter<'a> {
    /// The database.
    pub db: &'a Db,
    /// Time.
    pub clock: &'a Clock,
    /// The units that the table may name.
    pub books: &'a Books,
    /// Who imports; nobody for commands.
    pub actor: Option<&'a Actor>,
}

impl FrameworkImporter<'_> {
    /// Makes the next edition of a file. Requirements with the code of one in the edition before are measured as that was;
    /// others whose documents are reviewed by evidence.
    pub(super) async fn import(
        &self,
        title: EditionTitle,
        upload: &Upload,
    ) -> Result<FrameworkReport, IndicatorError> {
        let mut report = FrameworkReport::default();
        let rows = match model::SHAPE.read(&upload.bytes) {
            Ok(lines) => {
                let (rows, faults) = model::read(&lines, 0);
                report.problems = faults;
                rows
            }
            Err(faults) => {
                report.problems = faults;
                vec![]
            }
        };
        describe(&rows, &mut report);
        report.unknown_units = unknown_units(&rows, self.books);
        if upload.is_dry_run || !report.is_accepted {
            return Ok(report);
        }
        self.db
            .write::<_, IndicatorError>(async |tx| {
                hold(tx, Lock::Changes).await?;
                self.take(tx, (title, rows), upload, &mut report).await
            })
            .await?;
        report.was_applied = true;
        Ok(report)
    }

    async fn take(
        &self,
        tx: &impl ConnectionTrait,
        (title, mut rows): (EditionTitle, Vec<requirement::Model>),
        upload: &Upload,
        report: &mut FrameworkReport,
    ) -> Result<(), IndicatorError> {
        let editions = queries::editions(tx).await?;
        if editions.iter().any(|known| known.row.code == title.code) {
            return Err(IndicatorError::EditionCodeTaken(title.code));
        }
        let edition_id = next_id(&editions);
        for row in &mut rows {
            row.edition_id = edition_id;
        }
        let before = editions.iter().find(|one| one.published.is_some());
        let measures = carried(tx, before, &mut rows, report).await?;
        let edition = framework_edition::Model {
            edition_id,
            code: title.code,
            title_zh: title.zh,
            title_en: title.en,
            source_file: upload.name.clone(),
            source_sha256: sha256(&upload.bytes).to_vec(),
            made_at: self.clock.now().0,
            made_by: self.actor.map(|actor| actor.account_id),
        };
        queries::insert_edition(tx, edition, rows, measures).await?;
        report.edition_id = Some(edition_id);
        let subject = format!("framework:{edition_id}");
        let event = audit::Event::new(self.actor, "import_framework", subject);
        let detail = json!({"rows": report.rows, "requirements": report.requirements, "source_name": upload.name});
        audit::record(tx, self.clock, event.detail(detail)).await?;
        Ok(())
    }
}

fn describe(rows: &[requirement::Model], report: &mut FrameworkReport) {
    report.rows = rows.len();
    report.requirements = rows.iter().filter(|row| row.level == model::LEAF).count();
    report.oddities = rows
        .iter()
        .flat_map(|row| {
            oddity_views(row).into_iter().map(|oddity| OddRow {
                code: row.code.clone(),
                oddity,
            })
        })
        .collect();
    report.problems.sort_by_key(|problem| problem.line);
    report.problems.truncate(MAX_PROBLEMS);
    report.is_accepted = report.problems.is_empty();
}

/// Names of units that no unit bears, those of most requirements first.
fn unknown_units(rows: &[requirement::Model], books: &Books) -> Vec<UnknownUnit> {
    let named = Named::new(books);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.level == model::LEAF) {
        for one in named.of(&row.units) {
            if one.unit.is_none() {
                *counts.entry(one.name).or_default() += 1;
            }
        }
    }
    let unknown = |(name, requirements)| UnknownUnit { name, requirements };
    let mut unknown: Vec<UnknownUnit> = counts.into_iter().map(unknown).collect();
    unknown.sort_by_key(|one| std::cmp::Reverse(one.requirements));
    unknown
}

/// What measures the rows of a new edition at first.
/// Assumption: what is assessed by documents is proven by one accepted piece of evidence.
async fn carried(
    tx: &impl ConnectionTrait,
    before: Option<&Edition>,
    rows: &mut [requirement::Model],
    report: &mut FrameworkReport,
) -> Result<Vec<requirement_measure::Model>, IndicatorError> {
    let (mut measures, mut old_rows) = (vec![], vec![]);
    if let Some(before) = before {
        measures = queries::measures(tx, before.row.edition_id).await?;
        old_rows = queries::rows(tx, before.row.edition_id).await?;
    }
    let known: HashSet<&str> = old_rows.iter().map(|row| row.code.as_str()).collect();
    let mut made = vec![];
    for row in rows.iter_mut().filter(|row| row.level == model::LEAF) {
        if known.contains(row.code.as_str()) {
            let own = measures
                .iter()
                .filter(|old| old.requirement_code == row.code);
            let own = own.map(|old| requirement_measure::Model {
                edition_id: row.edition_id,
                ..old.clone()
            });
            let count = made.len();
            made.extend(own);
            report.carried_over += usize::from(made.len() > count);
            let old = old_rows
                .iter()
                .find(|old| old.code == row.code && old.frequency == row.frequency);
            if let Some(old) = old {
                row.cadence.clone_from(&old.cadence);
            }
        } else {
            made.extend(by_documents(row));
        }
    }
    Ok(made)
}

/// One accepted piece of evidence, for a requirement that is assessed by documents.
pub(super) fn by_documents(row: &requirement::Model) -> Option<requirement_measure::Model> {
    let is_reviewed = split(&row.methods).any(|word| word == Method::DocumentReview.code());
    (row.level == model::LEAF && is_reviewed).then(|| requirement_measure::Model {
        edition_id: row.edition_id,
        requirement_code: row.code.clone(),
        number: 1,
        source: DOCUMENTS.to_owned(),
        code: ACCEPTED.to_owned(),
        comparator: model::Side::AtLeast.code().to_owned(),
        wanted: 1.0,
        unit: model::Unit::Count.code().to_owned(),
    })
}
