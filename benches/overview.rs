//! The supervisor's desk: a million records, 200,000 cases and 3,000 sites.
//!
//! `cargo bench --profile fast --bench overview`; one table row a measure: path, goal, figure, verdict. Numbers after `--` take
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

use entity::{change, site};
use million::{asked, fill};
use sea_orm::{ActiveModelTrait as _, DbErr, IntoActiveModel as _};
use served::{Client, while_served, with_demo};
use std::time::Duration;
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::platform::auth::Level;
use wenxun::platform::db::{execute_all, inserts_of};

const SITES: usize = 3_000;
const GOAL_MS: f64 = 30.0;
/// Number in the change log behind every record.
const LAST: i64 = 20_000_000;
/// How often it is asked whether the index stands.
const POLL: Duration = Duration::from_millis(100);

fn main() {
    let (cases, records) = asked();
    with_demo("overview", async |service| {
        fill(&service, cases, records).await;
        finish(&service).await;
        while_served(&service, async |client| {
            while service.insights.seq().is_none_or(|seq| seq < LAST) {
                actix_web::rt::time::sleep(POLL).await;
            }
            ask(client, cases, records).await;
        })
        .await;
    });
}

/// Sites, and the change with which the index takes in every record.
async fn finish(service: &Service) {
    let territory = service.territories.current();
    let grids = territory.areas().iter();
    let grids = grids.filter(|area| area.level == Level::Grid);
    let sites = grids.cycle().take(SITES).enumerate().map(|(number, grid)| {
        let row = site::Model {
            code: format!("B{number}"),
            id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
            kind: "point".to_owned(),
            site_type: "market".to_owned(),
            name_zh: format!("点位{number}"),
            name_en: format!("Site {number}"),
            lng: grid.centre.0,
            lat: grid.centre.1,
            area_id: grid.id,
            is_active: true,
        };
        row.into_active_model().reset_all()
    });
    let sites: Vec<_> = sites.collect();
    let last = change::Model {
        seq: LAST,
        record_id: Uuid::from_u128(1),
        what: "created".to_owned(),
        at: service.clock.now().0,
    };
    let changes = vec![last.into_active_model().reset_all()];
    let written: Result<(), DbErr> = service
        .db
        .write(async |tx| {
            execute_all(tx, inserts_of(sites)).await?;
            execute_all(tx, inserts_of(changes)).await
        })
        .await;
    written.unwrap();
}

async fn ask(client: &Client, cases: i64, records: i64) {
    for (account, who) in [
        ("city.demo", "city"),
        ("street.demo", "street"),
        ("community.demo", "community"),
    ] {
        let token = client.sign_in(account).await;
        let path = "/insights/overview";
        let first = client.time(&token, path).await.as_secs_f64() * 1e3;
        let what = format!(
            "overview, {who}, {records} records, {cases} cases, {SITES} sites; the first answer took {first:.0} ms"
        );
        client.measure(&token, &what, path, Some(GOAL_MS)).await;
    }
}
