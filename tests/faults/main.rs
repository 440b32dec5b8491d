//! Real server processes that are killed, starved of disk and hung up on: nothing acknowledged is lost, nothing doubled.
//!
//! On SQLite or (`WENXUN_TEST_POSTGRES` set, as `scripts/with-postgres` does) on PostgreSQL.
//! `WENXUN_TEST_FAULT_ROUNDS` asks for more rounds of the kill test than the usual three.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

mod full_disk;
mod jobs;
mod killed;
mod ledger;
mod power_cut;
mod replies;
mod stopping;

#[expect(
    dead_code,
    reason = "shared with the benches, which need other parts of it"
)]
#[path = "../process/mod.rs"]
mod process;
