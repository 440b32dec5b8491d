//! Weights before raking.
use crate::platform::num;

/// No weight stands above this many medians; what is cut off goes to the others.
pub const TRIM_AT_MEDIANS: f64 = 5.0;

/// 1 ÷ the chance of one of `drawn` out of `in_frame`; 1 where the frame is not known.
pub(super) fn inclusion_weight(size: Option<(u64, Option<u64>)>) -> f64 {
    match size {
        Some((drawn, Some(in_frame))) if drawn > 0 => {
            num::from_u64(in_frame) / num::from_u64(drawn)
        }
        _ => 1.0,
    }
}

/// Kish's design effect of unequal weights: n·Σw² ÷ (Σw)², at least 1. 1 for no weights.
/// Source: L. Kish, Survey Sampling (1965), section 11.7.
pub fn kish_deff(weights: impl IntoIterator<Item = f64>) -> f64 {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for weight in weights {
        n += 1.0;
        sum += weight;
        squares += weight * weight;
    }
    if sum > 0.0 {
        n * squares / (sum * sum)
    } else {
        1.0
    }
}

/// The middle of the positive weights (the mean of the two middle ones); `None` without any.
pub fn median(weights: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = weights.iter().copied().filter(|w| *w > 0.0).collect();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = sorted.get(sorted.len() / 2 - 1).copied()?;
    Some(f64::midpoint(lower, upper))
}

/// Weights of which none stands above five medians; what is cut off goes to the others in proportion, so the sum stays.
pub fn trim(weights: &[f64]) -> Vec<f64> {
    let limit = median(weights).unwrap_or(0.0) * TRIM_AT_MEDIANS;
    let mut trimmed = weights.to_vec();
    // Each round may push others to the limit; the median hardly moves, so few rounds are enough.
    for _ in 0..20 {
        let over: f64 = trimmed.iter().map(|w| (w - limit).max(0.0)).sum();
        let below: f64 = trimmed.iter().filter(|w| **w < limit).sum();
        if over <= 0.0 || below <= 0.0 {
            break;
        }
        for weight in &mut trimmed {
            *weight = if *weight < limit {
                *weight * (1.0 + over / below)
            } else {
                limit
            };
        }
    }
    trimmed
}

/// Weights after non-response: inside each cell the answering units carry the weight of all eligible ones.
/// * `cells`: number of the cell of each eligible unit, `None` for a unit that is not eligible (no such dwelling).
/// * `answered`: whether the unit answered.
/// * Cells with fewer than `least` answers are put together, and with the next smallest cell while that is not enough.
/// * Returns one weight a unit: 0 for those who did not answer or are not eligible. The sum over the eligible stays
///   as long as anybody answered.
/// * Source: C.-E. Särndal, S. Lundström, Estimation in Surveys with Nonresponse (2005), section 6.2.
pub fn adjust_for_nonresponse(
    weights: &[f64],
    cells: &[Option<usize>],
    answered: &[bool],
    least: usize,
) -> Vec<f64> {
    let count = cells.iter().flatten().max().map_or(0, |last| last + 1);
    let mut all = vec![Cell::default(); count];
    let units = || weights.iter().zip(cells).zip(answered);
    for ((weight, cell), answered) in units() {
        if let Some(of) = cell.and_then(|cell| all.get_mut(cell)) {
            of.eligible += weight;
            if *answered {
                of.answers += 1;
                of.answering += weight;
            }
        }
    }
    let factors = factors(&all, least);
    units()
        .map(|((weight, cell), answered)| match cell {
            Some(cell) if *answered => weight * factors.get(*cell).copied().unwrap_or(0.0),
            _ => 0.0,
        })
        .collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    eligible: f64,
    answering: f64,
    answers: usize,
}

/// What the answers of each cell are multiplied by.
fn factors(cells: &[Cell], least: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by_key(|&at| cells.get(at).map_or(0, |cell| cell.answers));
    let mut together = Cell::default();
    let mut pooled = vec![];
    for at in order {
        let Some(cell) = cells.get(at) else { continue };
        let is_enough = together.answers >= least || pooled.is_empty();
        if cell.answers >= least && is_enough {
            break;
        }
        together.eligible += cell.eligible;
        together.answering += cell.answering;
        together.answers += cell.answers;
        pooled.push(at);
    }
    let factor = |cell: &Cell| {
        if cell.answering > 0.0 {
            cell.eligible / cell.answering
        } else {
            0.0
        }
    };
    let mut factors: Vec<f64> = cells.iter().map(factor).collect();
    for at in pooled {
        if let Some(slot) = factors.get_mut(at) {
            *slot = factor(&together);
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_answers_of_a_cell_carry_its_silence() {
        let adjusted = adjust_for_nonresponse(
            &[2.0, 2.0, 2.0, 3.0, 3.0, 9.0],
            &[Some(0), Some(0), Some(0), Some(1), Some(1), None],
            &[true, true, false, true, true, false],
            2,
        );
        assert_eq!(adjusted, [3.0, 3.0, 0.0, 3.0, 3.0, 0.0]);
    }

    #[test]
    fn a_cell_with_few_answers_joins_the_next_smallest() {
        let adjusted = adjust_for_nonresponse(
            &[1.0; 6],
            &[Some(0), Some(0), Some(1), Some(1), Some(2), Some(2)],
            &[true, false, true, true, true, true],
            2,
        );
        let third = 4.0 / 3.0;
        assert_eq!(adjusted, [third, 0.0, third, third, 1.0, 1.0]);
    }

    #[test]
    fn kish_counts_unequal_weights() {
        assert!((kish_deff([1.0, 1.0, 1.0]) - 1.0).abs() < 1e-15);
        assert!((kish_deff([1.0, 3.0]) - 1.25).abs() < 1e-15);
        assert!((median(&[0.0, 1.0, 4.0, 2.0]).unwrap() - 2.0).abs() < 1e-15);
    }

    #[test]
    fn a_weight_beyond_five_medians_is_cut_and_the_sum_stays() {
        let trimmed = trim(&[1.0, 1.0, 1.0, 1.0, 16.0]);
        assert!((trimmed.iter().sum::<f64>() - 20.0).abs() < 1e-9);
        assert!((trimmed.last().unwrap() - 5.0).abs() < 1e-9);
        assert_eq!(trim(&[1.0, 2.0, 4.0]), [1.0, 2.0, 4.0]);
    }

    proptest! {
        #[test]
        fn the_sum_of_the_eligible_stays(units in prop::collection::vec((0.1..9.0_f64, 0_usize..6, any::<bool>()), 1..80)) {
            let weights: Vec<f64> = units.iter().map(|u| u.0).collect();
            let cells: Vec<Option<usize>> = units.iter().map(|u| Some(u.1)).collect();
            let answered: Vec<bool> = units.iter().map(|u| u.2).collect();
            let adjusted = adjust_for_nonresponse(&weights, &cells, &answered, 3);
            if answered.iter().any(|a| *a) {
                let (before, after): (f64, f64) = (weights.iter().sum(), adjusted.iter().sum());
                prop_assert!((before - after).abs() < 1e-9 * before, "{before} {after}");
            }
        }
    }
}
