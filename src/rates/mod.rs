//! Honest rates: pure functions that turn counts into figures with their uncertainty; no database, no clock.
//!
//! * A share carries numerator, denominator, estimate, interval and effective n: [`Rate`], by Wilson.
//! * Two shares are compared by Newcombe's interval, two counts by its counterpart for Poisson counts: [`Difference`].
//! * A target is reached, not reached or not proven: [`judge`].
//! * A share of a drawn sample is weighted, its interval follows the design: [`design`]; [`table`] reads such a sample from a file.
//! * A seed becomes a draw that anybody can repeat: [`Lot`], [`allot`].
//! * Several comparisons at once are adjusted: [`holm`] for families, [`benjamini_hochberg`] for maps.
//! * Those that cannot be told apart stand in one tier: [`tiers`].
//! * Small cells are withheld and weak estimates marked: [`reliability_of`], [`may_be_shown`], [`withhold_complements`].
//!
//! Rules: the project's page on rates, printed in words under every figure.
mod allot;
pub mod design;
mod difference;
mod interval;
mod lot;
mod multiple;
mod normal;
mod sample_size;
mod small_cells;
mod student;
pub mod table;
mod target;
mod tiers;
mod view;

pub use allot::allot;
pub use difference::{
    Change, Counted, Difference, changes_of, counts_difference, newcombe_difference, poisson_limits,
};
pub use interval::{LEVEL, Method, Rate, Z, simple_sample_effective_n, wilson, wilson_at};
pub use lot::Lot;
pub use multiple::{benjamini_hochberg, holm};
pub use normal::{lower_tail, quantile, two_sided_p, upper_tail};
pub use sample_size::{all_yes_needed, sample_size};
pub use small_cells::{Reliability, may_be_shown, reliability_of, withhold_complements};
pub use student::student_quantile;
pub use target::{Comparator, Target, Verdict, judge};
pub use tiers::{tiers, tiers_of_intervals};
pub use view::{RateView, VerdictView, change_code};
