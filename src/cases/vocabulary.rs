//! Days off and time allowed, as data.

use super::model::{Allowance, WorkCalendar};
use crate::incidents::Vocabulary;
use crate::platform::days::Zone;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

const HOLIDAYS: &str = include_str!("../../demo/vocabulary/holidays.csv");
const DEADLINES: &str = include_str!("../../demo/vocabulary/case_deadlines.csv");

/// What has no line of its own. Assumption: two days.
const OTHERWISE: Allowance = Allowance::hours(48);

#[derive(Deserialize)]
struct Day {
    date: NaiveDate,
    kind: String,
}

#[derive(Deserialize)]
struct Deadline {
    subject: String,
    code: String,
    amount: i64,
    unit: String,
}

fn rows<T: serde::de::DeserializeOwned>(text: &str) -> Vec<T> {
    // A row that does not parse would be missing; the tests count them.
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .collect()
}

static DAYS: LazyLock<Vec<Day>> = LazyLock::new(|| rows(HOLIDAYS));

static ALLOWANCES: LazyLock<HashMap<(String, String), Allowance>> = LazyLock::new(|| {
    let lines: Vec<Deadline> = rows(DEADLINES);
    let allowance = |line: Deadline| {
        let time = if line.unit == "working_days" {
            Allowance::working_days(line.amount)
        } else {
            Allowance::hours(line.amount)
        };
        ((line.subject, line.code), time)
    };
    lines.into_iter().map(allowance).collect()
});

/// Holidays and swap days of the country, 2025 to 2027; each row of the table names its source.
pub fn calendar(zone: Zone) -> WorkCalendar {
    let of = |kind: &'static str| {
        DAYS.iter()
            .filter(move |day| day.kind == kind)
            .map(|day| day.date)
    };
    WorkCalendar::new(zone, of("off"), of("work"))
}

/// How long the work on a behaviour may take: by its own line, else by its group's.
pub(super) fn allowance_of(category: &str) -> Allowance {
    let line = |subject: &str, code: &str| {
        ALLOWANCES
            .get(&(subject.to_owned(), code.to_owned()))
            .copied()
    };
    let group = Vocabulary::get()
        .category(category)
        .map(|word| word.group.as_str());
    line("category", category)
        .or_else(|| line("group", group?))
        .unwrap_or(OTHERWISE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_every_behaviour_has_its_time() {
        let lines = DEADLINES.lines().skip(1).count();
        assert_eq!(ALLOWANCES.len(), lines);
        assert_eq!(DAYS.len(), HOLIDAYS.lines().skip(1).count());
        let words = Vocabulary::get();
        for ((subject, code), _) in ALLOWANCES.iter() {
            let is_known = match subject.as_str() {
                "category" => words.category(code).is_some(),
                _ => words.groups.iter().any(|group| group.code == *code),
            };
            assert!(is_known, "{subject} {code}");
        }
        for group in &words.groups {
            assert!(
                ALLOWANCES.contains_key(&("group".to_owned(), group.code.clone())),
                "{}",
                group.code
            );
        }
    }

    #[test]
    fn a_line_of_its_own_goes_before_that_of_the_group() {
        assert_eq!(allowance_of("fire_lane_blocked"), Allowance::hours(4));
        assert_eq!(
            allowance_of("illegal_parking_nonmotor"),
            Allowance::hours(12)
        );
        assert_eq!(
            allowance_of("illegal_building"),
            Allowance::working_days(10)
        );
        assert_eq!(allowance_of("no_such"), OTHERWISE);
    }
}
