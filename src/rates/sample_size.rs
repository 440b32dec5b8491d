//! How many are needed.
use super::interval::Z;
use crate::platform::num;

/// Interviews for a share near `p` within ± `margin` at 95 %, out of `frame_size` units when known,
/// with the design effect `deff` (1 for a simple sample). Rounded up; 0 for a margin of 0 or less.
/// Source: W. G. Cochran, Sampling Techniques (1977), section 4.4.
pub fn sample_size(p: f64, margin: f64, frame_size: Option<u32>, deff: f64) -> u64 {
    if margin <= 0.0 {
        return 0;
    }
    let unlimited = Z * Z * p * (1.0 - p) / (margin * margin) * deff;
    let needed = match frame_size {
        Some(size) => unlimited / (1.0 + (unlimited - 1.0) / f64::from(size)),
        None => unlimited,
    };
    num::to_u64(needed.ceil())
}

/// How many answers, all of them "yes", give a Wilson lower bound of at least `share`: n ≥ z²·share/(1−share).
pub fn all_yes_needed(share: f64) -> u64 {
    num::to_u64((Z * Z * share / (1.0 - share)).ceil())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_sample_sizes_hold() {
        assert_eq!(sample_size(0.5, 0.05, None, 1.0), 385);
        assert_eq!(sample_size(0.5, 0.05, Some(1200), 1.0), 292);
        assert_eq!(sample_size(0.5, 0.05, None, 1.5), 577);
    }

    #[test]
    fn the_reference_counts_of_all_yes_answers_hold() {
        assert_eq!([0.90, 0.95, 0.99].map(all_yes_needed), [35, 73, 381]);
    }
}
