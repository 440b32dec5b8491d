//! Shifts as callers see them.

use super::done::{self, Done, HANDBOOK, Spoken};
use super::reach::Reach;
use super::roster::Rosters;
use crate::accounts;
use crate::areas::Territory;
use crate::dissuasion::model::place::{FAR_M, read_line};
use crate::dissuasion::model::presence::{Presence, cap_min, minutes_of};
use crate::dissuasion::queries::hours;
use crate::dissuasion::queries::shifts::Progress;
use crate::dissuasion::wire::PersonView;
use crate::dissuasion::wire::shifts::{
    CheckView, ConfirmedHours, CounterView, HandoutView, OutcomeCount, PlaceView, ShiftCard,
    ShiftDetail, ShiftIncidents, ShiftPerson, ShiftRow,
};
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::records::{flags_of, mask_personal_data, notes_of};
use entity::shift;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A shift as a phone needs it.
pub(in crate::dissuasion) fn card(
    shift: shift::Model,
    rosters: &Rosters,
    me: Uuid,
    territory: &Territory,
) -> ShiftCard {
    let roster = rosters.on(&shift);
    let team_name = rosters.team(&shift).map(|team| team.title.clone());
    let area = territory.by_id(shift.area_id);
    ShiftCard {
        id: shift.id,
        version: shift.version,
        name: shift.title,
        team_id: shift.team_id,
        team_name,
        plan_id: shift.plan_id,
        day: shift.day,
        starts_at: UtcMillis(shift.starts_at),
        ends_at: UtcMillis(shift.ends_at),
        state: if shift.called_off_at.is_some() {
            "called_off"
        } else {
            "planned"
        },
        called_off_reason: shift.called_off_reason,
        is_ad_hoc: shift.is_ad_hoc,
        area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
        area_name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
        area_name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
        place: PlaceView {
            kind: shift.place_kind,
            code: shift.place_code,
            name_zh: shift.place_zh,
            name_en: shift.place_en,
            line: read_line(&shift.place_line),
        },
        needed: shift.needed,
        on_roster: roster.len(),
        am_i_on: roster.contains(&me),
        roster: roster.into_iter().collect(),
    }
}

/// Whether the roster of a shift may still be changed.
pub(in crate::dissuasion) fn is_roster_open(shift: &shift::Model, now: UtcMillis) -> bool {
    shift.called_off_at.is_none() && now.0 < shift.starts_at
}

/// Shifts with what was done in them.
pub(in crate::dissuasion) async fn rows(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    shifts: Vec<shift::Model>,
    now: UtcMillis,
) -> Result<Vec<ShiftRow>, DbErr> {
    let rosters = Rosters::load(db, &shifts).await?;
    let ids: Vec<Uuid> = shifts.iter().map(|shift| shift.id).collect();
    let all = done::load(db, &ids).await?;
    let confirmed = hours::confirmed_pairs(db, &ids).await?;
    let nothing = Done::default();
    let row = |shift: shift::Model| {
        let done = all.get(&shift.id).unwrap_or(&nothing);
        let of_shift = confirmed.get(&shift.id);
        row_of(shift, done, of_shift, &rosters, (reach, territory), now)
    };
    Ok(shifts.into_iter().map(row).collect())
}

/// How many people with an account were there; `None` for nobody.
fn present_at(shift: &shift::Model, done: &Done) -> Option<usize> {
    let people = shift
        .present_kept
        .map_or(done.present.len(), num::usize_from_i64);
    (people > 0).then_some(people)
}

fn row_of(
    shift: shift::Model,
    done: &Done,
    confirmed: Option<&BTreeSet<Uuid>>,
    rosters: &Rosters,
    (reach, territory): (&Reach, &Territory),
    now: UtcMillis,
) -> ShiftRow {
    let progress = Progress::of(
        &shift,
        !done.checks.is_empty(),
        !done.reports.is_empty(),
        now,
    );
    let by_outcome = done.by_outcome();
    let spoken = Spoken::of(&by_outcome);
    let can_lead = reach.leads_shift(&shift, territory);
    let waiting = done
        .present
        .iter()
        .filter(|account| !confirmed.is_some_and(|of| of.contains(account)));
    let is_over = progress == Progress::Held;
    ShiftRow {
        progress: progress.code(),
        present: present_at(&shift, done),
        others: done.others,
        contacts: spoken.contacts,
        successes: spoken.successes,
        incidents: done.incident_count(),
        handbooks: done.handed_out(HANDBOOK),
        has_report: !done.reports.is_empty(),
        hours_waiting: if can_lead && is_over && shift.present_kept.is_none() {
            waiting.count()
        } else {
            0
        },
        can_lead,
        card: card(shift, rosters, reach.me, territory),
    }
}

