//! Inspections: rubrics, rounds drawn by lot, sealed results, scores, and the cases of what failed.

mod cases;
mod gauge;
mod handover;
mod records;
pub mod results;
mod rounds;
mod rubrics;
