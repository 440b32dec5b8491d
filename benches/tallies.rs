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

#[path = "support/ask.rs"]
mod ask;
#[expect(
    dead_code,
    reason = "shared with the fault tests, which need more of it"
)]
#[path = "../tests/process/mod.rs"]
mod process;
#[path = "support/stock.rs"]
mod stock;
#[path = "support/table.rs"]
mod table;

use ask::measure;
use entity::{site, tally};
use process::city::{City, Engine};
use process::http::Connection;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr};
use stock::{Grid, envelope, fill, insert, new_id, position};
use uuid::Uuid;
use wenxun::platform::clock::Clock;

const SITES: usize = 300;
const TALLIES: i64 = 30_000;
const INCIDENTS: i64 = 200_000;
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

async fn write(tx: &DatabaseTransaction, author: Uuid, grids: &[Grid]) -> Result<(), DbErr> {
    let now = Clock::System.now().0;
    let sites: Vec<site::ActiveModel> = (0..SITES)
        .map(|at| crossing(at, &grids[at * grids.len() / SITES]))
        .collect();
    insert(tx, sites).await?;
    let (mut records, mut positions, mut tallies) = (vec![], vec![], vec![]);
    for seq in 1..=TALLIES + INCIDENTS {
        let id = new_id();
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
        let mut row = envelope((id, seq), kind, author, grid, at);
        if is_tally {
            row.site_id = Set(Some(wenxun::areas::site_id(&code_of(place))));
            tallies.push(count(id, turn));
        }
        records.push(row);
        positions.push(position(id, grid, at));
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

fn main() {
    let city = City::make(Engine::of_this_run(), 2);
    let street = fill(&city, write);
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
