//! Hours: confirmed by a leader or planner, never by oneself; set right by another row.

use super::reach::Reach;
use super::shifts::proposal;
use super::{done, waiting};
use crate::accounts;
use crate::areas::Territory;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::model::presence::cap_min;
use crate::dissuasion::queries::{hours, shifts, teams};
use crate::dissuasion::vocabulary::{Certificate, certificate_of, certificates};
use crate::dissuasion::wire::PersonView;
use crate::dissuasion::wire::hours::{
    HoursCorrection, HoursEntryView, HoursToConfirm, HoursToConfirmOf, MyHours, NewEntry,
    VolunteerHours,
};
use crate::platform::audit;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem};
use chrono::NaiveDate;
use entity::{hours_entry, shift};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// The ledger's word for a first row.
const CONFIRMED: &str = "confirmed";
/// The ledger's word for a row that sets another right.
const CORRECTED: &str = "corrected";

/// The caller's own hours of a year.
pub(in crate::dissuasion) async fn mine(
    db: &impl ConnectionTrait,
    me: Uuid,
    year: i32,
    zone: Zone,
    now: UtcMillis,
) -> Result<MyHours, DutyError> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1);
    let last = NaiveDate::from_ymd_opt(year, 12, 31);
    let (first, last) = first
        .zip(last)
        .ok_or_else(|| DutyError::query("/year", FieldCode::OutOfRange))?;
    let rows = hours::entries_of(db, me, (first, last)).await?;
    let names = accounts::names_of(db, rows.iter().filter_map(|row| row.by_id).collect()).await?;
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.shift_id).collect();
    let of = shifts::by_ids(db, ids.into_iter().collect()).await?;
    let kept = hours::kept(db, &[me]).await?;
    let total_min = hours::total_min(db, me, None).await? + kept.get(&me).copied().unwrap_or(0);
    let until = zone.end_of(last).min(now);
    let view = |row: hours_entry::Model| HoursEntryView {
        entry_id: row.id,
        kind: row.kind,
        shift_id: row.shift_id,
        shift_name: of.get(&row.shift_id).map(|shift| shift.title.clone()),
        day: row.day,
        minutes: row.minutes,
        reason: row.reason,
        at: UtcMillis(row.at),
        by_name: row.by_id.and_then(|id| names.get(&id).cloned()),
    };
    let reached = |star: &&Certificate| total_min >= star.hours * 60;
    Ok(MyHours {
        year,
        confirmed_min: rows.iter().map(|row| row.minutes).sum(),
        waiting_min: waiting::of_account(db, me, zone.start_of(first), until).await?,
        total_min,
        reached: certificates().iter().filter(reached).cloned().collect(),
        next_certificate: certificates().iter().find(|star| !reached(star)).cloned(),
        entries: rows.into_iter().map(view).collect(),
    })
}

/// Whose hours are asked for.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct HoursAsked {
    pub area: Option<AreaScope>,
    pub team: Option<Uuid>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Hours of people, by name: whoever has confirmed hours, and the members of the team asked for.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    reach: &Reach,
    asked: &HoursAsked,
) -> Result<Vec<VolunteerHours>, DutyError> {
    let within = hours::within(reach.lead_areas(), &reach.led);
    let period = (asked.from, asked.to);
    let rows = hours::list(db, within, asked.area.as_ref(), asked.team, period).await?;
    let mut by_account: BTreeMap<Uuid, Vec<hours_entry::Model>> = BTreeMap::new();
    for row in rows {
        by_account.entry(row.account_id).or_default().push(row);
    }
    if let Some(team) = asked.team {
        let found = teams::find(db, team, reach.led_teams()).await?;
        let team = found.ok_or(DutyError::TeamNotFound(team))?;
        let stints = teams::stints_of(db, vec![team.id]).await?;
        let present = stints.into_iter().filter(|stint| stint.until_at.is_none());
        for account in present
            .map(|stint| stint.account_id)
            .chain([team.leader_id])
        {
            by_account.entry(account).or_default();
        }
    }
    let ids: Vec<Uuid> = by_account.keys().copied().collect();
    let names = accounts::names_of(db, ids.iter().copied().collect()).await?;
    let numbers = teams::register_numbers(db, ids.clone()).await?;
    let totals = hours::totals(db, &ids).await?;
    let kept = hours::kept(db, &ids).await?;
    let view = |(id, rows): (Uuid, Vec<hours_entry::Model>)| {
        let of = |minutes: &HashMap<Uuid, i64>| minutes.get(&id).copied().unwrap_or_default();
        let total_min = of(&totals) + of(&kept);
        let shifts: HashSet<Uuid> = rows.iter().map(|row| row.shift_id).collect();
        VolunteerHours {
            account: PersonView {
                name: names.get(&id).cloned().unwrap_or_default(),
                id,
            },
            register_number: numbers.get(&id).cloned(),
            confirmed_min: rows.iter().map(|row| row.minutes).sum(),
            shifts: shifts.len(),
            first_day: rows.iter().map(|row| row.day.clone()).min(),
            last_day: rows.iter().map(|row| row.day.clone()).max(),
            total_min,
            certificate_hours: certificate_of(total_min).map(|star| star.hours),
        }
    };
    let mut all: Vec<VolunteerHours> = by_account.into_iter().map(view).collect();
    all.sort_by(|a, b| {
        a.account
            .name
            .cmp(&b.account.name)
            .then(a.account.id.cmp(&b.account.id))
    });
    Ok(all)
}

