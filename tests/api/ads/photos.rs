//! Photos of inspections: who sees them, and those used twice.

use super::{first_look, inspection, look, site};
use crate::support::{Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, with};
use reqwest::Method;
use serde_json::{Value, json};

/// Sends a sample and returns its address.
async fn put(by: &Client, name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
    let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
    let hash = hex::encode(wenxun::platform::keys::sha256(&bytes));
    let path = format!("/api/v1/photos/{hash}");
    let reply = by
        .send(
            Method::PUT,
            &path,
            Some(bytes),
            "application/octet-stream",
            &[],
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    hash
}

fn showing(record: Value, hash: &str) -> Value {
    with(
        record,
        json!({"photos": [{"sha256": hash, "role": "scene"}]}),
    )
}

/// Lets the background do everything, photos first.
async fn let_it_work(city: &TestCity) {
    city.run_jobs().await;
    city.advance_s(61);
    city.run_jobs().await;
}

/// The inspection's page, once the background has compared its photo.
async fn page(city: &TestCity, by: &Client, record: &Value) -> Value {
    let path = format!("/api/v1/ads/inspections/{}", record["id"].as_str().unwrap());
    for _ in 0..8 {
        let_it_work(city).await;
        let page = by.get(&path).await.json();
        if page["twin"] != Value::Null {
            return page;
        }
    }
    by.get(&path).await.json()
}

#[tokio::test]
async fn a_photo_used_again_is_flagged_and_the_earlier_record_named() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    let first = showing(
        inspection(&city, first_look(&id)),
        &put(&worker, "p09_no_exif.jpg").await,
    );
    let other = showing(
        inspection(&city, look(&id, json!(["faded"]))),
        &put(&worker, "p04_fence_o4.jpg").await,
    );
    let same = put(&worker, "p19_same_pixels_as_p09.jpg").await;
    let again = showing(inspection(&city, look(&id, json!(["intact"]))), &same);
    for record in [&first, &other, &again] {
        assert_eq!(worker.capture(record).await["outcome"], "created");
    }
    let twin = page(&city, &worker, &again).await;
    assert_eq!(twin["twin"]["record_id"], first["id"]);
    assert_eq!(
        (&twin["twin"]["sha256"], &twin["twin"]["earlier_sha256"]),
        (&again["photos"][0]["sha256"], &first["photos"][0]["sha256"]),
        "both pictures can be shown side by side"
    );
    assert_eq!(
        (&twin["twin"]["distance"], &twin["flags"]),
        (&json!(0), &json!(["photo_reused"]))
    );
    let list = worker
        .get("/api/v1/ads/inspections?flag=photo_reused")
        .await
        .json();
    assert_eq!(super::ids(&list), [again["id"].as_str().unwrap()]);
    assert_eq!(worker.get("/api/v1/ads/summary").await.json()["twins"], 1);
    for record in [&first, &other] {
        let path = format!("/api/v1/ads/inspections/{}", record["id"].as_str().unwrap());
        assert_eq!(worker.get(&path).await.json()["twin"], Value::Null);
    }
}

#[tokio::test]
async fn a_correction_may_show_the_photo_of_what_it_corrects() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    let photo = put(&worker, "p09_no_exif.jpg").await;
    let wrong = showing(inspection(&city, first_look(&id)), &photo);
    let right = with(
        showing(inspection(&city, look(&id, json!(["faded"]))), &photo),
        json!({"corrects": wrong["id"], "correction_reason": "点错了"}),
    );
    worker.capture(&wrong).await;
    worker.capture(&right).await;
    let page = page(&city, &worker, &right).await;
    assert_eq!((&page["twin"], &page["flags"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn an_inspector_sees_the_last_photo_of_the_own_street_and_no_other() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let photo = put(&worker, "p08_board_o8.jpg").await;
    let id = city.new_id().to_string();
    worker
        .capture(&showing(inspection(&city, first_look(&id)), &photo))
        .await;
    city.run_jobs().await;
    let own = city
        .person("inspector", &[("ad_inspector", STREET_EAST)])
        .await;
    let last = site(&own, &id).await["last"]["photo_sha256"].clone();
    assert_eq!(last, json!(photo));
    let path = format!("/api/v1/photos/{photo}/thumb");
    for _ in 0..200 {
        if own.get(&path).await.status == 200 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(own.get(&path).await.status, 200);
    let west = city.person("west", &[("ad_inspector", STREET_WEST)]).await;
    assert_eq!(west.get(&path).await.status, 404);
    let volunteer = city
        .person("volunteer", &[("dissuasion_volunteer", "439801001001")])
        .await;
    assert_eq!(volunteer.get(&path).await.status, 404);
}