/// One shift with everything that the caller may know of it.
pub(in crate::dissuasion) async fn detail(
    db: &impl ConnectionTrait,
    reach: &Reach,
    territory: &Territory,
    shift: shift::Model,
    now: UtcMillis,
) -> Result<ShiftDetail, DbErr> {
    let rosters = Rosters::load(db, std::slice::from_ref(&shift)).await?;
    let mut all = done::load(db, &[shift.id]).await?;
    let done = all.remove(&shift.id).unwrap_or_default();
    let ledger = hours::of_shift(db, shift.id).await?;
    let confirmed: BTreeSet<Uuid> = ledger.keys().copied().collect();
    let row = row_of(
        shift.clone(),
        &done,
        Some(&confirmed),
        &rosters,
        (reach, territory),
        now,
    );
    let people = people(db, reach, &shift, &done, &rosters, ledger, row.can_lead).await?;
    let report_ids: Vec<Uuid> = done.reports.iter().map(|report| report.record_id).collect();
    let notes = notes_of(db, report_ids.clone()).await?;
    let said = report_ids.iter().filter_map(|id| notes.get(id));
    let said: Vec<String> = said
        .map(|note| mask_personal_data(note).unwrap_or_else(|| note.clone()))
        .collect();
    let last = done.reports.last().map(|report| report.account_id);
    let names = accounts::names_of(db, last.into_iter().collect()).await?;
    let by_outcome = done.by_outcome();
    Ok(ShiftDetail {
        people,
        counters: counters(&done.counters),
        incidents_by: ShiftIncidents {
            count: done.incident_count(),
            by_outcome: most_first(&outcomes(&done.incidents)),
        },
        success_rate: Spoken::of(&by_outcome).success_rate(),
        by_outcome: most_first(&by_outcome),
        handouts: done
            .handouts
            .iter()
            .map(|(item, (count, taken))| HandoutView {
                item: item.clone(),
                count: *count,
                taken: *taken,
            })
            .collect(),
        summary: (!said.is_empty()).then(|| said.join("\n")),
        report_ids,
        is_roster_open: is_roster_open(&shift, now),
        reported_by: last.map(|id| PersonView {
            name: names.get(&id).cloned().unwrap_or_default(),
            id,
        }),
        row,
    })
}

fn counters(counted: &BTreeMap<(String, String), i64>) -> Vec<CounterView> {
    let view = |((category, outcome), count): (&(String, String), &i64)| CounterView {
        category: category.clone(),
        outcome: outcome.clone(),
        count: *count,
    };
    counted.iter().map(view).collect()
}

fn outcomes(counted: &BTreeMap<(String, String), i64>) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for ((_, outcome), count) in counted {
        *all.entry(outcome.clone()).or_default() += count;
    }
    all
}

/// Outcomes, most first.
pub(in crate::dissuasion) fn most_first(by_outcome: &BTreeMap<String, i64>) -> Vec<OutcomeCount> {
    let mut all: Vec<OutcomeCount> = by_outcome
        .iter()
        .map(|(outcome, count)| OutcomeCount {
            outcome: outcome.clone(),
            count: *count,
        })
        .collect();
    all.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| a.outcome.cmp(&b.outcome))
    });
    all
}

/// Minutes of somebody in a shift, what counts of them without a leader's word, and what they rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) struct Proposal {
    pub minutes: i64,
    pub capped_min: i64,
    pub basis: &'static str,
}

