//! Use cases of inspections.

pub mod assign;
pub mod detail;
pub mod draw;
pub mod handover;
pub mod outcome;
pub mod publish;
pub mod reach;
pub mod scores;
pub mod setup;
pub mod view;
