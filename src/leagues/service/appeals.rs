//! Appeals and their decisions.

use super::draft::{keep, recount};
use super::{Ground, advance, masked, record, state_of, takes_appeals};
use crate::cases::visible_cases;
use crate::leagues::concerned::Concern;
use crate::leagues::document::Appealed;
use crate::leagues::error::LeagueError;
use crate::leagues::model::{Deed, State};
use crate::leagues::queries;
use crate::leagues::wire::{AppealDecision, AppealProof, LeagueTable, NewAppeal};
use crate::platform::auth::markers::{AppealLeagues, ManageIndicators};
use crate::platform::auth::{Allowed, AreaScope, Permission};
use crate::platform::db::{Lock, hold, insert_row};
use crate::platform::problem::{Code, FieldCode};
use entity::{league, league_appeal, league_decision};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

/// Files an appeal against a row that the caller answers for, while the window is open.
pub(in crate::leagues) async fn appeal(
    who: &Allowed<AppealLeagues>,
    ground: &Ground,
    id: Uuid,
    body: &NewAppeal,
) -> Result<(), LeagueError> {
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let mut row = appealable(tx, who, ground, (id, &body.code)).await?;
        check_proof(tx, who, &body.proof).await?;
        let appeal = league_appeal::Model {
            id: who.new_id(),
            league_id: id,
            code: body.code.clone(),
            reason: masked(&body.reason),
            proof: serde_json::to_string(&body.proof)?,
            filed_at: who.now().0,
            filed_by: who.actor().account_id,
        };
        let said = Some(appeal.reason.clone());
        advance(tx, who, &mut row, (Deed::Appeal, Some(&body.code), said)).await?;
        let detail = json!({"appeal": appeal.id, "code": body.code});
        insert_row(tx, appeal).await?;
        Ok(record(tx, who, ("create_league_appeal", id), detail).await?)
    })
    .await
}

/// The league, if the caller may appeal against its row now.
async fn appealable(
    tx: &DatabaseTransaction,
    who: &Allowed<AppealLeagues>,
    ground: &Ground,
    (id, code): (Uuid, &str),
) -> Result<league::Model, LeagueError> {
    let reads = who.actor().scope(Permission::ReadIndicators);
    let reads = reads.unwrap_or_else(|| AreaScope::subtrees([]));
    let concern = Concern::of(tx, who.actor(), &reads).await?;
    let found = queries::find(tx, &concern, id).await?;
    let league = found.ok_or(LeagueError::NotFound(id))?;
    let readings = queries::readings(tx, id).await?;
    let last = readings.last().map_or(0, |reading| reading.number);
    let unknown = || LeagueError::field("/code", FieldCode::UnknownValue);
    let row = queries::row(tx, (id, last), code).await?;
    if !concern.answers_for(who.actor(), &ground.territory, &row.ok_or_else(unknown)?) {
        return Err(LeagueError::NotYourRow);
    }
    if state_of(&league) == State::Open && !takes_appeals(&league, ground.zone, who.now()) {
        return Err(LeagueError::standing(Code::LeagueWindowOver, &league));
    }
    let before = queries::appeals(tx, vec![id]).await?;
    if before.iter().any(|(appeal, _)| appeal.code == code) {
        return Err(LeagueError::standing(Code::LeagueRowAppealed, &league));
    }
    Ok(league)
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
    let cases = visible_cases(tx, who.actor(), &ids("case")).await?;
    let records = match who.actor().scope(Permission::ReadRecords) {
        Some(scope) => queries::known_records(tx, &scope, &ids("record")).await?,
        None => HashSet::new(),
    };
    let is_known = |one: &AppealProof| match one.kind.as_str() {
        "case" => cases.contains(&one.id),
        "record" => records.contains(&one.id),
        _ => false,
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
pub(in crate::leagues) async fn decide(
    who: &Allowed<ManageIndicators>,
    ground: &Ground,
    (id, appeal_id): (Uuid, Uuid),
    body: &AppealDecision,
) -> Result<(), LeagueError> {
    let unknown = || LeagueError::field("/decision", FieldCode::UnknownValue);
    let deed = Deed::parse(&body.decision)
        .filter(|deed| deed.is_decision())
        .ok_or_else(unknown)?;
    // Gauges read outside the transaction; the version that was seen still decides who wins.
    let fresh = match deed {
        Deed::Recount => Some(recount(who, ground, id).await?),
        _ => None,
    };
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let (mut row, appeal) = decidable(tx, who, (id, appeal_id), body.version).await?;
        let said = Some(masked(&body.reason));
        advance(tx, who, &mut row, (deed, Some(&appeal.code), said)).await?;
        let (reading_number, hashes) = reread(tx, ground, &row, (who, fresh.as_ref())).await?;
        let decision = league_decision::Model {
            appeal_id,
            league_id: id,
            decision: deed.code().to_owned(),
            reason: masked(&body.reason),
            reading_number,
            decided_at: who.now().0,
            decided_by: who.actor().account_id,
        };
        insert_row(tx, decision).await?;
        let detail = json!({"appeal": appeal_id, "code": appeal.code, "decision": deed.code(), "sha256": hashes});
        Ok(record(tx, who, ("decide_league_appeal", id), detail).await?)
    })
    .await
}

/// The league and the appeal, if the caller may decide it now.
async fn decidable(
    tx: &DatabaseTransaction,
    who: &Allowed<ManageIndicators>,
    (id, appeal_id): (Uuid, Uuid),
    version: i64,
) -> Result<(league::Model, league_appeal::Model), LeagueError> {
    let found = queries::find(tx, &Concern::in_areas(who.scope()), id).await?;
    let row = found.ok_or(LeagueError::NotFound(id))?;
    let mut appeals = queries::appeals(tx, vec![id]).await?.into_iter();
    let own = |(appeal, _): &Appealed| appeal.id == appeal_id;
    let (appeal, decided) = appeals
        .find(own)
        .ok_or(LeagueError::AppealNotFound(appeal_id))?;
    if let Some(decided) = decided {
        return Err(LeagueError::AppealDecided(decided.decision));
    }
    if appeal.filed_by == who.actor().account_id {
        return Err(LeagueError::OwnAppeal);
    }
    if row.version != version {
        return Err(LeagueError::standing(Code::LeagueChanged, &row));
    }
    Ok((row, appeal))
}

/// Keeps what a recount read as the next reading: its number, and both hashes.
async fn reread(
    tx: &DatabaseTransaction,
    ground: &Ground,
    row: &league::Model,
    (who, fresh): (&Allowed<ManageIndicators>, Option<&LeagueTable>),
) -> Result<(Option<i64>, Value), LeagueError> {
    let Some(table) = fresh else {
        return Ok((None, Value::Null));
    };
    let before = queries::readings(tx, row.id).await?;
    let number = before.last().map_or(1, |reading| reading.number + 1);
    let hash = keep(tx, ground, (row.id, number, who.now()), table).await?;
    let old = before.last().map(|reading| hex::encode(&reading.sha256));
    Ok((Some(number), json!({"before": old, "after": hash})))
}
