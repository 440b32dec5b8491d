//! What each shift came to, kept beside it, so that a summary of a year adds up shifts and not records.
//!
//! A job counts a shift when it is over and again whenever the change log names it. What the job has not seen yet is
//! counted when a summary asks, so that no summary is behind.

use super::done::{self, Done, HANDBOOK, Spoken};
use super::roster::Rosters;
use crate::dissuasion::queries::{shifts, sums};
use crate::platform::clock::{Clock, UtcMillis};
use crate::platform::db::Db;
use crate::platform::jobs::{Job, Runner};
use crate::platform::num;
use entity::{shift, shift_sum};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Seconds between two runs.
const EVERY_S: i64 = 300;
/// Shifts counted in one transaction.
const AT_ONCE: usize = 100;
const LEAFLET: &str = "leaflet";

/// One shift, counted.
#[derive(Debug)]
pub(in crate::dissuasion) struct Counted {
    pub shift: shift::Model,
    pub sum: shift_sum::Model,
    /// People with an account who were there.
    pub present: i64,
}

impl Counted {
    fn new(
        shift: shift::Model,
        done: &Done,
        on: &BTreeSet<Uuid>,
        earlier: Option<&shift_sum::Model>,
        now: UtcMillis,
    ) -> Self {
        let spoken = Spoken::of(&done.by_outcome());
        // Attendance is that of planned shifts that are over and were not called off.
        let is_final = shift.ends_at <= now.0;
        let takes_part = is_final && !shift.is_ad_hoc && shift.called_off_at.is_none();
        let of = |size: usize| num::i64_from_usize(if takes_part { size } else { 0 });
        let mut sum = shift_sum::Model {
            shift_id: shift.id,
            is_final,
            is_held: !done.checks.is_empty() || !done.reports.is_empty(),
            places: of(on.len()),
            filled: of(on.intersection(&done.present).count()),
            contacts: spoken.contacts,
            successes: spoken.successes,
            incidents: done.incident_count(),
            handbooks: done.handed_out(HANDBOOK),
            leaflets: done.handed_out(LEAFLET),
            removed_min: 0,
            words: words_of(done),
        };
        // Who was there is no longer known: what was counted then stays.
        if let Some(earlier) = earlier.filter(|_| shift.present_kept.is_some()) {
            sum.is_held |= earlier.is_held;
            sum.places = earlier.places;
            sum.filled = earlier.filled;
            sum.removed_min = earlier.removed_min;
        }
        let present = num::i64_from_usize(done.present.len());
        Self {
            shift,
            sum,
            present,
        }
    }
}

/// People by behaviour and outcome.
pub(in crate::dissuasion) type Words = BTreeMap<String, BTreeMap<String, i64>>;

/// Counters of reports and incidents logged, as they are kept.
fn words_of(done: &Done) -> String {
    let mut words = Words::new();
    for ((category, outcome), people) in done.counters.iter().chain(&done.incidents) {
        let outcomes = words.entry(category.clone()).or_default();
        *outcomes.entry(outcome.clone()).or_default() += people;
    }
    json!(words).to_string()
}

/// Counts shifts from their records.
pub(in crate::dissuasion) async fn count(
    db: &impl ConnectionTrait,
    of: Vec<shift::Model>,
    now: UtcMillis,
) -> Result<Vec<Counted>, DbErr> {
    let ids: Vec<Uuid> = of.iter().map(|shift| shift.id).collect();
    let rosters = Rosters::load(db, &of).await?;
    let done = done::load(db, &ids).await?;
    let earlier: HashMap<Uuid, shift_sum::Model> = sums::by_ids(db, ids)
        .await?
        .into_iter()
        .map(|sum| (sum.shift_id, sum))
        .collect();
    let nothing = Done::default();
    let counted = of.into_iter().map(|shift| {
        let on = rosters.on(&shift);
        let (done, earlier) = (done.get(&shift.id), earlier.get(&shift.id));
        Counted::new(shift, done.unwrap_or(&nothing), &on, earlier, now)
    });
    Ok(counted.collect())
}

/// Keeps what was counted.
pub(in crate::dissuasion) async fn keep(
    tx: &impl ConnectionTrait,
    counted: &[Counted],
) -> Result<(), DbErr> {
    let sums = counted.iter().map(|one| one.sum.clone()).collect();
    sums::replace(tx, sums).await
}

/// Counts every shift whose sums are behind; answers how many.
pub async fn count_shifts(db: &Db, clock: &Clock) -> Result<usize, DbErr> {
    let now = clock.now();
    // Read before the shifts: whatever comes later has a higher number and is counted next time.
    let last = sums::last_change(db.read()).await?;
    let mark = sums::mark(db.read()).await?;
    let mut behind = sums::uncounted(db.read(), now).await?;
    behind.extend(sums::touched(db.read(), mark).await?);
    let behind: Vec<Uuid> = behind.into_iter().collect();
    for ids in behind.chunks(AT_ONCE) {
        let some = shifts::by_ids(db.read(), ids.to_vec()).await?;
        let counted = count(db.read(), some.into_values().collect(), now).await?;
        db.write::<_, DbErr>(async |tx| keep(tx, &counted).await)
            .await?;
    }
    if last > mark {
        db.write::<_, DbErr>(async |tx| sums::set_mark(tx, last).await)
            .await?;
    }
    Ok(behind.len())
}

/// Counts shifts.
#[derive(Debug, Serialize, Deserialize)]
struct CountShifts {}

impl Job for CountShifts {
    const NAME: &'static str = "count_shifts";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how shifts are counted and how often.
pub(super) fn register(runner: &mut Runner, db: &Db, clock: &Clock) {
    let (db, clock) = (db.clone(), clock.clone());
    runner.handle(move |_: CountShifts| {
        let (db, clock) = (db.clone(), clock.clone());
        async move {
            count_shifts(&db, &clock).await?;
            Ok(())
        }
    });
    runner.repeat(EVERY_S, || CountShifts {});
}
