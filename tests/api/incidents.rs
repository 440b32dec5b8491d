//! Lists and details of incidents, clipped to the caller's areas.

use crate::support::{
    Client, IN_NEIGHBOUR_GRID, NEIGHBOUR_GRID, STREET_EAST, STREET_WEST, TestCity, WORK_GRID,
    incident, with,
};
use serde_json::{Value, json};

async fn ids(client: &Client, query: &str) -> Vec<Value> {
    let reply = client.get(&format!("/api/v1/incidents{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].clone())
        .collect()
}

#[tokio::test]
async fn a_supervisor_sees_the_own_street_and_nothing_of_the_neighbours() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = incident(&city);
    worker.capture(&record).await;
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    assert_eq!(ids(&east, "").await, [record["id"].clone()]);
    assert!(ids(&west, "").await.is_empty());
    let path = format!("/api/v1/incidents/{}", record["id"].as_str().unwrap());
    assert_eq!(east.get(&path).await.status, 200);
    let denied = west.get(&path).await;
    assert_eq!(
        (denied.status, denied.code().as_str()),
        (404, "record_not_found")
    );
}

#[tokio::test]
async fn an_author_sees_own_records_wherever_they_lie() {
    let city = TestCity::spawn().await;
    let volunteer = city
        .person("vol", &[("dissuasion_volunteer", "439801001001")])
        .await;
    let abroad = with(
        incident(&city),
        json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 5.0}}),
    );
    volunteer.capture(&abroad).await;
    city.grid_worker(WORK_GRID)
        .await
        .capture(&incident(&city))
        .await;
    assert_eq!(ids(&volunteer, "").await, [abroad["id"].clone()]);
    assert_eq!(
        ids(&city.grid_worker(NEIGHBOUR_GRID).await, "").await,
        [abroad["id"].clone()]
    );
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let records: Vec<Value> = (0..25).map(|_| incident(&city)).collect();
    worker.send_records(&records).await;
    let mut seen = vec![];
    let mut cursor = String::new();
    loop {
        let page = worker
            .get(&format!("/api/v1/incidents?limit=10{cursor}"))
            .await
            .json();
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((seen.len(), unique.len()), (25, 25));
}

#[tokio::test]
async fn every_filter_narrows() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let plain = incident(&city);
    let parked = with(
        incident(&city),
        json!({"captured_at": "2026-10-25T23:30:00+08:00", "note": "占用盲道 100%_真",
               "payload": {"category": "illegal_parking_motor", "outcome": "refused"}}),
    );
    worker.send_records(&[plain.clone(), parked.clone()]).await;
    for (query, expected) in [
        ("?category=illegal_parking_motor", &parked),
        ("?outcome=refused,argued", &parked),
        ("?from=2026-10-25&to=2026-10-25", &parked),
        ("?from=2026-10-30", &plain),
        ("?weekday=7", &parked),
        ("?hour=23", &parked),
        ("?flag=late", &parked),
        ("?from=2026-10-01&q=%E7%9B%B2%E9%81%93", &parked),
        ("?from=2026-10-01&q=100%25_", &parked),
        ("?area=439801001001001&category=littering", &plain),
    ] {
        assert_eq!(
            ids(&worker, query).await,
            [expected["id"].clone()],
            "{query}"
        );
    }
    assert_eq!(
        ids(&worker, "?author=me&bbox=110.5,26.9,110.502,26.902")
            .await
            .len(),
        2
    );
    assert!(
        ids(&worker, "?bbox=110.6,26.9,110.7,26.902")
            .await
            .is_empty()
    );
    assert!(
        ids(&worker, "?from=2026-10-01&q=100x_").await.is_empty(),
        "a wildcard in the search is only a character"
    );
}

#[tokio::test]
async fn wrong_filters_are_named() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    for (query, pointer, code) in [
        ("?category=nope", "/category", "unknown_category"),
        ("?from=2026-13-01", "/from", "bad_date"),
        ("?from=2026-10-02&to=2026-10-01", "/from", "ordered_wrong"),
        ("?q=x", "/q", "too_short"),
        ("?q=long-enough", "/from", "period_too_long"),
        ("?cursor=xyz", "/cursor", "bad_cursor"),
        ("?bbox=1,2,3", "/bbox", "out_of_range"),
        ("?weekday=8", "/weekday", "out_of_range"),
        ("?area=999", "/area", "unknown_area"),
        ("?colour=red", "/colour", "unknown_field"),
    ] {
        let reply = worker.get(&format!("/api/v1/incidents{query}")).await;
        assert_eq!(reply.status, 422, "{query}: {}", reply.text());
        let errors = reply.json()["errors"].clone();
        let named = errors
            .as_array()
            .unwrap()
            .iter()
            .any(|error| error["pointer"] == pointer && error["code"] == code);
        assert!(named, "{query}: {errors}");
    }
}

#[tokio::test]
async fn a_phone_number_in_a_note_is_masked_for_every_reader() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = with(incident(&city), json!({"note": "店主 13812345678"}));
    worker.capture(&record).await;
    let seen = worker.get("/api/v1/incidents").await.json();
    assert_eq!(seen["items"][0]["note"], "店主 •••••••••••");
}

#[tokio::test]
async fn a_receipt_code_finds_its_record() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = incident(&city);
    let receipt = worker.capture(&record).await["receipt"]
        .as_str()
        .unwrap()
        .to_owned();
    worker.capture(&incident(&city)).await;
    assert_eq!(
        ids(&worker, &format!("?q={receipt}")).await,
        [record["id"].clone()]
    );
}
