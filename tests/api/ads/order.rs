//! The present state of a site does not depend on the order in which its inspections arrive.

use super::{first_look, inspection, look, site};
use crate::support::{Client, TestCity, WORK_GRID, with};
use serde_json::{Value, json};

fn ago(city: &TestCity, record: Value, minutes: i64) -> Value {
    let at = city.service.clock.now().plus_s(-60 * minutes).to_rfc3339();
    with(record, json!({"captured_at": at}))
}

async fn flags(by: &Client, record: &Value) -> Value {
    let id = record["id"].as_str().unwrap();
    by.get(&format!("/api/v1/ads/inspections/{id}"))
        .await
        .json()["flags"]
        .clone()
}

#[tokio::test]
async fn an_earlier_look_that_comes_late_changes_only_what_it_knows_better() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    worker
        .capture(&ago(&city, inspection(&city, first_look(&id)), 50))
        .await;
    worker
        .capture(&ago(
            &city,
            inspection(&city, look(&id, json!(["faded"]))),
            10,
        ))
        .await;
    let told = with(look(&id, json!(["loose"])), json!({"theme_seen": "thrift"}));
    worker
        .capture(&ago(&city, inspection(&city, told), 30))
        .await;
    let now = site(&worker, &id).await;
    assert_eq!(
        (&now["condition"], &now["theme_now"]),
        (&json!("faded"), &json!("thrift"))
    );
    assert_eq!(now["history"][1]["conditions"], json!(["loose"]));
}

#[tokio::test]
async fn a_look_that_comes_before_the_site_it_names_counts_once_the_site_is_there() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    let later = ago(&city, inspection(&city, look(&id, json!(["damaged"]))), 5);
    assert_eq!(
        worker.capture(&later).await["flags"],
        json!(["unknown_site"])
    );
    worker
        .capture(&ago(&city, inspection(&city, first_look(&id)), 9))
        .await;
    assert_eq!(flags(&worker, &later).await, json!([]));
    assert_eq!(site(&worker, &id).await["condition"], "damaged");
}

#[tokio::test]
async fn a_corrected_look_no_longer_counts_in_whatever_order_they_come() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    worker
        .capture(&ago(&city, inspection(&city, first_look(&id)), 60))
        .await;
    let wrong = ago(&city, inspection(&city, look(&id, json!(["damaged"]))), 20);
    let right = with(
        ago(&city, inspection(&city, look(&id, json!(["intact"]))), 20),
        json!({"corrects": wrong["id"], "correction_reason": "点错了"}),
    );
    worker.capture(&wrong).await;
    assert_eq!(site(&worker, &id).await["condition"], "damaged");
    worker.capture(&right).await;
    assert_eq!(site(&worker, &id).await["condition"], "intact");
    assert_eq!(flags(&worker, &wrong).await, json!(["superseded"]));
    let other_wrong = ago(&city, inspection(&city, look(&id, json!(["loose"]))), 5);
    let other_right = with(
        ago(&city, inspection(&city, look(&id, json!(["faded"]))), 6),
        json!({"corrects": other_wrong["id"], "correction_reason": "点错了"}),
    );
    worker.capture(&other_right).await;
    worker.capture(&other_wrong).await;
    assert_eq!(site(&worker, &id).await["condition"], "faded");
}

#[tokio::test]
async fn a_look_out_of_the_future_is_kept_and_does_not_count() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    worker.capture(&inspection(&city, first_look(&id))).await;
    let future = ago(
        &city,
        inspection(&city, look(&id, json!(["damaged"]))),
        -600,
    );
    assert_eq!(worker.capture(&future).await["flags"], json!(["future"]));
    assert_eq!(site(&worker, &id).await["condition"], "intact");
}
