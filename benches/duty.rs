//! Rosters and sums of duty: shifts of 200 teams over 60 days, and lists and summaries of a street over 9,000 sessions.
//!
//! `cargo bench --profile fast --bench duty`; one table row a measure: path, goal, figure, verdict.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

#[path = "support/served.rs"]
mod served;
#[path = "support/table.rs"]
mod table;

use std::time::Instant;

use entity::{account, duty_plan, team};
use serde_json::{Value, json};
use served::{Client, while_served, with_demo};
use table::row;
use uuid::Uuid;
use wenxun::app::Service;
use wenxun::demo::pack;
use wenxun::dissuasion::{Planted, count_shifts, make_shifts, plant};
use wenxun::exchange::Reading;
use wenxun::platform::auth::Level;
use wenxun::platform::db::find_global;
use wenxun::platform::keys::sha256;
use wenxun::platform::problem::Language;

const TEAMS: u128 = 200;
/// How many times the demo's sessions.
const TIMES: i64 = 10;

fn main() {
    with_demo("duty", async |service| {
        multiply(&service).await;
        rosters(&service).await;
        sums(&service).await;
    });
}

/// The same sessions with their incidents some weeks earlier, again and again.
async fn multiply(service: &Service) {
    let importer = service.record_importer();
    for times in 1..TIMES {
        let mut text = String::new();
        for name in pack::HISTORY {
            let lines = String::from_utf8(pack::history(name).unwrap()).unwrap();
            for line in lines
                .lines()
                .filter(|line| line.contains("\"session_id\":\"") || line.contains("\"leader\""))
            {
                text.push_str(&again(line, times));
                text.push('\n');
            }
        }
        let reading = Reading::default();
        let done = importer
            .import(text.as_bytes(), &reading, Language::English, |_| {})
            .await
            .unwrap();
        assert_eq!(
            done.refused + done.conflicts,
            0,
            "{:?}",
            done.faults.first()
        );
    }
}

fn again(line: &str, times: i64) -> String {
    let mut told: Value = serde_json::from_str(line).unwrap();
    for name in ["client_id", "session_id"] {
        if let Some(id) = told[name].as_str() {
            let digest = sha256(format!("{times} {id}").as_bytes());
            let id = uuid::Builder::from_custom_bytes(digest[..16].try_into().unwrap()).into_uuid();
            told[name] = json!(id);
        }
    }
    for name in ["captured_at", "ended_at", "uploaded_at"] {
        if let Some(at) = told[name].as_str() {
            let at = chrono::DateTime::parse_from_rfc3339(at).unwrap();
            told[name] = json!((at - chrono::Duration::weeks(times)).to_rfc3339());
        }
    }
    told.to_string()
}

async fn sums(service: &Service) {
    let begin = Instant::now();
    let counted = count_shifts(&service.db, &service.clock).await.unwrap();
    println!(
        "({counted} shifts counted in {:.1} s)",
        begin.elapsed().as_secs_f64()
    );
    while_served(service, ask).await;
}

async fn ask(client: &Client) {
    let token = client.sign_in("city.demo").await;
    let year = "from=2025-08-01&to=2026-12-31";
    let street = format!("area=439802002000&{year}");
    for (what, path, goal_ms) in [
        (
            "summary of a street over a year",
            format!("/dissuasion/summary?{street}"),
            Some(20.0),
        ),
        (
            "list of 50 shifts of a street",
            format!("/dissuasion/shifts?{street}&limit=50"),
            Some(20.0),
        ),
        (
            "summary of the city over a year",
            format!("/dissuasion/summary?{year}"),
            None,
        ),
    ] {
        let what = format!("{what}, 9,000 sessions");
        client.measure(&token, &what, &path, goal_ms).await;
    }
}

/// Teams on duty every day, planted beside what is there.
async fn rosters(service: &Service) {
    let territory = service.territories.current();
    let area = territory
        .areas()
        .iter()
        .find(|area| area.level == Level::Grid)
        .unwrap();
    let found = find_global::<account::Entity>()
        .one(service.db.read())
        .await;
    let leader = found.unwrap().unwrap().id;
    let now = service.clock.now();
    let mut planted = Planted::default();
    for number in 0..TEAMS {
        let id = Uuid::from_u128(number + 1);
        planted.teams.push(team::Model {
            id,
            title: format!("队{number}"),
            home_unit: String::new(),
            leader_id: leader,
            area_id: area.id,
            site_code: None,
            version: 1,
            created_at: now.0,
            ended_at: None,
        });
        planted.plans.push(duty_plan::Model {
            id,
            team_id: id,
            area_id: area.id,
            title: "每日".to_owned(),
            rules: "FREQ=DAILY".to_owned(),
            starts_on: "2026-01-01".to_owned(),
            ends_on: None,
            start_minute: 23 * 60 + 59,
            minutes: 60,
            place_kind: "point".to_owned(),
            place_code: None,
            place_zh: "路口".to_owned(),
            place_en: "junction".to_owned(),
            place_line: "[[110.5,26.9]]".to_owned(),
            needed: 4,
            version: 1,
            created_at: now.0,
            ended_at: None,
        });
    }
    let written: Result<(), sea_orm::DbErr> =
        service.db.write(async |tx| plant(tx, &planted).await).await;
    written.unwrap();
    let begin = Instant::now();
    let made = make_shifts(&service.db, &service.clock, service.zone)
        .await
        .unwrap();
    let took = begin.elapsed().as_secs_f64();
    let what = format!("shifts of 200 teams, 60 days ({made})");
    row(&what, "≤ 1 s", &format!("{took:.2} s"), took <= 1.0);
    let begin = Instant::now();
    let again = make_shifts(&service.db, &service.clock, service.zone)
        .await
        .unwrap();
    let took = begin.elapsed().as_secs_f64();
    row(
        &format!("the same again ({again})"),
        "–",
        &format!("{took:.2} s"),
        true,
    );
}
