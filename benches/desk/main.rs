//! What supervisors open first: the overview, lists and counts of cases, the report of a month; beside a million records,
//! 200,000 cases and 3,000 sites.
//!
//! `cargo bench --profile fast --bench desk`; one table row a measure: path, goal, figure, verdict. Numbers after `--` take so
//! many cases and records instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

mod million;
#[path = "../support/rows.rs"]
mod rows;
#[path = "../support/served.rs"]
mod served;
#[path = "../support/table.rs"]
mod table;

use chrono::Months;
use million::{SITES, Sizes};
use served::{Client, while_served, with_demo};
use std::time::Duration;
use wenxun::app::Service;

/// Source: the goals of the overview and of the lists of cases.
const PAGE_MS: f64 = 30.0;
/// Source: the goal of the month report of the city.
const REPORT_MS: f64 = 2_000.0;
/// How often it is asked whether the index stands.
const POLL: Duration = Duration::from_millis(100);
/// Account, what it opens, path.
const LISTS: [(&str, &str, &str); 8] = [
    ("city.demo", "list of 50 cases, city", "/cases?limit=50"),
    (
        "city.demo",
        "overdue cases, city",
        "/cases?view=overdue&limit=50",
    ),
    (
        "city.demo",
        "newest cases, city",
        "/cases?view=all&order=newest&limit=50",
    ),
    (
        "city.demo",
        "counts of cases, city",
        "/cases/counts?view=all",
    ),
    ("city.demo", "counts of open cases, city", "/cases/counts"),
    ("street.demo", "list of 50 cases, street", "/cases?limit=50"),
    (
        "street.demo",
        "counts of cases, street",
        "/cases/counts?view=all",
    ),
    ("unit.demo", "my cases, unit", "/cases?view=mine&limit=50"),
];

fn main() {
    let sizes = Sizes::asked();
    with_demo("desk", async |service| {
        million::fill(&service, sizes).await;
        println!(
            "{} records, {} cases, {SITES} sites",
            sizes.records, sizes.cases
        );
        while_served(&service, async |client| {
            while service.insights.seq().is_none_or(|seq| seq < million::LAST) {
                actix_web::rt::time::sleep(POLL).await;
            }
            lists(client).await;
            overview(client).await;
            report(&service, client).await;
        })
        .await;
    });
}

async fn lists(client: &Client) {
    for (account, what, path) in LISTS {
        let token = client.sign_in(account).await;
        client.measure(&token, what, path, Some(PAGE_MS)).await;
    }
}

async fn overview(client: &Client) {
    for who in ["city", "street", "community"] {
        let token = client.sign_in(&format!("{who}.demo")).await;
        let path = "/insights/overview";
        let first = client.time(&token, path).await.as_secs_f64() * 1e3;
        let what = format!("overview, {who}; the first answer took {first:.0} ms");
        client.measure(&token, &what, path, Some(PAGE_MS)).await;
    }
}

async fn report(service: &Service, client: &Client) {
    let today = service.zone.day_of(service.clock.now());
    let month = (today - Months::new(1)).format("%Y-%m");
    let path = format!("/reports/preview?period={month}");
    for who in ["city", "street"] {
        let token = client.sign_in(&format!("{who}.demo")).await;
        let what = format!("report of a month, {who}");
        client.measure(&token, &what, &path, Some(REPORT_MS)).await;
    }
}
