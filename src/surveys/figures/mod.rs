//! What a survey comes to: weighted rates with design-based intervals, differences between waves, cross tables.
//!
//! * [`weighting`] makes a weighted sample of the answers, [`rates`] and [`cross`] make figures of it, [`shown`] decides which
//!   of them may be told: never fewer than five people, never a cell or its rest of one to four, and nothing that could be
//!   reckoned back from sums.
//! * A street intercept has no chances: its shares are plain, without interval or verdict, and say that they are no
//!   probability sample.
//!
//! Source: the page on honest rates; `docs/RATES.md`.
mod cross;
mod gauge;
mod input;
mod margins;
pub mod questions;
mod rates;
mod routes;
mod section;
mod shown;
pub mod weighting;
mod wire;

pub use gauge::SurveyGauge;
pub(super) use input::weights_by_cell;
pub(super) use routes::configure;
pub use section::SurveySection;

#[cfg(test)]
mod coverage;
#[cfg(test)]
mod waves;
