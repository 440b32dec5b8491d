//! Tallies (计数): counts with a denominator, captured as records of kind `tally`.
//!
//! Observers stand at a crossing, a junction or a stop and count who does right out of all who could: 让行率, 守法率 and
//! the like. A count of nobody is kept and stays out of rates. Rates carry Wilson intervals and one of three verdicts
//! against the documents' targets; crossings stand in tiers, never in ranks, where their intervals overlap; two
//! observers' agreement is told as far as counts can tell it ([`agreement`]). Never who was counted.
//!
//! Lists are clipped to the caller's areas, authors always see their own; figures take `read_insights`.
//!
//! Source: `demo/vocabulary/observation_types.csv` and `targets.csv`; the page on honest rates.

mod agreement;
mod export;
mod figures;
mod filter;
mod gauge;
mod kind;
mod pack;
mod queries;
mod routes;
mod section;
mod wire;
mod words;

pub use gauge::TallyGauge;
pub use kind::TallyKind;
pub use pack::TallyPart;
pub use routes::configure;
pub use section::TallySection;
