//! The service as its clients see it: HTTP only, one running city a test, on SQLite or (`WENXUN_TEST_POSTGRES` set) PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]
#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "builders read better when they take what json!() makes and all give the same type"
)]

mod accounts;
mod ads;
mod areas;
mod boards;
mod cases;
mod coverage;
mod demo;
mod dissuasion;
mod exports;
mod incidents;
mod indicators;
mod insights;
mod inspections;
mod leagues;
mod photos;
mod platform;
mod privacy;
mod questionnaires;
mod rates;
mod records;
mod reports;
mod spec;
mod support;
mod surveys;
mod tallies;
mod units;
mod views;
