//! Drafting, approving and withdrawing lists.

use super::checks::{Asked, checked};
use super::error::{BoardError, Standing};
use super::model::{Action, Colour, State};
use super::queries;
use super::subjects::Ground;
use super::view::stored;
use super::wire::{BoardContent, BoardEntries, BoardEntry, NewBoard};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::indicators::{Period, reached};
use crate::platform::audit;
use crate::platform::auth::markers::{ApproveBoards, DraftBoards};
use crate::platform::auth::{Actor, Allowed, AreaScope, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::frozen::Frozen;
use crate::platform::num;
use crate::platform::problem::FieldCode;
use entity::{board, board_document, board_entry, board_event};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// A step somebody takes: which list as it was seen, and what is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub id: Uuid,
    pub version: i64,
    pub action: Action,
    pub reason: Option<&'a str>,
}

/// Begins a list for a period that has begun.
pub(super) async fn create(
    who: &Allowed<DraftBoards>,
    ground: (&Territory, Zone),
    new: &NewBoard,
) -> Result<board::Model, BoardError> {
    let row = blank(who, ground, new)?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let which = (row.period.as_str(), row.area_id);
        if let Some(known) = queries::standing(tx, who.scope(), which).await? {
            return Err(BoardError::Exists(Standing::from(&known)));
        }
        queries::insert(tx, row.clone()).await?;
        let step = Step {
            id: row.id,
            version: 0,
            action: Action::Make,
            reason: None,
        };
        note(tx, who, &row, step).await?;
        Ok(row)
    })
    .await
}

/// A draft without entries for the period and area asked for.
fn blank(
    who: &Allowed<DraftBoards>,
    (territory, zone): (&Territory, Zone),
    new: &NewBoard,
) -> Result<board::Model, BoardError> {
    let wrong = BoardError::Body;
    let period = Period::parse(&new.period).ok_or(wrong("/period", FieldCode::BadPeriod))?;
    if period.from() > zone.day_of(who.now()) {
        return Err(wrong("/period", FieldCode::OutOfRange));
    }
    let area = reached(new.area_code.as_deref(), who.scope(), territory).map(|(_, area)| area);
    let area = area.ok_or(wrong("/area_code", FieldCode::UnknownArea))?;
    let area = area.ok_or(wrong("/area_code", FieldCode::MissingField))?;
    Ok(board::Model {
        id: who.new_id(),
        area_id: area.id,
        period: period.to_string(),
        from_on: period.from().to_string(),
        to_on: period.to().to_string(),
        state: State::Draft.code().to_owned(),
        version: 1,
        red: 0,
        black: 0,
        made_at: who.now().0,
        made_by: who.actor().account_id,
        approved_at: None,
    })
}

/// Puts other entries into a draft.
pub(super) async fn update(
    who: &Allowed<DraftBoards>,
    (territory, zone): (&Territory, Zone),
    (id, body): (Uuid, BoardEntries),
) -> Result<board::Model, BoardError> {
    let step = Step {
        id,
        version: body.version,
        action: Action::Change,
        reason: None,
    };
    take(who, step, async |tx, row| {
        let ground = ground_of(row, (territory, zone), who.scope())?;
        let asked = body.entries.into_iter().map(Asked::from).collect();
        let entries = checked(tx, ground, asked).await?;
        let entries = entries.map_err(BoardError::Entries)?;
        let count = |colour: Colour| {
            let of = entries.iter().filter(|one| one.colour == colour.code());
            num::i64_from_usize(of.count())
        };
        (row.red, row.black) = (count(Colour::Red), count(Colour::Black));
        let rows = entries.into_iter().zip(1..);
        let rows: Result<Vec<board_entry::Model>, serde_json::Error> = rows
            .map(|(entry, number)| kept((id, number), entry))
            .collect();
        Ok(queries::replace_entries(tx, id, rows?).await?)
    })
    .await
}

fn kept(
    (board_id, number): (Uuid, i64),
    entry: BoardEntry,
) -> Result<board_entry::Model, serde_json::Error> {
    Ok(board_entry::Model {
        board_id,
        number,
        colour: entry.colour,
        subject_kind: entry.subject.kind,
        subject_code: entry.subject.code,
        title_zh: entry.subject.name_zh,
        title_en: entry.subject.name_en,
        reason: entry.reason,
        proof: serde_json::to_string(&entry.proof)?,
    })
}

/// Approves a draft of others, of a period that is over, whose entries still hold; from then on it never changes.
pub(super) async fn approve(
    who: &Allowed<ApproveBoards>,
    (territory, zone): (&Territory, Zone),
    (id, version): (Uuid, i64),
) -> Result<board::Model, BoardError> {
    let step = Step {
        id,
        version,
        action: Action::Approve,
        reason: None,
    };
    take(who, step, async |tx, row| {
        let drafters = drafters(&queries::events_of(tx, id).await?);
        if drafters.contains(&who.actor().account_id) {
            return Err(BoardError::Own);
        }
        if !is_over(row, zone, who.now()) {
            return Err(BoardError::NotOver(row.period.clone()));
        }
        let ground = ground_of(row, (territory, zone), who.scope())?;
        let entries = still_sound(tx, ground, id).await?;
        State::Approved.code().clone_into(&mut row.state);
        row.approved_at = Some(who.now().0);
        let names = names_of(tx, drafters).await?;
        let content = content(who, row, ground, (names.into_values().collect(), entries));
        let Frozen { text, sha256 } = Frozen::of(&content)?;
        let document = board_document::Model {
            board_id: id,
            content: text,
            sha256,
        };
        Ok(queries::insert_document(tx, document).await?)
    })
    .await
}

