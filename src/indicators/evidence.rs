//! Evidence (创建资料): filing, judging, showing, the completeness of a year, the package.

mod matrix;
mod package;

pub(super) use matrix::{counts_in, matrix};
pub(super) use package::package;

use super::editions;
use super::error::IndicatorError;
use super::model::{self, Action, Period, Refusal, State};
use super::queries::{self, evidence as rows};
use super::scoreboard::reached;
use super::wire::{
    EvidenceDetail, EvidenceEventView, EvidenceStep, EvidenceUpload, EvidenceView, word_view,
};
use crate::accounts::names_of;
use crate::areas::Territory;
use crate::photos::sniff::{self, FileFormat};
use crate::platform::audit;
use crate::platform::auth::markers::{FileEvidence, ReadIndicators};
use crate::platform::auth::{Actor, Allowed, Permission};
use crate::platform::blobs::{BlobKey, Blobs};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{FieldCode, FieldProblem};
use bytes::Bytes;
use entity::{evidence, evidence_event};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Files a piece of evidence; the same bytes for the same requirement, period and area stand once, and again after they were
/// withdrawn. Returns whether it is new.
pub(super) async fn file(
    who: &Allowed<FileEvidence>,
    (blobs, territory, zone): (&Blobs, &Territory, Zone),
    query: &EvidenceUpload,
    bytes: Bytes,
) -> Result<(evidence::Model, bool), IndicatorError> {
    let (period, area_id) = place(who, territory, query, zone)?;
    let edition_id = required(who.read(), period, &query.requirement).await?;
    let (format, digest) = sniff::look_at(bytes.clone(), is_taken).await;
    let format = format?;
    let row = evidence::Model {
        id: who.new_id(),
        edition_id,
        requirement_code: query.requirement.clone(),
        period: period.to_string(),
        from_on: period.from().to_string(),
        to_on: period.to().to_string(),
        area_id,
        title: query.title.clone().unwrap_or_else(|| query.name.clone()),
        file_title: query.name.clone(),
        format: format.code().to_owned(),
        size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: digest.to_vec(),
        state: State::Draft.code().to_owned(),
        version: 1,
        filed_at: who.now().0,
        filed_by: who.actor().account_id,
        decided_at: None,
        decided_by: None,
        remark: None,
    };
    if let Some(known) = rows::twin(who.read(), who.scope(), &row).await? {
        return Ok((known, false));
    }
    blobs.put(BlobKey::Evidence(digest), bytes).await?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        if let Some(known) = rows::twin(tx, who.scope(), &row).await? {
            return Ok((known, false));
        }
        rows::insert(tx, row.clone()).await?;
        note(tx, who.actor().account_id, &row, Action::File).await?;
        let event = audit::Event::new(Some(who.actor()), "upload_evidence", format!("evidence:{}", row.id))
            .detail(json!({"requirement": row.requirement_code, "period": row.period, "sha256": hex::encode(digest), "size_bytes": row.size_bytes}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok((row, true))
    })
    .await
}

/// Period and area of what is filed; every wrong parameter is named at once.
fn place(
    who: &Allowed<FileEvidence>,
    territory: &Territory,
    query: &EvidenceUpload,
    zone: Zone,
) -> Result<(Period, i64), IndicatorError> {
    let mut found = query.faults();
    let period = Period::parse(&query.period);
    match period {
        None => found.push(FieldProblem::new("/period", FieldCode::BadPeriod)),
        Some(period) if period.from() > zone.day_of(who.now()) => {
            found.push(FieldProblem::new("/period", FieldCode::OutOfRange));
        }
        Some(_) => {}
    }
    let area = reached(query.area.as_deref(), who.scope(), territory).and_then(|(_, area)| area);
    if area.is_none() {
        found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
    }
    match (period, area) {
        (Some(period), Some(area)) if found.is_empty() => Ok((period, area.id)),
        _ => Err(IndicatorError::Query(found)),
    }
}

/// The edition that holds in a period, if it has the requirement.
async fn required(
    db: &impl ConnectionTrait,
    period: Period,
    requirement: &str,
) -> Result<i64, IndicatorError> {
    let edition = editions::in_force(queries::editions(db).await?, period)
        .ok_or_else(|| IndicatorError::NoEditionYet(period.to_string()))?;
    let rows = queries::rows(db, edition.row.edition_id).await?;
    let mut leaves = rows.iter().filter(|row| row.level == model::LEAF);
    if leaves.any(|row| row.code == requirement) {
        Ok(edition.row.edition_id)
    } else {
        Err(IndicatorError::query(
            "/requirement",
            FieldCode::UnknownRequirement,
        ))
    }
}

/// What proves a requirement: documents and photos.
fn is_taken(format: FileFormat) -> bool {
    !format.is_sound() && format != FileFormat::Webp
}

async fn note(
    tx: &impl ConnectionTrait,
    by_id: Uuid,
    row: &evidence::Model,
    action: Action,
) -> Result<(), DbErr> {
    let event = evidence_event::Model {
        evidence_id: row.id,
        number: row.version,
        action: action.code().to_owned(),
        at: row.decided_at.unwrap_or(row.filed_at),
        by_id,
        remark: row.remark.clone(),
    };
    rows::insert_event(tx, event).await
}

