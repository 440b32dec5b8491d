//! Reading a file of history and handing it to the intake, author by author, chunk by chunk.

use std::collections::BTreeMap;
use std::io::BufRead;

use anyhow::Context as _;
use futures_util::stream::{self, StreamExt as _};
use uuid::Uuid;

use super::line::ImportLine;
use super::people::People;
use super::shift::Shift;
use crate::areas::Territories;
use crate::platform::clock::Clock;
use crate::platform::db::Db;
use crate::platform::ids::Ids;
use crate::platform::problem::{FieldCode, FieldProblem, Language};
use crate::records::{Author, Imported, Intake, Outcome, RecordResult};

/// Lines read before they are handed over; a few tens of megabytes.
const LINES_AT_ONCE: usize = 20_000;
/// Records of one author handed over at once.
const RECORDS_AT_ONCE: usize = 256;
/// Authors whose records are on their way together.
const AUTHORS_AT_ONCE: usize = 16;
/// Faults kept to be shown; all are counted.
const FAULTS_SHOWN: usize = 200;

/// What an import works with.
#[derive(Debug, Clone)]
pub struct RecordImporter {
    /// The database.
    pub db: Db,
    /// Time.
    pub clock: Clock,
    /// New identifiers.
    pub ids: Ids,
    /// The area tree in use.
    pub territories: Territories,
    /// The one door for records.
    pub intake: Intake,
}

/// How the lines are read.
#[derive(Default)]
pub struct Reading<'a> {
    /// Moves all times; for the demo.
    pub shift: Option<Shift>,
    /// Marks accounts made on the way as brought by the demo.
    pub is_demo: bool,
    /// May name photos in a line before it is handed over.
    pub adorn: Option<&'a dyn Fn(&mut ImportLine)>,
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Reading(is_demo: {})", self.is_demo)
    }
}

/// What became of the lines.
#[derive(Debug, Default, Clone)]
pub struct ImportSummary {
    /// Lines read, without empty ones.
    pub lines: u64,
    /// Records stored now.
    pub created: u64,
    /// Records that were there already.
    pub duplicates: u64,
    /// Lines whose id is taken by other content.
    pub conflicts: u64,
    /// Lines that cannot be understood.
    pub refused: u64,
    /// How often each flag was set on records stored now.
    pub flags: BTreeMap<String, u64>,
    /// The first faults, by line number (from 1).
    pub faults: Vec<LineFault>,
    /// Accounts whose lines were handed over.
    pub authors: Vec<Uuid>,
}

/// One line that was not taken.
#[derive(Debug, Clone)]
pub struct LineFault {
    /// Number of the line, from 1.
    pub line: u64,
    /// `conflict` or the code of what is wrong.
    pub code: String,
    /// Where in the record (RFC 6901).
    pub pointer: String,
    /// The same in plain words.
    pub title: String,
}

/// A line that waits to be handed over with others of its author.
struct Waiting {
    number: u64,
    line: ImportLine,
}

impl RecordImporter {
    /// Imports all lines. Doing it again changes nothing: every line is then a duplicate.
    /// * `progress`: called after each chunk with what has become so far.
    /// * Errors: the file cannot be read, no areas are imported yet, or the database fails; what was handed over stays.
    pub async fn import(
        &self,
        file: impl BufRead,
        reading: &Reading<'_>,
        language: Language,
        mut progress: impl FnMut(&ImportSummary),
    ) -> anyhow::Result<ImportSummary> {
        let mut summary = ImportSummary::default();
        let mut people = People::default();
        let mut waiting = Vec::new();
        for (number, line) in (1_u64..).zip(file.split(b'\n')) {
            let line = line.context("read the file")?;
            let text = line.trim_ascii();
            if text.is_empty() {
                continue;
            }
            summary.lines += 1;
            match ImportLine::read_all(text, reading.shift) {
                Ok(lines) => {
                    for mut line in lines {
                        if let Some(adorn) = reading.adorn {
                            adorn(&mut line);
                        }
                        waiting.push(Waiting { number, line });
                    }
                }
                Err(fault) => summary.refuse(number, &fault, language),
            }
            if waiting.len() >= LINES_AT_ONCE {
                self.hand_over(
                    std::mem::take(&mut waiting),
                    &mut people,
                    reading,
                    language,
                    &mut summary,
                )
                .await?;
                progress(&summary);
            }
        }
        self.hand_over(waiting, &mut people, reading, language, &mut summary)
            .await?;
        progress(&summary);
        summary.authors = people.ids();
        Ok(summary)
    }

