//! How likely a sum of so many cells is, if records knew no place.
use std::collections::{BTreeMap, HashMap};

use crate::rates;

/// The counts of a city's cells as a distribution to draw from.
#[derive(Debug)]
pub(super) struct Counts {
    /// Count and the logarithm of its share of the cells, ascending.
    shares: Vec<(f64, f64)>,
    /// Mean count of a cell.
    pub(super) mean: f64,
    /// Standard deviation of the count of a cell.
    pub(super) deviation: f64,
    /// How many cells there are.
    pub(super) cells: f64,
    known: HashMap<(u32, u32), f64>,
}

impl Counts {
    pub(super) fn of(counts: impl Iterator<Item = u32>) -> Self {
        let mut frequency: BTreeMap<u32, f64> = BTreeMap::new();
        for count in counts {
            *frequency.entry(count).or_default() += 1.0;
        }
        let cells: f64 = frequency.values().sum();
        let share = |times: &f64| times / cells.max(1.0);
        let mean: f64 = frequency
            .iter()
            .map(|(count, times)| f64::from(*count) * share(times))
            .sum();
        let square: f64 = frequency
            .iter()
            .map(|(count, times)| (f64::from(*count) - mean).powi(2) * share(times))
            .sum();
        let shares = frequency
            .iter()
            .map(|(count, times)| (f64::from(*count), share(times).ln()))
            .collect();
        Self {
            shares,
            mean,
            deviation: square.sqrt(),
            cells,
            known: HashMap::new(),
        }
    }

    /// Gi* as a standard score: the sum of `size` cells against what it would be on average.
    pub(super) fn score(&self, sum: u32, size: u32) -> f64 {
        let size = f64::from(size);
        let spread =
            self.deviation * (size * (self.cells - size) / (self.cells - 1.0).max(1.0)).sqrt();
        if spread > 0.0 {
            (f64::from(sum) - size * self.mean) / spread
        } else {
            0.0
        }
    }

    /// Chance that `size` cells drawn at random hold `sum` records or more.
    /// Saddle-point approximation with the lattice correction, relative error of some per cent far into the tail;
    /// drawing with replacement, which errs on the careful side.
    /// Source: R. Lugannani, S. Rice, Advances in Applied Probability 12 (1980) 475–490; H. E. Daniels,
    /// International Statistical Review 55 (1987) 37–48.
    pub(super) fn tail(&mut self, sum: u32, size: u32) -> f64 {
        if let Some(known) = self.known.get(&(sum, size)) {
            return *known;
        }
        let tail = self.saddle_point(f64::from(sum) - 0.5, f64::from(size));
        self.known.insert((sum, size), tail);
        tail
    }

    fn saddle_point(&self, sum: f64, size: f64) -> f64 {
        let Some((largest, log_share)) = self.shares.last().copied() else {
            return 1.0;
        };
        if sum <= size * self.mean + 0.05 * self.deviation || self.deviation == 0.0 {
            return 1.0;
        }
        if sum >= size * largest - 0.5 {
            return (size * log_share).exp();
        }
        let tilt = self.tilt_of(sum / size);
        let (log_moment, _, variance) = self.tilted(tilt);
        let w = (2.0 * (tilt * sum - size * log_moment)).max(0.0).sqrt();
        let u = 2.0 * (tilt / 2.0).sinh() * (size * variance).sqrt();
        let density = (-0.5 * w * w).exp() / (2.0 * std::f64::consts::PI).sqrt();
        (rates::upper_tail(w) + density * (1.0 / u - 1.0 / w)).clamp(0.0, 1.0)
    }

    /// The tilt at which a cell holds `mean` records on average, by halving: the tilted mean grows with the tilt.
    fn tilt_of(&self, mean: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1e-3);
        while self.tilted(high).1 < mean && high < 64.0 {
            low = high;
            high *= 2.0;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.tilted(middle).1 < mean {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }

    /// Logarithm of the moment generating function, mean and variance of one cell under a tilt.
    fn tilted(&self, tilt: f64) -> (f64, f64, f64) {
        let exponents = || {
            self.shares
                .iter()
                .map(|(count, log_share)| (*count, log_share + tilt * count))
        };
        let top = exponents()
            .map(|(_, exponent)| exponent)
            .fold(f64::NEG_INFINITY, f64::max);
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        for (count, exponent) in exponents() {
            let share = (exponent - top).exp();
            weight += share;
            first += share * count;
            second += share * count * count;
        }
        let mean = first / weight;
        (
            top + weight.ln(),
            mean,
            (second / weight - mean * mean).max(1e-12),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Poisson counts of mean 2: nine cells hold Poisson 18, whose tail is known.
    #[test]
    fn the_tail_of_nine_poisson_cells_is_that_of_their_sum() {
        let mut term = (-2.0_f64).exp();
        let mut shares = Vec::new();
        for count in 0..60_u32 {
            shares.push((f64::from(count), term.ln()));
            term *= 2.0 / f64::from(count + 1);
        }
        let mut counts = Counts {
            shares,
            mean: 2.0,
            deviation: 2.0_f64.sqrt(),
            cells: 1e9,
            known: HashMap::new(),
        };
        for least in [25_u32, 30, 40, 50] {
            let mut term = (-18.0_f64).exp();
            let mut below = 0.0;
            let mut above = 0.0;
            for count in 0..200_u32 {
                if count < least {
                    below += term;
                } else {
                    above += term;
                }
                term *= 18.0 / f64::from(count + 1);
            }
            assert!((below + above - 1.0).abs() < 1e-9);
            let tail = counts.tail(least, 9);
            assert!(
                (tail / above - 1.0).abs() < 0.01,
                "{least}: {tail} against {above}"
            );
        }
    }

    #[test]
    fn a_sum_below_the_mean_is_no_news_and_the_largest_possible_sum_has_its_exact_chance() {
        let mut counts = Counts::of([0, 0, 0, 4].into_iter());
        assert!((counts.tail(1, 9) - 1.0).abs() < 1e-12);
        assert!((counts.tail(8, 2) - 1.0 / 16.0).abs() < 1e-12);
    }
}
