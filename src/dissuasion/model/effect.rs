//! Did it help? Records at a place before and after, against the rest of the city in the same days.

use crate::platform::num;
use crate::rates::{Difference, newcombe_difference};
use chrono::{Days, NaiveDate};

/// Days after the start that are left out: things take a month to settle. Assumption.
pub(in crate::dissuasion) const SETTLE_DAYS: u64 = 30;
/// Shortest time after the settling-in that may be compared, in days.
const LEAST_DAYS: i64 = 30;
/// Fewer records here in both times together say nothing.
pub(in crate::dissuasion) const LEAST_RECORDS: u64 = 30;

/// Two times, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) struct Times {
    pub before: (NaiveDate, NaiveDate),
    pub after: (NaiveDate, NaiveDate),
}

impl Times {
    /// Up to `days` before `on`, and up to `days` from the end of the settling-in to `last`, but no day before `first`.
    /// `None` when either is shorter than 30 days.
    pub(in crate::dissuasion) fn around(
        on: NaiveDate,
        days: u64,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Option<Self> {
        let before_from = on.checked_sub_days(Days::new(days))?.max(first);
        let after_from = on.checked_add_days(Days::new(SETTLE_DAYS))?;
        let after_to = after_from
            .checked_add_days(Days::new(days))?
            .pred_opt()?
            .min(last);
        let times = Self {
            before: (before_from, on.pred_opt()?),
            after: (after_from, after_to),
        };
        let long = |(from, to): (NaiveDate, NaiveDate)| (to - from).num_days() + 1 >= LEAST_DAYS;
        (long(times.before) && long(times.after)).then_some(times)
    }
}

/// Records in one of the times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::dissuasion) struct Counts {
    pub here: u64,
    pub elsewhere: u64,
}

impl Counts {
    fn all(self) -> f64 {
        num::from_u64(self.here + self.elsewhere)
    }

    /// here ÷ (here + elsewhere); 0 when there is nothing.
    pub(in crate::dissuasion) fn share(self) -> f64 {
        if self.here + self.elsewhere == 0 {
            return 0.0;
        }
        num::from_u64(self.here) / self.all()
    }
}

/// Change of the share of records that fall here, with its Newcombe interval at 95 %.
/// Whatever changes everywhere alike — seasons, weekdays, how eagerly people record — leaves the share as it is.
/// Without any record in one of the times nothing is known: from −1 to 1.
pub(in crate::dissuasion) fn difference(before: Counts, after: Counts) -> Difference {
    let has_any = |counts: Counts| counts.here + counts.elsewhere > 0;
    if has_any(before) && has_any(after) {
        return newcombe_difference(before.share(), before.all(), after.share(), after.all());
    }
    Difference {
        estimate: 0.0,
        low: -1.0,
        high: 1.0,
    }
}

/// (here ÷ elsewhere) after, over the same before.
pub(in crate::dissuasion) fn ratio(before: Counts, after: Counts) -> Option<f64> {
    let odds = |counts: Counts| {
        (counts.elsewhere > 0).then(|| num::from_u64(counts.here) / num::from_u64(counts.elsewhere))
    };
    let (then, now) = (odds(before)?, odds(after)?);
    (then > 0.0).then(|| now / then)
}

#[cfg(test)]
mod tests;
