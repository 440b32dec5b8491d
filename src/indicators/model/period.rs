//! Periods as people name them: a year, a quarter, a month, a week.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use std::fmt;

/// Years that a period may lie in.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2999;

/// A span of whole local days with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `2026`
    Year(i32),
    /// `2026-Q4`
    Quarter(i32, u32),
    /// `2026-11`
    Month(i32, u32),
    /// `2026-W47`, as ISO 8601 counts weeks.
    Week(i32, u32),
}

impl Period {
    /// Reads a period as it is written; only the one way of writing it is taken.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let number = |text: &str| text.parse::<u32>().ok();
        let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
        let period = match rest {
            None => Self::Year(year),
            Some(rest) => match (rest.strip_prefix('Q'), rest.strip_prefix('W')) {
                (Some(quarter), _) => Self::Quarter(year, number(quarter)?),
                (_, Some(week)) => Self::Week(year, number(week)?),
                _ => Self::Month(year, number(rest)?),
            },
        };
        let is_one = period.first_day().is_some() && period.to_string() == text;
        is_one.then_some(period)
    }

    fn first_day(self) -> Option<NaiveDate> {
        match self {
            Self::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            Self::Quarter(year, quarter @ 1..=4) => {
                NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1)
            }
            Self::Quarter(..) => None,
            Self::Month(year, month) => NaiveDate::from_ymd_opt(year, month, 1),
            Self::Week(year, week) => NaiveDate::from_isoywd_opt(year, week, Weekday::Mon),
        }
    }

    /// First day.
    pub fn from(self) -> NaiveDate {
        self.first_day().unwrap_or_default()
    }

    /// Last day.
    pub fn to(self) -> NaiveDate {
        let from = self.from();
        let next = match self {
            Self::Year(_) => from.checked_add_months(Months::new(12)),
            Self::Quarter(..) => from.checked_add_months(Months::new(3)),
            Self::Month(..) => from.checked_add_months(Months::new(1)),
            Self::Week(..) => from.checked_add_days(Days::new(7)),
        };
        next.and_then(|day| day.pred_opt()).unwrap_or(from)
    }

    /// The period of the same length before this.
    #[must_use]
    pub fn before(self) -> Self {
        let last = self.from().pred_opt().unwrap_or_default();
        match self {
            Self::Year(_) => Self::Year(last.year()),
            Self::Quarter(..) => Self::quarter_of(last),
            Self::Month(..) => Self::month_of(last),
            Self::Week(..) => Self::week_of(last),
        }
    }

    /// The quarter that holds a day.
    pub fn quarter_of(day: NaiveDate) -> Self {
        Self::Quarter(day.year(), day.month0() / 3 + 1)
    }

    /// The month that holds a day.
    pub fn month_of(day: NaiveDate) -> Self {
        Self::Month(day.year(), day.month())
    }

    /// The week that holds a day.
    pub fn week_of(day: NaiveDate) -> Self {
        let week = day.iso_week();
        Self::Week(week.year(), week.week())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(formatter, "{year:04}"),
            Self::Quarter(year, quarter) => write!(formatter, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(formatter, "{year:04}-{month:02}"),
            Self::Week(year, week) => write!(formatter, "{year:04}-W{week:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn days(text: &str) -> String {
        let period = Period::parse(text).unwrap();
        format!("{} {} {}", period.from(), period.to(), period.before())
    }

    #[test]
    fn periods_know_their_days_and_what_went_before() {
        assert_eq!(days("2026"), "2026-01-01 2026-12-31 2025");
        assert_eq!(days("2026-Q1"), "2026-01-01 2026-03-31 2025-Q4");
        assert_eq!(days("2028-02"), "2028-02-01 2028-02-29 2028-01");
        assert_eq!(days("2026-W53"), "2026-12-28 2027-01-03 2026-W52");
        assert_eq!(days("2027-W01"), "2027-01-04 2027-01-10 2026-W53");
    }

    #[test]
    fn only_the_one_way_of_writing_is_taken() {
        for wrong in [
            "",
            "26",
            "1999",
            "2026-5",
            "2026-13",
            "2026-Q0",
            "2026-Q5",
            "2026-Q04",
            "2027-W53",
            "2026-W7",
            "2026-",
            "+2026",
            "2026-11-01",
        ] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_periods_follow_without_a_gap(days in 0_u64..300_000) {
            let day = NaiveDate::from_ymd_opt(2001, 1, 1).unwrap() + Days::new(days);
            for period in [Period::Year(day.year()), Period::quarter_of(day), Period::month_of(day), Period::week_of(day)] {
                prop_assert_eq!(Period::parse(&period.to_string()), Some(period));
                prop_assert!(period.from() <= day && day <= period.to());
                prop_assert_eq!(period.before().to().succ_opt().unwrap(), period.from());
            }
        }
    }
}
