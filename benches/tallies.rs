//! How soon lists and figures of tallies answer over ten times the demo's year: 30,000 tallies at 300 crossings, beside
//! 200,000 incidents.
//!
//! `cargo bench --profile fast --bench tallies`; one table row a measure: path, goal, figure, verdict. Times are what a
//! client on the same machine sees over one kept connection.
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

use entity::{record, record_position, role_grant, site, tally};
use process::city::{City, Engine};
use process::http::Connection;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use std::time::Instant;
use uuid::Uuid;
use wenxun::platform::clock::Clock;
use wenxun::platform::ids::Ids;
use wenxun::platform::num;

const SITES: usize = 300;
const TALLIES: i64 = 30_000;
const INCIDENTS: i64 = 200_000;
const CHUNK: usize = 500;
/// Requests of one measure.
const ASKED: usize = 200;
const OBSERVATIONS: [&str; 11] = [
    "bus_yield",
    "taxi_yield",
    "other_yield",
    "motor_compliance",
    "nonmotor_compliance",
    "pedestrian_compliance",
    "helmet_wearing",
    "seat_giving",
    "queueing",
    "smoke_free",
    "waste_sorted",
];

/// A grid: row, code of its street, middle.
struct Grid {
    id: i64,
    lng: f64,
    lat: f64,
}

fn rows(
    db: &sea_orm::DatabaseConnection,
    sql: &str,
) -> impl Future<Output = Vec<sea_orm::QueryResult>> {
    use sea_orm::ConnectionTrait as _;
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), sql);
    async move { db.query_all_raw(statement).await.unwrap() }
}

/// Fills the city and makes its first two people supervisors: of the whole city, and of one street, whose code is returned.
fn fill(city: &City) -> String {
    let (chief, boss) = (city.people[0].account_id, city.people[1].account_id);
    city.look(async |db, _keys| {
        let grids = rows(
            db.read(),
            "SELECT id, (west + east) / 2, (south + north) / 2 FROM area WHERE level = 'grid'",
        )
        .await;
        let grids: Vec<Grid> = grids
            .iter()
            .map(|row| Grid {
                id: row.try_get_by_index(0).unwrap(),
                lng: row.try_get_by_index(1).unwrap(),
                lat: row.try_get_by_index(2).unwrap(),
            })
            .collect();
        let tops = rows(
            db.read(),
            "SELECT id, code FROM area WHERE level IN ('city', 'street') ORDER BY level, code",
        )
        .await;
        let top = |at: usize| -> (i64, String) {
            (
                tops[at].try_get_by_index(0).unwrap(),
                tops[at].try_get_by_index(1).unwrap(),
            )
        };
        let (root, street) = (top(0), top(1));
        let written: Result<(), DbErr> = db
            .write(async |tx| {
                grant(tx, chief, "city_supervisor", root.0).await?;
                grant(tx, boss, "street_supervisor", street.0).await?;
                write(tx, chief, &grids).await
            })
            .await;
        written.unwrap();
        street.1
    })
}

async fn grant(
    tx: &DatabaseTransaction,
    account: Uuid,
    role: &str,
    area_id: i64,
) -> Result<(), DbErr> {
    let row = role_grant::ActiveModel {
        id: Set(Ids::Random.next(&Clock::System)),
        account_id: Set(account),
        role: Set(role.to_owned()),
        area_id: Set(area_id),
        granted_at: Set(0),
        granted_by: Set(None),
        revoked_at: Set(None),
    };
    row.insert(tx).await?;
    Ok(())
}

async fn write(tx: &DatabaseTransaction, author: Uuid, grids: &[Grid]) -> Result<(), DbErr> {
    let now = Clock::System.now().0;
    let sites: Vec<site::ActiveModel> = (0..SITES)
        .map(|at| crossing(at, &grids[at * grids.len() / SITES]))
        .collect();
    insert(tx, sites).await?;
    let (mut records, mut positions, mut tallies) = (vec![], vec![], vec![]);
    for seq in 1..=TALLIES + INCIDENTS {
        let id = Ids::Random.next(&Clock::System);
        let at = now - (seq * 7_919 % (365 * 1_440)) * 60_000;
        let is_tally = seq % 7 == 0 && seq / 7 <= TALLIES;
        let turn = usize::try_from(seq).unwrap();
        let place = turn / 7 % SITES;
        let grid = if is_tally {
            &grids[place * grids.len() / SITES]
        } else {
            &grids[turn % grids.len()]
        };
        let kind = if is_tally { "tally" } else { "incident" };
        let mut row = record_row(id, seq, kind, author, grid.id, at);
        if is_tally {
            row.site_id = Set(Some(wenxun::areas::site_id(&code_of(place))));
            tallies.push(count(id, turn));
        }
        records.push(row);
        positions.push(position_row(id, grid, at));
    }
    assert_eq!(tallies.len(), usize::try_from(TALLIES).unwrap());
    insert(tx, records).await?;
    insert(tx, positions).await?;
    insert(tx, tallies).await
}

