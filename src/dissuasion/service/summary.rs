//! Duty of an area summed up, without persons.

use super::done::Spoken;
use super::shifts::most_first;
use super::sums::{Words, count};
use crate::areas::{Area, Territory};
use crate::dissuasion::queries::figures::Summed;
use crate::dissuasion::queries::shifts;
use crate::dissuasion::queries::sums::{self, Kept};
use crate::dissuasion::wire::figures::{
    AreaOfDuty, CategoryCount, DutySummary, HoursSum, MonthOfDuty, ShiftCounts,
};
use crate::platform::clock::UtcMillis;
use crate::rates::{Rate, RateView};
use chrono::NaiveDate;
use entity::shift_sum;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Behaviours that a summary names.
const TOP: usize = 10;
/// Length of `YYYY-MM`.
const MONTH: usize = 7;

/// One part of the whole: a month, an area.
#[derive(Default)]
struct Part {
    held: u64,
    spoken: Spoken,
}

impl Part {
    fn add(&mut self, shift: &Kept) {
        self.held += 1;
        self.spoken.contacts += shift.sum.contacts;
        self.spoken.successes += shift.sum.successes;
    }
}

/// What shifts came to together.
struct Totals {
    shifts: Vec<Kept>,
    by_outcome: BTreeMap<String, i64>,
    categories: BTreeMap<String, i64>,
    confirmed_min: i64,
}

impl Totals {
    /// Takes the sums kept beside shifts, and counts those that are behind.
    async fn load(
        db: &impl ConnectionTrait,
        summed: &Summed,
        now: UtcMillis,
    ) -> Result<Self, DbErr> {
        let touched = sums::touched(db, sums::mark(db).await?).await?;
        let is_behind = |shift: &Kept| {
            touched.contains(&shift.sum.shift_id)
                || (shift.starts_at <= now.0 && !shift.sum.is_final)
        };
        let kept = sums::kept(db, summed).await?;
        let (behind, mut all): (Vec<Kept>, Vec<Kept>) = kept.into_iter().partition(is_behind);
        all.extend(recount(db, behind, now).await?);
        // What was planned and has not begun takes part only if somebody came early.
        all.retain(|shift| shift.starts_at <= now.0 || shift.is_ad_hoc || shift.sum.is_held);
        let mut totals = Self {
            shifts: all,
            by_outcome: BTreeMap::new(),
            categories: BTreeMap::new(),
            confirmed_min: sums::confirmed_min(db, summed).await?,
        };
        totals.add_words();
        Ok(totals)
    }

    fn add_words(&mut self) {
        for shift in &self.shifts {
            // Written by `keep` and by nobody else.
            let words: Words = serde_json::from_str(&shift.sum.words).unwrap_or_default();
            for (category, outcomes) in words {
                *self.categories.entry(category).or_default() += outcomes.values().sum::<i64>();
                for (outcome, people) in outcomes {
                    *self.by_outcome.entry(outcome).or_default() += people;
                }
            }
        }
    }

    fn sum(&self, of: impl Fn(&shift_sum::Model) -> i64) -> i64 {
        self.shifts.iter().map(|shift| of(&shift.sum)).sum()
    }

    /// 出勤率: places on the rosters of past planned shifts that were filled, of all such places.
    fn attendance(&self) -> Option<RateView> {
        let of = |count: i64| u64::try_from(count).unwrap_or_default();
        let filled = of(self.sum(|sum| sum.filled));
        let places = of(self.sum(|sum| sum.places));
        Rate::of_counts(filled, places).map(|rate| {
            RateView::of(
                rate,
                "出勤率 = 到岗的排班人次 ÷ 排班人次",
                "Attendance = places on the roster that were filled ÷ places on the roster",
            )
        })
    }
}

/// Counts shifts from their records.
async fn recount(
    db: &impl ConnectionTrait,
    behind: Vec<Kept>,
    now: UtcMillis,
) -> Result<Vec<Kept>, DbErr> {
    if behind.is_empty() {
        return Ok(vec![]);
    }
    let ids = behind.iter().map(|shift| shift.sum.shift_id).collect();
    let shifts = shifts::by_ids(db, ids).await?.into_values().collect();
    let mut sums: HashMap<Uuid, shift_sum::Model> = count(db, shifts, now)
        .await?
        .into_iter()
        .map(|one| (one.shift.id, one.sum))
        .collect();
    let fresh = behind.into_iter().map(|shift| Kept {
        sum: sums.remove(&shift.sum.shift_id).unwrap_or(shift.sum),
        ..shift
    });
    Ok(fresh.collect())
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
    for shift in &totals.shifts {
        if !count_in(shift, now, &mut counts) {
            continue;
        }
        stood_ms += shift.ends_at - shift.starts_at;
        let month = shift.day.get(..MONTH).unwrap_or_default();
        months.entry(month).or_default().add(shift);
        if let Some(at) = place_among(below, territory, shift.area_id) {
            areas.entry(at).or_default().add(shift);
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
            confirmed_min: totals.confirmed_min + totals.sum(|sum| sum.removed_min),
            stood_min: stood_ms / 60_000,
        },
        contacts: spoken.contacts,
        success_rate: spoken.success_rate(),
        by_outcome: most_first(&totals.by_outcome),
        top_categories: top(&totals.categories),
        handbooks: totals.sum(|sum| sum.handbooks),
        leaflets: totals.sum(|sum| sum.leaflets),
        incidents: totals.sum(|sum| sum.incidents),
        months: months.into_iter().map(month_view).collect(),
        areas: below
            .iter()
            .enumerate()
            .map(|(at, area)| area_view(area, areas.get(&at).unwrap_or(&nothing)))
            .collect(),
    })
}

/// Counts a shift by what became of it; says whether it was held.
fn count_in(shift: &Kept, now: UtcMillis, counts: &mut ShiftCounts) -> bool {
    let is_held = shift.is_ad_hoc || shift.sum.is_held;
    let is_over = shift.ends_at <= now.0;
    counts.ad_hoc += u64::from(shift.is_ad_hoc);
    counts.planned += u64::from(!shift.is_ad_hoc);
    counts.held += u64::from(is_held);
    counts.called_off += u64::from(!is_held && shift.is_called_off);
    counts.missed += u64::from(!is_held && !shift.is_called_off && is_over);
    is_held
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
