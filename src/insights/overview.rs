//! The state of things: one page of figures for a supervisor.
use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveDate};

use super::asked::Asked;
use super::index::{AreaSet, Filter, Groups, Snapshot, ValueSet};
use super::standing::{Standing, day_number, day_of_number};
use super::wire::{
    CasesView, CoverageView, KeptView, KindWeekView, OutcomeCountView, OverviewAreaView,
    OverviewView, SilentGridView, TopCategoryView, WeekCountView, WeekView, per_1000_households,
};
use crate::areas::Area;
use crate::cases::Weeks;
use crate::incidents::{OutcomeWord, Vocabulary};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::rates::{Rate, RateView, change_code, counts_difference};

/// Weeks of the trend.
const WEEKS: u64 = 26;
/// Days that outcomes are counted over: seven are too few for one grid.
const OUTCOME_DAYS: u64 = 28;
const TOP_CATEGORIES: usize = 10;
const MOST_SILENT: usize = 20;

const FORMULA_ZH: &str =
    "劝导成功率 = 有效果的结果 ÷ 全部结果（不含“提前离开”和“未接触”），近 28 天";
const FORMULA_EN: &str = "Success rate = outcomes that count as success ÷ all outcomes but \"left before\" and \"no contact\", last 28 days";

/// The present, cut into the periods of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Present {
    now: UtcMillis,
    /// The day the periods end on.
    today: NaiveDate,
    /// The last day that counts as this week: later than `today` in a demo only.
    until: NaiveDate,
    hour: u8,
    zone: Zone,
}

impl Present {
    /// The present of an installation. The invented history of a demo ends up to a week before: there the periods end
    /// with it, and what visitors add afterwards counts as the same week. `history_until` is its last day.
    pub(super) fn at(now: UtcMillis, zone: Zone, history_until: Option<NaiveDate>) -> Self {
        let until = zone.day_of(now);
        let is_recent =
            |day: &NaiveDate| (0..=7).contains(&until.signed_duration_since(*day).num_days());
        let ended = history_until.filter(is_recent);
        let hour = if ended.is_some() {
            23
        } else {
            zone.weekday_and_hour(now).1
        };
        Self {
            now,
            today: ended.unwrap_or(until),
            until,
            hour,
            zone,
        }
    }

    /// The local day so many days back.
    fn back(&self, days: u64) -> NaiveDate {
        self.today
            .checked_sub_days(Days::new(days))
            .unwrap_or(self.today)
    }

    fn monday(&self) -> NaiveDate {
        self.back(self.today.weekday().num_days_from_monday().into())
    }

    /// The present instant.
    pub(super) fn now(&self) -> UtcMillis {
        self.now
    }

    /// The day the periods end on.
    pub(super) fn today(&self) -> NaiveDate {
        self.today
    }

    /// The last seven days and the seven before, up to the same hour.
    pub(super) fn weeks(&self) -> Weeks {
        let last_day = self.zone.start_of(self.back(7));
        Weeks {
            from: self.week_start(),
            before_from: self.zone.start_of(self.back(13)),
            before_until: last_day.plus_s(3600 * (i64::from(self.hour) + 1)),
        }
    }

    /// The first instant of the last seven days.
    pub(super) fn week_start(&self) -> UtcMillis {
        self.zone.start_of(self.back(6))
    }
}

/// What other tables than the index bring to the page.
pub(super) struct Brought {
    /// Cases.
    pub(super) cases: Option<CasesView>,
    /// What is reckoned now and then, and when it was.
    pub(super) kept: (UtcMillis, Arc<KeptView>),
}

/// The page: what the index says, and what is brought.
pub(super) fn overview(
    standing: &Standing,
    asked: &Asked,
    present: Present,
    brought: Brought,
) -> OverviewView {
    let page = Page {
        standing,
        kind: asked.kind,
        scope: &asked.scope,
        present,
        areas: standing.areas_of(&asked.scope),
    };
    let (week, before) = (page.week(), page.week_before());
    let outcomes = page.counts(&page.back_to(OUTCOME_DAYS - 1)).outcomes();
    OverviewView {
        as_of: present.now,
        today: present.today,
        last_7_days: week_view(before.sum(), week.total()),
        trend: page.trend(),
        top_categories: page.top_categories(&week, &before),
        outcomes_from: present.back(OUTCOME_DAYS - 1),
        success_rate: page.success_rate(&outcomes),
        outcomes: page.outcomes(&outcomes),
        coverage: page.coverage(),
        areas: page.areas(&week, &before),
        unplaced: page.records().count_unplaced(&page.back_to(6)),
        kinds: page.kinds(),
        cases: brought.cases,
        kept_as_of: brought.kept.0,
        kept: KeptView::clone(&brought.kept.1),
    }
}

