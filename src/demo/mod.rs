//! The demo city (演示城市): invented areas, people and a year of records to try the service with.
//!
//! It lives in a database of its own that is marked as a demo; a database that holds anything else is refused.
//! `src/demo` carries the pack and loads it; the pack itself lies in `demo/`.

mod accounts;
mod cases;
mod duty;
mod inspections;
mod leagues;
mod load;
mod mark;
pub mod pack;
mod pictures;
mod surveys;
mod units;

pub use accounts::{DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount};
pub use load::DemoLoader;
pub use mark::{DemoMark, read as read_mark};
