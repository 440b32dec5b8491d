//! How many units each stratum gives.

use crate::platform::num;
use std::cmp::Ordering;

/// Largest remainder under floors and caps: strata that would go beyond theirs are fixed there, the rest shares what is left.
/// The sum is `wanted`, or that of the floors where these are more, or of all `sizes` where those are fewer.
/// * `sizes`: units of each stratum, its cap; `weights`: what it gets in proportion to; `least`: the floor, where it has as many.
pub fn allot(sizes: &[u32], weights: &[f64], least: u32, wanted: u32) -> Vec<u32> {
    let floors: Vec<u32> = sizes.iter().map(|size| (*size).min(least)).collect();
    let wanted = wanted.max(floors.iter().sum());
    let mut fixed: Vec<Option<u32>> = vec![None; sizes.len()];
    loop {
        let shares = shares(weights, &fixed, wanted);
        let mut is_new = false;
        // Floors first: they take from the others, which caps then may no longer need.
        for is_floor in [true, false] {
            let places = fixed.iter_mut().zip(&shares).zip(sizes.iter().zip(&floors));
            for ((slot, share), (size, floor)) in places {
                let beyond = match share {
                    Some(share) if is_floor && *share < f64::from(*floor) => Some(*floor),
                    Some(share) if !is_floor && *share > f64::from(*size) => Some(*size),
                    _ => None,
                };
                if let Some(beyond) = beyond {
                    *slot = Some(beyond);
                    is_new = true;
                }
            }
            if is_new {
                break;
            }
        }
        if !is_new {
            return round(&shares, &fixed, sizes, wanted);
        }
    }
}

/// What each stratum that is not fixed would get, unrounded.
fn shares(weights: &[f64], fixed: &[Option<u32>], wanted: u32) -> Vec<Option<f64>> {
    let taken: u32 = fixed.iter().flatten().sum();
    let left = f64::from(wanted.saturating_sub(taken));
    let free = || {
        weights
            .iter()
            .zip(fixed)
            .filter(|(_, fixed)| fixed.is_none())
    };
    let sum: f64 = free().map(|(weight, _)| *weight).sum();
    let share = |weight: f64| if sum > 0.0 { left * weight / sum } else { 0.0 };
    weights
        .iter()
        .zip(fixed)
        .map(|(weight, fixed)| fixed.is_none().then(|| share(*weight)))
        .collect()
}

fn round(shares: &[Option<f64>], fixed: &[Option<u32>], sizes: &[u32], wanted: u32) -> Vec<u32> {
    let mut given: Vec<u32> = shares
        .iter()
        .zip(fixed)
        .map(|(share, fixed)| fixed.unwrap_or_else(|| num::to_u32(share.unwrap_or(0.0).floor())))
        .collect();
    let mut order: Vec<(usize, f64)> = shares
        .iter()
        .enumerate()
        .filter_map(|(at, share)| share.map(|share| (at, share - share.floor())))
        .collect();
    // Equal remainders in the order of the frame.
    order.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(Ordering::Equal));
    let mut missing = wanted.saturating_sub(given.iter().sum());
    for (at, _) in order.iter().cycle().take(order.len() * 2) {
        if let (Some(slot), Some(size)) = (given.get_mut(*at), sizes.get(*at))
            && missing > 0
            && *slot < *size
        {
            *slot += 1;
            missing -= 1;
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_remainders_get_what_is_left_and_floors_come_first() {
        assert_eq!(allot(&[50, 30, 20], &[50.0, 30.0, 20.0], 0, 7), [4, 2, 1]);
        assert_eq!(allot(&[50, 30, 1], &[50.0, 30.0, 1.0], 1, 7), [4, 2, 1]);
        assert_eq!(allot(&[3, 30], &[100.0, 1.0], 0, 9), [3, 6]);
    }

    proptest! {
        #[test]
        fn nothing_goes_beyond_a_stratum_and_the_sum_is_what_was_wanted(
            sizes in prop::collection::vec(0_u32..60, 1..12), least in 0_u32..3, wanted in 0_u32..400,
        ) {
            let weights: Vec<f64> = sizes.iter().copied().map(f64::from).collect();
            let given = allot(&sizes, &weights, least, wanted);
            let floors: u32 = sizes.iter().map(|size| (*size).min(least)).sum();
            let all: u32 = sizes.iter().sum();
            prop_assert!(given.iter().zip(&sizes).all(|(given, size)| given <= size && *given >= (*size).min(least)));
            prop_assert_eq!(given.iter().sum::<u32>(), wanted.max(floors).min(all));
        }
    }
}
