#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

fn days(rule: &str, start: &str, from: &str, to: &str) -> Vec<String> {
    let schedule = Schedule::parse(&[rule.to_owned()], day(start), None).unwrap();
    let days = schedule.days(day(from), day(to));
    days.iter().map(ToString::to_string).collect()
}

fn fault(rule: &str) -> RuleFault {
    Schedule::parse(&[rule.to_owned()], day("2026-11-01"), None)
        .unwrap_err()
        .1
}

#[test]
fn every_friday_is_every_friday() {
    assert_eq!(
        days(
            "FREQ=WEEKLY;BYDAY=FR",
            "2026-10-30",
            "2026-11-01",
            "2026-11-21"
        ),
        ["2026-11-06", "2026-11-13", "2026-11-20"]
    );
    assert_eq!(
        days(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            "2026-10-30",
            "2026-10-30",
            "2026-11-20"
        ),
        ["2026-10-30", "2026-11-09", "2026-11-13"]
    );
}

#[test]
fn the_fifteenth_the_last_day_and_the_first_friday_of_the_month() {
    assert_eq!(
        days(
            "FREQ=MONTHLY;BYMONTHDAY=15",
            "2026-10-30",
            "2026-11-01",
            "2027-01-20"
        ),
        ["2026-11-15", "2026-12-15", "2027-01-15"]
    );
    assert_eq!(
        days(
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "2026-01-01",
            "2026-02-01",
            "2026-03-31"
        ),
        ["2026-02-28", "2026-03-31"]
    );
    assert_eq!(
        days(
            "FREQ=MONTHLY;BYDAY=1FR,-1FR",
            "2026-11-01",
            "2026-11-01",
            "2026-11-30"
        ),
        ["2026-11-06", "2026-11-27"]
    );
}

#[test]
fn yearly_rules_keep_their_month_and_quarters_their_step() {
    assert_eq!(
        days(
            "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=1",
            "2026-01-01",
            "2026-01-01",
            "2027-12-31"
        ),
        ["2026-06-01", "2026-12-01", "2027-06-01", "2027-12-01"]
    );
    assert_eq!(
        days(
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
            "2026-01-01",
            "2026-01-01",
            "2026-12-31"
        ),
        ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]
    );
    assert_eq!(
        days("FREQ=YEARLY", "2024-02-29", "2026-01-01", "2029-01-01"),
        ["2028-02-29"]
    );
}

#[test]
fn count_and_until_end_a_rule() {
    assert_eq!(
        days(
            "FREQ=DAILY;COUNT=3",
            "2026-11-01",
            "2026-11-02",
            "2026-12-01"
        ),
        ["2026-11-02", "2026-11-03"]
    );
    assert_eq!(
        days(
            "FREQ=DAILY;UNTIL=20261103T235959Z",
            "2026-11-01",
            "2026-11-01",
            "2026-12-01"
        ),
        ["2026-11-01", "2026-11-02", "2026-11-03"]
    );
}

#[test]
fn festivals_come_from_the_table() {
    assert_eq!(
        days("LUNAR=8-15", "2026-01-01", "2026-01-01", "2027-12-31"),
        ["2026-09-25", "2027-09-15"]
    );
    assert_eq!(
        days("TERM=QINGMING", "2026-01-01", "2026-01-01", "2026-12-31"),
        ["2026-04-05"]
    );
    assert_eq!(fault("LUNAR=8-16"), RuleFault::Bad("LUNAR=8-16".into()));
}

#[test]
fn rules_of_the_calendar_are_understood() {
    for entry in calendar() {
        assert!(Rule::parse(&entry.rule).is_ok(), "{}", entry.rule);
    }
}

#[test]
fn what_explodes_or_is_not_understood_is_refused() {
    for rule in ["FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=5", "FREQ=HOURLY"] {
        assert_eq!(fault(rule), RuleFault::TooOften, "{rule}");
    }
    for rule in [
        "",
        "WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1FR",
        "FREQ=DAILY;BYHOUR=8",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=DAILY;UNTIL=2026",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=DAILY;BYMONTH=13",
    ] {
        assert!(
            matches!(fault(rule), RuleFault::Bad(_)),
            "{rule}: {:?}",
            fault(rule)
        );
    }
    assert_eq!(
        fault("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        RuleFault::Never
    );
    assert_eq!(fault("FREQ=DAILY;UNTIL=20200101"), RuleFault::Never);
}

#[test]
fn several_rules_give_each_day_once() {
    let rules = [
        "FREQ=WEEKLY;BYDAY=FR".to_owned(),
        "FREQ=MONTHLY;BYMONTHDAY=6".to_owned(),
    ];
    let schedule = Schedule::parse(&rules, day("2026-11-01"), Some(day("2026-11-10"))).unwrap();
    let days = schedule.days(day("2026-11-01"), day("2026-12-31"));
    assert_eq!(days.len(), 1);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_fall_over(text in "[A-Z=;,0-9-]{0,60}") {
        let _ = Rule::parse(&text);
    }

    #[test]
    fn windows_side_by_side_give_what_one_wide_window_gives(interval in 1_i32..9, gap in 1_u64..90) {
        let rule = format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY=TU,SU");
        let start = day("2026-01-01");
        let schedule = Schedule::parse(&[rule], start, None).unwrap();
        let (mid, end) = (start + Days::new(gap), start + Days::new(200));
        let mut parts = schedule.days(start, mid);
        parts.extend(schedule.days(mid, end));
        prop_assert_eq!(parts, schedule.days(start, end));
    }
}
