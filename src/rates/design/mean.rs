use super::sample::Sample;
use super::variance::variance;
use crate::platform::num;
use crate::rates::student::student_quantile;

/// The mean of something measured on a drawn sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Units with a value.
    pub n: u64,
    /// Σwy / Σw.
    pub estimate: f64,
    /// √V of the linearised mean; 0 where everything was counted.
    pub se: f64,
    /// Clusters with a value minus the strata they lie in.
    pub df: u64,
}

impl Sample {
    /// The mean of a group: `value` tells the value of each unit (by its number), and `None` for units outside the group or
    /// without one. `None` when nobody in the group has a value.
    pub fn mean(&self, value: impl Fn(usize) -> Option<f64>) -> Option<Mean> {
        let values: Vec<Option<f64>> = (0..self.units())
            .map(|unit| value(unit).filter(|_| self.weights.get(unit).is_some_and(|w| *w > 0.0)))
            .collect();
        let weighted = || self.weights.iter().zip(&values);
        let known = || weighted().filter_map(|(weight, value)| Some((weight, (*value)?)));
        let sum: f64 = known().map(|(weight, _)| weight).sum();
        let n = num::u64_from_usize(known().count());
        if n == 0 {
            return None;
        }
        let total: f64 = known().map(|(weight, value)| weight * value).sum();
        let estimate = total / sum;
        let influences = weighted()
            .map(|(weight, value)| value.map_or(0.0, |value| weight * (value - estimate) / sum))
            .collect();
        Some(Mean {
            n,
            estimate,
            se: variance(self, influences).max(0.0).sqrt(),
            df: self.degrees_of_freedom(&values),
        })
    }
}

impl Mean {
    /// The interval at 95 % with Student's quantile; none without degrees of freedom.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let reach = student_quantile(self.df) * self.se;
        (self.df > 0).then_some((self.estimate - reach, self.estimate + reach))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use crate::rates::design::{Draw, Fpc};

    /// Values of two strata: (units in the frame, values).
    fn mean(strata: &[(u64, &[f64])]) -> super::Mean {
        let mut draw = Draw::default();
        let mut values = vec![];
        for (in_frame, of_stratum) in strata {
            let stratum = draw.stratum(Some(*in_frame));
            for value in *of_stratum {
                let cluster = draw.cluster(stratum, Some(1));
                draw.unit(cluster, None);
                values.push(*value);
            }
        }
        let sample = draw.finish(Fpc::First);
        sample.mean(|unit| values.get(unit).copied()).unwrap()
    }

    /// By hand: ȳ = (40·82 + 20·91)/60 = 85; V = (40/60)²·(1 − 4/40)·s₁²/4 + (20/60)²·(1 − 2/20)·s₂²/2 with s₁² = 56/3, s₂² = 2.
    #[test]
    fn a_stratified_mean_agrees_with_the_formula_of_the_book() {
        let found = mean(&[(40, &[78.0, 80.0, 82.0, 88.0]), (20, &[90.0, 92.0])]);
        let squares: f64 = [78.0_f64, 80.0, 82.0, 88.0]
            .iter()
            .map(|y| (y - 82.0).powi(2))
            .sum();
        let v = (4.0 / 9.0) * 0.9 * (squares / 3.0) / 4.0 + (1.0 / 9.0) * 0.9 * 2.0 / 2.0;
        assert!((found.estimate - 85.0).abs() < 1e-12);
        assert!(
            (found.se - v.sqrt()).abs() < 1e-9,
            "{} {}",
            found.se,
            v.sqrt()
        );
        assert_eq!((found.n, found.df), (6, 4));
        let (low, high) = found.interval().unwrap();
        assert!((high - low - 2.0 * 2.776_445_105 * v.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn what_was_counted_has_no_error() {
        let found = mean(&[(3, &[70.0, 80.0, 90.0]), (1, &[40.0])]);
        assert!((found.estimate - 70.0).abs() < 1e-12);
        assert!(found.se < 1e-9);
    }
}
