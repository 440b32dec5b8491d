//! How soon a server with a million records is ready, and how much memory it takes idle and loaded.
//!
//! `cargo bench --profile fast --bench start`; one table row a measure: path, goal, figure, verdict.
//! A number after `--` takes so many records instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[expect(
    dead_code,
    reason = "shared with the fault tests, which need more of it"
)]
#[path = "../tests/process/mod.rs"]
mod process;
#[expect(dead_code, reason = "shared with benches that need supervisors too")]
#[path = "support/stock.rs"]
mod stock;
#[expect(dead_code, reason = "single figures, not the times of many requests")]
#[path = "support/table.rs"]
mod table;

use entity::{change, incident};
use process::city::{City, Engine};
use process::http::Connection;
use process::server::Server;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr};
use std::time::{Duration, Instant};
use stock::{Grid, envelope, grids, insert, new_id, position};
use table::row;
use uuid::Uuid;
use wenxun::platform::clock::Clock;
use wenxun::platform::num;

const RECORDS: i64 = 1_000_000;
/// Records of one transaction.
const AT_ONCE: i64 = 20_000;
/// What the heat index takes of a record, in bytes.
const INDEX_BYTES: f64 = 24.0;
const CLIENTS: usize = 32;
const LOADED: Duration = Duration::from_secs(8);
/// Without a request; what the start needed is given back after some ten seconds.
const IDLE: Duration = Duration::from_secs(30);
const CATEGORIES: [&str; 4] = ["littering", "spitting", "dog_waste", "jaywalking"];

/// A year of records over all grids, written past the intake: only their number matters here.
fn fill(city: &City, records: i64) {
    let person = city.people[0].account_id;
    city.look(async |db, _keys| {
        let grids = grids(db.read()).await;
        for first in (1..=records).step_by(usize::try_from(AT_ONCE).unwrap()) {
            let written: Result<(), DbErr> = db
                .write(async |tx| {
                    write(
                        tx,
                        person,
                        &grids,
                        first..(first + AT_ONCE).min(records + 1),
                    )
                    .await
                })
                .await;
            written.unwrap();
        }
    });
}

async fn write(
    tx: &DatabaseTransaction,
    person: Uuid,
    grids: &[Grid],
    seqs: std::ops::Range<i64>,
) -> Result<(), DbErr> {
    let now = Clock::System.now();
    let (mut records, mut positions, mut incidents, mut changes) = (vec![], vec![], vec![], vec![]);
    for seq in seqs {
        let id = new_id();
        let at = now.plus_s(-(seq % 31_536_000) * 31);
        let turn = usize::try_from(seq).unwrap();
        let mut grid = grids[turn % grids.len()];
        grid.lng += num::from_i64(seq % 1_009) * 1e-7;
        records.push(envelope((id, seq), "incident", person, &grid, at.0));
        positions.push(position(id, &grid, at.0));
        incidents.push(incident::ActiveModel {
            record_id: Set(id),
            category: Set(CATEGORIES[turn % CATEGORIES.len()].to_owned()),
            count: Set(1),
            outcome: Set("corrected".to_owned()),
            severity: Set(1),
        });
        changes.push(change::ActiveModel {
            seq: Set(seq),
            record_id: Set(id),
            what: Set("created".to_owned()),
            at: Set(at.0),
        });
    }
    insert(tx, records).await?;
    insert(tx, positions).await?;
    insert(tx, incidents).await?;
    insert(tx, changes).await
}

/// Asks until the answer is 200.
fn wait_for(server: &Server, path: &str, token: &str) {
    loop {
        let reply = Connection::open(&server.address)
            .and_then(|mut connection| connection.call("GET", path, token, b""));
        if reply.is_ok_and(|reply| reply.status == 200) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn load(city: &City, server: &Server) -> f64 {
    let mut highest_mb: f64 = 0.0;
    std::thread::scope(|scope| {
        let end = Instant::now() + LOADED;
        for person in 0..CLIENTS {
            let mut phone = city.phone(server, person);
            scope.spawn(move || {
                while Instant::now() < end {
                    let records: Vec<_> = (0..10).map(|_| phone.incident().1).collect();
                    phone.hand_over(&records).unwrap();
                }
            });
        }
        while Instant::now() < end {
            highest_mb = highest_mb.max(server.anonymous_mb());
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    highest_mb
}

fn main() {
    let records = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(RECORDS);
    let city = City::make(Engine::Sqlite, CLIENTS);
    fill(&city, records);
    let mut ready_s: Vec<f64> = (0..5).map(|_| start_once(&city)).collect();
    ready_s.sort_by(f64::total_cmp);
    let median = ready_s[2];
    row(
        &format!("start with {records} records, to ready"),
        "≤ 1 s",
        &format!("{median:.2} s (median of 5)"),
        median <= 1.0,
    );
    let server = city.serve();
    let token = city.token(&city.people[0]);
    wait_for(&server, "/api/v1/records/mine", &token);
    std::thread::sleep(IDLE);
    let index_mb = num::from_i64(records) * INDEX_BYTES / 1e6;
    let idle_mb = server.anonymous_mb();
    let goal_mb = 40.0 + index_mb;
    row(
        &format!("memory idle with {records} records (anonymous)"),
        &format!("≤ 40 MB + 24 B a point = {goal_mb:.0} MB"),
        &format!("{idle_mb:.0} MB"),
        idle_mb <= goal_mb,
    );
    let loaded_mb = load(&city, &server);
    let goal_mb = 120.0 + index_mb;
    row(
        "memory loaded, 32 clients (anonymous)",
        &format!("≤ 120 MB + index = {goal_mb:.0} MB"),
        &format!("{loaded_mb:.0} MB"),
        loaded_mb <= goal_mb,
    );
}

fn start_once(city: &City) -> f64 {
    let began = Instant::now();
    let server = city.serve();
    wait_for(&server, "/health/ready", "");
    began.elapsed().as_secs_f64()
}