/// The entries of a draft, held once more against what is known now.
async fn still_sound(
    tx: &DatabaseTransaction,
    ground: Ground<'_>,
    id: Uuid,
) -> Result<Vec<BoardEntry>, BoardError> {
    let entries = stored(queries::entries_of(tx, id).await?)?;
    if entries.is_empty() {
        return Err(BoardError::Empty);
    }
    let asked = entries.iter().map(Asked::from).collect();
    let entries = checked(tx, ground, asked).await?;
    entries.map_err(BoardError::Refused)
}

fn content(
    who: &Allowed<ApproveBoards>,
    row: &board::Model,
    ground: Ground<'_>,
    (mut drafted_by, entries): (Vec<String>, Vec<BoardEntry>),
) -> BoardContent {
    drafted_by.sort();
    let area = ground.area;
    BoardContent {
        id: row.id,
        period: row.period.clone(),
        from: ground.days.0,
        to: ground.days.1,
        area_code: area.code.clone(),
        area_name_zh: area.name_zh.clone(),
        area_name_en: area.name_en.clone(),
        entries,
        drafted_by,
        approved_by: who.actor().name.clone(),
        approved_at: who.now(),
    }
}

/// Withdraws a draft, or an approved list where the caller may approve; its document stays.
pub(super) async fn withdraw(
    who: &Allowed<DraftBoards>,
    territory: &Territory,
    (id, version): (Uuid, i64),
    reason: &str,
) -> Result<board::Model, BoardError> {
    let step = Step {
        id,
        version,
        action: Action::Withdraw,
        reason: Some(reason.trim()),
    };
    take(who, step, async |_tx, row| {
        if row.state == State::Approved.code() && !may_approve(who.actor(), territory, row) {
            return Err(BoardError::NotYours);
        }
        State::Withdrawn.code().clone_into(&mut row.state);
        Ok(())
    })
    .await
}

/// Whether a person may approve lists of the area of one.
pub(super) fn may_approve(actor: &Actor, territory: &Territory, row: &board::Model) -> bool {
    may_there(actor, territory, (row.area_id, Permission::ApproveBoards))
}

/// Whether a permission holds in an area.
pub(super) fn may_there(
    actor: &Actor,
    territory: &Territory,
    (area_id, permission): (i64, Permission),
) -> bool {
    let area = territory.by_id(area_id);
    area.is_some_and(|area| actor.may_in(permission, &area.path))
}

/// Whether the last day of a list's period has passed.
pub(super) fn is_over(row: &board::Model, zone: Zone, now: UtcMillis) -> bool {
    Period::parse(&row.period).is_some_and(|period| period.to() < zone.day_of(now))
}

/// The ground of a list for a caller.
pub(super) fn ground_of<'a>(
    row: &board::Model,
    (territory, zone): (&'a Territory, Zone),
    caller: &'a AreaScope,
) -> Result<Ground<'a>, BoardError> {
    let missing = || BoardError::NotFound(row.id);
    let area = territory.by_id(row.area_id).ok_or_else(missing)?;
    let period = Period::parse(&row.period).ok_or_else(missing)?;
    Ok(Ground {
        territory,
        area,
        days: (period.from(), period.to()),
        caller,
        zone,
    })
}

/// Who made or changed a draft, by the history of the list.
pub(super) fn drafters(events: &[board_event::Model]) -> HashSet<Uuid> {
    let drafting = [Action::Make.code(), Action::Change.code()];
    let drafted = events
        .iter()
        .filter(|event| drafting.contains(&event.action.as_str()));
    drafted.map(|event| event.by_id).collect()
}

/// Takes a step. Who names the version that stands wins.
async fn take<P>(
    who: &Allowed<P>,
    step: Step<'_>,
    work: impl AsyncFnOnce(&DatabaseTransaction, &mut board::Model) -> Result<(), BoardError>,
) -> Result<board::Model, BoardError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let found = queries::find(tx, who.scope(), step.id).await?;
        let mut row = found.ok_or(BoardError::NotFound(step.id))?;
        if row.version != step.version {
            return Err(BoardError::Changed(Standing::from(&row)));
        }
        let state = State::parse(&row.state).filter(|state| step.action.leads_from(*state));
        if state.is_none() {
            return Err(BoardError::StepRefused(Standing::from(&row)));
        }
        work(tx, &mut row).await?;
        row.version += 1;
        queries::save(tx, &row).await?;
        note(tx, who, &row, step).await?;
        Ok(row)
    })
    .await
}

/// Writes a line of the history and of the audit log.
async fn note<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    row: &board::Model,
    step: Step<'_>,
) -> Result<(), BoardError> {
    let event = board_event::Model {
        board_id: row.id,
        number: row.version,
        action: step.action.code().to_owned(),
        at: who.now().0,
        by_id: who.actor().account_id,
        reason: step.reason.map(str::to_owned),
    };
    queries::insert_event(tx, event).await?;
    let facts = json!({"period": row.period, "state": row.state, "version": row.version, "red": row.red, "black": row.black});
    let subject = format!("board:{}", row.id);
    let event =
        audit::Event::new(Some(who.actor()), step.action.operation(), subject).detail(facts);
    Ok(audit::record(tx, &who.state().clock, event).await?)
}
