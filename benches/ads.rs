//! How soon lists and figures of ads answer over ten times the demo's year: 12,000 sites, 40,000 inspections, beside
//! 200,000 incidents.
//!
//! `cargo bench --profile fast --bench ads`; one table row a measure: path, goal, figure, verdict. Times are what a client
//! on the same machine sees over one kept connection.
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

use entity::{ad_inspection, ad_site, record, record_position, role_grant};
use process::city::{City, Engine};
use process::http::Connection;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait as _};
use std::time::Instant;
use uuid::Uuid;
use wenxun::platform::clock::Clock;
use wenxun::platform::ids::Ids;
use wenxun::platform::num;

const SITES: i64 = 12_000;
const INSPECTIONS: i64 = 40_000;
const INCIDENTS: i64 = 200_000;
const DAY_MS: i64 = 86_400_000;
const CHUNK: usize = 500;
/// Requests of one measure.
const ASKED: usize = 200;
const PLACEMENTS: [&str; 4] = ["billboard", "banner", "light_box", "bus_shelter"];
const CONDITIONS: [&str; 6] = ["intact", "intact", "intact", "intact", "intact", "faded"];

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
    let grid_of = |number: i64| &grids[usize::try_from(number).unwrap() % grids.len()];
    let ids: Vec<Uuid> = (0..SITES)
        .map(|_| Ids::Random.next(&Clock::System))
        .collect();
    let sites = (0..SITES).map(|number| {
        site(
            ids[usize::try_from(number).unwrap()],
            number,
            grid_of(number),
            now,
        )
    });
    insert(tx, sites.collect()).await?;
    let (mut records, mut positions, mut looks) = (vec![], vec![], vec![]);
    for seq in 1..=INSPECTIONS + INCIDENTS {
        let id = Ids::Random.next(&Clock::System);
        let at = now - (seq * 7_919 % (365 * 1_440)) * 60_000;
        let is_look = seq % 6 == 0 && seq / 6 <= INSPECTIONS;
        let number = if is_look { seq / 6 % SITES } else { seq };
        let grid = grid_of(number);
        let kind = if is_look { "ad_inspection" } else { "incident" };
        records.push(record_row(id, seq, kind, author, grid.id, at));
        positions.push(position_row(id, grid, at));
        if is_look {
            looks.push(look(id, ids[usize::try_from(number).unwrap()], seq, at));
        }
    }
    assert_eq!(looks.len(), usize::try_from(INSPECTIONS).unwrap());
    insert(tx, records).await?;
    insert(tx, positions).await?;
    insert(tx, looks).await
}

async fn insert<A: ActiveModelTrait>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        A::Entity::insert_many(rows.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn site(id: Uuid, number: i64, grid: &Grid, now: i64) -> ad_site::ActiveModel {
    let turn = usize::try_from(number).unwrap();
    let is_public = number % 10 < 3;
    let condition = CONDITIONS[turn % CONDITIONS.len()];
    let theme = if is_public { "thrift" } else { "commercial" };
    ad_site::ActiveModel {
        id: Set(id),
        code: Set(format!("A{number:06}")),
        placement: Set(PLACEMENTS[turn % PLACEMENTS.len()].to_owned()),
        theme: Set(theme.to_owned()),
        is_public_service: Set(is_public),
        faces: Set(1),
        owner_unit: Set(None),
        refresh_days: Set(Some(180)),
        lng: Set(Some(grid.lng)),
        lat: Set(Some(grid.lat)),
        area_id: Set(grid.id),
        road_code: Set((number % 2 == 0).then(|| format!("R{:04}", number % 98))),
        is_active: Set(true),
        source: Set("import".to_owned()),
        made_at: Set(now),
        ended_at: Set(None),
        end_reason: Set(None),
        theme_now: Set(theme.to_owned()),
        faces_now: Set(1),
        public_faces_now: Set(i64::from(is_public)),
        condition: Set(condition.to_owned()),
        conditions_now: Set(format!(",{condition},")),
        last_record_id: Set(None),
        last_at: Set(Some(now)),
        last_seq: Set(None),
        last_photo: Set(None),
        last_good_at: Set(None),
        due_at: Set(Some(now + (number % 360 - 60) * DAY_MS)),
    }
}

fn look(record_id: Uuid, site: Uuid, seq: i64, at: i64) -> ad_inspection::ActiveModel {
    let condition = CONDITIONS[usize::try_from(seq / 6).unwrap() % CONDITIONS.len()];
    ad_inspection::ActiveModel {
        record_id: Set(record_id),
        ad_site_id: Set(site),
        happened_at: Set(at),
        seq: Set(seq),
        conditions: Set(format!(",{condition},")),
        is_good: Set(condition == "intact"),
        theme_seen: Set(None),
    }
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
            &format!("/api/v1/ads/{path}"),
            goal_ms,
        );
    };
    ask(
        &boss,
        "ad inspections of a street, first page",
        "inspections?limit=50",
        20.0,
    );
    ask(
        &boss,
        "ad inspections of a street, faded ones",
        "inspections?limit=50&condition=faded",
        20.0,
    );
    ask(
        &chief,
        "the same asked by the city",
        &format!("inspections?limit=50&area={street}"),
        20.0,
    );
    ask(
        &boss,
        "ad sites of a street, first page",
        "sites?limit=50",
        20.0,
    );
    ask(
        &boss,
        "ad sites of a street, overdue",
        "sites?limit=50&due=overdue",
        20.0,
    );
    ask(&boss, "ad summary of a street, a year", "summary", 20.0);
    ask(
        &boss,
        "ad summary of a street, by road",
        "summary?by=road",
        20.0,
    );
    ask(&chief, "ad share of the whole city", "share", 10.0);
}
