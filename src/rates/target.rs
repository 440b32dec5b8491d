//! Target reached? Three answers, never two.
use super::interval::{Rate, Z};
use crate::platform::num;

/// Which side of the target is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparator {
    /// The share shall be at least the target.
    AtLeast,
    /// The share shall be at most the target.
    AtMost,
}

/// A wanted share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Which side is good.
    pub comparator: Comparator,
    /// In `0.0..=1.0`, as the document says it.
    pub share: f64,
}

impl Target {
    /// The share it is judged at: 100 % at 99 % and 0 % at 1 %, since no sample proves either.
    pub fn judged_at(&self) -> f64 {
        self.share.clamp(0.01, 0.99)
    }
}

/// What the evidence says about a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies on the good side.
    Reached,
    /// The whole interval lies on the bad side.
    NotReached,
    /// The interval holds the target.
    NotProven {
        /// How many more observations would decide if the share stayed as it is; `None` when it stands exactly at the target.
        more_needed: Option<u64>,
    },
}

/// Judges a rate against a target.
/// The number that would decide solves the score equation for n: z²·t(1−t)/(p−t)²; what is there counts as its effective n.
pub fn judge(rate: &Rate, target: Target) -> Verdict {
    let t = target.judged_at();
    let (is_above, is_below) = (rate.low >= t, rate.high < t);
    match target.comparator {
        Comparator::AtLeast if is_above => Verdict::Reached,
        Comparator::AtLeast if is_below => Verdict::NotReached,
        Comparator::AtMost if rate.high <= t => Verdict::Reached,
        Comparator::AtMost if rate.low > t => Verdict::NotReached,
        _ => Verdict::NotProven {
            more_needed: more_needed(rate.estimate, rate.n_effective, t),
        },
    }
}

fn more_needed(p: f64, n: f64, t: f64) -> Option<u64> {
    let distance = (p - t).abs();
    if distance < 1e-9 {
        return None;
    }
    let needed = Z * Z * t * (1.0 - t) / (distance * distance);
    Some(num::to_u64((needed - n).ceil().max(1.0)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn at_least(share: f64) -> Target {
        Target {
            comparator: Comparator::AtLeast,
            share,
        }
    }

    #[test]
    fn all_yes_reaches_a_target_of_all_only_when_there_are_enough() {
        let few = Rate::of_counts(50, 50).unwrap();
        assert_eq!(
            judge(&few, at_least(1.0)),
            Verdict::NotProven {
                more_needed: Some(331)
            }
        );
        let enough = Rate::of_counts(385, 385).unwrap();
        assert_eq!(judge(&enough, at_least(1.0)), Verdict::Reached);
    }

    #[test]
    fn a_share_below_the_target_is_not_reached_only_when_proven() {
        assert_eq!(
            judge(&Rate::of_counts(410, 500).unwrap(), at_least(0.9)),
            Verdict::NotReached
        );
        assert!(matches!(
            judge(&Rate::of_counts(8, 10).unwrap(), at_least(0.9)),
            Verdict::NotProven { .. }
        ));
        assert_eq!(
            judge(&Rate::of_counts(8, 10).unwrap(), at_least(0.8)),
            Verdict::NotProven { more_needed: None }
        );
    }

    #[test]
    fn targets_from_above_are_mirrored() {
        let at_most = Target {
            comparator: Comparator::AtMost,
            share: 0.2,
        };
        assert_eq!(
            judge(&Rate::of_counts(10, 500).unwrap(), at_most),
            Verdict::Reached
        );
        assert_eq!(
            judge(&Rate::of_counts(400, 500).unwrap(), at_most),
            Verdict::NotReached
        );
    }

    proptest! {
        #[test]
        fn with_that_many_more_at_the_same_share_it_is_decided(x in 0_u64..300, more in 1_u64..300, share in 0.05..0.95_f64) {
            let rate = Rate::of_counts(x, x + more).unwrap();
            prop_assume!((rate.estimate - share).abs() > 1e-3);
            if let Verdict::NotProven { more_needed: Some(extra) } = judge(&rate, at_least(share)) {
                let n = rate.n_effective + num::from_u64(extra) + 1e-6;
                let (low, high) = crate::rates::wilson(rate.estimate, n);
                let later = Rate { low, high, n_effective: n, ..rate };
                let is_open = matches!(judge(&later, at_least(share)), Verdict::NotProven { .. });
                prop_assert!(!is_open);
            }
        }
    }
}
