//! What happens to shifts when their records arrive: unknown ones are made, and people in two places at once are noticed.

use super::ad_hoc::{self, AdHoc, By};
use crate::dissuasion::model::presence::{Presence, Step, overlap};
use crate::dissuasion::queries::{field, shifts};
use crate::platform::days::Zone;
use crate::records::{Flag, FoundFlags, clear_flag};
use entity::{shift, shift_check};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Shifts further apart than this cannot overlap, in milliseconds: a day.
const REACH_MS: i64 = 86_400_000;

/// Somebody is said to have been at a shift.
pub(super) struct Attending {
    record: Uuid,
    account: Uuid,
    shift: Uuid,
}

impl Attending {
    pub(super) fn new(record: Uuid, account: Uuid, shift: Uuid) -> Self {
        Self {
            record,
            account,
            shift,
        }
    }
}

/// The shifts of these ids that exist.
pub(super) async fn shifts_of(
    tx: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, shift::Model>, DbErr> {
    let ids: HashSet<Uuid> = ids.collect();
    shifts::by_ids(tx, ids.into_iter().collect()).await
}

/// Makes the shifts that phones made up and nobody knows; records that named them before lose their flag.
pub(super) async fn make_shifts<'a>(
    tx: &impl ConnectionTrait,
    zone: Zone,
    brought: impl Iterator<Item = (Uuid, &'a AdHoc, By)>,
) -> Result<(), DbErr> {
    let brought: Vec<(Uuid, &AdHoc, By)> = brought.collect();
    if brought.is_empty() {
        return Ok(());
    }
    let known = shifts_of(tx, brought.iter().map(|(id, _, _)| *id)).await?;
    let mut made = HashSet::new();
    for (shift_id, ad_hoc, by) in &brought {
        if known.contains_key(shift_id) || !made.insert(*shift_id) {
            continue;
        }
        ad_hoc::make(tx, zone, *shift_id, ad_hoc, by).await?;
        for record_id in field::records_naming(tx, *shift_id).await? {
            clear_flag(tx, record_id, Flag::UnknownShift, by.received_at()).await?;
        }
    }
    Ok(())
}

/// Flags what names an unknown shift or somebody who was elsewhere at the time.
pub(super) async fn judge(
    tx: &impl ConnectionTrait,
    known: &HashMap<Uuid, shift::Model>,
    attending: Vec<Attending>,
) -> Result<FoundFlags, DbErr> {
    let mut found = vec![];
    let (Some(from), Some(until)) = (
        known.values().map(|shift| shift.starts_at).min(),
        known.values().map(|shift| shift.ends_at).max(),
    ) else {
        let unknown = |one: &Attending| (one.record, Flag::UnknownShift);
        return Ok(attending.iter().map(unknown).collect());
    };
    let people: HashSet<Uuid> = attending.iter().map(|one| one.account).collect();
    let span = (from - REACH_MS, until + REACH_MS);
    let near = Near::load(tx, people.into_iter().collect(), span).await?;
    for one in &attending {
        let Some(shift) = known.get(&one.shift) else {
            found.push((one.record, Flag::UnknownShift));
            continue;
        };
        let own = near.stints(one.account, shift);
        let others = near.shifts_of(one.account);
        let is_elsewhere = others.filter(|other| other.id != shift.id).any(|other| {
            let is_near = other.starts_at < shift.ends_at + REACH_MS
                && shift.starts_at < other.ends_at + REACH_MS;
            is_near && overlap(&own, &near.stints(one.account, other))
        });
        if is_elsewhere {
            found.push((one.record, Flag::OverlappingShift));
        }
    }
    Ok(found)
}

/// What some people did around some time.
struct Near {
    checks: HashMap<(Uuid, Uuid), Vec<Step>>,
    attended: HashMap<Uuid, HashSet<Uuid>>,
    shifts: HashMap<Uuid, shift::Model>,
}

impl Near {
    async fn load(
        tx: &impl ConnectionTrait,
        people: Vec<Uuid>,
        span: (i64, i64),
    ) -> Result<Self, DbErr> {
        let rows = field::checks_by_people(tx, &people, span).await?;
        let named = field::reports_naming(tx, &people, span).await?;
        let mut attended: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
        let pairs = rows.iter().map(|row| (row.account_id, row.shift_id));
        for (account, shift) in pairs.chain(named) {
            attended.entry(account).or_default().insert(shift);
        }
        let ids: HashSet<Uuid> = attended.values().flatten().copied().collect();
        let mut checks: HashMap<(Uuid, Uuid), Vec<Step>> = HashMap::new();
        for row in rows {
            let steps = checks.entry((row.account_id, row.shift_id)).or_default();
            steps.push(step_of(&row));
        }
        Ok(Self {
            checks,
            attended,
            shifts: shifts::by_ids(tx, ids.into_iter().collect()).await?,
        })
    }

    fn shifts_of(&self, account: Uuid) -> impl Iterator<Item = &shift::Model> {
        let ids = self.attended.get(&account).into_iter().flatten();
        ids.filter_map(|id| self.shifts.get(id))
    }

    /// When somebody was at a shift: by the own checks, else for as long as it was planned.
    fn stints(&self, account: Uuid, shift: &shift::Model) -> Vec<(i64, i64)> {
        let steps = self.checks.get(&(account, shift.id));
        let presence = Presence::of(steps.map(Vec::as_slice).unwrap_or_default());
        if presence.is_any() {
            presence.closed_at(shift.ends_at)
        } else {
            vec![(shift.starts_at, shift.ends_at)]
        }
    }
}

/// A check as a step of presence.
pub(in crate::dissuasion) fn step_of(row: &shift_check::Model) -> Step {
    Step {
        at: row.at,
        is_in: row.direction == "in",
    }
}
