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

use entity::{change, incident, record, record_position};
use process::city::{City, Engine};
use process::http::Connection;
use process::server::Server;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use std::time::{Duration, Instant};
use uuid::Uuid;
use wenxun::areas::morton;
use wenxun::platform::clock::Clock;
use wenxun::platform::ids::Ids;
use wenxun::platform::num;

const RECORDS: i64 = 1_000_000;
/// Records of one transaction and of one statement.
const AT_ONCE: i64 = 20_000;
const CHUNK: usize = 1_000;
/// What the heat index takes of a record, in bytes.
const INDEX_BYTES: f64 = 24.0;
const CLIENTS: usize = 32;
const LOADED: Duration = Duration::from_secs(8);
const CATEGORIES: [&str; 4] = ["littering", "spitting", "dog_waste", "jaywalking"];

/// A year of records over all grids, written past the intake: only their number matters here.
fn fill(city: &City, records: i64) {
    let person = city.people[0].account_id;
    city.look(async |db, _keys| {
        let areas: Vec<(i64, f64, f64)> = areas(db.read()).await;
        for first in (1..=records).step_by(usize::try_from(AT_ONCE).unwrap()) {
            let written: Result<(), DbErr> = db
                .write(async |tx| {
                    write(
                        tx,
                        person,
                        &areas,
                        first..(first + AT_ONCE).min(records + 1),
                    )
                    .await
                })
                .await;
            written.unwrap();
        }
    });
}

async fn areas(db: &impl sea_orm::ConnectionTrait) -> Vec<(i64, f64, f64)> {
    let sql = "SELECT id, (west + east) / 2, (south + north) / 2 FROM area WHERE level = 'grid'";
    let rows = db
        .query_all_raw(sea_orm::Statement::from_string(
            db.get_database_backend(),
            sql,
        ))
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let number = |at| row.try_get_by_index::<f64>(at).unwrap();
            (row.try_get_by_index(0).unwrap(), number(1), number(2))
        })
        .collect()
}

async fn write(
    tx: &DatabaseTransaction,
    person: Uuid,
    areas: &[(i64, f64, f64)],
    seqs: std::ops::Range<i64>,
) -> Result<(), DbErr> {
    let now = Clock::System.now();
    let (mut records, mut positions, mut incidents, mut changes) = (vec![], vec![], vec![], vec![]);
    for seq in seqs {
        let id = Ids::Random.next(&Clock::System);
        let at = now.plus_s(-(seq % 31_536_000) * 31);
        let turn = usize::try_from(seq).unwrap();
        let (area_id, lng, lat) = areas[turn % areas.len()];
        let lng = lng + num::from_i64(seq % 1_009) * 1e-7;
        records.push(record_row(id, seq, person, area_id, at.0));
        positions.push(position_row(id, lng, lat, at.0));
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

async fn insert<A: ActiveModelTrait>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        A::Entity::insert_many(rows.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn position_row(id: Uuid, lng: f64, lat: f64, at: i64) -> record_position::ActiveModel {
    record_position::ActiveModel {
        record_id: Set(id),
        lng: Set(lng),
        lat: Set(lat),
        cell: Set(morton::cell_of(lng, lat)),
        accuracy_m: Set(8.0),
        altitude_m: Set(None),
        speed_mps: Set(None),
        fix_age_ms: Set(None),
        datum: Set("wgs84".to_owned()),
        raw_lng: Set(None),
        raw_lat: Set(None),
        kept_since: Set(at),
    }
}

fn record_row(id: Uuid, seq: i64, author: Uuid, area_id: i64, at: i64) -> record::ActiveModel {
    record::ActiveModel {
        id: Set(id),
        seq: Set(seq),
        kind: Set("incident".to_owned()),
        author_id: Set(author),
        captured_at: Set(at),
        captured_offset_min: Set(480),
        happened_at: Set(at),
        received_at: Set(at),
        area_id: Set(area_id),
        believed_area_code: Set(None),
        placed_by: Set("gps".to_owned()),
        shift_id: Set(None),
        site_id: Set(None),
        corrects: Set(None),
        correction_reason: Set(None),
        content_sha256: Set(vec![0; 32]),
        receipt: Set(format!("{seq:08}")),
        app_version: Set("0.1.0".to_owned()),
        device_id: Set("bench".to_owned()),
        claimed_photos: Set(0),
        imported_by: Set(None),
    }
}

fn row(path: &str, goal: &str, figure: &str, is_met: bool) {
    let verdict = if is_met { "met" } else { "MISSED" };
    println!("| {path} | {goal} | {figure} | {verdict} |");
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
    let began = Instant::now();
    let server = city.serve();
    let token = city.token(&city.people[0]);
    wait_for(&server, "/api/v1/records/mine", &token);
    std::thread::sleep(Duration::from_secs(10).saturating_sub(began.elapsed()));
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
