//! Tiers instead of ranks: who cannot be told apart stands together.

use super::Rate;

/// The tier of each rate, the best being 1; none where there is no rate to compare. A tier ends only where every interval of the
/// better ones lies above every interval of the others: two in different tiers never overlap, and those of one tier are bound
/// by a chain of overlaps.
pub fn tiers(rates: &[Option<Rate>]) -> Vec<Option<u32>> {
    let interval = |rate: &Option<Rate>| rate.map(|rate| (rate.low, rate.high));
    tiers_of_intervals(&rates.iter().map(interval).collect::<Vec<_>>())
}

/// The same of intervals, each with its lower and its upper end.
pub fn tiers_of_intervals(intervals: &[Option<(f64, f64)>]) -> Vec<Option<u32>> {
    let mut tiers = vec![None; intervals.len()];
    let mut ordered: Vec<((f64, f64), &mut Option<u32>)> = intervals
        .iter()
        .zip(&mut tiers)
        .filter_map(|(interval, tier)| Some(((*interval)?, tier)))
        .collect();
    ordered.sort_by(|((_, a), _), ((_, b), _)| b.total_cmp(a));
    let (mut last, mut lowest) = (0, f64::NEG_INFINITY);
    for ((low, high), tier) in ordered {
        if last == 0 || high < lowest {
            last += 1;
            lowest = low;
        }
        lowest = lowest.min(low);
        *tier = Some(last);
    }
    tiers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn those_that_overlap_stand_together_and_what_has_no_rate_stands_nowhere() {
        let rates = [(95, 100), (40, 100), (0, 0), (45, 100)].map(|(x, n)| Rate::of_counts(x, n));
        assert_eq!(tiers(&rates), [Some(1), Some(2), None, Some(2)]);
        assert_eq!(tiers(&[]), Vec::<Option<u32>>::new());
    }

    proptest! {
        #[test]
        fn rates_of_different_tiers_never_overlap(counts in prop::collection::vec((0_u64..200, 0_u64..200), 1..30)) {
            let rates: Vec<Option<Rate>> = counts.iter().map(|(x, more)| Rate::of_counts(*x, x + more)).collect();
            let found = tiers(&rates);
            for (a, x) in rates.iter().zip(&found) {
                for (b, y) in rates.iter().zip(&found) {
                    if let (Some(a), Some(b)) = (a, b) && x < y {
                        prop_assert!(a.low > b.high);
                    }
                }
            }
        }
    }
}
