//! A weighted share and its intervals.
use super::sample::Sample;
use super::variance::variance;
use super::weights::kish_deff;
use crate::platform::num;
use crate::rates::interval::{Method, Rate, Z, wilson_at};
use crate::rates::small_cells::reliability_of;
use crate::rates::student::student_quantile;

/// A share of a drawn sample with all that an honest share carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Units with a valid answer.
    pub n: u64,
    /// Units of them that count.
    pub yes: u64,
    /// p = Σwy / Σw, in `0.0..=1.0`.
    pub estimate: f64,
    /// √V.
    pub se: f64,
    /// Clusters with a valid answer minus the strata they lie in.
    pub df: u64,
    /// p(1 − p)/V; n ÷ `deff_kish` where V is 0.
    pub n_effective: f64,
    /// n ÷ `n_effective`: how many times the variance of a simple sample of n.
    pub deff: f64,
    /// The part of it that comes from unequal weights: n·Σw² ÷ (Σw)².
    pub deff_kish: f64,
}

impl Sample {
    /// The share of a group: `answer` tells for each unit (by its number) whether it counts, and `None` for units outside
    /// the group or without a valid answer. `None` when nobody in the group answered.
    pub fn share(&self, answer: impl Fn(usize) -> Option<bool>) -> Option<Share> {
        let answers: Vec<Option<bool>> = (0..self.units())
            .map(|unit| answer(unit).filter(|_| self.weights.get(unit).is_some_and(|w| *w > 0.0)))
            .collect();
        let (mut n, mut yes, mut sum, mut counting) = (0_u64, 0_u64, 0.0, 0.0);
        for (weight, answer) in self.weights.iter().zip(&answers) {
            if let Some(counts) = answer {
                n += 1;
                sum += weight;
                if *counts {
                    yes += 1;
                    counting += weight;
                }
            }
        }
        if n == 0 {
            return None;
        }
        let p: f64 = counting / sum;
        let influences = self.weights.iter().zip(&answers);
        let influences = influences
            .map(|(weight, answer)| {
                answer.map_or(0.0, |counts| {
                    weight * (if counts { 1.0 } else { 0.0 } - p) / sum
                })
            })
            .collect();
        let v = variance(self, influences);
        let of_group = self.weights.iter().zip(&answers);
        let deff_kish = kish_deff(of_group.filter(|(_, a)| a.is_some()).map(|(w, _)| *w));
        let plain = p * (1.0 - p) / num::from_u64(n);
        // Rounding leaves a trace where the true variance is 0.
        let is_zero = v <= 1e-14 * plain;
        let n_effective = if is_zero {
            num::from_u64(n) / deff_kish
        } else {
            p * (1.0 - p) / v
        };
        Some(Share {
            n,
            yes,
            estimate: p,
            se: if is_zero { 0.0 } else { v.sqrt() },
            df: self.degrees_of_freedom(&answers),
            n_effective,
            deff: num::from_u64(n) / n_effective,
            deff_kish,
        })
    }

    pub(super) fn degrees_of_freedom<T>(&self, answers: &[Option<T>]) -> u64 {
        let mut clusters = vec![false; self.clusters.len()];
        let mut strata = vec![false; self.strata.len()];
        for (cluster, answer) in self.cluster_of.iter().zip(answers) {
            if let (Some(_), Some(seen)) = (answer, clusters.get_mut(*cluster)) {
                *seen = true;
            }
        }
        // A cluster that was certain is a stratum of its own and takes its one degree with it.
        for (seen, of) in clusters.iter_mut().zip(&self.clusters) {
            *seen &= !of.is_certain();
        }
        for (_, of) in clusters
            .iter()
            .zip(&self.clusters)
            .filter(|(seen, _)| **seen)
        {
            if let Some(seen) = strata.get_mut(of.stratum) {
                *seen = true;
            }
        }
        let count = |seen: &[bool]| seen.iter().filter(|seen| **seen).count();
        num::u64_from_usize(count(&clusters).saturating_sub(count(&strata)))
    }
}

impl Share {
    /// Wilson's interval on effective n with Student's quantile: the interval that is shown. `(0, 1)` without degrees of freedom.
    pub fn wilson_t(&self) -> (f64, f64) {
        wilson_at(self.estimate, self.n_effective, student_quantile(self.df))
    }

    /// The same with the normal quantile.
    pub fn wilson_z(&self) -> (f64, f64) {
        wilson_at(self.estimate, self.n_effective, Z)
    }

    /// logit p ± t · se / (p(1 − p)), put back to a share: R's `svyciprop(method = "xlogit")`. `None` where p is 0 or 1
    /// (it has no logit) or there are no degrees of freedom.
    pub fn logit(&self) -> Option<(f64, f64)> {
        let p = self.estimate;
        if p <= 0.0 || p >= 1.0 || self.df == 0 {
            return None;
        }
        let half = student_quantile(self.df) * self.se / (p * (1.0 - p));
        let middle = (p / (1.0 - p)).ln();
        let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
        Some((back(middle - half), back(middle + half)))
    }

    /// As a rate to be judged and shown; `numerator` and `denominator` are the plain counts behind it.
    pub fn rate(&self) -> Rate {
        let (low, high) = self.wilson_t();
        Rate {
            numerator: self.yes,
            denominator: self.n,
            estimate: self.estimate,
            low,
            high,
            n_effective: self.n_effective,
            method: Method::DesignWilson,
            reliability: reliability_of(self.estimate, low, high, self.n_effective),
        }
    }
}
