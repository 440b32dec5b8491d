//! Several comparisons at once.
use crate::platform::num;

/// Holm's adjusted p values, in the order given: compare each with the family's error rate.
/// Source: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let order = ascending(p);
    let mut adjusted = vec![1.0; p.len()];
    let mut highest: f64 = 0.0;
    for (rank, &place) in order.iter().enumerate() {
        let left = num::from_usize(p.len() - rank);
        highest = highest
            .max(p.get(place).copied().unwrap_or(1.0) * left)
            .min(1.0);
        if let Some(slot) = adjusted.get_mut(place) {
            *slot = highest;
        }
    }
    adjusted
}

/// Benjamini–Hochberg q values, in the order given: those at most `r` hold an expected share of false ones of at most `r`
/// (independent or positively dependent tests).
/// Source: Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289–300.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let order = ascending(p);
    let total = num::from_usize(p.len());
    let mut adjusted = vec![1.0; p.len()];
    let mut lowest: f64 = 1.0;
    for (rank, &place) in order.iter().enumerate().rev() {
        let share = total / num::from_usize(rank + 1);
        lowest = lowest.min(p.get(place).copied().unwrap_or(1.0) * share);
        if let Some(slot) = adjusted.get_mut(place) {
            *slot = lowest;
        }
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| {
        p.get(a)
            .partial_cmp(&p.get(b))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn are_close(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-12)
    }

    #[test]
    fn small_families_worked_by_hand_agree() {
        let p = [0.01, 0.04, 0.03, 0.005];
        assert!(are_close(&holm(&p), &[0.03, 0.06, 0.06, 0.02]));
        assert!(are_close(
            &benjamini_hochberg(&p),
            &[0.02, 0.04, 0.04, 0.02]
        ));
        assert!(holm(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn adjusting_never_lowers_p_and_keeps_the_order(p in prop::collection::vec(0.0..=1.0_f64, 1..40)) {
            for adjusted in [holm(&p), benjamini_hochberg(&p)] {
                for (a, q) in p.iter().zip(&adjusted) {
                    prop_assert!(*q >= *a - 1e-15 && *q <= 1.0);
                    for (b, r) in p.iter().zip(&adjusted) {
                        prop_assert!(a > b || q <= r);
                    }
                }
            }
        }
    }
}
