//! Use cases of duty.

pub(super) mod done;
pub mod duty;
pub(super) mod effect;
pub(super) mod hours;
pub(super) mod plans;
pub(super) mod reach;
pub(super) mod register;
pub(super) mod roster;
pub(super) mod shifts;
pub(super) mod summary;
pub mod sums;
pub(super) mod swaps;
pub(super) mod teams;
pub mod term;
pub(super) mod waiting;
