#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::rates::Change;
use std::collections::HashMap;
use std::io::Read as _;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_month_of_settling_in_is_left_out_and_short_times_are_not_compared() {
    let history = (day("2025-11-01"), day("2026-10-31"));
    let times = Times::around(day("2026-03-01"), 180, history).unwrap();
    assert_eq!(times.before, (day("2025-11-01"), day("2026-02-28")));
    assert_eq!(times.after, (day("2026-03-31"), day("2026-09-26")));
    assert_eq!(Times::around(day("2026-09-15"), 180, history), None);
    assert_eq!(Times::around(day("2025-11-20"), 180, history), None);
}

#[test]
fn what_changes_everywhere_alike_changes_nothing() {
    let (before, after) = (
        Counts {
            here: 100,
            elsewhere: 5_000,
        },
        Counts {
            here: 50,
            elsewhere: 2_500,
        },
    );
    assert_eq!(difference(before, after).change(), Change::NoChangeShown);
    assert!((ratio(before, after).unwrap() - 1.0).abs() < 1e-12);
    let fell = Counts {
        here: 50,
        elsewhere: 5_000,
    };
    assert_eq!(difference(before, fell).change(), Change::Fell);
    let unknown = difference(Counts::default(), after);
    assert_eq!((unknown.low, unknown.high), (-1.0, 1.0));
}

/// Records outside shifts of the demo's year, by community and day.
fn demo_year() -> HashMap<(String, NaiveDate), u64> {
    const PACKED: &[u8] = include_bytes!("../../../../demo/city/incidents.jsonl.br");
    let mut lines = String::new();
    brotli::Decompressor::new(PACKED, 65_536)
        .read_to_string(&mut lines)
        .unwrap();
    let mut counts = HashMap::new();
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let one: serde_json::Value = serde_json::from_str(line).unwrap();
        if let (Some(grid), true) = (one["grid_code"].as_str(), one["session_id"].is_null()) {
            let key = (
                grid[..12].to_owned(),
                day(&one["captured_at"].as_str().unwrap()[..10]),
            );
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

struct Demo {
    counts: HashMap<(String, NaiveDate), u64>,
    treated: Vec<(String, NaiveDate)>,
    history: (NaiveDate, NaiveDate),
}

impl Demo {
    fn load() -> Self {
        let truth: serde_json::Value =
            serde_json::from_str(include_str!("../../../../demo/city/truth.json")).unwrap();
        let treated = truth["interventions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap();
                (text("community_code").to_owned(), day(text("date")))
            });
        Self {
            treated: treated.collect(),
            history: (
                day(truth["first_day"].as_str().unwrap()),
                day(truth["last_day"].as_str().unwrap()),
            ),
            counts: demo_year(),
        }
    }

    fn is_treated(&self, community: &str) -> bool {
        self.treated.iter().any(|(code, _)| code == community)
    }

    fn change(&self, community: &str, on: NaiveDate) -> Change {
        let times = Times::around(on, 180, self.history).unwrap();
        let counts = |(from, to): (NaiveDate, NaiveDate)| {
            let mut counts = Counts::default();
            for ((code, day), count) in &self.counts {
                if (from..=to).contains(day) {
                    if code == community {
                        counts.here += count;
                    } else if !self.is_treated(code) {
                        counts.elsewhere += count;
                    }
                }
            }
            counts
        };
        difference(counts(times.before), counts(times.after)).change()
    }
}

#[test]
fn the_eight_interventions_of_the_demo_are_recognised() {
    let demo = Demo::load();
    assert_eq!(demo.treated.len(), 8);
    for (community, on) in &demo.treated {
        assert_eq!(
            demo.change(community, *on),
            Change::Fell,
            "{community} {on}"
        );
    }
}

#[test]
fn ordinary_places_seem_to_change_no_more_often_than_the_interval_says() {
    let demo = Demo::load();
    let mut ordinary: Vec<&String> = demo.counts.keys().map(|(code, _)| code).collect();
    ordinary.sort();
    ordinary.dedup();
    ordinary.retain(|code| !demo.is_treated(code));
    assert_eq!(ordinary.len(), 52);
    let tried = ordinary.len() * demo.treated.len();
    let changed = demo
        .treated
        .iter()
        .flat_map(|(_, on)| ordinary.iter().map(move |code| (*code, *on)))
        .filter(|(code, on)| demo.change(code, *on) != Change::NoChangeShown)
        .count();
    // An interval of 95 % is wrong in one of twenty cases.
    assert!(changed * 20 <= tried, "{changed} of {tried}");
}
