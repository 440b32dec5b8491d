//! Use cases: drafting, opening, appealing, deciding, settling, withdrawing.

use super::concerned::Concern;
use super::document::{self, Appealed, ends_on, frozen};
use super::error::LeagueError;
use super::model::{Deed, Refusal, State, WINDOW, last_day, next};
use super::queries;
use super::table::{self, Question};
use super::wire::{AppealDecision, AppealProof, LeagueAsked, LeagueStep, LeagueTable, NewAppeal};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::cases::{calendar, visible_cases};
use crate::gauges::Gauges;
use crate::platform::audit;
use crate::platform::auth::markers::{AppealLeagues, ManageIndicators};
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{Code, FieldCode};
use crate::records;
use crate::units::Books;
use entity::{league, league_appeal, league_decision, league_event, league_reading, league_row};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// What every use case needs beside the database.
#[derive(Debug)]
pub(super) struct Ground {
    pub territory: Arc<Territory>,
    pub books: Arc<Books>,
    pub gauges: Gauges,
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

/// Reads the figures of a period that is over, and keeps them as the draft of a league.
pub(super) async fn draft(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    question: &Question,
) -> Result<league::Model, LeagueError> {
    if question.period.to() >= ground.zone.day_of(who.now()) {
        return Err(LeagueError::PeriodRunning(question.period.to_string()));
    }
    let missing = || LeagueError::field("/area", FieldCode::MissingField);
    let area = question.area.as_ref().ok_or_else(missing)?;
    let table = table::read(who.read(), (&ground.gauges, &ground.books), question).await?;
    if table.rows.iter().all(|row| row.state == "nothing") {
        return Err(LeagueError::Nothing);
    }
    let row = league::Model {
        id: who.new_id(),
        subject: table.subject.clone(),
        source: table.source.clone(),
        code: table.code.clone(),
        title_zh: table.name_zh.clone(),
        title_en: table.name_en.clone(),
        period: table.period.clone(),
        from_on: table.from.to_string(),
        to_on: table.to.to_string(),
        area_id: area.id,
        level: table.level.clone(),
        state: State::Draft.code().to_owned(),
        version: 1,
        made_at: who.now().0,
        made_by: who.actor().account_id,
        opened_at: None,
        ends_on: None,
        ended_at: None,
    };
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        if let Some(twin) = queries::twin(tx, &row).await? {
            return Err(LeagueError::Exists(twin.id));
        }
        queries::insert(tx, row.clone()).await?;
        let hash = keep(tx, who, ground, (row.id, 1), &table).await?;
        note(tx, who, &row, (Deed::Draft, None, None)).await?;
        let detail = json!({"figure": format!("{}/{}", row.source, row.code), "period": row.period, "sha256": hash});
        record(tx, who, ("create_league", row.id), detail).await?;
        Ok(row)
    })
    .await
}

/// Keeps what was read, and who stands in it; its hash.
async fn keep<P>(
    tx: &DatabaseTransaction,
    who: &Allowed<P>,
    ground: &Ground,
    (league_id, number): (Uuid, i64),
    table: &LeagueTable,
) -> Result<String, LeagueError> {
    let (content, sha256) = frozen(table)?;
    let hash = hex::encode(&sha256);
    let reading = league_reading::Model {
        league_id,
        number,
        content,
        sha256,
        read_at: who.now().0,
    };
    queries::insert(tx, reading).await?;
    let row = |row: &super::wire::LeagueRow| league_row::Model {
        league_id,
        number,
        code: row.code.clone(),
        area_id: match row.unit_id {
            Some(_) => None,
            None => ground.territory.by_code(&row.code).map(|area| area.id),
        },
        unit_id: row.unit_id,
    };
    queries::insert_rows(tx, table.rows.iter().map(row).collect()).await?;
    Ok(hash)
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
    queries::insert(tx, event).await
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

/// A league in the areas of a scope, at the version that was seen.
async fn at_version(
    tx: &impl ConnectionTrait,
    scope: &AreaScope,
    (id, version): (Uuid, i64),
) -> Result<league::Model, LeagueError> {
    let found = queries::find(tx, &Concern::in_areas(scope), id).await?;
    let row = found.ok_or(LeagueError::NotFound(id))?;
    if row.version != version {
        return Err(LeagueError::standing(Code::LeagueChanged, &row));
    }
    Ok(row)
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

/// Opens a draft to appeals, settles a league, or withdraws one.
pub(super) async fn change(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    id: Uuid,
    step: &LeagueStep,
) -> Result<(), LeagueError> {
    let unknown = || LeagueError::field("/action", FieldCode::UnknownValue);
    let deed = Deed::parse(&step.action)
        .filter(|deed| matches!(deed, Deed::Open | Deed::Settle | Deed::Withdraw))
        .ok_or_else(unknown)?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let mut row = at_version(tx, who.scope(), (id, step.version)).await?;
        if deed == Deed::Settle && state_of(&row) == State::Open {
            settle(tx, who, ground, &row).await?;
        }
        if deed == Deed::Open {
            let calendar = calendar(ground.zone);
            let today = ground.zone.day_of(who.now());
            let days = step.working_days.unwrap_or(WINDOW);
            row.opened_at = Some(who.now().0);
            row.ends_on = Some(last_day(&calendar, today, days).to_string());
        }
        let reason = step.reason.as_deref().map(masked);
        advance(tx, who, &mut row, (deed, None, reason)).await?;
        let detail = json!({"action": deed.code(), "state": row.state, "version": row.version});
        Ok(record(tx, who, ("change_league_state", id), detail).await?)
    })
    .await
}