/// Takes a step. Who names the version that stands wins.
pub(super) async fn change(
    who: &Allowed<ReadIndicators>,
    territory: &Territory,
    id: Uuid,
    step: &EvidenceStep,
) -> Result<evidence::Model, IndicatorError> {
    let unknown = || IndicatorError::field("/action", FieldCode::UnknownValue);
    let action = Action::parse(&step.action).ok_or_else(unknown)?;
    who.write(async |tx| {
        hold(tx, Lock::Changes).await?;
        let found = rows::find(tx, who.scope(), id).await?;
        let mut row = found.ok_or(IndicatorError::EvidenceNotFound(id))?;
        let before = row.state.clone();
        let to = decide(who.actor(), territory, &row, (action, step))?;
        to.code().clone_into(&mut row.state);
        row.version += 1;
        row.decided_at = Some(who.now().0);
        row.decided_by = Some(who.actor().account_id);
        row.remark.clone_from(&step.remark);
        rows::save(tx, &row).await?;
        note(tx, who.actor().account_id, &row, action).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "change_evidence_state",
            format!("evidence:{id}"),
        )
        .detail(json!({"action": action.code(), "from": before, "to": row.state}));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(row)
    })
    .await
}

/// The state that a step leads to, or why it is not taken.
fn decide(
    actor: &Actor,
    territory: &Territory,
    row: &evidence::Model,
    (action, step): (Action, &EvidenceStep),
) -> Result<State, IndicatorError> {
    let refused = || IndicatorError::StepRefused {
        state: row.state.clone(),
        version: row.version,
    };
    let state = State::parse(&row.state).filter(|_| row.version == step.version);
    let state = state.ok_or_else(refused)?;
    let is_own = row.filed_by == actor.account_id;
    let has_remark = step
        .remark
        .as_ref()
        .is_some_and(|text| !text.trim().is_empty());
    let may = |permission| may_there(actor, territory, row.area_id, permission);
    model::next(action, state, is_own, has_remark, may).map_err(|refusal| match refusal {
        Refusal::NotFromHere => refused(),
        Refusal::NotYours => IndicatorError::NotYourStep,
        Refusal::Own => IndicatorError::OwnEvidence,
        Refusal::NeedsRemark => IndicatorError::field("/remark", FieldCode::Empty),
    })
}

fn may_there(actor: &Actor, territory: &Territory, area_id: i64, permission: Permission) -> bool {
    let area = territory.by_id(area_id);
    area.is_some_and(|area| actor.may_in(permission, &area.path))
}

/// Evidence as lists show it.
pub(super) async fn views(
    db: &impl ConnectionTrait,
    territory: &Territory,
    found: Vec<evidence::Model>,
) -> Result<Vec<EvidenceView>, DbErr> {
    let people = found
        .iter()
        .flat_map(|row| [Some(row.filed_by), row.decided_by]);
    let names = names_of(db, people.flatten().collect()).await?;
    Ok(found
        .into_iter()
        .map(|row| view(row, territory, &names))
        .collect())
}

fn view(
    row: evidence::Model,
    territory: &Territory,
    names: &HashMap<Uuid, String>,
) -> EvidenceView {
    let area = territory.by_id(row.area_id);
    let format = FileFormat::parse(&row.format);
    EvidenceView {
        id: row.id,
        edition_id: row.edition_id,
        requirement_code: row.requirement_code,
        period: row.period,
        area_code: area.map_or(String::new(), |area| area.code.clone()),
        area_name_zh: area.map_or(String::new(), |area| area.name_zh.clone()),
        area_name_en: area.map_or(String::new(), |area| area.name_en.clone()),
        title: row.title,
        file_name: row.file_title,
        media_type: format.map_or("application/octet-stream", FileFormat::media_type),
        size_bytes: row.size_bytes,
        sha256: hex::encode(row.sha256),
        state: row.state,
        version: row.version,
        filed_at: UtcMillis(row.filed_at),
        filed_by_name: names.get(&row.filed_by).cloned(),
        decided_at: row.decided_at.map(UtcMillis),
        decided_by_name: row.decided_by.and_then(|id| names.get(&id).cloned()),
        remark: row.remark,
    }
}

/// A piece of evidence with its history and what the caller may do.
pub(super) async fn detail(
    who: &Allowed<impl Sized>,
    territory: &Territory,
    row: evidence::Model,
) -> Result<EvidenceDetail, DbErr> {
    let actor = who.actor();
    let is_own = row.filed_by == actor.account_id;
    let may = |permission| {
        let is_judging = permission == Permission::JudgeEvidence;
        !(is_judging && is_own) && may_there(actor, territory, row.area_id, permission)
    };
    let open = State::parse(&row.state).into_iter().flat_map(model::open);
    let actions = open.filter(|(_, permission)| may(*permission));
    let actions = actions
        .map(|(action, _)| word_view(action.code(), action.names()))
        .collect();
    let events = rows::events_of(who.read(), row.id).await?;
    let people = events.iter().map(|event| event.by_id).collect();
    let names = names_of(who.read(), people).await?;
    let event = |event: evidence_event::Model| EvidenceEventView {
        action: event.action,
        at: UtcMillis(event.at),
        by_name: names.get(&event.by_id).cloned(),
        remark: event.remark,
    };
    let history = events.into_iter().map(event).collect();
    let evidence = views(who.read(), territory, vec![row]).await?.pop();
    let evidence = evidence.ok_or_else(|| DbErr::RecordNotFound("evidence".to_owned()))?;
    Ok(EvidenceDetail {
        evidence,
        actions,
        history,
    })
}

/// The bytes of a piece of evidence.
pub(super) async fn bytes_of(
    blobs: &Blobs,
    row: &evidence::Model,
) -> Result<Bytes, IndicatorError> {
    let lost = || IndicatorError::EvidenceNotFound(row.id);
    let key = key_of(row).ok_or_else(lost)?;
    blobs.get(key).await?.ok_or_else(lost)
}

fn key_of(row: &evidence::Model) -> Option<BlobKey> {
    let digest: [u8; 32] = row.sha256.as_slice().try_into().ok()?;
    Some(BlobKey::Evidence(digest))
}