/// A week against the one before.
pub(super) fn week_view(previous: u64, count: u64) -> WeekView {
    let difference = counts_difference(previous, count);
    WeekView {
        count,
        previous,
        change: change_code(difference.change()),
        difference_low: difference.low,
        difference_high: difference.high,
    }
}

/// Seven days up to an hour of the last: six whole days, and the hours of one.
struct WeekBefore<'a> {
    whole_days: Groups<'a>,
    last_day: Groups<'a>,
}

impl WeekBefore<'_> {
    fn sum(&self) -> u64 {
        self.whole_days.total() + self.last_day.total()
    }

    fn categories(&self) -> Vec<u64> {
        added(self.whole_days.categories(), &self.last_day.categories())
    }

    fn areas(&self, areas: usize) -> Vec<u64> {
        added(self.whole_days.areas(areas), &self.last_day.areas(areas))
    }
}

fn added(mut counts: Vec<u64>, more: &[u64]) -> Vec<u64> {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
    counts
}

struct Page<'a> {
    standing: &'a Standing,
    kind: usize,
    scope: &'a AreaScope,
    present: Present,
    areas: AreaSet,
}

impl<'a> Page<'a> {
    fn days(&self, from: NaiveDate, to: NaiveDate) -> Filter {
        Filter {
            days: Some((day_number(from), day_number(to))),
            ..Filter::within(self.areas.clone())
        }
    }

    /// From so many days back up to today.
    fn back_to(&self, days: u64) -> Filter {
        self.days(self.present.back(days), self.present.until)
    }

