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
use entity::{ad_inspection, ad_site};
use process::city::{City, Engine};
use process::http::Connection;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr};
use stock::{Grid, envelope, fill, insert, new_id, position};
use uuid::Uuid;
use wenxun::platform::clock::Clock;

const SITES: i64 = 12_000;
const INSPECTIONS: i64 = 40_000;
const INCIDENTS: i64 = 200_000;
const DAY_MS: i64 = 86_400_000;
const PLACEMENTS: [&str; 4] = ["billboard", "banner", "light_box", "bus_shelter"];
const CONDITIONS: [&str; 6] = ["intact", "intact", "intact", "intact", "intact", "faded"];

async fn write(tx: &DatabaseTransaction, author: Uuid, grids: &[Grid]) -> Result<(), DbErr> {
    let now = Clock::System.now().0;
    let grid_of = |number: i64| &grids[usize::try_from(number).unwrap() % grids.len()];
    let ids: Vec<Uuid> = (0..SITES).map(|_| new_id()).collect();
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
        let id = new_id();
        let at = now - (seq * 7_919 % (365 * 1_440)) * 60_000;
        let is_look = seq % 6 == 0 && seq / 6 <= INSPECTIONS;
        let number = if is_look { seq / 6 % SITES } else { seq };
        let grid = grid_of(number);
        let kind = if is_look { "ad_inspection" } else { "incident" };
        records.push(envelope((id, seq), kind, author, grid, at));
        positions.push(position(id, grid, at));
        if is_look {
            looks.push(look(id, ids[usize::try_from(number).unwrap()], seq, at));
        }
    }
    assert_eq!(looks.len(), usize::try_from(INSPECTIONS).unwrap());
    insert(tx, records).await?;
    insert(tx, positions).await?;
    insert(tx, looks).await
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
