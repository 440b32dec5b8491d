//! The demo city and the import of history: what a first visitor meets, and what dirty files do.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};
use wenxun::exchange::{ImportSummary, Reading};
use wenxun::platform::problem::Language;

use crate::support::{Client, TestCity, beside, demo_loader};

/// Signs in as the page does, with the password that the demo tells everybody.
async fn demo_person(city: &TestCity, account: &str) -> Client {
    let mut client = city.stranger();
    let body = json!({
        "account": account, "password": wenxun::demo::DEMO_PASSWORD, "client": "api",
        "device": {"id": uuid::Uuid::from_u128(1 << 76 | 8 << 60), "name": "test"}
    });
    let reply = client.post("/api/v1/sessions", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    client.token = reply.json()["access_token"].as_str().map(str::to_owned);
    client
}

async fn import(city: &TestCity, lines: Vec<u8>) -> ImportSummary {
    beside(city, async move |service| {
        let importer = service.record_importer();
        let reading = Reading::default();
        importer
            .import(lines.as_slice(), &reading, Language::English, |_| {})
            .await
            .unwrap()
    })
    .await
}

fn dirty() -> Vec<(String, Vec<u8>)> {
    let file = include_str!("../data/records/dirty.jsonl");
    let kind = |line: &str| {
        serde_json::from_str::<Value>(line).unwrap()["why"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    file.lines()
        .map(|line| (kind(line), line.as_bytes().to_vec()))
        .collect()
}

async fn items(client: &Client, query: &str) -> Vec<Value> {
    let reply = client
        .get(&format!("/api/v1/incidents?limit=100&{query}"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

async fn the_responsibility_table_is_published_and_measured(supervisor: &Client) {
    let reply = supervisor
        .get("/api/v1/indicators/scoreboard?period=2026&trend=1")
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let board = reply.json();
    assert_eq!(board["counts"]["requirements"], 57);
    let states = |code: &str| -> Vec<String> {
        let items = board["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["code"] == code).unwrap();
        let measures = item["measures"].as_array().unwrap().iter();
        measures
            .map(|one| format!("{} {}", one["code"], one["state"]))
            .collect()
    };
    let asked = states("II-11/III-21/1");
    let has_figure = |one: &String| one.ends_with(r#""figure""#);
    assert!(
        asked.len() == 4 && asked.iter().all(has_figure),
        "{asked:?}"
    );
    assert_eq!(
        states("II-4/III-10/2").last().unwrap(),
        r#""public_share" "figure""#
    );
    let unmeasured = board["unmeasured"].as_array().unwrap();
    assert!(
        unmeasured
            .iter()
            .any(|one| one["code"] == "II-7/III-15/2" && one["is_wholly"] == true)
    );
}

#[tokio::test]
async fn the_demo_city_has_people_records_and_pictures_and_is_loaded_once() {
    let city = TestCity::spawn_demo().await;
    city.run_jobs().await;
    let worker = demo_person(&city, "grid.demo").await;
    let rows = items(&worker, "from=2026-09-01").await;
    assert!(rows.len() > 5);
    assert!(
        rows.iter().all(|row| row["area_code"] == "439802002001003"),
        "only the own grid"
    );
    let pictured = rows
        .iter()
        .find(|row| row["photos"][0]["has_derivative"] == true)
        .unwrap();
    let hash = pictured["photos"][0]["sha256"].as_str().unwrap();
    assert_eq!(
        worker
            .get(&format!("/api/v1/photos/{hash}/thumb"))
            .await
            .status,
        200
    );
    let elsewhere = demo_person(&city, "grid2.demo").await;
    assert!(
        items(&elsewhere, "")
            .await
            .iter()
            .all(|row| row["area_code"] == "439802001005004")
    );
    let supervisor = demo_person(&city, "city.demo").await;
    assert_eq!(
        items(&supervisor, "flag=photo_reused,photo_missing")
            .await
            .len(),
        0
    );
    the_responsibility_table_is_published_and_measured(&supervisor).await;
    let newest = items(&supervisor, "").await[0]["happened_at"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(newest.starts_with("2026-10-24"), "{newest}");
    let again = beside(&city, async |service| {
        demo_loader(&service).load(&|_| {}).await.unwrap()
    })
    .await;
    assert_eq!(again.last_day.to_string(), "2026-10-24");
    let file = supervisor
        .get("/api/v1/incidents/export?format=ndjson")
        .await;
    let ids: HashSet<String> = file
        .text()
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 20_000, "every record once, over all pages");
}

#[tokio::test]
async fn a_database_that_holds_anything_else_is_never_made_a_demo() {
    let city = TestCity::spawn().await;
    let refused = beside(&city, async |service| {
        demo_loader(&service).load(&|_| {}).await
    })
    .await;
    assert!(refused.unwrap_err().to_string().contains("real data"));
}

#[tokio::test]
async fn every_kind_of_dirty_line_is_refused_or_flagged_as_documented() {
    let city = TestCity::spawn_on_demo_areas().await;
    let mut by_kind: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (kind, line) in dirty() {
        let lines = by_kind.entry(kind).or_default();
        lines.extend(line);
        lines.push(b'\n');
    }
    let refused = [
        ("lat_out_of_range", "out_of_range", "/position/lat"),
        ("swapped_lat_lng", "out_of_range", "/position/lat"),
        ("unknown_category", "unknown_category", "/payload/category"),
        ("unknown_outcome", "unknown_outcome", "/payload/outcome"),
        ("no_offset", "no_offset", "/captured_at"),
        ("bad_uuid", "bad_uuid", "/id"),
        ("negative_accuracy", "out_of_range", "/position/accuracy_m"),
        ("note_too_long", "too_long", "/note"),
        ("missing_field", "missing_field", "/captured_at"),
        ("number_as_text", "wrong_type", "/position/lat"),
    ];
    let flagged = [
        ("outside_city", "outside_city"),
        ("future", "future"),
        ("grid_mismatch", "area_mismatch"),
        ("null_island", "null_island"),
    ];
    assert_eq!(by_kind.len(), refused.len() + flagged.len());
    for (kind, code, pointer) in refused {
        let summary = import(&city, by_kind[kind].clone()).await;
        assert_eq!(
            (summary.lines, summary.refused, summary.created),
            (10, 10, 0),
            "{kind}"
        );
        for fault in &summary.faults {
            assert_eq!(
                (fault.code.as_str(), fault.pointer.as_str()),
                (code, pointer),
                "{kind}"
            );
        }
    }
    for (kind, flag) in flagged {
        let summary = import(&city, by_kind[kind].clone()).await;
        assert_eq!(
            (summary.lines, summary.refused, summary.created),
            (10, 0, 10),
            "{kind}"
        );
        assert_eq!(
            summary.flags.get(flag),
            Some(&10),
            "{kind}: {:?}",
            summary.flags
        );
        let again = import(&city, by_kind[kind].clone()).await;
        assert_eq!((again.created, again.duplicates), (0, 10), "{kind}");
    }
}

#[tokio::test]
async fn a_line_of_a_community_nobody_knows_is_refused_and_the_others_are_taken() {
    let city = TestCity::spawn_on_demo_areas().await;
    let lines = dirty()
        .into_iter()
        .filter(|(kind, _)| kind == "grid_mismatch");
    let mut lines: Vec<String> = lines
        .take(2)
        .map(|(_, line)| String::from_utf8(line).unwrap())
        .collect();
    let worker = serde_json::from_str::<Value>(&lines[1]).unwrap()["record"]["worker"]
        .as_str()
        .unwrap()
        .to_owned();
    lines[1] = lines[1].replace(&worker, "W-99999999-01");
    let summary = import(&city, lines.join("\n").into_bytes()).await;
    assert_eq!((summary.created, summary.refused), (1, 1));
    assert_eq!(
        (summary.faults[0].line, summary.faults[0].pointer.as_str()),
        (2, "/worker")
    );
}
