//! Shares with their interval.
use super::small_cells::{Reliability, reliability_of};

/// The confidence of every interval the service prints.
pub const LEVEL: f64 = 0.95;

/// Quantile of the standard normal distribution for a two-sided interval of [`LEVEL`].
pub const Z: f64 = 1.959_963_984_540_054;

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Wilson's score interval.
    Wilson,
    /// Every unit was counted: there is no sampling interval.
    Census,
    /// Wilson's score interval of a weighted share, on effective n with Student's quantile.
    DesignWilson,
}

/// A share as it may be shown: never without what it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// What was counted.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
    /// numerator ÷ denominator, in `0.0..=1.0`, unrounded.
    pub estimate: f64,
    /// Lower end of the interval, in `0.0..=estimate`.
    pub low: f64,
    /// Upper end of the interval, in `estimate..=1.0`.
    pub high: f64,
    /// The size of the simple random sample that would be as exact.
    pub n_effective: f64,
    /// Where the interval comes from.
    pub method: Method,
    /// Whether the figure may stand on its own.
    pub reliability: Reliability,
}

impl Rate {
    /// A count with its denominator, Wilson interval at [`LEVEL`]. `None` when there is nothing to divide by
    /// (never 0 %) or when the numerator exceeds the denominator.
    pub fn of_counts(numerator: u64, denominator: u64) -> Option<Self> {
        if denominator == 0 || numerator > denominator {
            return None;
        }
        let n = crate::platform::num::from_u64(denominator);
        let estimate = crate::platform::num::from_u64(numerator) / n;
        let (low, high) = wilson(estimate, n);
        Some(Self {
            numerator,
            denominator,
            estimate,
            low,
            high,
            n_effective: n,
            method: Method::Wilson,
            reliability: reliability_of(estimate, low, high, n),
        })
    }

    /// A share over every unit there is (counted, not sampled): the interval is the estimate itself. `None` as above.
    pub fn of_census(numerator: u64, denominator: u64) -> Option<Self> {
        let counted = Self::of_counts(numerator, denominator)?;
        Some(Self {
            low: counted.estimate,
            high: counted.estimate,
            method: Method::Census,
            reliability: Reliability::Ok,
            ..counted
        })
    }
}

/// Wilson's score interval of a share `p` seen in `n` (effective) observations, at [`LEVEL`].
/// * Returns `(low, high)` within `0.0..=1.0`; exactly 0 or 1 at the ends.
/// * `n` ≤ 0 knows nothing: `(0, 1)`.
/// * Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209–212.
pub fn wilson(p: f64, n: f64) -> (f64, f64) {
    wilson_at(p, n, Z)
}

/// Wilson's interval with another quantile than the normal one, as for few degrees of freedom.
/// * As [`wilson`]; an infinite quantile knows nothing: `(0, 1)`.
pub fn wilson_at(p: f64, n: f64, quantile: f64) -> (f64, f64) {
    if n <= 0.0 || quantile.is_infinite() {
        return (0.0, 1.0);
    }
    let z2 = quantile * quantile;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = quantile * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    let low = if p <= 0.0 {
        0.0
    } else {
        (middle - half).max(0.0)
    };
    let high = if p >= 1.0 {
        1.0
    } else {
        (middle + half).min(1.0)
    };
    (low, high)
}

/// Effective n of a simple random sample of `n` out of a frame of `frame_size` units:
/// p(1−p) over the variance (1 − n/N) · p(1−p)/(n−1), that is (n − 1) / (1 − n/N). Infinite for a census.
/// Source: W. G. Cochran, Sampling Techniques (1977), theorem 3.2.
pub fn simple_sample_effective_n(n: u32, frame_size: u32) -> f64 {
    let (n, frame_size) = (f64::from(n), f64::from(frame_size));
    if n >= frame_size {
        return f64::INFINITY;
    }
    (n - 1.0).max(0.0) / (1.0 - n / frame_size)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_reference_values_of_wilson_hold_to_six_digits() {
        for (x, n, low, high) in [
            (410, 500, 0.783_925, 0.851_195),
            (96, 120, 0.719_633, 0.861_755),
            (8, 10, 0.490_162, 0.943_318),
            (0, 20, 0.0, 0.161_125),
            (50, 50, 0.928_652, 1.0),
            (385, 385, 0.990_121, 1.0),
        ] {
            let rate = Rate::of_counts(x, n).unwrap();
            assert!((rate.low - low).abs() < 5.1e-7, "{x}/{n}: {}", rate.low);
            assert!((rate.high - high).abs() < 5.1e-7, "{x}/{n}: {}", rate.high);
        }
    }

    #[test]
    fn a_simple_sample_of_a_known_frame_gains_from_the_correction() {
        let n_effective = simple_sample_effective_n(300, 1200);
        assert!((n_effective - 398.666_7).abs() < 1e-4);
        let (low, high) = wilson(0.8, n_effective);
        assert!((low - 0.757_955).abs() < 5.1e-7, "{low}");
        assert!((high - 0.836_319).abs() < 5.1e-7, "{high}");
    }

    #[test]
    fn nothing_observed_is_no_rate() {
        assert_eq!(Rate::of_counts(0, 0), None);
        assert_eq!(Rate::of_counts(3, 2), None);
    }

    #[test]
    fn a_census_has_no_sampling_interval() {
        let rate = Rate::of_census(337, 1200).unwrap();
        assert_eq!((rate.low, rate.high), (rate.estimate, rate.estimate));
        assert_eq!(rate.method, Method::Census);
    }

    proptest! {
        #[test]
        fn the_interval_holds_the_estimate_and_stays_a_share(n in 1_u64..100_000, part in 0.0..=1.0_f64) {
            let x = crate::platform::num::to_u64(part * crate::platform::num::from_u64(n)).min(n);
            let rate = Rate::of_counts(x, n).unwrap();
            prop_assert!(0.0 <= rate.low && rate.low <= rate.estimate + 1e-12);
            prop_assert!(rate.estimate <= rate.high + 1e-12 && rate.high <= 1.0);
        }

        #[test]
        fn the_ends_solve_the_score_equation(x in 1_u64..400, more in 1_u64..400) {
            let rate = Rate::of_counts(x, x + more).unwrap();
            for end in [rate.low, rate.high] {
                let score = (rate.estimate - end) / (end * (1.0 - end) / rate.n_effective).sqrt();
                prop_assert!((score.abs() - Z).abs() < 1e-9);
            }
        }
    }
}
