//! On which days duty falls: RFC 5545 rules of whole days, and days of the lunar and solar calendar from a table.

use crate::dissuasion::vocabulary::calendar;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeSet;

/// Longest time over which a rule is followed, in days: about thirty years.
const MAX_DAYS: u64 = 11_000;
/// Within this time a rule must give a day.
const MUST_COME_DAYS: u64 = 3_700;

/// Why a rule was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) enum RuleFault {
    /// A part that is not understood.
    Bad(String),
    /// More often than once a day.
    TooOften,
    /// No day fits.
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// One rule of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) enum Rule {
    Recurring(Recurring),
    /// Days of a festival, from the table.
    Festival(String),
}

/// An RFC 5545 rule of whole days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) struct Recurring {
    frequency: Frequency,
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    /// Weekdays, with which one of the month or year (negative: from the end), if any.
    weekdays: Vec<(Option<i32>, Weekday)>,
    month_days: Vec<i32>,
    months: Vec<u32>,
}

impl Rule {
    /// Reads `FREQ=…`, `LUNAR=month-day` or `TERM=name`.
    pub(in crate::dissuasion) fn parse(text: &str) -> Result<Self, RuleFault> {
        let text = text.trim();
        if text.starts_with("LUNAR=") || text.starts_with("TERM=") {
            let known = calendar().iter().any(|day| day.rule == text);
            return if known {
                Ok(Self::Festival(text.to_owned()))
            } else {
                Err(RuleFault::Bad(text.to_owned()))
            };
        }
        Recurring::parse(text.strip_prefix("RRULE:").unwrap_or(text)).map(Self::Recurring)
    }

    /// The days of the rule within `from..=to` for a duty that starts on `start`.
    fn days(&self, start: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        match self {
            Self::Festival(rule) => {
                let days = calendar().iter().find(|day| day.rule == *rule);
                let days = days.into_iter().flat_map(|day| day.days.iter().copied());
                days.filter(|day| (from.max(start)..=to).contains(day))
                    .collect()
            }
            Self::Recurring(rule) => rule.days(start, from, to),
        }
    }
}

/// When a duty falls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) struct Schedule {
    pub rules: Vec<Rule>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

impl Schedule {
    /// Reads rules; a fault comes with the place of its rule. Every rule must give a day some time.
    pub(in crate::dissuasion) fn parse(
        rules: &[String],
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
    ) -> Result<Self, (usize, RuleFault)> {
        let mut parsed = vec![];
        for (at, text) in rules.iter().enumerate() {
            let rule = Rule::parse(text).map_err(|fault| (at, fault))?;
            let horizon = starts_on
                .checked_add_days(Days::new(MUST_COME_DAYS))
                .unwrap_or(starts_on);
            let last = ends_on.unwrap_or(horizon).min(horizon);
            if rule.days(starts_on, starts_on, last).is_empty() {
                return Err((at, RuleFault::Never));
            }
            parsed.push(rule);
        }
        Ok(Self {
            rules: parsed,
            starts_on,
            ends_on,
        })
    }

