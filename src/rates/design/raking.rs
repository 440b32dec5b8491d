//! Weights that meet known margins.
use super::weights::{TRIM_AT_MEDIANS, median};

/// Rounds of raking before it is given up.
const MAX_ROUNDS: usize = 1_000;
/// Rounds of trimming and raking again.
const MAX_TRIMS: usize = 20;
/// Margins are met to this share.
const TOLERANCE: f64 = 1e-12;

/// One known distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Category of each unit; `None` keeps the unit out of the raking (its weight becomes 0).
    pub of_unit: Vec<Option<usize>>,
    /// Wanted size of each category, as counts or shares: only their proportions matter.
    pub wanted: Vec<f64>,
}

/// Raked weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// One a unit; the sum over the raked units is what it was.
    pub weights: Vec<f64>,
    /// How many rounds over all margins it took.
    pub rounds: usize,
    /// Largest |sum ÷ wanted − 1| that is left; above rounding only after trimming.
    pub off: f64,
    /// How many weights stand at the limit of five medians, or beyond it when they are not trimmed.
    pub at_limit: usize,
}

/// Why margins cannot be met.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum RakingError {
    /// A wanted category has no unit: numbers of margin and category.
    #[error("margin {margin}, category {category}: nobody in the sample")]
    EmptyCategory {
        /// Number of the margin.
        margin: usize,
        /// Number of the category.
        category: usize,
    },
    /// A wanted size is not above 0 or not a number.
    #[error("margin {margin}, category {category}: the size must be above 0")]
    BadSize {
        /// Number of the margin.
        margin: usize,
        /// Number of the category.
        category: usize,
    },
    /// The margins contradict each other in this sample: what is left after all rounds.
    #[error("raking did not converge: off by {off}")]
    NotConverged {
        /// Largest |sum ÷ wanted − 1|.
        off: f64,
    },
}

/// Iterative proportional fitting of `weights` to `margins`. With `is_trimmed` no weight stays above five medians: what is
/// cut off is raked in again, until both hold or twenty rounds are over; then the limit holds and [`Raked::off`] says how
/// far the margins are.
/// * Source: W. E. Deming, F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427–444; trimming as in
///   the practice guide of M. Battaglia, D. Hoaglin, M. Frankel, Survey Practice 2 (2009) 5.
pub fn rake(weights: &[f64], margins: &[Margin], is_trimmed: bool) -> Result<Raked, RakingError> {
    let mut weights: Vec<f64> = weights.to_vec();
    for (at, weight) in weights.iter_mut().enumerate() {
        let is_in = margins
            .iter()
            .all(|margin| matches!(margin.of_unit.get(at), Some(Some(_))));
        if !is_in {
            *weight = 0.0;
        }
    }
    let total: f64 = weights.iter().sum();
    let wanted = wanted(margins, &weights, total)?;
    let mut rounds = fit(&mut weights, margins, &wanted)?;
    let limit_of =
        |weights: &[f64]| median(weights).map_or(f64::INFINITY, |middle| middle * TRIM_AT_MEDIANS);
    let mut limit = limit_of(&weights);
    let is_above = |weights: &[f64], limit: f64| weights.iter().any(|w| *w > limit * (1.0 + 1e-9));
    for _ in 0..MAX_TRIMS {
        if !is_trimmed || !is_above(&weights, limit) {
            break;
        }
        cut(&mut weights, limit, total);
        rounds += fit(&mut weights, margins, &wanted)?;
        limit = limit_of(&weights);
    }
    let at_limit = weights.iter().filter(|w| **w > limit * (1.0 - 1e-9));
    let at_limit = at_limit.count();
    if is_trimmed && is_above(&weights, limit) {
        cut(&mut weights, limit, total);
    }
    Ok(Raked {
        rounds,
        off: off(&weights, margins, &wanted),
        at_limit,
        weights,
    })
}

/// Cuts weights at the limit and brings all of them back to their sum: the limit of five medians moves with them.
fn cut(weights: &mut [f64], limit: f64, total: f64) {
    for weight in &mut *weights {
        *weight = weight.min(limit);
    }
    let left: f64 = weights.iter().sum();
    for weight in weights {
        *weight *= total / left;
    }
}

/// Wanted sums of every category, in the unit of the weights.
fn wanted(margins: &[Margin], weights: &[f64], total: f64) -> Result<Vec<Vec<f64>>, RakingError> {
    let mut all = vec![];
    for (number, margin) in margins.iter().enumerate() {
        let have = sums(weights, margin);
        let whole: f64 = margin.wanted.iter().sum();
        for (category, size) in margin.wanted.iter().enumerate() {
            if !(size.is_finite() && *size > 0.0) {
                return Err(RakingError::BadSize {
                    margin: number,
                    category,
                });
            }
            if have.get(category).is_none_or(|sum| *sum <= 0.0) {
                return Err(RakingError::EmptyCategory {
                    margin: number,
                    category,
                });
            }
        }
        all.push(margin.wanted.iter().map(|s| s / whole * total).collect());
    }
    Ok(all)
}