    async fn hand_over(
        &self,
        waiting: Vec<Waiting>,
        people: &mut People,
        reading: &Reading<'_>,
        language: Language,
        summary: &mut ImportSummary,
    ) -> anyhow::Result<()> {
        let territory = self.territories.current();
        let workers = waiting.iter().map(|waiting| waiting.line.worker.as_str());
        people
            .meet(
                &self.db,
                (&self.clock, &self.ids),
                &territory,
                reading.is_demo,
                workers,
            )
            .await?;
        let mut by_worker: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
        for one in waiting {
            by_worker
                .entry(one.line.worker.clone())
                .or_default()
                .push(one);
        }
        let mut known = vec![];
        for (worker, lines) in by_worker {
            if let Some(author) = people.author(&worker) {
                known.push((author, lines));
                continue;
            }
            let unknown = FieldProblem::new("/worker", FieldCode::UnknownArea);
            for one in &lines {
                summary.refuse(one.number, &unknown, language);
            }
        }
        // Several authors at a time, so that the writer commits for all of them at once.
        let mut handed = stream::iter(known)
            .map(async |(author, lines)| self.hand_over_of(author, &lines, language).await)
            .buffered(AUTHORS_AT_ONCE);
        while let Some(results) = handed.next().await {
            for (number, result) in results? {
                summary.note(number, &result);
            }
        }
        Ok(())
    }

    /// Hands over all lines of one author; answers the number of each with what became of it.
    async fn hand_over_of(
        &self,
        author: &Author,
        lines: &[Waiting],
        language: Language,
    ) -> anyhow::Result<Vec<(u64, RecordResult)>> {
        let mut results = Vec::with_capacity(lines.len());
        for chunk in lines.chunks(RECORDS_AT_ONCE) {
            results.extend(self.hand_over_some(author, chunk, language).await?);
        }
        Ok(results)
    }

    async fn hand_over_some(
        &self,
        author: &Author,
        lines: &[Waiting],
        language: Language,
    ) -> anyhow::Result<Vec<(u64, RecordResult)>> {
        let now = self.clock.now();
        let record = |one: &Waiting| -> Result<Imported, serde_json::Error> {
            Ok(Imported {
                envelope: one.line.raw()?,
                received_at: one.line.received_at.unwrap_or(now),
                claimed_photos: one.line.claimed_photos,
            })
        };
        let records = lines.iter().map(record).collect::<Result<_, _>>()?;
        let results = self.intake.import(author, records, language).await?;
        Ok(lines.iter().map(|one| one.number).zip(results).collect())
    }
}

impl ImportSummary {
    /// Adds what became of another file; an account named by both counts once.
    pub fn add(&mut self, more: Self) {
        self.lines += more.lines;
        self.created += more.created;
        self.duplicates += more.duplicates;
        self.conflicts += more.conflicts;
        self.refused += more.refused;
        for (flag, count) in more.flags {
            *self.flags.entry(flag).or_default() += count;
        }
        self.faults.extend(more.faults);
        self.authors.extend(more.authors);
        self.authors.sort_unstable();
        self.authors.dedup();
    }

    fn refuse(&mut self, line: u64, fault: &FieldProblem, language: Language) {
        self.refused += 1;
        let view = fault.view(language);
        self.fault(line, view.code, view.pointer, view.title);
    }

    fn note(&mut self, line: u64, result: &RecordResult) {
        match result.outcome {
            Outcome::Created => {
                self.created += 1;
                for flag in result.flags.iter().flatten() {
                    *self.flags.entry(flag.clone()).or_default() += 1;
                }
            }
            Outcome::Duplicate => self.duplicates += 1,
            Outcome::Conflict => {
                self.conflicts += 1;
                let title = "the id is taken by other content / 这个编号已有别的内容";
                self.fault(
                    line,
                    "conflict".to_owned(),
                    "/id".to_owned(),
                    title.to_owned(),
                );
            }
            Outcome::Refused => {
                self.refused += 1;
                let first = result
                    .problem
                    .as_ref()
                    .and_then(|problem| problem.errors.first());
                let (code, pointer, title) = first.map_or_else(Default::default, |error| {
                    (
                        error.code.clone(),
                        error.pointer.clone(),
                        error.title.clone(),
                    )
                });
                self.fault(line, code, pointer, title);
            }
        }
    }

    fn fault(&mut self, line: u64, code: String, pointer: String, title: String) {
        if self.faults.len() < FAULTS_SHOWN {
            self.faults.push(LineFault {
                line,
                code,
                pointer,
                title,
            });
        }
    }
}