/// Confirms hours of a shift. Either all are written or none.
pub(in crate::dissuasion) async fn confirm<P>(
    who: &Allowed<P>,
    territory: &Territory,
    id: Uuid,
    body: HoursToConfirm,
) -> Result<shift::Model, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    if body.items.iter().any(|item| item.account_id == reach.me) {
        return Err(DutyError::OwnHours);
    }
    let ids: Vec<Uuid> = body.items.iter().map(|_| who.new_id()).collect();
    let now = who.now();
    who.write(async |tx| {
        let shift = reach.led_shift(tx, id, territory).await?;
        let mut all = done::load(tx, &[id]).await?;
        let done = all.remove(&id).unwrap_or_default();
        if shift.present_kept.is_some() {
            return Err(DutyError::ShiftOver(id));
        }
        // Who came early may be confirmed as soon as a record says so.
        if now.0 < shift.starts_at && done.checks.is_empty() {
            return Err(DutyError::ShiftNotBegun(id));
        }
        let confirmed: BTreeSet<Uuid> = hours::of_shift(tx, id).await?.into_keys().collect();
        let asked: Vec<Uuid> = body.items.iter().map(|item| item.account_id).collect();
        let names = accounts::names_of(tx, asked.into_iter().collect()).await?;
        let mut rows = vec![];
        for ((at, item), entry_id) in body.items.iter().enumerate().zip(ids) {
            if !names.contains_key(&item.account_id) {
                let pointer = format!("/items/{at}/account_id");
                return Err(DutyError::field(pointer, FieldCode::UnknownAccount));
            }
            if confirmed.contains(&item.account_id) {
                return Err(DutyError::HoursConfirmedAlready);
            }
            let minutes = minutes_of(at, item, &shift, &done)?;
            let reason = item.reason.clone();
            rows.push(hours_entry::Model {
                minutes,
                reason: reason.filter(|reason| !reason.trim().is_empty()),
                ..first_row(entry_id, item.account_id, &shift, (reach.me, now))
            });
        }
        let told: Vec<_> = rows
            .iter()
            .map(|row| json!({ "account": row.account_id, "minutes": row.minutes }))
            .collect();
        hours::insert_all(tx, rows).await.map_err(taken)?;
        let event = audit::Event::new(Some(who.actor()), "confirm_hours", format!("shift:{id}"))
            .detail(json!({ "hours": told }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(shift)
    })
    .await
}

/// A first row of the ledger, without its minutes.
fn first_row(
    id: Uuid,
    account_id: Uuid,
    shift: &shift::Model,
    (by, now): (Uuid, UtcMillis),
) -> hours_entry::Model {
    hours_entry::Model {
        id,
        account_id,
        shift_id: shift.id,
        team_id: shift.team_id,
        area_id: shift.area_id,
        kind: CONFIRMED.to_owned(),
        day: shift.day.clone(),
        minutes: 0,
        reason: None,
        corrects: None,
        by_id: Some(by),
        at: now.0,
    }
}

/// Two who confirm at once: the ledger's key lets one through.
fn taken(error: DbErr) -> DutyError {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => DutyError::HoursConfirmedAlready,
        _ => DutyError::Db(error),
    }
}

/// The minutes to write: what was said, else what is proposed. More than the plan and one hour, or hours of somebody
/// of whom no record speaks, need a reason.
fn minutes_of(
    at: usize,
    item: &HoursToConfirmOf,
    shift: &shift::Model,
    done: &done::Done,
) -> Result<i64, DutyError> {
    let missing = |name: &str| {
        let pointer = format!("/items/{at}/{name}");
        DutyError::Fields(vec![FieldProblem::new(pointer, FieldCode::MissingField)])
    };
    let proposed = proposal(shift, done, item.account_id);
    let minutes = item
        .minutes
        .or(proposed.map(|proposed| proposed.capped_min))
        .ok_or_else(|| missing("minutes"))?;
    let is_beyond = minutes > cap_min(shift.starts_at, shift.ends_at) || proposed.is_none();
    let has_reason = item
        .reason
        .as_deref()
        .is_some_and(|reason| !reason.trim().is_empty());
    if is_beyond && !has_reason {
        return Err(missing("reason"));
    }
    Ok(minutes)
}

/// Sets an entry right by another row. Only the newest row of a person and shift is corrected.
pub(in crate::dissuasion) async fn correct<P>(
    who: &Allowed<P>,
    id: Uuid,
    body: HoursCorrection,
) -> Result<NewEntry, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let (entry_id, now) = (who.new_id(), who.now());
    who.write(async |tx| {
        let within = hours::within(reach.lead_areas(), &reach.led);
        let found = hours::find(tx, id, within).await?;
        let row = found.ok_or(DutyError::HoursNotFound(id))?;
        if row.account_id == reach.me {
            return Err(DutyError::OwnHours);
        }
        if hours::is_corrected(tx, id).await? {
            return Err(DutyError::HoursCorrectedAlready);
        }
        let all = hours::of_person_and_shift(tx, row.account_id, row.shift_id).await?;
        let present: i64 = all.iter().map(|row| row.minutes).sum();
        let minutes = body.minutes - present;
        let correction = hours_entry::Model {
            id: entry_id,
            kind: CORRECTED.to_owned(),
            minutes,
            reason: Some(body.reason.trim().to_owned()),
            corrects: Some(id),
            by_id: Some(reach.me),
            at: now.0,
            ..row
        };
        let subject = format!("hours:{id}");
        hours::insert_all(tx, vec![correction])
            .await
            .map_err(|error| match taken(error) {
                DutyError::HoursConfirmedAlready => DutyError::HoursCorrectedAlready,
                other => other,
            })?;
        let event = audit::Event::new(Some(who.actor()), "correct_hours", subject)
            .detail(json!({ "minutes": body.minutes, "entry": entry_id }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(NewEntry { entry_id, minutes })
    })
    .await
}
