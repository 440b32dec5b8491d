//! Words of duty: days of the calendar, certificates, things handed out. Data, not code.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use utoipa::ToSchema;

const CALENDAR: &str = include_str!("../../demo/vocabulary/calendar.csv");
const CALENDAR_DATES: &str = include_str!("../../demo/vocabulary/calendar_dates.csv");
const CERTIFICATES: &str = include_str!("../../demo/vocabulary/hour_certificates.csv");
const HANDOUTS: &str = include_str!("../../demo/vocabulary/handouts.csv");

/// A recurring day of the city's calendar.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct CalendarDay {
    pub code: String,
    pub kind: String,
    /// RFC 5545, `LUNAR=month-day` or `TERM=name`.
    pub rule: String,
    pub name_zh: String,
    pub name_en: String,
    /// The days of a lunar day or solar term, in order.
    #[serde(default)]
    pub days: Vec<NaiveDate>,
}

/// What so many hours are honoured with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct Certificate {
    /// Hours from which it is given.
    #[schema(example = 100)]
    pub hours: i64,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// A thing handed out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Handout {
    pub item: String,
    pub name_zh: String,
    pub name_en: String,
}

#[derive(Deserialize)]
struct CalendarDate {
    code: String,
    date: NaiveDate,
}

fn rows<T: for<'a> Deserialize<'a>>(text: &str) -> Vec<T> {
    // The tables are part of the program; tests read each whole.
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

static DAYS: LazyLock<Vec<CalendarDay>> = LazyLock::new(|| {
    let dates: Vec<CalendarDate> = rows(CALENDAR_DATES);
    let mut days: Vec<CalendarDay> = rows(CALENDAR);
    for day in &mut days {
        let of = dates.iter().filter(|date| date.code == day.code);
        day.days = of.map(|date| date.date).collect();
        day.days.sort_unstable();
    }
    days
});

static STARS: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let mut stars: Vec<Certificate> = rows(CERTIFICATES);
    stars.sort_by_key(|star| star.hours);
    stars
});

static ITEMS: LazyLock<Vec<Handout>> = LazyLock::new(|| rows(HANDOUTS));

/// The city's recurring days.
pub(super) fn calendar() -> &'static [CalendarDay] {
    &DAYS
}

/// Certificates, the smallest first.
pub(super) fn certificates() -> &'static [Certificate] {
    &STARS
}

/// The highest certificate that so many minutes have earned.
pub(super) fn certificate_of(minutes: i64) -> Option<&'static Certificate> {
    certificates()
        .iter()
        .rev()
        .find(|star| minutes >= star.hours * 60)
}

/// What can be handed out.
pub(super) fn handouts() -> &'static [Handout] {
    &ITEMS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read_whole() {
        for (read, text) in [
            (calendar().len(), CALENDAR),
            (certificates().len(), CERTIFICATES),
            (handouts().len(), HANDOUTS),
        ] {
            assert_eq!(read, text.lines().count() - 1);
        }
        let days: usize = calendar().iter().map(|day| day.days.len()).sum();
        assert_eq!(days, CALENDAR_DATES.lines().count() - 1);
    }

    #[test]
    fn thresholds_are_those_of_the_data() {
        let hours: Vec<i64> = certificates().iter().map(|star| star.hours).collect();
        assert_eq!(hours, [100, 300, 600, 1000, 1500]);
        assert_eq!(certificate_of(5_999), None);
        assert_eq!(certificate_of(6_000).map(|star| star.hours), Some(100));
        assert_eq!(certificate_of(1_000_000).map(|star| star.hours), Some(1500));
    }
}