    fn records(&self) -> &'a Snapshot {
        self.standing.of_kind(self.kind)
    }

    fn counts(&self, filter: &Filter) -> Groups<'a> {
        self.records().groups(filter)
    }

    /// Each kind's seven days against the seven before.
    fn kinds(&self) -> Vec<KindWeekView> {
        let of_kind = |(kind, name): (usize, &&'static str)| {
            let page = Page {
                kind,
                areas: self.areas.clone(),
                ..*self
            };
            KindWeekView {
                kind: name,
                last_7_days: week_view(page.week_before().sum(), page.week().total()),
            }
        };
        let names = self.standing.kinds.names();
        names.iter().enumerate().map(of_kind).collect()
    }

    fn week(&self) -> Groups<'a> {
        self.counts(&self.back_to(6))
    }

    /// The seven days before, up to the hour it is now, so that a day half over is not held against a whole one.
    fn week_before(&self) -> WeekBefore<'a> {
        let last = self.present.back(7);
        let hours: ValueSet = (0..=self.present.hour).collect();
        WeekBefore {
            whole_days: self.counts(&self.days(self.present.back(13), self.present.back(8))),
            last_day: self.counts(&Filter {
                hours: Some(hours),
                ..self.days(last, last)
            }),
        }
    }

    fn trend(&self) -> Vec<WeekCountView> {
        let monday = self.present.monday();
        let first = monday
            .checked_sub_days(Days::new(7 * (WEEKS - 1)))
            .unwrap_or(monday);
        let days = self.counts(&self.days(first, self.present.until)).days();
        let mondays = (0..WEEKS).filter_map(|week| first.checked_add_days(Days::new(7 * week)));
        let count_from = |from: NaiveDate| {
            let start = usize::from(day_number(from));
            let end = if from == monday {
                days.len().max(start)
            } else {
                start + 7
            };
            (start..end).filter_map(|day| days.get(day)).sum()
        };
        mondays
            .map(|from| WeekCountView {
                from,
                count: count_from(from),
            })
            .collect()
    }

    fn top_categories(&self, week: &Groups<'_>, before: &WeekBefore<'_>) -> Vec<TopCategoryView> {
        if self.kind != 0 {
            return vec![];
        }
        let counts = week
            .categories()
            .into_iter()
            .zip(before.categories())
            .enumerate();
        let mut top: Vec<TopCategoryView> = counts
            .filter(|(_, (count, previous))| count + previous > 0)
            .map(|(ordinal, (count, previous))| TopCategoryView {
                category: self.standing.codes.category(ordinal).to_owned(),
                count,
                previous,
            })
            .collect();
        top.sort_by(|a, b| {
            b.count
                .cmp(&a.count)
                .then(b.previous.cmp(&a.previous))
                .then(a.category.cmp(&b.category))
        });
        top.truncate(TOP_CATEGORIES);
        top
    }

    fn outcomes(&self, counts: &[u64]) -> Vec<OutcomeCountView> {
        if self.kind != 0 {
            return vec![];
        }
        let occurring = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let mut views: Vec<OutcomeCountView> = occurring
            .map(|(ordinal, count)| OutcomeCountView {
                outcome: self.standing.codes.outcome(ordinal).to_owned(),
                count: *count,
            })
            .collect();
        views.sort_by(|a, b| b.count.cmp(&a.count).then(a.outcome.cmp(&b.outcome)));
        views
    }

    fn success_rate(&self, counts: &[u64]) -> Option<RateView> {
        if self.kind != 0 {
            return None;
        }
        let words = Vocabulary::get();
        let (mut successes, mut spoken_to) = (0, 0);
        for (ordinal, count) in counts.iter().enumerate() {
            let word = words.outcome(self.standing.codes.outcome(ordinal));
            if word.is_some_and(OutcomeWord::counts_as_spoken_to) {
                spoken_to += count;
                successes += if word.is_some_and(|word| word.counts_as_success == 1) {
                    *count
                } else {
                    0
                };
            }
        }
        Rate::of_counts(successes, spoken_to).map(|rate| RateView::of(rate, FORMULA_ZH, FORMULA_EN))
    }

    fn coverage(&self) -> CoverageView {
        let ordinals = self.standing.territory.areas().len();
        let this_week = self
            .counts(&self.days(self.present.monday(), self.present.until))
            .areas(ordinals);
        let last = self
            .counts(&Filter::within(self.areas.clone()))
            .last_hours(ordinals);
        let (mut grids, mut silent) = (0, Vec::new());
        for (ordinal, area) in self.standing.territory.areas().iter().enumerate() {
            if area.level != Level::Grid || !self.scope.contains_path(&area.path) {
                continue;
            }
            grids += 1;
            if this_week.get(ordinal) == Some(&0) {
                silent.push((last.get(ordinal).copied().flatten(), area));
            }
        }
        silent.sort_by(|(a, x), (b, y)| a.cmp(b).then(x.code.cmp(&y.code)));
        CoverageView {
            grids,
            grids_with_records_this_week: grids - silent.len(),
            silent: silent
                .into_iter()
                .take(MOST_SILENT)
                .map(|(last, area)| self.silent_view(last, area))
                .collect(),
        }
    }

    fn silent_view(&self, last: Option<(u16, u8)>, area: &Area) -> SilentGridView {
        let start_of = |(day, hour): (u16, u8)| {
            self.present
                .zone
                .start_of(day_of_number(day))
                .plus_s(3600 * i64::from(hour))
        };
        SilentGridView {
            area_code: area.code.clone(),
            name_zh: area.name_zh.clone(),
            name_en: area.name_en.clone(),
            last_record_at: last.map(start_of),
        }
    }

    /// The areas below the one looked at; several roots stand for themselves.
    fn areas(&self, week: &Groups<'_>, before: &WeekBefore<'_>) -> Vec<OverviewAreaView> {
        let territory = &self.standing.territory;
        let ordinals = territory.areas().len();
        let (counts, previous) = (week.areas(ordinals), before.areas(ordinals));
        let roots: Vec<&Area> = self
            .scope
            .paths()
            .iter()
            .filter_map(|path| territory.subtree(path).first())
            .collect();
        let shown: Vec<&Area> = match roots.as_slice() {
            [root] if territory.children(root).next().is_some() => {
                territory.children(root).collect()
            }
            _ => roots,
        };
        let view = |area: &Area| {
            let count = self.standing.sum_below(area, &counts);
            OverviewAreaView {
                area_code: area.code.clone(),
                name_zh: area.name_zh.clone(),
                name_en: area.name_en.clone(),
                level: area.level.code(),
                count,
                previous: self.standing.sum_below(area, &previous),
                per_1000_households: per_1000_households(count, area),
            }
        };
        shown.into_iter().map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: &str, history_until: Option<&str>) -> (String, String, u8) {
        let (now, _) = UtcMillis::parse_with_offset(now).unwrap_or_default();
        let day = history_until.and_then(|day| day.parse().ok());
        let present = Present::at(now, Zone(chrono_tz::Asia::Shanghai), day);
        (
            present.today.to_string(),
            present.until.to_string(),
            present.hour,
        )
    }

    #[test]
    fn the_periods_of_a_demo_end_with_its_history_while_that_is_recent() {
        let now = "2026-11-20T12:30:00+08:00";
        let expected = |today: &str, hour| (today.to_owned(), "2026-11-20".to_owned(), hour);
        assert_eq!(at(now, None), expected("2026-11-20", 12));
        assert_eq!(at(now, Some("2026-11-14")), expected("2026-11-14", 23));
        assert_eq!(at(now, Some("2026-10-14")), expected("2026-11-20", 12));
    }
}
