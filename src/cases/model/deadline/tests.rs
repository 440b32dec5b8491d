//! Against a table made by hand with a printed calendar.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::cases::vocabulary;
use proptest::prelude::*;

fn zone() -> Zone {
    Zone(chrono_tz::Asia::Shanghai)
}

fn at(text: &str) -> UtcMillis {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    UtcMillis(local.and_utc().timestamp_millis() - 8 * HOUR_MS)
}

fn due(start: &str, allowance: Allowance) -> UtcMillis {
    Watch::started(allowance, at(start))
        .due_at(&vocabulary::calendar(zone()))
        .unwrap()
}

#[test]
fn working_days_end_where_the_table_made_by_hand_says() {
    for (start, days, end) in [
        // An ordinary week: Monday to Thursday.
        ("2026-03-09 10:00", 3, "2026-03-12 10:00"),
        // Over a weekend.
        ("2026-03-13 10:00", 1, "2026-03-16 10:00"),
        // Before opening, after closing, exactly at closing, on a Sunday: the day begins when the office opens.
        ("2026-03-09 06:00", 1, "2026-03-09 17:00"),
        ("2026-03-09 20:00", 1, "2026-03-10 17:00"),
        ("2026-03-09 17:00", 1, "2026-03-10 17:00"),
        ("2026-03-15 12:00", 1, "2026-03-16 17:00"),
        // Spring Festival 2026: off from 15 to 23 February; Saturday the 14th and Saturday the 28th are worked.
        ("2026-02-13 10:00", 1, "2026-02-14 10:00"),
        ("2026-02-13 10:00", 2, "2026-02-24 10:00"),
        ("2026-02-27 10:00", 1, "2026-02-28 10:00"),
        ("2026-02-27 10:00", 2, "2026-03-02 10:00"),
        // New Year 2026: off from Thursday to Saturday, Sunday the 4th is worked.
        ("2025-12-31 16:00", 1, "2026-01-04 16:00"),
        // National Day 2026: Sunday 20 September is worked, 25 to 27 September off, 1 to 7 October off, Saturday the 10th worked.
        ("2026-09-18 12:00", 1, "2026-09-20 12:00"),
        ("2026-09-24 12:00", 1, "2026-09-28 12:00"),
        ("2026-09-30 16:00", 1, "2026-10-08 16:00"),
        ("2026-10-09 10:00", 1, "2026-10-10 10:00"),
        ("2026-10-09 10:00", 2, "2026-10-12 10:00"),
        // 2025: Sunday 26 January and Saturday 8 February are worked, 28 January to 4 February off.
        ("2025-01-24 10:00", 1, "2025-01-26 10:00"),
        ("2025-01-27 10:00", 1, "2025-02-05 10:00"),
        ("2025-02-07 10:00", 1, "2025-02-08 10:00"),
        // 2027: statutory days only; 5 to 8 February off.
        ("2027-02-04 10:00", 1, "2027-02-09 10:00"),
    ] {
        let end = at(end);
        assert_eq!(
            due(start, Allowance::working_days(days)),
            end,
            "{start} + {days} ends {end}"
        );
    }
}

#[test]
fn hours_run_through_nights_weekends_and_holidays() {
    assert_eq!(
        due("2026-09-30 22:00", Allowance::hours(4)),
        at("2026-10-01 02:00")
    );
    assert_eq!(
        due("2026-02-14 09:00", Allowance::hours(48)),
        at("2026-02-16 09:00")
    );
}

#[test]
fn a_hold_stops_the_clock_and_a_holiday_within_it_costs_nothing() {
    let calendar = vocabulary::calendar(zone());
    let watch = Watch::started(Allowance::working_days(2), at("2026-09-29 09:00"));
    let held = watch.paused(&calendar, at("2026-09-29 17:00"));
    assert_eq!(
        (
            held.percent_at(&calendar, at("2026-12-01 12:00")),
            held.due_at(&calendar)
        ),
        (50, None)
    );
    let again = held.resumed(at("2026-10-05 12:00"));
    assert_eq!(again.due_at(&calendar), Some(at("2026-10-08 17:00")));
}

#[test]
fn levels_are_called_out_one_after_another_and_an_extension_moves_those_to_come() {
    let calendar = vocabulary::calendar(zone());
    let watch = Watch::started(Allowance::hours(10), at("2026-03-09 08:00"));
    let levels: Vec<(i64, UtcMillis)> = [0, 50, 80, 100]
        .into_iter()
        .filter_map(|called| watch.next_level(&calendar, called))
        .collect();
    let at_hand = [(50, "13:00"), (80, "16:00"), (100, "18:00"), (150, "23:00")];
    assert_eq!(
        levels,
        at_hand.map(|(level, time)| (level, at(&format!("2026-03-09 {time}"))))
    );
    assert_eq!(watch.next_level(&calendar, 150), None);
    let longer = watch.extended(10 * HOUR_MS);
    assert_eq!(
        longer.next_level(&calendar, 80),
        Some((100, at("2026-03-10 04:00")))
    );
}

#[test]
fn every_day_of_the_table_is_off_on_a_workday_or_worked_on_a_weekend_or_part_of_a_long_holiday() {
    let calendar = vocabulary::calendar(zone());
    assert!(
        calendar
            .work
            .iter()
            .all(|day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    );
    assert!(calendar.work.is_disjoint(&calendar.off));
    assert!(
        calendar.off.len() > 60 && calendar.work.len() == 11,
        "{} {}",
        calendar.off.len(),
        calendar.work.len()
    );
}

proptest! {
    #[test]
    fn what_is_used_when_it_is_due_is_the_allowance(start in 0_i64..1_000_000, days in 1_i64..30) {
        let calendar = vocabulary::calendar(zone());
        let watch = Watch::started(Allowance::working_days(days), UtcMillis(at("2025-01-01 00:00").0 + start * 60_000));
        let due = watch.due_at(&calendar).unwrap();
        prop_assert_eq!(watch.used_at(&calendar, due), watch.allowance.ms);
        prop_assert_eq!(watch.percent_at(&calendar, due), 100);
    }
}
