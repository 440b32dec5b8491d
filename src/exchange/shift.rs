//! A history that is to end lately moves by whole weeks; the demo's does at its first start.

use chrono::NaiveDate;

const DAY_MS: i64 = 86_400_000;

/// A move of the whole history by weeks, so that Fridays stay Fridays (the 15th wanders).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    weeks: i64,
}

impl Shift {
    /// The move after which `last_day` lies 1 to 7 days before `today` (both local days of the city).
    pub fn ending_lately(last_day: NaiveDate, today: NaiveDate) -> Self {
        let days = today.signed_duration_since(last_day).num_days();
        Self {
            weeks: (days - 1).div_euclid(7),
        }
    }

    /// An instant (epoch milliseconds), moved. Exact because the city's zone knows no summer time.
    pub fn instant_ms(self, at_ms: i64) -> i64 {
        at_ms.saturating_add(self.weeks.saturating_mul(7 * DAY_MS))
    }

    /// A local day, moved; the day itself if it would leave the calendar.
    pub fn day(self, day: NaiveDate) -> NaiveDate {
        day.checked_add_signed(chrono::Duration::weeks(self.weeks))
            .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use chrono::Datelike;
    use proptest::prelude::*;

    use super::*;

    fn day(number: i32) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(number).unwrap()
    }

    proptest! {
        #[test]
        fn the_last_day_lies_one_to_seven_days_back_on_the_same_weekday(last in 730_000..750_000, today in 730_000..750_000) {
            let shift = Shift::ending_lately(day(last), day(today));
            let moved = shift.day(day(last));
            let back = day(today).signed_duration_since(moved).num_days();
            prop_assert!((1..=7).contains(&back));
            prop_assert_eq!(moved.weekday(), day(last).weekday());
        }

        #[test]
        fn instants_and_days_move_alike(last in 738_000..742_000, today in 738_000..742_000) {
            let shift = Shift::ending_lately(day(last), day(today));
            let moved_days = shift.day(day(last)).signed_duration_since(day(last)).num_days();
            prop_assert_eq!(shift.instant_ms(5), 5 + moved_days * DAY_MS);
        }
    }

    #[test]
    fn nothing_moves_while_the_history_is_fresh() {
        let last = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        let next = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
        assert_eq!(Shift::ending_lately(last, next).day(last), last);
    }
}
