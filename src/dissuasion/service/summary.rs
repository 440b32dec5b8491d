//! Duty of an area summed up, without persons.

use super::done::{HANDBOOK, Spoken};
use super::roster::Rosters;
use super::shifts::most_first;
use crate::areas::{Area, Territory};
use crate::dissuasion::queries::figures::{self, Line, Summed};
use crate::dissuasion::wire::figures::{
    AreaOfDuty, CategoryCount, DutySummary, HoursSum, MonthOfDuty, ShiftCounts,
};
use crate::platform::clock::UtcMillis;
use crate::rates::{Rate, RateView};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Behaviours that a summary names.
const TOP: usize = 10;
const LEAFLET: &str = "leaflet";

/// People by outcome.
type ByOutcome = BTreeMap<String, i64>;

/// One part of the whole: a month, an area.
#[derive(Default)]
struct Part {
    held: u64,
    by_outcome: ByOutcome,
}

impl Part {
    fn add(&mut self, by_outcome: Option<&ByOutcome>) {
        self.held += 1;
        for (outcome, count) in by_outcome.into_iter().flatten() {
            *self.by_outcome.entry(outcome.clone()).or_default() += count;
        }
    }
}

/// What arrived of the shifts summed up.
struct Arrived {
    held: HashSet<Uuid>,
    by_shift: HashMap<Uuid, ByOutcome>,
    categories: BTreeMap<String, i64>,
    incidents: i64,
}

impl Arrived {
    async fn load(db: &impl ConnectionTrait, summed: &Summed) -> Result<Self, DbErr> {
        let mut arrived = Self {
            held: figures::held(db, summed).await?.into_iter().collect(),
            by_shift: HashMap::new(),
            categories: BTreeMap::new(),
            incidents: 0,
        };
        for (shift, outcome, count) in figures::incidents_by_outcome(db, summed).await? {
            arrived.incidents += count;
            arrived.people(shift, outcome, count);
        }
        for (category, count) in figures::incidents_by_category(db, summed).await? {
            *arrived.categories.entry(category).or_default() += count;
        }
        for (shift, category, outcome, count) in figures::counters(db, summed).await? {
            *arrived.categories.entry(category).or_default() += count;
            arrived.people(shift, outcome, count);
        }
        Ok(arrived)
    }

    fn people(&mut self, shift: Uuid, outcome: String, count: i64) {
        let by_outcome = self.by_shift.entry(shift).or_default();
        *by_outcome.entry(outcome).or_default() += count;
    }
}

/// Sums up the shifts that have begun, from the local day `from` to `to`; the areas are those below `area`.
pub(in crate::dissuasion) async fn summary(
    db: &impl ConnectionTrait,
    territory: &Territory,
    summed: &Summed,
    (from, to): (NaiveDate, NaiveDate),
    below: &[&Area],
    now: UtcMillis,
) -> Result<DutySummary, DbErr> {
    let lines = figures::lines(db, summed).await?;
    let arrived = Arrived::load(db, summed).await?;
    let mut counts = ShiftCounts::default();
    let mut hours = HoursSum {
        confirmed_min: figures::confirmed_min(db, summed).await?,
        stood_min: 0,
    };
    let mut whole = Part::default();
    let mut months: BTreeMap<String, Part> = BTreeMap::new();
    let mut areas: HashMap<usize, Part> = HashMap::new();
    for line in &lines {
        if !count(line, &arrived, &mut counts, now) {
            continue;
        }
        let (id, area_id, day, starts_at, ends_at, ..) = line;
        hours.stood_min += (ends_at - starts_at) / 60_000;
        let by_outcome = arrived.by_shift.get(id);
        whole.add(by_outcome);
        let month: String = day.chars().take(7).collect();
        months.entry(month).or_default().add(by_outcome);
        if let Some(at) = place_among(below, territory, *area_id) {
            areas.entry(at).or_default().add(by_outcome);
        }
    }
    let nothing = Part::default();
    let mut things: BTreeMap<String, i64> = BTreeMap::new();
    for (item, count) in figures::handouts(db, summed).await? {
        *things.entry(item).or_default() += count;
    }
    let thing = |item: &str| things.get(item).copied().unwrap_or_default();
    let spoken = Spoken::of(&whole.by_outcome);
    Ok(DutySummary {
        from: from.to_string(),
        to: to.to_string(),
        shifts: counts,
        attendance: attendance(db, summed, now).await?,
        hours,
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
        by_outcome: most_first(&whole.by_outcome),
        top_categories: top(&arrived.categories),
        handbooks: thing(HANDBOOK),
        leaflets: thing(LEAFLET),
        incidents: arrived.incidents,
        months: months.into_iter().map(month_view).collect(),
        areas: below
            .iter()
            .enumerate()
            .map(|(at, area)| area_view(area, areas.get(&at).unwrap_or(&nothing)))
            .collect(),
    })
}

