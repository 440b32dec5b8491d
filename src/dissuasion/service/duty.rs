//! Shifts out of plans: 60 days ahead, each day's shift under an id that follows from plan and day, so that making
//! them twice changes nothing.

use crate::dissuasion::model::rule::{RuleFault, Schedule};
use crate::dissuasion::queries::{plans, shifts};
use crate::platform::audit;
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::days::Zone;
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::platform::keys::sha256;
use chrono::{Days, NaiveDate};
use entity::{duty_plan, shift};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use uuid::Uuid;

/// How far ahead shifts are made, in days. Source: the duty plan's description.
pub(in crate::dissuasion) const DAYS_AHEAD: u64 = 60;
/// Seconds between two runs: half a day.
const EVERY_S: i64 = 43_200;
/// Shifts written in one transaction; nobody holds the writer long.
const SHIFTS_AT_ONCE: usize = 1_500;

/// The id of a plan's shift on a day: the same whoever makes it, however often.
pub(in crate::dissuasion) fn shift_id(plan_id: Uuid, day: NaiveDate) -> Uuid {
    let text = format!("wenxun shift {plan_id} {day}");
    let digest = sha256(text.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// When a stored plan falls. Its rules were checked when it was written.
pub(in crate::dissuasion) fn schedule_of(
    plan: &duty_plan::Model,
) -> Result<Schedule, (usize, RuleFault)> {
    let rules: Vec<String> = plan.rules.lines().map(str::to_owned).collect();
    let starts_on: NaiveDate = plan.starts_on.parse().unwrap_or_default();
    let ends_on = plan.ends_on.as_deref().and_then(|day| day.parse().ok());
    Schedule::parse(&rules, starts_on, ends_on)
}

/// The shifts of a plan that begin after `now`, up to 60 days ahead.
pub(in crate::dissuasion) fn coming(
    plan: &duty_plan::Model,
    zone: Zone,
    now: UtcMillis,
) -> Vec<(Uuid, NaiveDate, UtcMillis)> {
    let today = zone.day_of(now);
    let Ok(schedule) = schedule_of(plan) else {
        return vec![];
    };
    let last = today
        .checked_add_days(Days::new(DAYS_AHEAD))
        .unwrap_or(today);
    schedule
        .days(today, last)
        .into_iter()
        .map(|day| {
            let starts_at = zone.start_of(day).plus_s(plan.start_minute * 60);
            (shift_id(plan.id, day), day, starts_at)
        })
        .filter(|(_, _, starts_at)| *starts_at > now)
        .collect()
}

fn row_of(
    plan: &duty_plan::Model,
    (id, day, starts_at): (Uuid, NaiveDate, UtcMillis),
    now: UtcMillis,
) -> shift::ActiveModel {
    shift::ActiveModel {
        id: Set(id),
        plan_id: Set(Some(plan.id)),
        team_id: Set(Some(plan.team_id)),
        area_id: Set(plan.area_id),
        title: Set(plan.title.clone()),
        day: Set(day.to_string()),
        starts_at: Set(starts_at.0),
        ends_at: Set(starts_at.plus_s(plan.minutes * 60).0),
        place_kind: Set(plan.place_kind.clone()),
        place_code: Set(plan.place_code.clone()),
        place_zh: Set(plan.place_zh.clone()),
        place_en: Set(plan.place_en.clone()),
        place_line: Set(plan.place_line.clone()),
        needed: Set(plan.needed),
        is_ad_hoc: Set(false),
        called_off_at: Set(None),
        called_off_reason: Set(None),
        version: Set(1),
        made_at: Set(now.0),
        present_kept: Set(None),
    }
}

/// Makes the coming shifts of a new plan, or lets them follow a changed one: days that stay keep their roster, days
/// that went lose their shift. What has begun, was called off or has records stays as it is.
pub(in crate::dissuasion) async fn follow(
    tx: &impl ConnectionTrait,
    plan: &duty_plan::Model,
    zone: Zone,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let wanted = if plan.ended_at.is_some() {
        vec![]
    } else {
        coming(plan, zone, now)
    };
    let there = shifts::coming(tx, shifts::Coming::OfPlan(plan.id), now).await?;
    let gone: Vec<Uuid> = there
        .iter()
        .copied()
        .filter(|id| !wanted.iter().any(|(wanted, _, _)| wanted == id))
        .collect();
    shifts::remove(tx, &gone).await?;
    let known = shifts::known(tx, wanted.iter().map(|(id, _, _)| *id).collect()).await?;
    let mut rows = vec![];
    for one in wanted {
        let (id, _, starts_at) = one;
        if there.contains(&id) {
            let ends_at = starts_at.plus_s(plan.minutes * 60);
            shifts::renew(tx, plan, id, (starts_at.0, ends_at.0)).await?;
        } else if !known.contains(&id) {
            rows.push(row_of(plan, one, now));
        }
    }
    shifts::insert_all(tx, rows).await
}

/// Makes all coming shifts of all plans that are not there; answers how many were made.
/// Safe to run twice and beside a change of a plan: what is written is decided inside the transaction.
pub async fn make_shifts(db: &Db, clock: &Clock, zone: Zone) -> Result<usize, DbErr> {
    let now = clock.now();
    let standing = plans::standing(db.read()).await?;
    let mut made = 0;
    let mut batch: Vec<&duty_plan::Model> = vec![];
    let mut expected = 0;
    for plan in &standing {
        batch.push(plan);
        expected += coming(plan, zone, now).len();
        if expected >= SHIFTS_AT_ONCE {
            made += make_batch(db, clock, zone, &std::mem::take(&mut batch)).await?;
            expected = 0;
        }
    }
    made += make_batch(db, clock, zone, &batch).await?;
    Ok(made)
}

async fn make_batch(
    db: &Db,
    clock: &Clock,
    zone: Zone,
    some: &[&duty_plan::Model],
) -> Result<usize, DbErr> {
    let now = clock.now();
    let mut wanted = vec![];
    for plan in some {
        wanted.extend(coming(plan, zone, now).into_iter().map(|one| (*plan, one)));
    }
    if wanted.is_empty() {
        return Ok(0);
    }
    db.write(async |tx| {
        // A plan that changed since it was read makes its shifts in its own transaction.
        let ids = some.iter().map(|plan| plan.id).collect();
        let unchanged: HashSet<(Uuid, i64)> = plans::versions(tx, ids).await?;
        let is_same = |plan: &duty_plan::Model| unchanged.contains(&(plan.id, plan.version));
        let known = shifts::known(tx, wanted.iter().map(|(_, (id, _, _))| *id).collect()).await?;
        let rows: Vec<shift::ActiveModel> = wanted
            .iter()
            .filter(|(plan, (id, _, _))| is_same(plan) && !known.contains(id))
            .map(|(plan, one)| row_of(plan, *one, now))
            .collect();
        let made = rows.len();
        if made > 0 {
            shifts::insert_all(tx, rows).await?;
            let event = audit::Event::new(None, "job:make_shifts", "shifts")
                .detail(serde_json::json!({ "made": made }));
            audit::record(tx, clock, event).await?;
        }
        Ok(made)
    })
    .await
}

/// Makes shifts ahead.
#[derive(Debug, Serialize, Deserialize)]
struct MakeShifts {}

impl Job for MakeShifts {
    const NAME: &'static str = "make_shifts";
    const MAX_TRIES: i64 = 5;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how shifts are made and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, clock: &Clock, zone: Zone) {
    super::sums::register(runner, db, clock);
    let (db, clock) = (db.clone(), clock.clone());
    runner.handle(move |_: MakeShifts| {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            make_shifts(&db, &clock, zone).await?;
            Ok(())
        }
    });
    runner.repeat(EVERY_S, || MakeShifts {});
}
