//! The report of a month over the whole city: a million records, 200,000 cases, the sites of the demo city and more.
//!
//! `cargo bench --profile fast --bench reports`; one table row a measure: path, goal, figure, verdict. Numbers after `--` take
//! so many cases and records instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[path = "support/million.rs"]
mod million;
#[path = "support/served.rs"]
mod served;
#[path = "support/table.rs"]
mod table;

use million::{asked, fill};
use served::{while_served, with_demo};

/// Source: the goal of the month report of the city.
const GOAL_MS: f64 = 2_000.0;

fn main() {
    let (cases, records) = asked();
    with_demo("reports", async |service| {
        fill(&service, cases, records).await;
        let today = service.zone.day_of(service.clock.now());
        let month = (today - chrono::Months::new(1)).format("%Y-%m");
        let path = format!("/reports/preview?period={month}");
        while_served(&service, async |client| {
            for (account, whose) in [("city.demo", "city"), ("street.demo", "street")] {
                let token = client.sign_in(account).await;
                let what = format!("month report, {whose}, {records} records, {cases} cases");
                client.measure(&token, &what, &path, Some(GOAL_MS)).await;
            }
        })
        .await;
    });
}
