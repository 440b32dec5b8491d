//! Lists and counts of cases: 200,000 cases beside a million records.
//!
//! `cargo bench --profile fast --bench cases`; one table row a measure: path, goal, figure, verdict. Numbers after `--` take
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
use served::{Client, while_served, with_demo};

const GOAL_MS: f64 = 30.0;

fn main() {
    let (cases, records) = asked();
    with_demo("cases", async |service| {
        fill(&service, cases, records).await;
        while_served(&service, async |client| ask(client, cases).await).await;
    });
}

async fn ask(client: &Client, cases: i64) {
    for (account, what, path) in [
        ("city.demo", "list of 50 cases, city", "/cases?limit=50"),
        ("city.demo", "overdue, city", "/cases?view=overdue&limit=50"),
        (
            "city.demo",
            "newest, city",
            "/cases?view=all&order=newest&limit=50",
        ),
        ("city.demo", "counts, city", "/cases/counts?view=all"),
        ("city.demo", "open counts, city", "/cases/counts"),
        ("street.demo", "list of 50 cases, street", "/cases?limit=50"),
        ("street.demo", "counts, street", "/cases/counts?view=all"),
        ("unit.demo", "mine, unit", "/cases?view=mine&limit=50"),
    ] {
        let token = client.sign_in(account).await;
        let what = format!("{what}, of {cases}");
        client.measure(&token, &what, path, Some(GOAL_MS)).await;
    }
}
