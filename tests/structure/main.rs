//! The rules of the tree that no compiler checks: who may use whom, where raw SQL may stand, how long things may get.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod doors;
mod layers;
mod lengths;
mod operations;
mod source;
mod texts;
