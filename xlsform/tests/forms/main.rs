//! The crate from outside: workbooks in, definitions, faults and played records out.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod answers;
mod compiling;
mod exporting;
mod faults;
mod filling;
mod golden;
mod hostile;
mod random;
mod support;
mod vectors;
