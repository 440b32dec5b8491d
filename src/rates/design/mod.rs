//! Shares of a drawn sample: weights, clusters and strata taken seriously.
//!
//! ```text
//! Draw (strata, clusters, units as drawn) → Sample (weights) → [adjusted for non-response] → [raked] → Share
//! ```
//!
//! * p = Σwy / Σw over the units of a group that gave a valid answer; the group is a domain of the whole sample.
//! * V: linearised variance, z = w(y − p)/Σw summed by cluster, `V = Σ_h (1 − n_h/N_h) n_h/(n_h − 1) Σ_c (z_hc − z̄_h)²`;
//!   with [`Fpc::TwoStage`] the units inside the clusters add theirs.
//! * A stratum with one cluster takes its deviation from the overall mean (R's `survey.lonely.psu = "adjust"`).
//! * Effective n = p(1 − p)/V (V = 0: n ÷ Kish's design effect), degrees of freedom = clusters − strata.
//!
//! Agrees with R's `survey`: the golden files in `tests/data/rates` and `scripts/rates-oracle`, which makes them.
//! Sources: C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), chapters 4, 5 and 10;
//! T. Lumley, Journal of Statistical Software 9 (2004) 8.
mod mean;
mod raking;
mod sample;
mod share;
mod variance;
mod weights;

pub use mean::Mean;
pub use raking::{Margin, Raked, RakingError, rake};
pub use sample::{Draw, Fpc, Sample};
pub use share::Share;
pub use weights::{TRIM_AT_MEDIANS, adjust_for_nonresponse, kish_deff, median, trim};

#[cfg(test)]
mod tests;