/// What somebody's hours in a shift come to by what arrived; `None` when nothing is known of the person.
pub(in crate::dissuasion) fn proposal(
    shift: &shift::Model,
    done: &Done,
    account: Uuid,
) -> Option<Proposal> {
    if shift.present_kept.is_some() {
        return None;
    }
    let cap = cap_min(shift.starts_at, shift.ends_at);
    let of = |minutes: i64, basis| Proposal {
        minutes,
        capped_min: minutes.min(cap),
        basis,
    };
    let own = Presence::of(&done.steps_of(account));
    if own.is_any() {
        let basis = if own.open_since.is_some() {
            "no_check_out"
        } else {
            "checks"
        };
        return Some(of(minutes_of(&own.closed_at(shift.ends_at)), basis));
    }
    if !done.present.contains(&account) {
        return None;
    }
    // Named by a report only: as long as its author was there, else as long as planned.
    let author = done.reports.last().map(|report| report.account_id);
    let theirs = author.map(|author| Presence::of(&done.steps_of(author)));
    let minutes = match theirs.filter(Presence::is_any) {
        Some(presence) => minutes_of(&presence.closed_at(shift.ends_at)),
        None => minutes_of(&[(shift.starts_at, shift.ends_at)]),
    };
    Some(of(minutes, "report"))
}

async fn people(
    db: &impl ConnectionTrait,
    reach: &Reach,
    shift: &shift::Model,
    done: &Done,
    rosters: &Rosters,
    mut ledger: BTreeMap<Uuid, ConfirmedHours>,
    can_lead: bool,
) -> Result<Vec<ShiftPerson>, DbErr> {
    if shift.present_kept.is_some() {
        // The term of attendance is over: a number is left.
        return Ok(vec![]);
    }
    let on = rosters.on(shift);
    let entries = rosters.entries(shift.id);
    let everybody: BTreeSet<Uuid> = rosters
        .members(shift)
        .into_iter()
        .chain(entries.iter().map(|entry| entry.account_id))
        .chain(done.present.iter().copied())
        .collect();
    let names = accounts::names_of(db, everybody.iter().copied().collect()).await?;
    let flags = flags_of(db, everybody.iter().flat_map(|id| own_records(done, *id))).await?;
    let mut views = vec![];
    for id in everybody {
        // An account that a phone named and nobody has is left out.
        let Some(name) = names.get(&id).cloned() else {
            continue;
        };
        let is_shown = can_lead || id == reach.me;
        let proposal = proposal(shift, done, id).filter(|_| is_shown);
        let entry = entries.iter().find(|entry| entry.account_id == id);
        views.push(ShiftPerson {
            id,
            name,
            is_on: on.contains(&id),
            roster_reason: entry
                .filter(|_| is_shown)
                .and_then(|entry| entry.reason.clone()),
            is_present: done.present.contains(&id),
            checks: if is_shown { checks(done, id) } else { vec![] },
            minutes: proposal.map(|proposal| proposal.minutes),
            capped_min: proposal.map(|proposal| proposal.capped_min),
            basis: proposal.map(|proposal| proposal.basis),
            hours: ledger.remove(&id).filter(|_| is_shown),
            flags: if is_shown {
                flags_among(&flags, &own_records(done, id))
            } else {
                vec![]
            },
        });
    }
    views.sort_by(|a, b| {
        b.is_on
            .cmp(&a.is_on)
            .then_with(|| (&a.name, a.id).cmp(&(&b.name, b.id)))
    });
    Ok(views)
}

/// Records of one account in a shift.
fn own_records(done: &Done, account: Uuid) -> Vec<Uuid> {
    let checks = done
        .checks
        .iter()
        .map(|row| (row.account_id, row.record_id));
    let reports = done
        .reports
        .iter()
        .map(|row| (row.account_id, row.record_id));
    let own = checks
        .chain(reports)
        .filter(|(author, _)| *author == account);
    own.map(|(_, record)| record).collect()
}

fn flags_among(flags: &HashMap<Uuid, Vec<String>>, records: &[Uuid]) -> Vec<String> {
    let all: BTreeSet<String> = records
        .iter()
        .filter_map(|id| flags.get(id))
        .flatten()
        .cloned()
        .collect();
    all.into_iter().collect()
}

fn checks(done: &Done, account: Uuid) -> Vec<CheckView> {
    let own = done
        .checks
        .iter()
        .filter(|check| check.account_id == account);
    own.map(|check| CheckView {
        direction: check.direction.clone(),
        at: UtcMillis(check.at),
        distance_m: check.distance_m,
        is_far: check.distance_m.is_some_and(|metres| metres > FAR_M),
        record_id: check.record_id,
    })
    .collect()
}
