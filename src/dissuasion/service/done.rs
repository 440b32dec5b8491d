//! What was done in shifts: who was there, who was spoken to, what came of it.

use crate::dissuasion::kind::step_of;
use crate::dissuasion::model::presence::Step;
use crate::dissuasion::queries::field;
use crate::incidents::Vocabulary;
use crate::rates::{Rate, RateView};
use entity::{shift_check, shift_report};
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// The handed-out thing that the city counts: the citizen handbook (市民文明手册).
pub(in crate::dissuasion) const HANDBOOK: &str = "handbook";

/// What is known of one shift.
#[derive(Debug, Default)]
pub(in crate::dissuasion) struct Done {
    /// Standing checks in order of time.
    pub checks: Vec<shift_check::Model>,
    /// Standing reports in order of time.
    pub reports: Vec<shift_report::Model>,
    /// Accounts that checked or that a report names.
    pub present: BTreeSet<Uuid>,
    /// People without account.
    pub others: i64,
    /// People from the counters, by behaviour and outcome.
    pub counters: BTreeMap<(String, String), i64>,
    /// Incidents logged in the shift, by behaviour and outcome.
    pub incidents: BTreeMap<(String, String), i64>,
    /// Things handed out.
    pub handouts: BTreeMap<String, (i64, i64)>,
}

impl Done {
    /// People by outcome: counters and incidents together; an incident is one person.
    pub(in crate::dissuasion) fn by_outcome(&self) -> BTreeMap<String, i64> {
        let mut all = BTreeMap::new();
        for ((_, outcome), count) in self.counters.iter().chain(&self.incidents) {
            *all.entry(outcome.clone()).or_default() += count;
        }
        all
    }

    /// The steps of one account.
    pub(in crate::dissuasion) fn steps_of(&self, account: Uuid) -> Vec<Step> {
        let own = self
            .checks
            .iter()
            .filter(|check| check.account_id == account);
        own.map(step_of).collect()
    }

    /// How many of a thing were handed out.
    pub(in crate::dissuasion) fn handed_out(&self, item: &str) -> i64 {
        self.handouts.get(item).map_or(0, |(count, _)| *count)
    }

    /// Incidents logged.
    pub(in crate::dissuasion) fn incident_count(&self) -> i64 {
        self.incidents.values().sum()
    }
}

/// People spoken to, and those of them with whom it helped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::dissuasion) struct Spoken {
    /// Everybody but `left_before` and `no_contact`.
    pub contacts: i64,
    /// Outcomes with `counts_as_success`.
    pub successes: i64,
}

impl Spoken {
    /// Counts people by outcome.
    pub(in crate::dissuasion) fn of<'a>(
        by_outcome: impl IntoIterator<Item = (&'a String, &'a i64)>,
    ) -> Self {
        let words = Vocabulary::get();
        let mut spoken = Self::default();
        for (outcome, count) in by_outcome {
            let Some(word) = words.outcome(outcome) else {
                continue;
            };
            if word.counts_as_spoken_to() {
                spoken.contacts += count;
                spoken.successes += count * i64::from(word.counts_as_success);
            }
        }
        spoken
    }

    /// 劝导成功率: successes ÷ people spoken to, Wilson interval; `None` when nobody was.
    pub(in crate::dissuasion) fn success_rate(self) -> Option<RateView> {
        let of = |count: i64| u64::try_from(count).unwrap_or_default();
        let rate = Rate::of_counts(of(self.successes), of(self.contacts))?;
        Some(RateView::of(
            rate,
            "劝导成功率 = 当场改正、接受劝导、发放手册的人 ÷ 劝导过的人（劝导前离开和只记录的不算）",
            "Success rate = people who corrected it, accepted the advice or took a handbook ÷ people spoken to (left before and only recorded are left out)",
        ))
    }
}

/// Loads what is known of shifts; every id has an entry.
pub(in crate::dissuasion) async fn load(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<HashMap<Uuid, Done>, DbErr> {
    let mut all: HashMap<Uuid, Done> = shifts.iter().map(|id| (*id, Done::default())).collect();
    for check in field::checks_of(db, shifts).await? {
        if let Some(done) = all.get_mut(&check.shift_id) {
            done.present.insert(check.account_id);
            done.checks.push(check);
        }
    }
    let reports = field::reports_of(db, shifts).await?;
    let shift_of: HashMap<Uuid, Uuid> = reports
        .iter()
        .map(|report| (report.record_id, report.shift_id))
        .collect();
    let ids: Vec<Uuid> = shift_of.keys().copied().collect();
    for report in reports {
        if let Some(done) = all.get_mut(&report.shift_id) {
            done.present.insert(report.account_id);
            done.others = done.others.max(report.others);
            done.reports.push(report);
        }
    }
    let of_report = |record: &Uuid| shift_of.get(record).copied();
    for row in field::presence_in(db, &ids).await? {
        if let Some(done) = of_report(&row.record_id).and_then(|id| all.get_mut(&id)) {
            done.present.insert(row.account_id);
        }
    }
    for row in field::counters_of(db, &ids).await? {
        if let Some(done) = of_report(&row.record_id).and_then(|id| all.get_mut(&id)) {
            *done
                .counters
                .entry((row.category, row.outcome))
                .or_default() += row.count;
        }
    }
    for row in field::handouts_of(db, &ids).await? {
        if let Some(done) = of_report(&row.record_id).and_then(|id| all.get_mut(&id)) {
            let (count, taken) = done.handouts.entry(row.item).or_default();
            *count += row.count;
            *taken += row.taken.unwrap_or_default();
        }
    }
    for (shift, category, outcome, count) in field::incidents_of(db, shifts).await? {
        if let Some(done) = all.get_mut(&shift) {
            *done.incidents.entry((category, outcome)).or_default() += count;
        }
    }
    Ok(all)
}
