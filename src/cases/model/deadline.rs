//! Deadlines: hours that run always, or working time with holidays and swap days; paused, extended, called out.

use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::HashSet;

/// Shares of the time at which a case is called out, in percent.
pub const LEVELS: [i64; 4] = [50, 80, 100, 150];

const HOUR_MS: i64 = 3_600_000;
/// A working day runs from 9 to 17 o'clock. Assumption: eight hours, without a break.
const OPENS_MS: i64 = 9 * HOUR_MS;
const CLOSES_MS: i64 = 17 * HOUR_MS;
/// Days looked ahead before we give up; far more than any deadline.
const MOST_DAYS: usize = 5_000;

/// Which days are worked: Monday to Friday, but for holidays, and the weekend days that were swapped for them.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    zone: Zone,
    off: HashSet<NaiveDate>,
    work: HashSet<NaiveDate>,
}

impl WorkCalendar {
    /// A calendar with these days off and these weekend days worked.
    pub fn new(
        zone: Zone,
        off: impl IntoIterator<Item = NaiveDate>,
        work: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Self {
            zone,
            off: off.into_iter().collect(),
            work: work.into_iter().collect(),
        }
    }

    /// Whether people work on `day`.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.work.contains(&day) || (!is_weekend && !self.off.contains(&day))
    }

    /// When the office opens and closes on `day`, if it does.
    fn hours(&self, day: NaiveDate) -> Option<(i64, i64)> {
        let midnight = self.zone.start_of(day).0;
        self.is_working_day(day)
            .then_some((midnight + OPENS_MS, midnight + CLOSES_MS))
    }

    /// The instant after `ms` of working time from `from` on; the end of a day counts as that day.
    fn after_working(&self, from: UtcMillis, ms: i64) -> UtcMillis {
        let mut left = ms;
        let first = self.zone.day_of(from);
        for day in first.iter_days().take(MOST_DAYS) {
            let Some((opens, closes)) = self.hours(day) else {
                continue;
            };
            let begins = opens.max(from.0);
            if begins >= closes {
                continue;
            }
            if left <= closes - begins {
                return UtcMillis(begins + left);
            }
            left -= closes - begins;
        }
        UtcMillis(i64::MAX)
    }

    /// Working time between two instants, in milliseconds.
    fn working_between(&self, from: UtcMillis, to: UtcMillis) -> i64 {
        let (first, last) = (self.zone.day_of(from), self.zone.day_of(to));
        first
            .iter_days()
            .take(MOST_DAYS)
            .take_while(|day| *day <= last)
            .filter_map(|day| self.hours(day))
            .map(|(opens, closes)| (closes.min(to.0) - opens.max(from.0)).max(0))
            .sum()
    }
}

/// How much time a case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Milliseconds, of working time if so said.
    pub ms: i64,
    /// Whether only working time counts.
    pub is_working: bool,
}

impl Allowance {
    /// Hours that run day and night.
    pub const fn hours(hours: i64) -> Self {
        Self {
            ms: hours * HOUR_MS,
            is_working: false,
        }
    }

    /// Working days of eight hours.
    pub const fn working_days(days: i64) -> Self {
        Self {
            ms: days * (CLOSES_MS - OPENS_MS),
            is_working: true,
        }
    }

    /// Half of it: what is left for mending a fix that did not hold. Assumption.
    #[must_use]
    pub const fn halved(self) -> Self {
        Self {
            ms: self.ms / 2,
            is_working: self.is_working,
        }
    }
}

/// The running clock of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// What may be used.
    pub allowance: Allowance,
    /// What was used before it ran last, in milliseconds.
    pub used_ms: i64,
    /// Since when it runs; absent while it is stopped.
    pub running_since: Option<UtcMillis>,
}

impl Watch {
    /// A watch that starts now.
    pub fn started(allowance: Allowance, now: UtcMillis) -> Self {
        Self {
            allowance,
            used_ms: 0,
            running_since: Some(now),
        }
    }

    /// What is used by `now`, in milliseconds.
    pub fn used_at(&self, calendar: &WorkCalendar, now: UtcMillis) -> i64 {
        let running = self.running_since.map_or(0, |since| {
            if self.allowance.is_working {
                calendar.working_between(since, now)
            } else {
                (now.0 - since.0).max(0)
            }
        });
        self.used_ms + running
    }

    /// What is used by `now` in whole percent.
    pub fn percent_at(&self, calendar: &WorkCalendar, now: UtcMillis) -> i64 {
        let used = self.used_at(calendar, now);
        used.saturating_mul(100) / self.allowance.ms.max(1)
    }

    /// When `percent` of the time will be used; none while stopped. What is past already counts from the last start.
    pub fn instant_of(&self, calendar: &WorkCalendar, percent: i64) -> Option<UtcMillis> {
        let since = self.running_since?;
        let left = (self.allowance.ms.saturating_mul(percent) / 100 - self.used_ms).max(0);
        Some(if self.allowance.is_working {
            calendar.after_working(since, left)
        } else {
            UtcMillis(since.0.saturating_add(left))
        })
    }

    /// When the time is up; none while stopped.
    pub fn due_at(&self, calendar: &WorkCalendar) -> Option<UtcMillis> {
        self.instant_of(calendar, 100)
    }

    /// Stops it.
    #[must_use]
    pub fn paused(self, calendar: &WorkCalendar, now: UtcMillis) -> Self {
        Self {
            used_ms: self.used_at(calendar, now),
            running_since: None,
            ..self
        }
    }

    /// Lets it run again.
    #[must_use]
    pub fn resumed(self, now: UtcMillis) -> Self {
        Self {
            running_since: self.running_since.or(Some(now)),
            ..self
        }
    }

    /// Adds time of its own kind.
    #[must_use]
    pub fn extended(mut self, ms: i64) -> Self {
        self.allowance.ms = self.allowance.ms.saturating_add(ms);
        self
    }

    /// The first level above `called` percent with its instant; none after the last, or while stopped.
    pub fn next_level(&self, calendar: &WorkCalendar, called: i64) -> Option<(i64, UtcMillis)> {
        let level = LEVELS.into_iter().find(|level| *level > called)?;
        Some((level, self.instant_of(calendar, level)?))
    }
}

#[cfg(test)]
mod tests;
