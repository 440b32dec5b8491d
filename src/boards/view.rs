//! Lists as they are shown.

use super::error::BoardError;
use super::model::{Action, State};
use super::queries;
use super::service::{drafters, is_over, may_approve, may_there};
use super::wire::{
    BoardContent, BoardDocument, BoardEntry, BoardEvent, BoardRow, BoardSubject, BoardView,
};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::platform::auth::{Actor, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::frozen::is_intact;
use entity::{board, board_entry, board_event};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What showing needs beside the database.
#[derive(Clone, Copy)]
pub(super) struct Looking<'a> {
    pub actor: &'a Actor,
    pub territory: &'a Territory,
    pub zone: Zone,
    pub now: UtcMillis,
}

/// Entries of a draft as they are kept.
pub(super) fn stored(rows: Vec<board_entry::Model>) -> Result<Vec<BoardEntry>, serde_json::Error> {
    let entry = |row: board_entry::Model| {
        Ok(BoardEntry {
            colour: row.colour,
            subject: BoardSubject {
                kind: row.subject_kind,
                code: row.subject_code,
                name_zh: row.title_zh,
                name_en: row.title_en,
            },
            reason: row.reason,
            proof: serde_json::from_str(&row.proof)?,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// Lists as rows.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    territory: &Territory,
    found: Vec<board::Model>,
) -> Result<Vec<BoardRow>, DbErr> {
    let names = names_of(db, found.iter().map(|row| row.made_by).collect()).await?;
    let row = |row| board_row(row, territory, &names);
    Ok(found.into_iter().map(row).collect())
}

fn board_row(row: board::Model, territory: &Territory, names: &HashMap<Uuid, String>) -> BoardRow {
    let area = territory.by_id(row.area_id);
    BoardRow {
        id: row.id,
        period: row.period,
        from: row.from_on,
        to: row.to_on,
        area_code: area.map_or(String::new(), |area| area.code.clone()),
        area_name_zh: area.map_or(String::new(), |area| area.name_zh.clone()),
        area_name_en: area.map_or(String::new(), |area| area.name_en.clone()),
        state: row.state,
        version: row.version,
        red: row.red,
        black: row.black,
        made_at: UtcMillis(row.made_at),
        made_by_name: names.get(&row.made_by).cloned(),
        approved_at: row.approved_at.map(UtcMillis),
    }
}

/// A list in full.
pub(super) async fn view(
    db: &impl ConnectionTrait,
    looking: Looking<'_>,
    row: board::Model,
) -> Result<BoardView, BoardError> {
    let events = queries::events_of(db, row.id).await?;
    let people: HashSet<Uuid> = events.iter().map(|event| event.by_id).collect();
    let names = names_of(db, people).await?;
    let is_own = drafters(&events).contains(&looking.actor.account_id);
    let (entries, document) = match queries::document_of(db, row.id).await? {
        Some(kept) => {
            let content: BoardContent = serde_json::from_str(&kept.content)?;
            let document = BoardDocument {
                is_intact: is_intact(&kept.content, &kept.sha256),
                sha256: hex::encode(kept.sha256),
                approved_at: content.approved_at,
                approved_by_name: Some(content.approved_by),
            };
            (content.entries, Some(document))
        }
        None => (stored(queries::entries_of(db, row.id).await?)?, None),
    };
    let is_over = is_over(&row, looking.zone, looking.now);
    let may = |action| looking.may(&row, action, (is_own, is_over, !entries.is_empty()));
    let actions = Action::ALL.iter().copied().filter(|action| may(*action));
    Ok(BoardView {
        actions: actions.map(Action::code).collect(),
        events: events
            .into_iter()
            .map(|event| event_view(event, &names))
            .collect(),
        board: board_row(row, looking.territory, &names),
        entries,
        is_own,
        is_over,
        document,
    })
}

impl Looking<'_> {
    /// Whether the person may take a step now.
    fn may(
        &self,
        row: &board::Model,
        action: Action,
        (is_own, is_over, has_entries): (bool, bool, bool),
    ) -> bool {
        let state = State::parse(&row.state).filter(|state| action.leads_from(*state));
        let drafts = || {
            let permission = Permission::DraftBoards;
            may_there(self.actor, self.territory, (row.area_id, permission))
        };
        let approves = || may_approve(self.actor, self.territory, row);
        match (action, state) {
            (_, None) | (Action::Make, _) => false,
            (Action::Approve, _) => !is_own && is_over && has_entries && approves(),
            (Action::Withdraw, Some(State::Approved)) => drafts() && approves(),
            (Action::Change | Action::Withdraw, _) => drafts(),
        }
    }
}

fn event_view(event: board_event::Model, names: &HashMap<Uuid, String>) -> BoardEvent {
    let (name_zh, name_en) = Action::parse(&event.action).map_or(("", ""), Action::names);
    BoardEvent {
        action: event.action,
        name_zh,
        name_en,
        at: UtcMillis(event.at),
        by_name: names.get(&event.by_id).cloned(),
        reason: event.reason,
    }
}
