//! Two figures compared.
use super::interval::{LEVEL, Z, wilson};
use super::multiple::holm;
use super::normal::two_sided_p;
use crate::platform::num;

/// What a comparison shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The whole interval lies above zero.
    Rose,
    /// The whole interval lies below zero.
    Fell,
    /// The interval holds zero.
    NoChangeShown,
}

/// Later minus earlier, with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Later minus earlier.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Difference {
    /// "rose", "fell" or "no change shown".
    pub fn change(&self) -> Change {
        if self.low > 0.0 {
            Change::Rose
        } else if self.high < 0.0 {
            Change::Fell
        } else {
            Change::NoChangeShown
        }
    }

    /// Squares and adds the distances of each figure to its own ends (variance estimates recovered from limits).
    fn of_intervals(earlier: (f64, f64, f64), later: (f64, f64, f64)) -> Self {
        let (p1, low1, high1) = earlier;
        let (p2, low2, high2) = later;
        let estimate = p2 - p1;
        Self {
            estimate,
            low: estimate - (p2 - low2).hypot(high1 - p1),
            high: estimate + (high2 - p2).hypot(p1 - low1),
        }
    }
}

/// Difference of two shares on effective n: `p_later − p_earlier`, in `-1.0..=1.0`.
/// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10 (Wilson limits, no correction).
pub fn newcombe_difference(
    p_earlier: f64,
    n_earlier: f64,
    p_later: f64,
    n_later: f64,
) -> Difference {
    let (low1, high1) = wilson(p_earlier, n_earlier);
    let (low2, high2) = wilson(p_later, n_later);
    Difference::of_intervals((p_earlier, low1, high1), (p_later, low2, high2))
}

/// Difference of two counts over periods of equal length, when events come independently (Poisson).
/// Each count takes its [`poisson_limits`], which are combined as Newcombe combines Wilson's.
/// Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693–1702.
/// Assumption: no extra spread between periods; where records come in bursts the true interval is wider.
pub fn counts_difference(earlier: u64, later: u64) -> Difference {
    let of = |count: u64| {
        let (low, high) = poisson_limits(count);
        (crate::platform::num::from_u64(count), low, high)
    };
    Difference::of_intervals(of(earlier), of(later))
}

/// Interval of what a count stands for when events come independently (Poisson): score limits x + z²/2 ± z·√(x + z²/4).
pub fn poisson_limits(count: u64) -> (f64, f64) {
    let x = crate::platform::num::from_u64(count);
    let half = Z * (x + Z * Z / 4.0).sqrt();
    ((x + Z * Z / 2.0 - half).max(0.0), x + Z * Z / 2.0 + half)
}

/// A count and for how many days it was counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counted {
    /// How many.
    pub count: u64,
    /// Days, parts of a day included.
    pub days: f64,
}

/// What pairs of counts show, earlier and later, when events come independently (Poisson); pairs are judged together (Holm).
/// Given the sum of a pair, the later count is binomial with the later share of the days: the normal approximation of that.
/// * Without days, without events and below [`FEWEST`] events of a pair no change is shown.
/// * Source: J. Przyborowski, H. Wilenski, Biometrika 31 (1940) 313–323.
pub fn changes_of(pairs: &[(Counted, Counted)]) -> Vec<Change> {
    let seen: Vec<(f64, f64)> = pairs
        .iter()
        .map(|(earlier, later)| apart(*earlier, *later))
        .collect();
    let adjusted = holm(&seen.iter().map(|(_, p)| *p).collect::<Vec<_>>());
    let word = |((z, _), p): (&(f64, f64), f64)| match *z > 0.0 {
        _ if p >= 1.0 - LEVEL => Change::NoChangeShown,
        true => Change::Rose,
        false => Change::Fell,
    };
    seen.iter().zip(adjusted).map(word).collect()
}

/// Fewer events than this in two periods together show no change. Assumption: the normal approximation is too rough there.
const FEWEST: u64 = 10;

/// How far the later count lies from what the earlier makes one expect, in standard deviations, and how likely that is.
fn apart(earlier: Counted, later: Counted) -> (f64, f64) {
    let (sum, days) = (earlier.count + later.count, earlier.days + later.days);
    if sum < FEWEST || earlier.days <= 0.0 || later.days <= 0.0 {
        return (0.0, 1.0);
    }
    let (sum, share) = (num::from_u64(sum), later.days / days);
    let z = (num::from_u64(later.count) - sum * share) / (sum * share * (1.0 - share)).sqrt();
    (z, two_sided_p(z))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_reference_difference_of_newcombe_holds_to_six_digits() {
        let difference = newcombe_difference(400.0 / 500.0, 500.0, 430.0 / 500.0, 500.0);
        assert!((difference.low - 0.013_414).abs() < 5.1e-7);
        assert!((difference.high - 0.106_438).abs() < 5.1e-7);
        assert_eq!(difference.change(), Change::Rose);
    }

    #[test]
    fn three_against_one_shows_no_change_and_three_hundred_against_one_hundred_does() {
        assert_eq!(counts_difference(1, 3).change(), Change::NoChangeShown);
        assert_eq!(counts_difference(100, 300).change(), Change::Rose);
        assert_eq!(counts_difference(300, 100).change(), Change::Fell);
        assert_eq!(counts_difference(0, 0).change(), Change::NoChangeShown);
    }

    #[test]
    fn a_longer_month_with_more_events_shows_no_change_and_many_pairs_ask_for_more() {
        let of = |count, days| Counted { count, days };
        let february = (of(2_800, 28.0), of(3_100, 31.0));
        assert_eq!(changes_of(&[february]), [Change::NoChangeShown]);
        let weak = (of(100, 30.0), of(130, 30.0));
        assert_eq!(changes_of(&[weak]), [Change::Rose]);
        assert_eq!(changes_of(&[weak; 10]), [Change::NoChangeShown; 10]);
        let strong = (of(300, 30.0), of(100, 30.0));
        assert_eq!(
            changes_of(&[weak, strong, (of(0, 30.0), of(9, 30.0))]),
            [Change::NoChangeShown, Change::Fell, Change::NoChangeShown]
        );
        assert_eq!(
            changes_of(&[(of(50, 30.0), of(0, 0.0))]),
            [Change::NoChangeShown]
        );
    }

    proptest! {
        #[test]
        fn swapping_the_periods_mirrors_the_interval(a in 0_u64..5_000, b in 0_u64..5_000) {
            let (there, back) = (counts_difference(a, b), counts_difference(b, a));
            prop_assert!((there.low + back.high).abs() < 1e-9);
            prop_assert!(there.low <= there.estimate && there.estimate <= there.high);
        }
    }
}