/// Freezes the document, once the window is over and every appeal decided.
async fn settle(
    tx: &DatabaseTransaction,
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    row: &league::Model,
) -> Result<(), LeagueError> {
    if takes_appeals(row, ground.zone, who.now()) {
        return Err(LeagueError::standing(Code::LeagueWindowOpen, row));
    }
    let appeals = queries::appeals(tx, vec![row.id]).await?;
    let undecided = appeals.iter().filter(|one| one.1.is_none()).count();
    if undecided > 0 {
        return Err(LeagueError::Undecided(undecided, row.into()));
    }
    let told = told(tx, &appeals).await?;
    let readings = queries::readings(tx, row.id).await?;
    let by = (who.actor().account_id, who.actor().name.clone(), who.now());
    let frozen = document::settled(row, (&readings, told), by)?;
    Ok(queries::insert(tx, frozen).await?)
}

/// Appeals as they are told, with the names of who decided.
pub(super) async fn told(
    db: &impl ConnectionTrait,
    appeals: &[Appealed],
) -> Result<Vec<super::wire::SettledAppeal>, DbErr> {
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

/// Files an appeal against a row that the caller answers for, while the window is open.
pub(super) async fn appeal(
    who: &Allowed<AppealLeagues>,
    ground: &Ground,
    id: Uuid,
    body: &NewAppeal,
) -> Result<(), LeagueError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let reads = who.actor().scope(Permission::ReadIndicators);
        let reads = reads.unwrap_or_else(|| AreaScope::subtrees([]));
        let concern = Concern::of(tx, who.actor(), &reads).await?;
        let found = queries::find(tx, &concern, id).await?;
        let mut row = found.ok_or(LeagueError::NotFound(id))?;
        let readings = queries::readings(tx, id).await?;
        let number = readings.last().map_or(0, |reading| reading.number);
        let unknown = || LeagueError::field("/code", FieldCode::UnknownValue);
        let of = queries::row(tx, (id, number), &body.code)
            .await?
            .ok_or_else(unknown)?;
        if !concern.answers_for(who.actor(), &ground.territory, &of) {
            return Err(LeagueError::NotYourRow);
        }
        if state_of(&row) == State::Open && !takes_appeals(&row, ground.zone, who.now()) {
            return Err(LeagueError::standing(Code::LeagueWindowOver, &row));
        }
        let mut before = queries::appeals(tx, vec![id]).await?.into_iter();
        if before.any(|(appeal, _)| appeal.code == body.code) {
            return Err(LeagueError::standing(Code::LeagueRowAppealed, &row));
        }
        check_proof(tx, who, &body.proof).await?;
        let reason = masked(&body.reason);
        advance(
            tx,
            who,
            &mut row,
            (Deed::Appeal, Some(&body.code), Some(reason.clone())),
        )
        .await?;
        let appeal = league_appeal::Model {
            id: who.new_id(),
            league_id: id,
            code: body.code.clone(),
            reason,
            proof: serde_json::to_string(&body.proof)?,
            filed_at: who.now().0,
            filed_by: who.actor().account_id,
        };
        let detail = json!({"appeal": appeal.id, "code": body.code});
        queries::insert(tx, appeal).await?;
        Ok(record(tx, who, ("create_league_appeal", id), detail).await?)
    })
    .await
}