fn fit(weights: &mut [f64], margins: &[Margin], wanted: &[Vec<f64>]) -> Result<usize, RakingError> {
    for round in 0..MAX_ROUNDS {
        if off(weights, margins, wanted) < TOLERANCE {
            return Ok(round);
        }
        for (margin, wanted) in margins.iter().zip(wanted) {
            let factors: Vec<f64> = sums(weights, margin)
                .iter()
                .zip(wanted)
                .map(|(have, wanted)| if *have > 0.0 { wanted / have } else { 1.0 })
                .collect();
            for (weight, category) in weights.iter_mut().zip(&margin.of_unit) {
                if let Some(factor) = category.and_then(|category| factors.get(category)) {
                    *weight *= factor;
                }
            }
        }
    }
    let off = off(weights, margins, wanted);
    // The last digits may go to and fro: that is met, not contradicted.
    if off < 1e-9 {
        Ok(MAX_ROUNDS)
    } else {
        Err(RakingError::NotConverged { off })
    }
}

fn sums(weights: &[f64], margin: &Margin) -> Vec<f64> {
    let mut sums = vec![0.0; margin.wanted.len()];
    for (weight, category) in weights.iter().zip(&margin.of_unit) {
        if let Some(slot) = category.and_then(|category| sums.get_mut(category)) {
            *slot += weight;
        }
    }
    sums
}

fn off(weights: &[f64], margins: &[Margin], wanted: &[Vec<f64>]) -> f64 {
    margins
        .iter()
        .zip(wanted)
        .flat_map(|(margin, wanted)| {
            let sums = sums(weights, margin);
            let offs: Vec<f64> = sums
                .iter()
                .zip(wanted)
                .map(|(have, wanted)| (have / wanted - 1.0).abs())
                .collect();
            offs
        })
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn margin(of_unit: &[usize], wanted: &[f64]) -> Margin {
        Margin {
            of_unit: of_unit.iter().map(|category| Some(*category)).collect(),
            wanted: wanted.to_vec(),
        }
    }

    #[test]
    fn a_category_without_anybody_is_named() {
        let wrong = rake(&[1.0, 1.0], &[margin(&[0, 0], &[0.5, 0.5])], true);
        assert_eq!(
            wrong,
            Err(RakingError::EmptyCategory {
                margin: 0,
                category: 1
            })
        );
    }

    #[test]
    fn margins_that_contradict_each_other_do_not_converge() {
        // Both margins split the sample alike, but want different shares.
        let wrong = rake(
            &[1.0, 1.0],
            &[margin(&[0, 1], &[0.5, 0.5]), margin(&[0, 1], &[0.9, 0.1])],
            true,
        );
        assert!(matches!(wrong, Err(RakingError::NotConverged { .. })));
    }

    #[test]
    fn no_weight_stands_above_five_medians() {
        let sexes: Vec<usize> = (0..100).map(|at| usize::from(at < 3)).collect();
        let raked = rake(&[1.0; 100], &[margin(&sexes, &[0.5, 0.5])], true).unwrap();
        let limit = 5.0 * median(&raked.weights).unwrap();
        assert_eq!(raked.at_limit, 3);
        assert!(raked.weights.iter().all(|w| *w <= limit * (1.0 + 1e-9)));
        assert!(raked.off > 0.1);
        let sum: f64 = raked.weights.iter().sum();
        assert!((sum - 100.0).abs() < 1e-9, "{sum}");
    }

    proptest! {
        #[test]
        fn raked_sums_meet_the_margins(
            units in prop::collection::vec((0.5..2.0_f64, 0_usize..2, 0_usize..3), 60..120),
            share in 0.35..0.65_f64,
        ) {
            let weights: Vec<f64> = units.iter().map(|u| u.0).collect();
            let of = |pick: fn(&(f64, usize, usize)) -> usize| units.iter().map(pick).collect::<Vec<_>>();
            let margins = [
                margin(&of(|u| u.1), &[share, 1.0 - share]),
                margin(&of(|u| u.2), &[0.3, 0.3, 0.4]),
            ];
            if let Ok(raked) = rake(&weights, &margins, true) {
                let (before, after): (f64, f64) = (weights.iter().sum(), raked.weights.iter().sum());
                prop_assert!((before - after).abs() < 1e-6 * before);
                if raked.at_limit == 0 {
                    let sums = sums(&raked.weights, &margins[0]);
                    prop_assert!((sums[0] / before - share).abs() < 1e-9);
                }
            }
        }
    }
}
