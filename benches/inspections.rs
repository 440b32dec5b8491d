//! Scores of a round: 1,200 sites of 40 items, two inspections each, sealed and published.
//!
//! `cargo bench --profile fast --bench inspections`; one table row a measure: path, goal, figure, verdict. A number after `--`
//! takes so many sites instead.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench speaks to its terminal and fails by panicking"
)]

use entity::{account, inspection_rubric, inspection_site, record, site_inspection};
use reqwest::{Client, Method};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;
use wenxun::app::{Replaced, Service};
use wenxun::areas::Area;
use wenxun::config::Config;
use wenxun::demo::{DEMO_PASSWORD, DemoLoader};
use wenxun::platform::auth::Level;
use wenxun::platform::db::{execute_all, find_global, inserts_of};

const SITES: usize = 1_200;
const ITEMS: usize = 40;
const ASKED: usize = 30;
const GOAL_MS: f64 = 200.0;
const CITY: &str = "439800000000";

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse::<usize>().ok());
    let sites = numbers.next().unwrap_or(SITES);
    let folder = std::env::temp_dir().join(format!("wenxun-inspections-{}", std::process::id()));
    let mut config = Config::load(std::path::Path::new("no-such-file.toml")).unwrap();
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.data.clone_from(&folder);
    config.limits.requests_per_s = 10_000.try_into().unwrap();
    actix_web::rt::System::new().block_on(measure(config, sites));
    std::fs::remove_dir_all(&folder).unwrap();
}

