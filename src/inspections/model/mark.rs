//! The score of one inspection.
//!
//! ```text
//! score before a veto = 100 × Σ earned ÷ Σ weight, over the items that apply, rounded half up to hundredths of a point
//! score               = 0 when a veto item lost points, else the score before a veto
//! loss of an item     = its part of 100 − score before a veto, by what it lost (largest remainder);
//!                       the first failed veto item also carries what the veto took
//! ```
//!
//! So the losses sum to 100 − score, exactly. All in whole hundredths of a point.

use super::item::{Finding, Item, WHOLE, half_up};

/// What an inspection comes to. Points are hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// 0 to [`WHOLE`]; none when no item applies.
    pub score: Option<i64>,
    /// Whether a veto item lost points.
    pub is_vetoed: bool,
    /// What each item earned, of its weight; none when it does not apply.
    pub earned: Vec<Option<i64>>,
    /// What each item took from 100; sums to [`WHOLE`] − score.
    pub lost: Vec<i64>,
}

/// Scores the findings, one for each item.
pub fn mark(items: &[Item], findings: &[Finding]) -> Marks {
    let pairs = || items.iter().zip(findings);
    let earned: Vec<Option<i64>> = pairs().map(|(item, found)| item.earned(*found)).collect();
    let applying = || {
        let both = items.iter().zip(&earned);
        both.filter_map(|(item, earned)| earned.map(|earned| (item.weight, earned)))
    };
    let weight: i64 = applying().map(|(weight, _)| weight).sum();
    if weight == 0 {
        let lost = vec![0; earned.len()];
        return Marks {
            score: None,
            is_vetoed: false,
            earned,
            lost,
        };
    }
    let sum: i64 = applying().map(|(_, earned)| earned).sum();
    let before = half_up(i128::from(WHOLE) * i128::from(sum), i128::from(weight));
    let before = i64::try_from(before).unwrap_or(WHOLE);
    let missing: Vec<i64> = items
        .iter()
        .zip(&earned)
        .map(|(item, earned)| earned.map_or(0, |earned| item.weight - earned))
        .collect();
    let mut lost = apportion(WHOLE - before, &missing);
    let veto = pairs().position(|(item, found)| item.is_veto && item.is_failed(*found));
    if let Some(slot) = veto.and_then(|at| lost.get_mut(at)) {
        *slot += before;
    }
    Marks {
        score: Some(if veto.is_some() { 0 } else { before }),
        is_vetoed: veto.is_some(),
        earned,
        lost,
    }
}

/// Splits `total` in proportion to `parts` (none negative) into whole numbers that sum to it: largest remainder, equal ones in
/// order. All zero when no part is above 0.
pub fn apportion(total: i64, parts: &[i64]) -> Vec<i64> {
    let sum: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let product = |part: &i64| i128::from(total) * i128::from(*part);
    let mut given: Vec<i64> = parts
        .iter()
        .map(|part| i64::try_from(product(part) / sum).unwrap_or_default())
        .collect();
    let mut order: Vec<(usize, i128)> = parts
        .iter()
        .map(|part| product(part) % sum)
        .enumerate()
        .collect();
    order.sort_by_key(|(_, rest)| std::cmp::Reverse(*rest));
    let mut left = total - given.iter().sum::<i64>();
    for (at, _) in order {
        if let Some(slot) = given.get_mut(at)
            && left > 0
        {
            *slot += 1;
            left -= 1;
        }
    }
    given
}
