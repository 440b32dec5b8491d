//! Use cases: drafting, opening, appealing, deciding, settling, withdrawing.

mod appeals;
mod draft;
mod steps;

pub(super) use appeals::{appeal, decide};
pub(super) use draft::{draft, keep, row_of};
pub(super) use steps::change;

use super::document::{self, Appealed, ends_on};
use super::error::LeagueError;
use super::model::{Deed, Refusal, State, next};
use super::queries;
use super::wire::SettledAppeal;
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::gauges::Gauges;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::insert_row;
use crate::platform::problem::{Code, FieldCode};
use crate::records;
use crate::units::Books;
use entity::{league, league_event};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// What every use case needs beside the database.
#[derive(Debug)]
pub struct Ground {
    /// The area tree in use.
    pub territory: Arc<Territory>,
    /// Units by name.
    pub books: Arc<Books>,
    /// Where figures come from.
    pub gauges: Gauges,
    /// Whose days count.
    pub zone: Zone,
}

/// Where a league stands; what cannot be read stands at the end.
pub(super) fn state_of(row: &league::Model) -> State {
    State::parse(&row.state).unwrap_or(State::Withdrawn)
}

/// Whether a league takes appeals on the local day of `now`.
pub(super) fn takes_appeals(row: &league::Model, zone: Zone, now: UtcMillis) -> bool {
    let is_in_time = ends_on(row).is_some_and(|last| zone.day_of(now) <= last);
    state_of(row) == State::Open && is_in_time
}

fn masked(text: &str) -> String {
    let text = text.trim();
    records::mask_personal_data(text).unwrap_or_else(|| text.to_owned())
}

/// Writes what was done: a line for whoever reads the league.
async fn note<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    row: &league::Model,
    (deed, code, reason): (Deed, Option<&str>, Option<String>),
) -> Result<(), DbErr> {
    let event = league_event::Model {
        league_id: row.id,
        number: row.version,
        deed: deed.code().to_owned(),
        state: row.state.clone(),
        at: who.now().0,
        by_id: who.actor().account_id,
        code: code.map(str::to_owned),
        reason,
    };
    insert_row(tx, event).await
}

async fn record<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    (operation, id): (&'static str, Uuid),
    detail: Value,
) -> Result<(), DbErr> {
    let event = audit::Event::new(Some(who.actor()), operation, format!("league:{id}"));
    audit::record(tx, &who.state().clock, event.detail(detail)).await
}

/// Moves a league on, if the table of steps lets it, and says what was done.
async fn advance<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    row: &mut league::Model,
    (deed, code, reason): (Deed, Option<&str>, Option<String>),
) -> Result<(), LeagueError> {
    let seen = row.version;
    let to = next(deed, state_of(row), reason.is_some()).map_err(|refusal| match refusal {
        Refusal::NotFromHere => LeagueError::standing(Code::LeagueStepRefused, row),
        Refusal::NeedsReason => LeagueError::field("/reason", FieldCode::MissingField),
    })?;
    to.code().clone_into(&mut row.state);
    row.version += 1;
    if matches!(to, State::Settled | State::Withdrawn) {
        row.ended_at = Some(who.now().0);
    }
    if !queries::save(tx, row, seen).await? {
        return Err(LeagueError::standing(Code::LeagueChanged, row));
    }
    Ok(note(tx, who, row, (deed, code, reason)).await?)
}

/// Appeals as they are told, with the names of who decided.
pub(super) async fn told(
    db: &impl ConnectionTrait,
    appeals: &[Appealed],
) -> Result<Vec<SettledAppeal>, DbErr> {
    let people = appeals
        .iter()
        .filter_map(|(_, decision)| Some(decision.as_ref()?.decided_by));
    let people: HashSet<Uuid> = people.collect();
    let names = names_of(db, people.into_iter().collect()).await?;
    Ok(appeals
        .iter()
        .map(|one| document::told(one, &names))
        .collect())
}
