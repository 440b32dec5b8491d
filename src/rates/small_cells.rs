//! Small cells are withheld, weak estimates are marked.

/// Fewest respondents behind a rate shown to staff.
pub const MIN_RESPONDENTS: u64 = 5;
/// Fewest respondents behind a rate on a public page.
pub const MIN_RESPONDENTS_PUBLIC: u64 = 10;
/// A cell, or what it leaves of its total, of 1 to this many could point at persons.
pub const LARGEST_SMALL_CELL: u64 = 4;

/// Whether a rate may stand on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reliability {
    /// It may.
    Ok,
    /// Sample too small (样本不足): shown in place of the number.
    TooSmall,
}

/// Too small when n is below 30, or the interval is wider than 0.30, or wider than 130 % of the estimate.
pub fn reliability_of(estimate: f64, low: f64, high: f64, n_effective: f64) -> Reliability {
    let width = high - low;
    if n_effective < 30.0 || width > 0.30 || width > 1.3 * estimate {
        Reliability::TooSmall
    } else {
        Reliability::Ok
    }
}

/// Whether a share of respondents may be shown at all: enough of them, and neither the cell nor its complement is 1 to 4.
/// For answers of persons; counts of behaviour or things need no such shelter.
pub fn may_be_shown(numerator: u64, denominator: u64, is_public: bool) -> bool {
    let least = if is_public {
        MIN_RESPONDENTS_PUBLIC
    } else {
        MIN_RESPONDENTS
    };
    let is_small = |count: u64| (1..=LARGEST_SMALL_CELL).contains(&count);
    denominator >= least && !is_small(numerator) && !is_small(denominator.saturating_sub(numerator))
}

/// Which cells of a row with a published sum stay visible: `shown[i]` as wanted, but when exactly one cell is withheld,
/// or the withheld ones sum to 1 to 4, the smallest visible ones are withheld with it, so that sums give nothing away.
pub fn withhold_complements(counts: &[u64], shown: &[bool]) -> Vec<bool> {
    let mut shown = shown.to_vec();
    shown.resize(counts.len(), true);
    loop {
        let withheld: Vec<u64> = counts
            .iter()
            .zip(&shown)
            .filter(|(_, s)| !**s)
            .map(|(c, _)| *c)
            .collect();
        let sum: u64 = withheld.iter().sum();
        let is_safe = withheld.is_empty() || (withheld.len() > 1 && sum > LARGEST_SMALL_CELL);
        let next = counts
            .iter()
            .enumerate()
            .filter(|(i, _)| shown.get(*i) == Some(&true))
            .min_by_key(|(_, c)| **c);
        match next {
            Some((place, _)) if !is_safe => {
                if let Some(slot) = shown.get_mut(place) {
                    *slot = false;
                }
            }
            _ => return shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_than_thirty_or_a_wide_interval_is_too_small() {
        assert_eq!(reliability_of(0.8, 0.72, 0.86, 120.0), Reliability::Ok);
        assert_eq!(reliability_of(0.8, 0.72, 0.86, 29.0), Reliability::TooSmall);
        assert_eq!(reliability_of(0.5, 0.34, 0.66, 35.0), Reliability::TooSmall);
        assert_eq!(
            reliability_of(0.02, 0.01, 0.05, 200.0),
            Reliability::TooSmall
        );
    }

    #[test]
    fn one_to_four_respondents_on_either_side_are_withheld() {
        assert!(may_be_shown(5, 10, true));
        assert!(!may_be_shown(3, 10, false));
        assert!(!may_be_shown(8, 10, false));
        assert!(!may_be_shown(0, 4, false));
        assert!(may_be_shown(0, 5, false));
        assert!(!may_be_shown(5, 9, true));
    }

    #[test]
    fn a_withheld_cell_takes_another_with_it_so_the_sum_tells_nothing() {
        assert_eq!(
            withhold_complements(&[3, 20, 9, 40], &[false, true, true, true]),
            [false, true, false, true]
        );
        assert_eq!(
            withhold_complements(&[1, 2, 9, 40], &[false, false, true, true]),
            [false, false, false, true]
        );
        assert_eq!(withhold_complements(&[20, 9], &[true, true]), [true, true]);
    }
}