fn code_of(at: usize) -> String {
    format!("J{at:04}")
}

fn crossing(at: usize, grid: &Grid) -> site::ActiveModel {
    let code = code_of(at);
    site::ActiveModel {
        id: Set(wenxun::areas::site_id(&code)),
        name_zh: Set(format!("{at}号路口")),
        name_en: Set(format!("Junction {at}")),
        code: Set(code),
        kind: Set("junction".to_owned()),
        site_type: Set("junction".to_owned()),
        lng: Set(grid.lng),
        lat: Set(grid.lat),
        area_id: Set(grid.id),
        is_active: Set(true),
    }
}

fn count(record_id: Uuid, turn: usize) -> tally::ActiveModel {
    let denominator = i64::try_from(10 + turn % 60).unwrap();
    tally::ActiveModel {
        record_id: Set(record_id),
        observation: Set(OBSERVATIONS[turn / 7 % OBSERVATIONS.len()].to_owned()),
        minutes: Set(15.0),
        numerator: Set(denominator * 8 / 10),
        denominator: Set(denominator),
        weather: Set(None),
        second_observer_id: Set(None),
    }
}

async fn insert<A: ActiveModelTrait>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        A::Entity::insert_many(rows.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn position_row(id: Uuid, grid: &Grid, at: i64) -> record_position::ActiveModel {
    record_position::ActiveModel {
        record_id: Set(id),
        lng: Set(grid.lng),
        lat: Set(grid.lat),
        cell: Set(wenxun::areas::morton::cell_of(grid.lng, grid.lat)),
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

fn record_row(
    id: Uuid,
    seq: i64,
    kind: &str,
    author: Uuid,
    area_id: i64,
    at: i64,
) -> record::ActiveModel {
    record::ActiveModel {
        id: Set(id),
        seq: Set(seq),
        kind: Set(kind.to_owned()),
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

/// Asks again and again; prints the row with the 95th of 100 times, in milliseconds.
fn measure(connection: &mut Connection, token: &str, what: &str, path: &str, goal_ms: f64) {
    let mut times: Vec<f64> = (0..ASKED + 5)
        .map(|_| {
            let began = Instant::now();
            let reply = connection.call("GET", path, token, b"").unwrap();
            assert_eq!(
                reply.status,
                200,
                "{}",
                String::from_utf8_lossy(&reply.body)
            );
            began.elapsed().as_secs_f64() * 1e3
        })
        .skip(5)
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[num::to_usize(num::from_usize(times.len() - 1) * share)];
    let p95 = at(0.95);
    let verdict = if p95 <= goal_ms { "met" } else { "MISSED" };
    println!(
        "| {what} | p95 ≤ {goal_ms:.0} ms | p50 {:.2}, p95 {p95:.2} ms | {verdict} |",
        at(0.5)
    );
}

fn main() {
    let city = City::make(Engine::of_this_run(), 2);
    let street = fill(&city);
    let server = city.serve();
    let (chief, boss) = (city.token(&city.people[0]), city.token(&city.people[1]));
    let mut line = Connection::open(&server.address).unwrap();
    let mut ask = |token: &str, what: &str, path: &str, goal_ms: f64| {
        measure(
            &mut line,
            token,
            what,
            &format!("/api/v1/tallies{path}"),
            goal_ms,
        );
    };
    ask(&boss, "tallies of a street, first page", "?limit=50", 20.0);
    ask(
        &boss,
        "tallies of a street, one observation",
        "?limit=50&type=taxi_yield",
        20.0,
    );
    ask(&boss, "tally summary of a street, a year", "/summary", 20.0);
    ask(
        &boss,
        "tally figures of a street, one observation",
        "/figures?type=taxi_yield",
        20.0,
    );
    ask(
        &chief,
        "the same asked by the city",
        &format!("/summary?area={street}"),
        20.0,
    );
    ask(&chief, "tally summary of the whole city", "/summary", 200.0);
}
