//! The supervisor's desk: a million records, 200,000 cases and 3,000 sites.
//!
//! `cargo bench --profile fast --bench overview`; one table row a measure: path, goal, figure, verdict. Numbers after `--` take
//! so many cases, records and sites instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[path = "support/files.rs"]
mod files;
#[path = "support/served.rs"]
mod served;
#[path = "support/table.rs"]
mod table;

use files::{CASES, RECORDS, Sizes, fill};
use served::{Client, while_served, with_demo};
use std::time::Duration;

const SITES: i64 = 3_000;
const GOAL_MS: f64 = 30.0;
/// How often it is asked whether the index stands.
const POLL: Duration = Duration::from_millis(100);

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<i64>().ok());
    let sizes = Sizes {
        cases: numbers.next().unwrap_or(CASES),
        records: numbers.next().unwrap_or(RECORDS),
        sites: numbers.next().unwrap_or(SITES),
    };
    with_demo("overview", async |service| {
        let last = fill(&service, sizes).await;
        while_served(&service, async |client| {
            while service.insights.seq().is_none_or(|seq| seq < last) {
                actix_web::rt::time::sleep(POLL).await;
            }
            ask(client, sizes).await;
        })
        .await;
    });
}

async fn ask(client: &Client, sizes: Sizes) {
    for (account, who) in [
        ("city.demo", "city"),
        ("street.demo", "street"),
        ("community.demo", "community"),
    ] {
        let token = client.sign_in(account).await;
        let path = "/insights/overview";
        let first = client.time(&token, path).await.as_secs_f64() * 1e3;
        let what = format!(
            "overview, {who}, {} records, {} cases, {} sites; the first answer took {first:.0} ms",
            sizes.records, sizes.cases, sizes.sites
        );
        client.measure(&token, &what, path, Some(GOAL_MS)).await;
    }
}