async fn measure(config: Config, sites: usize) {
    let service = Service::open(config, Replaced::default()).await.unwrap();
    let loader = DemoLoader {
        records: service.record_importer(),
        blobs: service.blobs.clone(),
        passwords: service.passwords.clone(),
        zone: service.zone,
    };
    loader.load(&|_| {}).await.unwrap();
    let running = wenxun::app::serve(service.clone()).unwrap();
    let (base, handle) = (
        format!("http://{}/api/v1", running.address),
        running.handle(),
    );
    let serving = actix_web::rt::spawn(running.until_stopped());
    let desk = Desk::sign_in(base).await;
    let rubric = insert_rubric(&service).await;
    let round = desk.draw(rubric).await;
    fill(&service, round, sites).await;
    let scores = format!("/inspections/rounds/{round}/scores");
    desk.time("scores, sealed", &scores, sites).await;
    let shown = desk
        .call(
            Method::GET,
            &format!("/inspections/rounds/{round}"),
            Value::Null,
        )
        .await;
    let begin = Instant::now();
    let publish = format!("/inspections/rounds/{round}/publish");
    desk.call(Method::POST, &publish, json!({"version": shown["version"]}))
        .await;
    println!(
        "| publishing {sites} sites × {ITEMS} items | – | {:.0} ms | – |",
        ms(begin.elapsed())
    );
    desk.time("scores, published", &scores, sites).await;
    let losses = format!("/inspections/rounds/{round}/losses");
    desk.time("losses, published", &losses, sites).await;
    handle.stop(true).await;
    serving.await.unwrap().unwrap();
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The city's desk over HTTP.
struct Desk {
    base: String,
    token: String,
}

impl Desk {
    async fn sign_in(base: String) -> Self {
        let device = json!({"id": "00000000-0000-4000-8000-000000000001", "name": "bench"});
        let body = json!({"account": "city.demo", "password": DEMO_PASSWORD, "device": device, "client": "api"});
        let nobody = Self {
            base,
            token: String::new(),
        };
        let session = nobody.call(Method::POST, "/sessions", body).await;
        let token = session["access_token"].as_str().unwrap().to_owned();
        Self { token, ..nobody }
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let client = Client::builder().no_proxy().build().unwrap();
        let request = client.request(method, format!("{}{path}", self.base));
        let request = request
            .bearer_auth(&self.token)
            .header("content-type", "application/json");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let reply = request.body(body).send().await.unwrap();
        let (status, text) = (reply.status(), reply.text().await.unwrap());
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// A round by the rubric whose drawn sites are of another kind than those that are filled in.
    async fn draw(&self, rubric: Uuid) -> Uuid {
        let body = json!({"kind": "mock", "title_zh": "测速", "title_en": "Bench", "area_code": CITY, "from": "2026-01-01",
            "to": "2026-12-31", "rubric_id": rubric, "strata": "street", "types": [{"site_type": "station", "draw": null}],
            "makes_cases": "never", "case_severity": 3});
        let made = self.call(Method::POST, "/inspections/rounds", body).await;
        let id = made["id"].as_str().unwrap();
        let draw = format!("/inspections/rounds/{id}/draw");
        self.call(Method::POST, &draw, json!({"version": 1})).await;
        id.parse().unwrap()
    }

    async fn time(&self, what: &str, path: &str, sites: usize) {
        let mut times: Vec<Duration> = vec![];
        for _ in 0..ASKED {
            let begin = Instant::now();
            self.call(Method::GET, path, Value::Null).await;
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        let p95 = ms(times[ASKED * 95 / 100]);
        let verdict = if p95 <= GOAL_MS { "met" } else { "**missed**" };
        println!(
            "| {what}, {sites} sites × {ITEMS} items | ≤ {GOAL_MS} ms | p95 {p95:.0} ms | {verdict} |"
        );
    }
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
    let types = [
        of("bus_stop", i64::try_from(ITEMS).unwrap()),
        of("station", 1),
    ];
    let id = Uuid::from_u128(7);
    let row = inspection_rubric::Model {
        id,
        number: 1_000,
        title_zh: "测速".to_owned(),
        title_en: "Bench".to_owned(),
        site_types: 2,
        items: i64::try_from(ITEMS).unwrap() + 1,
        definition: json!({ "types": types }).to_string(),
        source_sha256: vec![0; 32],
        published_at: 0,
        made_by: None,
    };
    let row = row.into_active_model().reset_all();
    let written: Result<(), DbErr> = service
        .db
        .write(async |tx| execute_all(tx, inserts_of(vec![row])).await)
        .await;
    written.unwrap();
    id
}

/// Sites and two inspections of each.
async fn fill(service: &Service, round: Uuid, sites: usize) {
    let people = find_global::<account::Entity>()
        .filter(account::Column::Account.is_in(["assessor.demo", "grid.demo"]))
        .all(service.db.read())
        .await
        .unwrap();
    let territory = service.territories.current();
    let areas = territory.areas().iter();
    let grids: Vec<&Area> = areas.filter(|area| area.level == Level::Grid).collect();
    let now = service.clock.now().0;
    let (mut drawn, mut records, mut inspections) = (vec![], vec![], vec![]);
    for number in 0..sites {
        let grid = grids[number % grids.len()];
        let street = territory.at_level(grid, Level::Street).unwrap();
        let site = site_row(round, number, grid, &street.code);
        for (which, person) in people.iter().enumerate() {
            let record = record_row(number * 2 + which, grid.id, person.id, now);
            inspections.push(inspection_row(&record, &site, number * 2 + which));
            records.push(record.into_active_model().reset_all());
        }
        drawn.push(site.into_active_model().reset_all());
    }
    let written: Result<(), DbErr> = service
        .db
        .write(async |tx| {
            execute_all(tx, inserts_of(drawn)).await?;
            execute_all(tx, inserts_of(records)).await?;
            execute_all(tx, inserts_of(inspections)).await
        })
        .await;
    written.unwrap();
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

fn record_row(number: usize, area_id: i64, author_id: Uuid, now: i64) -> record::Model {
    record::Model {
        id: Uuid::from_u128(u128::try_from(number).unwrap() + 1),
        seq: 10_000_000 + i64::try_from(number).unwrap(),
        kind: "site_inspection".to_owned(),
        author_id,
        captured_at: now,
        captured_offset_min: 480,
        happened_at: now,
        received_at: now,
        area_id,
        believed_area_code: None,
        placed_by: "gps".to_owned(),
        shift_id: None,
        site_id: None,
        corrects: None,
        correction_reason: None,
        content_sha256: vec![0; 32],
        receipt: format!("B{number:08}"),
        app_version: String::new(),
        device_id: String::new(),
        claimed_photos: 0,
        imported_by: None,
    }
}

fn inspection_row(
    record: &record::Model,
    site: &inspection_site::Model,
    number: usize,
) -> site_inspection::ActiveModel {
    let finding = |at: usize| {
        let is_failed = (number * 7 + at * 3) % 11 == 0;
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
    .into_active_model()
    .reset_all()
}
