//! Rosters: changed by leaders and planners, by members for themselves, and by taking somebody's place.

use super::reach::Reach;
use super::roster::Rosters;
use super::shifts::is_roster_open;
use crate::accounts;
use crate::areas::Territory;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::{people, shifts, swaps};
use crate::dissuasion::wire::PersonView;
use crate::dissuasion::wire::shifts::{RosterChange, ShiftPatch};
use crate::dissuasion::wire::swaps::{Answer, NewSwap, SwapView};
use crate::platform::audit;
use crate::platform::auth::{Allowed, Permission};
use crate::platform::clock::UtcMillis;
use crate::platform::problem::FieldCode;
use entity::{roster_entry, shift, shift_swap};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// Changes who stands in a shift. Of two changes that saw the same version one wins; the other is told.
pub(in crate::dissuasion) async fn change_roster<P>(
    who: &Allowed<P>,
    territory: &Territory,
    id: Uuid,
    change: RosterChange,
) -> Result<shift::Model, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    who.write(async |tx| {
        let mut shift = reach.shift(tx, id).await?;
        if !is_roster_open(&shift, now) {
            return Err(DutyError::ShiftOver(id));
        }
        may_change(tx, &reach, territory, &shift, &change).await?;
        if !shifts::claim(tx, id, change.version).await? {
            return Err(DutyError::RosterChanged(shift.version));
        }
        shift.version = change.version + 1;
        for place in &change.changes {
            let entry = roster_entry::Model {
                shift_id: id,
                account_id: place.account_id,
                is_on: place.is_on,
                reason: place
                    .reason
                    .clone()
                    .filter(|reason| !reason.trim().is_empty()),
                at: now.0,
                by_id: reach.me,
            };
            shifts::put_on_roster(tx, entry).await?;
        }
        let told: Vec<_> = change
            .changes
            .iter()
            .map(|place| json!({ "account": place.account_id, "is_on": place.is_on }))
            .collect();
        let event = audit::Event::new(Some(who.actor()), "change_roster", format!("shift:{id}"))
            .detail(json!({ "changes": told }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(shift)
    })
    .await
}

/// Members change their own place; leaders that of the team; planners also that of others in their areas.
async fn may_change(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    shift: &shift::Model,
    change: &RosterChange,
) -> Result<(), DutyError> {
    let leads = reach.leads_shift(shift, territory);
    let rosters = Rosters::load(db, std::slice::from_ref(shift)).await?;
    let mut known: HashSet<Uuid> = rosters.members(shift).into_iter().collect();
    known.extend(
        rosters
            .entries(shift.id)
            .iter()
            .map(|entry| entry.account_id),
    );
    if reach.plans_shift(shift, territory) {
        let asked: Vec<Uuid> = change
            .changes
            .iter()
            .map(|place| place.account_id)
            .collect();
        let around = reach.plan_areas();
        known.extend(people::known(db, around, Permission::ReadShifts, &asked).await?);
    }
    let is_wrong = |account: Uuid| !known.contains(&account) || (!leads && account != reach.me);
    match change
        .changes
        .iter()
        .position(|place| is_wrong(place.account_id))
    {
        Some(at) => Err(DutyError::field(
            format!("/changes/{at}/account_id"),
            FieldCode::UnknownAccount,
        )),
        None => Ok(()),
    }
}

/// Calls a shift off, or on again.
pub(in crate::dissuasion) async fn update_shift<P>(
    who: &Allowed<P>,
    territory: &Territory,
    id: Uuid,
    patch: ShiftPatch,
) -> Result<shift::Model, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    who.write(async |tx| {
        let mut shift = reach.led_shift(tx, id, territory).await?;
        if now.0 >= shift.ends_at {
            return Err(DutyError::ShiftOver(id));
        }
        if !shifts::claim(tx, id, patch.version).await? {
            return Err(DutyError::RosterChanged(shift.version));
        }
        let reason = patch.reason.as_deref().unwrap_or_default().trim();
        let called_off = patch.is_called_off.then_some((now, reason));
        shifts::set_called_off(tx, id, called_off).await?;
        shift.version = patch.version + 1;
        shift.called_off_at = called_off.map(|_| now.0);
        shift.called_off_reason = called_off.map(|(_, reason)| reason.to_owned());
        let event = audit::Event::new(Some(who.actor()), "update_shift", format!("shift:{id}"))
            .detail(json!({ "is_called_off": patch.is_called_off }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(shift)
    })
    .await
}

/// Offers the caller's place in a shift to somebody of the team, or to anybody of it.
pub(in crate::dissuasion) async fn offer<P>(
    who: &Allowed<P>,
    new: NewSwap,
) -> Result<SwapView, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    let row = shift_swap::Model {
        id: who.new_id(),
        shift_id: new.shift_id,
        from_id: reach.me,
        to_id: new.to_account_id,
        note: new.note.filter(|note| !note.trim().is_empty()),
        state: "open".to_owned(),
        made_at: now.0,
        closed_at: None,
    };
    who.write(async |tx| {
        let shift = reach.shift(tx, row.shift_id).await?;
        if !is_roster_open(&shift, now) {
            return Err(DutyError::ShiftOver(shift.id));
        }
        let rosters = Rosters::load(tx, std::slice::from_ref(&shift)).await?;
        if !rosters.on(&shift).contains(&reach.me) {
            return Err(DutyError::NotOnRoster(reach.me));
        }
        let is_mate = |id: Uuid| id != reach.me && rosters.members(&shift).contains(&id);
        if row.to_id.is_some_and(|id| !is_mate(id)) {
            return Err(DutyError::field(
                "/to_account_id",
                FieldCode::UnknownAccount,
            ));
        }
        swaps::insert(tx, row.clone()).await?;
        let event = audit::Event::new(
            Some(who.actor()),
            "create_swap",
            format!("shift:{}", shift.id),
        );
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await?;
    one_view(who.read(), &reach, row, now).await
}

/// Answers an offer; the first who takes it has the place.
pub(in crate::dissuasion) async fn answer<P>(
    who: &Allowed<P>,
    id: Uuid,
    answer: Answer,
) -> Result<SwapView, DutyError> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let now = who.now();
    let row = who
        .write(async |tx| {
            let found = swaps::find(tx, id, reach.shifts()).await?;
            let mut row = found.ok_or(DutyError::SwapNotFound(id))?;
            let shift = reach.shift(tx, row.shift_id).await?;
            let rosters = Rosters::load(tx, std::slice::from_ref(&shift)).await?;
            let (state, to) = match answer {
                Answer::Withdraw if row.from_id == reach.me => ("withdrawn", row.to_id),
                Answer::Decline if row.to_id == Some(reach.me) => ("declined", row.to_id),
                Answer::Take if may_take(&row, &shift, &rosters, reach.me) => {
                    ("taken", Some(reach.me))
                }
                _ if row.state != "open" => return Err(DutyError::SwapClosed(id)),
                Answer::Take => return Err(DutyError::NotOnRoster(reach.me)),
                _ => return Err(DutyError::SwapNotFound(id)),
            };
            if state == "taken" && !is_roster_open(&shift, now) {
                return Err(DutyError::ShiftOver(shift.id));
            }
            if !swaps::close(tx, id, state, to, now).await? {
                return Err(DutyError::SwapClosed(id));
            }
            if state == "taken" {
                exchange(tx, &shift, (row.from_id, reach.me), now).await?;
            }
            row.state = state.to_owned();
            row.to_id = to;
            let event = audit::Event::new(
                Some(who.actor()),
                "close_swap",
                format!("shift:{}", shift.id),
            )
            .detail(json!({ "state": state }));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await?;
    one_view(who.read(), &reach, row, now).await
}

/// Puts one person in the other's place.
async fn exchange(
    tx: &impl ConnectionTrait,
    shift: &shift::Model,
    (from, to): (Uuid, Uuid),
    now: UtcMillis,
) -> Result<(), DutyError> {
    if !shifts::claim(tx, shift.id, shift.version).await? {
        return Err(DutyError::RosterChanged(shift.version));
    }
    for (account_id, is_on) in [(from, false), (to, true)] {
        let entry = roster_entry::Model {
            shift_id: shift.id,
            account_id,
            is_on,
            reason: None,
            at: now.0,
            by_id: to,
        };
        shifts::put_on_roster(tx, entry).await?;
    }
    Ok(())
}

fn may_take(swap: &shift_swap::Model, shift: &shift::Model, rosters: &Rosters, me: Uuid) -> bool {
    let is_asked = swap.to_id.is_none_or(|to| to == me);
    let on = rosters.on(shift);
    is_asked
        && !on.contains(&me)
        && on.contains(&swap.from_id)
        && rosters.members(shift).contains(&me)
}

async fn one_view(
    db: &impl ConnectionTrait,
    reach: &Reach,
    row: shift_swap::Model,
    now: UtcMillis,
) -> Result<SwapView, DutyError> {
    let id = row.id;
    let mut views = views(db, reach, vec![row], now).await?;
    views.pop().ok_or(DutyError::SwapNotFound(id))
}

/// Offers as the caller sees them.
pub(in crate::dissuasion) async fn views(
    db: &impl ConnectionTrait,
    reach: &Reach,
    rows: Vec<shift_swap::Model>,
    now: UtcMillis,
) -> Result<Vec<SwapView>, DbErr> {
    let ids: HashSet<Uuid> = rows.iter().map(|row| row.shift_id).collect();
    let of = shifts::by_ids(db, ids.into_iter().collect()).await?;
    let models: Vec<shift::Model> = of.values().cloned().collect();
    let rosters = Rosters::load(db, &models).await?;
    let everybody: HashSet<Uuid> = rows
        .iter()
        .flat_map(|row| [Some(row.from_id), row.to_id])
        .flatten()
        .collect();
    let names = accounts::names_of(db, everybody).await?;
    let person = |id: Uuid| PersonView {
        name: names.get(&id).cloned().unwrap_or_default(),
        id,
    };
    let view = |row: shift_swap::Model| {
        let shift = of.get(&row.shift_id)?;
        let is_open = row.state == "open" && is_roster_open(shift, now);
        Some(SwapView {
            id: row.id,
            shift_id: row.shift_id,
            shift_name: shift.title.clone(),
            day: shift.day.clone(),
            starts_at: UtcMillis(shift.starts_at),
            from: person(row.from_id),
            to: row.to_id.map(person),
            can_take: is_open && may_take(&row, shift, &rosters, reach.me),
            note: row.note,
            state: row.state,
            at: UtcMillis(row.made_at),
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}
