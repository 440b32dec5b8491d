//! Scores of a round: 1,200 sites of 40 items, two inspections each, sealed.
//!
//! `cargo bench --profile fast --bench inspections`; one table row a measure: path, goal, figure, verdict. A number after `--`
//! takes so many sites instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[path = "support/rows.rs"]
mod rows;
#[path = "support/served.rs"]
mod served;
#[path = "support/table.rs"]
mod table;

use entity::{inspection_round, inspection_rubric, inspection_site, record, site_inspection};
use rows::{account_of, record_row, write};
use serde_json::{Value, json};
use served::{while_served, with_demo};
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::areas::Area;
use wenxun::platform::auth::Level;

const SITES: usize = 1_200;
const ITEMS: usize = 40;
const GOAL_MS: f64 = 200.0;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let sites = numbers.next().unwrap_or(SITES);
    with_demo("inspections", async |service| {
        let round = fill(&service, sites).await;
        while_served(&service, async |client| {
            let token = client.sign_in("city.demo").await;
            for what in ["scores", "losses", "results"] {
                let path = format!("/inspections/rounds/{round}/{what}");
                let what = format!("{what}, {sites} sites × {ITEMS} items");
                client.measure(&token, &what, &path, Some(GOAL_MS)).await;
            }
        })
        .await;
    });
}

/// A rubric of forty items for bus stops and one for stations.
async fn insert_rubric(service: &Service) -> Uuid {
    let item = |code: String, weight: i64| {
        json!({"code": code, "kind": "yes_no", "text_zh": "一项", "text_en": "An item", "weight": weight, "fail_severity": 1,
            "is_veto": false, "may_be_not_applicable": true, "needs_photo": false, "minimum": null, "wanted_percent": null,
            "penalty": null, "counted_zh": null, "counted_en": null, "category": null, "indicator_code": null})
    };
    let of = |code: &str, count: i64| {
        let items = (0..count).map(|at| item(format!("{code}_{at:02}"), 10_000 / count));
        json!({"code": code, "name_zh": code, "name_en": code, "group": "transport", "items": items.collect::<Vec<_>>()})
    };
    let types = [of("bus_stop", i64::try_from(ITEMS).unwrap())];
    let id = Uuid::from_u128(7);
    let row = inspection_rubric::Model {
        id,
        number: 1_000,
        title_zh: "测速".to_owned(),
        title_en: "Bench".to_owned(),
        site_types: 1,
        items: i64::try_from(ITEMS).unwrap(),
        definition: json!({ "types": types }).to_string(),
        source_sha256: vec![0; 32],
        published_at: 0,
        made_by: None,
    };
    write(service, [row].into_iter()).await;
    id
}

/// A sealed round of the city.
async fn insert_round(service: &Service, planner: Uuid, area_id: i64) -> Uuid {
    let row = inspection_round::Model {
        id: Uuid::from_u128(8),
        area_id,
        kind: "mock".to_owned(),
        state: "field".to_owned(),
        version: 1,
        title_zh: "测速".to_owned(),
        title_en: "Bench".to_owned(),
        rubric_id: insert_rubric(service).await,
        starts_on: "2026-01-01".to_owned(),
        ends_on: "2026-12-31".to_owned(),
        design: json!({"strata": "street", "types": []}).to_string(),
        makes_cases: "never".to_owned(),
        case_severity: 3,
        planner_id: Some(planner),
        seed: None,
        made_at: 0,
        drawn_at: Some(0),
        published_at: None,
    };
    let id = row.id;
    write(service, [row].into_iter()).await;
    id
}

/// A round with its sites and two inspections of each.
async fn fill(service: &Service, sites: usize) -> Uuid {
    let desk = account_of(service, "city.demo").await;
    let people = [desk, account_of(service, "grid.demo").await];
    let territory = service.territories.current();
    let areas = territory.areas().iter();
    let grids: Vec<&Area> = areas.filter(|area| area.level == Level::Grid).collect();
    let now = service.clock.now().0;
    let root = territory.roots().next().unwrap().id;
    let round = insert_round(service, desk, root).await;
    let (mut drawn, mut records, mut inspections) = (vec![], vec![], vec![]);
    for number in 0..sites {
        let grid = grids[number % grids.len()];
        let street = territory.at_level(grid, Level::Street).unwrap();
        let site = site_row(round, number, grid, &street.code);
        for (which, person) in people.iter().enumerate() {
            let at = number * 2 + which;
            let nth = i64::try_from(at).unwrap();
            let record = record_row(nth, "site_inspection", (grid.id, *person), now);
            inspections.push(inspection_row(&record, &site, at));
            records.push(record);
        }
        drawn.push(site);
    }
    write(service, drawn.into_iter()).await;
    write(service, records.into_iter()).await;
    write(service, inspections.into_iter()).await;
    round
}

fn numbered(kind: u128, number: i64) -> Uuid {
    Uuid::from_u128((kind << 64) + u128::try_from(number).unwrap())
}

fn site_row(round: Uuid, number: usize, grid: &Area, street: &str) -> inspection_site::Model {
    let number = i64::try_from(number).unwrap();
    inspection_site::Model {
        id: numbered(1, number),
        round_id: round,
        site_id: numbered(2, number),
        code: format!("BENCH-{number}"),
        site_type: "bus_stop".to_owned(),
        title_zh: "点位".to_owned(),
        title_en: "Site".to_owned(),
        area_id: grid.id,
        lng: grid.centre.0,
        lat: grid.centre.1,
        stratum: street.to_owned(),
        in_frame: 200,
        drawn: 100,
        draw_order: 10_000 + number,
    }
}

fn inspection_row(
    record: &record::Model,
    site: &inspection_site::Model,
    number: usize,
) -> site_inspection::Model {
    let finding = |at: usize| {
        let is_failed = (number * 7 + at * 3).is_multiple_of(11);
        json!({"finding": if is_failed { "fail" } else { "pass" }, "note": null, "photos": [], "make_case": false})
    };
    site_inspection::Model {
        record_id: record.id,
        round_id: site.round_id,
        round_site_id: site.id,
        author_id: record.author_id,
        area_id: site.area_id,
        seq: record.seq,
        happened_at: record.happened_at,
        started_at: record.happened_at,
        findings: Value::from((0..ITEMS).map(finding).collect::<Vec<_>>()).to_string(),
    }
}
