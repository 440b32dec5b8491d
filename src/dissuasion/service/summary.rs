//! Duty of an area summed up, without persons.

use super::done::Spoken;
use super::shifts::most_first;
use super::sums::{Counted, count};
use crate::areas::{Area, Territory};
use crate::dissuasion::queries::figures::Summed;
use crate::dissuasion::queries::shifts;
use crate::dissuasion::queries::sums::{self, Fate, Group};
use crate::dissuasion::wire::figures::{
    AreaOfDuty, CategoryCount, DutySummary, HoursSum, MonthOfDuty, ShiftCounts,
};
use crate::platform::clock::UtcMillis;
use crate::rates::{Rate, RateView};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap};

/// Behaviours that a summary names.
const TOP: usize = 10;

/// One part of the whole: a month, an area.
#[derive(Default)]
struct Part {
    held: u64,
    spoken: Spoken,
}

impl Part {
    fn add(&mut self, group: &Group) {
        self.held += group.shifts;
        self.spoken.contacts += group.contacts;
        self.spoken.successes += group.successes;
    }
}

/// What shifts came to together.
struct Totals {
    groups: Vec<Group>,
    by_outcome: BTreeMap<String, i64>,
    categories: BTreeMap<String, i64>,
    confirmed_min: i64,
}

impl Totals {
    /// Adds up the sums kept beside shifts, and counts those that are behind.
    async fn load(
        db: &impl ConnectionTrait,
        summed: &Summed,
        now: UtcMillis,
    ) -> Result<Self, DbErr> {
        let mark = sums::mark(db).await?;
        let mut totals = Self {
            groups: sums::groups(db, summed, mark, now).await?,
            by_outcome: BTreeMap::new(),
            categories: BTreeMap::new(),
            confirmed_min: sums::confirmed_min(db, summed).await?,
        };
        for (category, outcome, people) in sums::words(db, summed, mark, now).await? {
            totals.add_word(category, outcome, people);
        }
        let behind = sums::behind(db, Some(summed), mark, now).await?;
        if !behind.is_empty() {
            let some = shifts::by_ids(db, behind).await?.into_values().collect();
            for one in count(db, some, now).await? {
                totals.groups.push(group_of(&one, now));
                for ((category, outcome), people) in one.words {
                    totals.add_word(category, outcome, people);
                }
            }
        }
        Ok(totals)
    }

    fn add_word(&mut self, category: String, outcome: String, people: i64) {
        *self.categories.entry(category).or_default() += people;
        *self.by_outcome.entry(outcome).or_default() += people;
    }

    fn sum(&self, of: impl Fn(&Group) -> i64) -> i64 {
        self.groups.iter().map(of).sum()
    }

    /// 出勤率: places on the rosters of past planned shifts that were filled, of all such places.
    fn attendance(&self) -> Option<RateView> {
        let of = |count: i64| u64::try_from(count).unwrap_or_default();
        let filled = of(self.sum(|group| group.filled));
        let places = of(self.sum(|group| group.places));
        Rate::of_counts(filled, places).map(|rate| {
            RateView::of(
                rate,
                "出勤率 = 到岗的排班人次 ÷ 排班人次",
                "Attendance = places on the roster that were filled ÷ places on the roster",
            )
        })
    }
}

/// A shift that was just counted.
fn group_of(one: &Counted, now: UtcMillis) -> Group {
    let (shift, sum) = (&one.shift, &one.sum);
    Group {
        area_id: shift.area_id,
        month: shift.day.chars().take(7).collect(),
        is_ad_hoc: shift.is_ad_hoc,
        fate: Fate::of(
            sum.is_held,
            shift.called_off_at.is_some(),
            shift.ends_at <= now.0,
        ),
        shifts: 1,
        planned_ms: shift.ends_at - shift.starts_at,
        contacts: sum.contacts,
        successes: sum.successes,
        incidents: sum.incidents,
        handbooks: sum.handbooks,
        leaflets: sum.leaflets,
        places: sum.places,
        filled: sum.filled,
        removed_min: sum.removed_min,
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
    let totals = Totals::load(db, summed, now).await?;
    let mut counts = ShiftCounts::default();
    let mut stood_ms = 0;
    let mut months: BTreeMap<&str, Part> = BTreeMap::new();
    let mut areas: HashMap<usize, Part> = HashMap::new();
    for group in &totals.groups {
        if !count_in(group, &mut counts) {
            continue;
        }
        stood_ms += group.planned_ms;
        months.entry(group.month.as_str()).or_default().add(group);
        if let Some(at) = place_among(below, territory, group.area_id) {
            areas.entry(at).or_default().add(group);
        }
    }
    let nothing = Part::default();
    let spoken = Spoken::of(&totals.by_outcome);
    Ok(DutySummary {
        from: from.to_string(),
        to: to.to_string(),
        shifts: counts,
        attendance: totals.attendance(),
        hours: HoursSum {
            confirmed_min: totals.confirmed_min + totals.sum(|group| group.removed_min),
            stood_min: stood_ms / 60_000,
        },
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
        by_outcome: most_first(&totals.by_outcome),
        top_categories: top(&totals.categories),
        handbooks: totals.sum(|group| group.handbooks),
        leaflets: totals.sum(|group| group.leaflets),
        incidents: totals.sum(|group| group.incidents),
        months: months.into_iter().map(month_view).collect(),
        areas: below
            .iter()
            .enumerate()
            .map(|(at, area)| area_view(area, areas.get(&at).unwrap_or(&nothing)))
            .collect(),
    })
}

/// Counts alike shifts; says whether they were held.
fn count_in(group: &Group, counts: &mut ShiftCounts) -> bool {
    if group.is_ad_hoc {
        counts.ad_hoc += group.shifts;
        counts.held += group.shifts;
        return true;
    }
    counts.planned += group.shifts;
    match group.fate {
        Fate::Held => counts.held += group.shifts,
        Fate::CalledOff => counts.called_off += group.shifts,
        Fate::Missed => counts.missed += group.shifts,
        Fate::Open => {}
    }
    group.fate == Fate::Held
}

/// Which of the areas holds an area.
fn place_among(below: &[&Area], territory: &Territory, area_id: i64) -> Option<usize> {
    let path = &territory.by_id(area_id)?.path;
    below.iter().position(|area| path.starts_with(&area.path))
}

fn month_view((month, part): (&str, Part)) -> MonthOfDuty {
    let spoken = part.spoken;
    MonthOfDuty {
        month: month.to_owned(),
        held: part.held,
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
    }
}

fn area_view(area: &Area, part: &Part) -> AreaOfDuty {
    let spoken = part.spoken;
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
