//! Indicators (指标): the responsibility table in editions, what measures each requirement, the scoreboard, the evidence.
//!
//! * An edition comes from a file and keeps the table's oddities; what cells say and what they take from above is told apart.
//!   While it is a draft one may say what measures a requirement; published, it never changes. A change of the rubric is a
//!   new edition, and a period is judged by the edition that held on its first day.
//! * A requirement is measured by figures that capabilities offer ([`crate::gauges`]) and by evidence that people file. Which
//!   ways of assessment nobody measures is told as loudly as what is measured.
//! * Results of a period that is over may be frozen; from then on they are shown as they were.
//! * Evidence is a file for a requirement, period and area: waiting, accepted or returned; whoever filed it never accepts it.
//!
//! Source: the responsibility table `demo/vocabulary/indicators.csv`; the page on honest rates. What no document says is marked
//! `Assumption:`.

mod editions;
mod error;
mod evidence;
mod import;
mod jobs;
mod model;
mod named;
mod now;
mod offers;
mod planted;
mod queries;
mod reported;
mod routes;
mod scoreboard;
mod wire;

pub use editions::wanted_in;
pub use jobs::register_jobs;
pub use model::Period;
pub use now::{IndicatorCard, IndicatorsNow, indicators_now};
pub use planted::plant;
pub use reported::{FreezingBoard, ReportedBoard};
pub use routes::configure;
pub use scoreboard::Sources as IndicatorSources;
pub use scoreboard::reached;
pub use wire::{FrameworkReport, IndicatorWord, Wanted, word_view};