/// Every named record and case must be there for the caller to see.
async fn check_proof(
    tx: &DatabaseTransaction,
    who: &Allowed<AppealLeagues>,
    proof: &[AppealProof],
) -> Result<(), LeagueError> {
    let ids = |kind: &str| -> Vec<Uuid> {
        let of_kind = proof.iter().filter(|one| one.kind == kind);
        of_kind.map(|one| one.id).collect()
    };
    let mut known = visible_cases(tx, who.actor(), &ids("case")).await?;
    if let Some(scope) = who.actor().scope(Permission::ReadRecords) {
        known.extend(queries::known_records(tx, &scope, &ids("record")).await?);
    }
    let is_known = |one: &AppealProof| {
        ["case", "record"].contains(&one.kind.as_str()) && known.contains(&one.id)
    };
    match proof.iter().position(|one| !is_known(one)) {
        Some(at) => Err(LeagueError::field(
            format!("/proof/{at}/id"),
            FieldCode::UnknownValue,
        )),
        None => Ok(()),
    }
}

/// Decides an appeal that somebody else filed. A recount reads the whole table again.
pub(super) async fn decide(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    (id, appeal_id): (Uuid, Uuid),
    body: &AppealDecision,
) -> Result<(), LeagueError> {
    let unknown = || LeagueError::field("/decision", FieldCode::UnknownValue);
    let deed = Deed::parse(&body.decision)
        .filter(|deed| deed.is_decision())
        .ok_or_else(unknown)?;
    let fresh = match deed {
        Deed::Recount => Some(recount(who, ground, id).await?),
        _ => None,
    };
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let found = queries::find(tx, &Concern::in_areas(who.scope()), id).await?;
        let row = found.ok_or(LeagueError::NotFound(id))?;
        let appeals = queries::appeals(tx, vec![id]).await?;
        let mut own = appeals
            .into_iter()
            .filter(|(appeal, _)| appeal.id == appeal_id);
        let (appeal, decided) = own.next().ok_or(LeagueError::AppealNotFound(appeal_id))?;
        if let Some(decided) = decided {
            return Err(LeagueError::AppealDecided(decided.decision));
        }
        if appeal.filed_by == who.actor().account_id {
            return Err(LeagueError::OwnAppeal);
        }
        let mut row = at_version(tx, who.scope(), (row.id, body.version)).await?;
        let reason = masked(&body.reason);
        advance(
            tx,
            who,
            &mut row,
            (deed, Some(&appeal.code), Some(reason.clone())),
        )
        .await?;
        let mut detail = json!({"appeal": appeal_id, "code": appeal.code, "decision": deed.code()});
        let mut reading_number = None;
        if let Some(table) = &fresh {
            let before = queries::readings(tx, id).await?;
            let number = before.last().map_or(1, |reading| reading.number + 1);
            let hash = keep(tx, who, ground, (id, number), table).await?;
            let old = before.last().map(|reading| hex::encode(&reading.sha256));
            detail["sha256"] = json!({"before": old, "after": hash});
            reading_number = Some(number);
        }
        let decision = league_decision::Model {
            appeal_id,
            league_id: id,
            decision: deed.code().to_owned(),
            reason,
            reading_number,
            decided_at: who.now().0,
            decided_by: who.actor().account_id,
        };
        queries::insert(tx, decision).await?;
        Ok(record(tx, who, ("decide_league_appeal", id), detail).await?)
    })
    .await
}

/// The figures of a league read again from the records as they now stand.
async fn recount(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    id: Uuid,
) -> Result<LeagueTable, LeagueError> {
    let found = queries::find(who.read(), &Concern::in_areas(who.scope()), id).await?;
    let row = found.ok_or(LeagueError::NotFound(id))?;
    let area = ground.territory.by_id(row.area_id);
    let asked = LeagueAsked {
        subject: row.subject,
        source: row.source,
        code: row.code,
        period: Some(row.period),
        area: area.map(|area| area.code.clone()),
        level: row.level,
    };
    let times = (ground.zone, who.now());
    let within = (who.scope(), &*ground.territory);
    let question =
        Question::new(&asked, &ground.gauges, within, times).map_err(LeagueError::Field)?;
    Ok(table::read(who.read(), (&ground.gauges, &ground.books), &question).await?)
}