/// Counts one shift; says whether it was held.
fn count(line: &Line, arrived: &Arrived, counts: &mut ShiftCounts, now: UtcMillis) -> bool {
    let (id, _, _, starts_at, ends_at, is_ad_hoc, called_off_at) = line;
    if *is_ad_hoc {
        counts.ad_hoc += 1;
        counts.held += 1;
        return true;
    }
    let is_held = arrived.held.contains(id);
    if *starts_at > now.0 && !is_held {
        return false;
    }
    counts.planned += 1;
    if is_held {
        counts.held += 1;
    } else if called_off_at.is_some() {
        counts.called_off += 1;
    } else if *ends_at <= now.0 {
        counts.missed += 1;
    }
    is_held
}

/// Which of the areas holds an area.
fn place_among(below: &[&Area], territory: &Territory, area_id: i64) -> Option<usize> {
    let path = &territory.by_id(area_id)?.path;
    below.iter().position(|area| path.starts_with(&area.path))
}

fn month_view((month, part): (String, Part)) -> MonthOfDuty {
    let spoken = Spoken::of(&part.by_outcome);
    MonthOfDuty {
        month,
        held: part.held,
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
    }
}

fn area_view(area: &Area, part: &Part) -> AreaOfDuty {
    let spoken = Spoken::of(&part.by_outcome);
    AreaOfDuty {
        area_code: area.code.clone(),
        name_zh: area.name_zh.clone(),
        name_en: area.name_en.clone(),
        held: part.held,
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
    }
}

fn top(categories: &BTreeMap<String, i64>) -> Vec<CategoryCount> {
    let mut all: Vec<CategoryCount> = categories
        .iter()
        .map(|(category, count)| CategoryCount {
            category: category.clone(),
            count: *count,
        })
        .collect();
    all.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| a.category.cmp(&b.category))
    });
    all.truncate(TOP);
    all
}

/// 出勤率: places on the rosters of past planned shifts that were filled, of all such places.
async fn attendance(
    db: &impl ConnectionTrait,
    summed: &Summed,
    now: UtcMillis,
) -> Result<Option<RateView>, DbErr> {
    let mut planned = figures::planned(db, summed).await?;
    planned.retain(|shift| shift.ends_at <= now.0);
    if planned.is_empty() {
        return Ok(None);
    }
    let rosters = Rosters::load(db, &planned).await?;
    let attended: HashSet<(Uuid, Uuid)> =
        figures::attended(db, summed).await?.into_iter().collect();
    let (mut filled, mut places) = (0_u64, 0_u64);
    for shift in &planned {
        for account in rosters.on(shift) {
            places += 1;
            filled += u64::from(attended.contains(&(shift.id, account)));
        }
    }
    Ok(Rate::of_counts(filled, places).map(|rate| {
        RateView::of(
            rate,
            "出勤率 = 到岗的排班人次 ÷ 排班人次",
            "Attendance = places on the roster that were filled ÷ places on the roster",
        )
    }))
}
