//! Corrections are new records; of a chain only the last counts.

use crate::support::{Client, TestCity, WORK_GRID, incident, with};
use serde_json::{Value, json};

fn correcting(city: &TestCity, target: &Value) -> Value {
    with(
        incident(city),
        json!({"corrects": target["id"], "correction_reason": "看错了类别"}),
    )
}

async fn flags(client: &Client, record: &Value) -> Value {
    client
        .get(&format!(
            "/api/v1/incidents/{}",
            record["id"].as_str().unwrap()
        ))
        .await
        .json()["flags"]
        .clone()
}

#[tokio::test]
async fn a_correction_replaces_its_target_and_a_later_one_replaces_the_earlier() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let first = incident(&city);
    let (second, third) = (correcting(&city, &first), correcting(&city, &first));
    for record in [&first, &second, &third] {
        worker.capture(record).await;
    }
    assert_eq!(flags(&worker, &first).await, json!(["superseded"]));
    assert_eq!(flags(&worker, &second).await, json!(["superseded"]));
    assert_eq!(flags(&worker, &third).await, json!([]));
    let detail = worker
        .get(&format!(
            "/api/v1/incidents/{}",
            first["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(detail["superseded_by"], third["id"]);
}

#[tokio::test]
async fn a_correction_may_arrive_before_its_target() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let first = incident(&city);
    let second = correcting(&city, &first);
    worker.capture(&second).await;
    assert_eq!(flags(&worker, &second).await, json!(["corrects_unknown"]));
    worker.capture(&first).await;
    assert_eq!(flags(&worker, &second).await, json!([]));
    assert_eq!(flags(&worker, &first).await, json!(["superseded"]));
}

#[tokio::test]
async fn nobody_corrects_somebody_elses_record() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let other = city.person("other", &[("grid_worker", WORK_GRID)]).await;
    let record = incident(&city);
    worker.capture(&record).await;
    let attempt = correcting(&city, &record);
    other.capture(&attempt).await;
    assert_eq!(flags(&worker, &record).await, json!([]));
    assert_eq!(flags(&other, &attempt).await, json!(["corrects_unknown"]));
}

#[tokio::test]
async fn my_records_tell_what_became_of_them_since_the_last_look() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let first = incident(&city);
    worker.capture(&first).await;
    let seen = worker.get("/api/v1/records/mine").await.json();
    assert_eq!(seen["items"][0]["state"], "received");
    worker.capture(&correcting(&city, &first)).await;
    let since = seen["next_since_seq"].as_i64().unwrap();
    let changed = worker
        .get(&format!("/api/v1/records/mine?since_seq={since}"))
        .await
        .json();
    let states: Vec<(&str, &str)> = changed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["id"].as_str().unwrap(),
                item["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&(first["id"].as_str().unwrap(), "superseded")));
}
