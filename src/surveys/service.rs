//! Use cases that need more than one query.

pub mod assign;
pub mod doors;
pub mod draw;
pub mod progress;
pub mod reach;
pub mod replace;
pub mod setup;
pub mod view;