    /// The days within `from..=to`, in order, each once.
    pub(in crate::dissuasion) fn days(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> BTreeSet<NaiveDate> {
        let from = from.max(self.starts_on);
        let to = self.ends_on.map_or(to, |end| end.min(to));
        let of = |rule: &Rule| rule.days(self.starts_on, from, to);
        self.rules.iter().flat_map(of).collect()
    }
}

impl Recurring {
    fn parse(text: &str) -> Result<Self, RuleFault> {
        let mut frequency = None;
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            weekdays: vec![],
            month_days: vec![],
            months: vec![],
        };
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let bad = || RuleFault::Bad(part.chars().take(60).collect());
            let (name, value) = part.split_once('=').ok_or_else(bad)?;
            match name {
                "FREQ" => frequency = Some(frequency_of(value)?),
                "INTERVAL" => rule.interval = number(value, 1, 999).ok_or_else(bad)?,
                "COUNT" => {
                    let count = number(value, 1, 9_999).ok_or_else(bad)?;
                    rule.count = usize::try_from(count).ok();
                }
                "UNTIL" => rule.until = Some(day_of(value).ok_or_else(bad)?),
                "BYDAY" => rule.weekdays = list(value, weekday).ok_or_else(bad)?,
                "BYMONTHDAY" => {
                    let day = |text: &str| number(text, -31, 31).filter(|day| *day != 0);
                    rule.month_days = list(value, day).ok_or_else(bad)?;
                }
                "BYMONTH" => {
                    let month = |text: &str| u32::try_from(number(text, 1, 12)?).ok();
                    rule.months = list(value, month).ok_or_else(bad)?;
                }
                // Weeks begin on Monday here, as people in the city count them.
                "WKST" if value == "MO" => {}
                _ => return Err(bad()),
            }
        }
        rule.frequency = frequency.ok_or_else(|| RuleFault::Bad("FREQ".to_owned()))?;
        rule.check()
    }

    /// What RFC 5545 does not allow together.
    fn check(self) -> Result<Self, RuleFault> {
        let bad = |part: &str| Err(RuleFault::Bad(part.to_owned()));
        let is_by_month = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        if !is_by_month && self.weekdays.iter().any(|(which, _)| which.is_some()) {
            return bad("BYDAY");
        }
        if self.frequency == Frequency::Weekly && !self.month_days.is_empty() {
            return bad("BYMONTHDAY");
        }
        if self.count.is_some() && self.until.is_some() {
            return bad("COUNT");
        }
        Ok(self)
    }

    fn days(&self, start: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let to = self.until.map_or(to, |until| until.min(to));
        let limit = start
            .checked_add_days(Days::new(MAX_DAYS))
            .unwrap_or(NaiveDate::MAX);
        // A counted rule is followed from its first day; others may be entered anywhere.
        let first = if self.count.is_some() {
            start
        } else {
            start.max(from)
        };
        first
            .iter_days()
            .take_while(|day| *day <= to && *day <= limit)
            .filter(|day| self.falls_on(*day, start))
            .take(self.count.unwrap_or(usize::MAX))
            .filter(|day| *day >= from)
            .collect()
    }

    fn falls_on(&self, day: NaiveDate, start: NaiveDate) -> bool {
        self.is_in_step(day, start)
            && (self.months.is_empty() || self.months.contains(&day.month()))
            && self.is_day_of_month(day, start)
            && self.is_weekday(day, start)
    }

    fn is_in_step(&self, day: NaiveDate, start: NaiveDate) -> bool {
        let passed = match self.frequency {
            Frequency::Daily => day.num_days_from_ce() - start.num_days_from_ce(),
            Frequency::Weekly => {
                (day.num_days_from_ce() - 1).div_euclid(7)
                    - (start.num_days_from_ce() - 1).div_euclid(7)
            }
            Frequency::Monthly => month_number(day) - month_number(start),
            Frequency::Yearly => day.year() - start.year(),
        };
        passed.rem_euclid(self.interval) == 0
    }

    fn is_day_of_month(&self, day: NaiveDate, start: NaiveDate) -> bool {
        let (of_month, length) = (to_i32(day.day()), days_in_month(day));
        if !self.month_days.is_empty() {
            let fits = |wanted: &i32| *wanted == of_month || *wanted == of_month - length - 1;
            return self.month_days.iter().any(fits);
        }
        if !self.weekdays.is_empty() {
            return true;
        }
        match self.frequency {
            Frequency::Daily | Frequency::Weekly => true,
            Frequency::Monthly => day.day() == start.day(),
            Frequency::Yearly => {
                day.day() == start.day()
                    && (!self.months.is_empty() || day.month() == start.month())
            }
        }
    }

    fn is_weekday(&self, day: NaiveDate, start: NaiveDate) -> bool {
        if self.weekdays.is_empty() {
            let is_plain_week = self.frequency == Frequency::Weekly;
            return !is_plain_week || day.weekday() == start.weekday();
        }
        let in_month = self.frequency == Frequency::Monthly || !self.months.is_empty();
        let (position, length) = if in_month {
            (to_i32(day.day()), days_in_month(day))
        } else {
            let length = if day.leap_year() { 366 } else { 365 };
            (to_i32(day.ordinal()), length)
        };
        self.weekdays.iter().any(|(which, weekday)| {
            let is_which = match which {
                None => true,
                Some(n) if *n > 0 => (position - 1) / 7 + 1 == *n,
                Some(n) => (length - position) / 7 + 1 == -n,
            };
            day.weekday() == *weekday && is_which
        })
    }
}

fn frequency_of(value: &str) -> Result<Frequency, RuleFault> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "SECONDLY" | "MINUTELY" | "HOURLY" => Err(RuleFault::TooOften),
        _ => Err(RuleFault::Bad("FREQ".to_owned())),
    }
}

fn number(text: &str, min: i32, max: i32) -> Option<i32> {
    let number = text.parse().ok()?;
    (min..=max).contains(&number).then_some(number)
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

/// `FR`, `1FR` or `-1FR`.
fn weekday(text: &str) -> Option<(Option<i32>, Weekday)> {
    let at = text.len().checked_sub(2)?;
    let (which, day) = (text.get(..at)?, text.get(at..)?);
    let weekday = match day {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    if which.is_empty() {
        return Some((None, weekday));
    }
    let which = number(which, -53, 53).filter(|which| *which != 0)?;
    Some((Some(which), weekday))
}

/// `20261231`, or the same with a time, of which only the day counts.
fn day_of(text: &str) -> Option<NaiveDate> {
    let day = text.get(..8)?;
    let rest = text.get(8..)?;
    let is_time = rest.is_empty() || (rest.starts_with('T') && rest.len() <= 8);
    NaiveDate::parse_from_str(day, "%Y%m%d")
        .ok()
        .filter(|_| is_time)
}

fn month_number(day: NaiveDate) -> i32 {
    day.year() * 12 + to_i32(day.month0())
}

fn days_in_month(day: NaiveDate) -> i32 {
    i32::from(day.num_days_in_month())
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests;
