//! Use cases: making, taking a step, merging, showing.

pub(super) mod create;
pub(super) mod duplicates;
pub(super) mod merge;
pub(super) mod show;
pub(super) mod steps;

use super::model::{Stage, Watch, WorkCalendar};
use super::queries::{self, Reach};
use super::vocabulary;
use crate::areas::{Territories, Territory};
use crate::platform::auth::{Actor, AreaScope};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::records;
use crate::units::{Books, Shelf};
use entity::{case_event, case_file, outbox};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// What every use case needs beside the database.
pub(super) struct Ground {
    pub territory: Arc<Territory>,
    pub books: Arc<Books>,
    pub calendar: WorkCalendar,
    pub zone: Zone,
}

impl Ground {
    /// As it is now.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        territories: &Territories,
        shelf: &Shelf,
        zone: Zone,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            territory: territories.current(),
            books: shelf.current(db).await?,
            calendar: vocabulary::calendar(zone),
            zone,
        })
    }

    /// What a caller with these areas reaches.
    pub(super) async fn reach(
        &self,
        db: &impl ConnectionTrait,
        actor: &Actor,
        scope: &AreaScope,
    ) -> Result<Reach, DbErr> {
        let roots = self.territory.roots().map(|root| root.path.as_str());
        Reach::of(db, actor, scope, roots).await
    }
}

/// The clock of a row.
pub(super) fn watch_of(row: &case_file::Model) -> Watch {
    Watch {
        allowance: super::model::Allowance {
            ms: row.allowance_ms,
            is_working: row.is_working,
        },
        used_ms: row.used_ms,
        running_since: row.running_since.map(UtcMillis),
    }
}

/// Gives a row its clock, and reckons when it is due and called out.
pub(super) fn set_watch(
    row: &mut case_file::Model,
    watch: Watch,
    called_percent: i64,
    calendar: &WorkCalendar,
) {
    row.allowance_ms = watch.allowance.ms;
    row.is_working = watch.allowance.is_working;
    row.used_ms = watch.used_ms;
    row.running_since = watch.running_since.map(|since| since.0);
    row.due_at = watch.due_at(calendar).map(|due| due.0);
    row.due_key = row.due_at.unwrap_or(i64::MAX);
    row.called_percent = called_percent;
    row.call_at = watch
        .next_level(calendar, called_percent)
        .map(|(_, at)| at.0);
}

/// Stops the clock for good.
pub(super) fn stop_watch(row: &mut case_file::Model, calendar: &WorkCalendar, now: UtcMillis) {
    let stopped = watch_of(row).paused(calendar, now);
    let called = row.called_percent;
    set_watch(row, stopped, called, calendar);
}

/// The stage of a row; what cannot be read stands at the beginning.
pub(super) fn stage_of(row: &case_file::Model) -> Stage {
    Stage::parse(&row.stage).unwrap_or(Stage::Accepted)
}

/// Writes a line of the timeline, tells outside, and lets the reporters' records know where their case stands.
pub(super) async fn note(
    tx: &DatabaseTransaction,
    (id, now): (Uuid, UtcMillis),
    row: &case_file::Model,
    event: case_event::Model,
) -> Result<(), DbErr> {
    let payload = json!({"case_id": row.id, "number": row.number, "category": row.category, "action": event.action,
        "stage": row.stage, "side": row.side, "outcome": row.outcome, "unit_id": row.unit_id, "version": row.version});
    let message = outbox::Model {
        id,
        topic: format!("case.{}", event.action),
        subject_id: row.id,
        payload: payload.to_string(),
        at: now.0,
        sent_at: None,
        tries: 0,
    };
    let moved = event.from_stage.as_ref() != Some(&event.to_stage);
    queries::parts::insert_event(tx, event).await?;
    queries::news::insert_message(tx, message).await?;
    if moved {
        tell_records(tx, row, now).await?;
    }
    Ok(())
}

/// One line in the change log for each record that reported the case.
pub(super) async fn tell_records(
    tx: &DatabaseTransaction,
    row: &case_file::Model,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let reports = queries::parts::reports_of(tx, row.id).await?;
    let lines: Vec<(Uuid, String)> = reports
        .into_iter()
        .filter_map(|report| Some((report.record_id?, format!("case:{}", row.stage))))
        .collect();
    records::note_changes(tx, &lines, now).await
}

/// A line of the timeline without note, outcome and unit.
pub(super) fn line(
    row: &case_file::Model,
    number: i64,
    action: &str,
    (from, actor, now): (Option<&str>, Option<Uuid>, UtcMillis),
    detail: &Value,
) -> case_event::Model {
    case_event::Model {
        case_id: row.id,
        number,
        at: now.0,
        actor_id: actor,
        action: action.to_owned(),
        from_stage: from.map(str::to_owned),
        to_stage: row.stage.clone(),
        unit_id: None,
        note: None,
        outcome: None,
        detail: detail.to_string(),
    }
}

/// Text of staff with numbers of persons masked.
pub(super) fn masked(note: Option<&String>) -> Option<String> {
    let note = note.filter(|note| !note.trim().is_empty())?;
    Some(records::mask_personal_data(note).unwrap_or_else(|| note.clone()))
}
