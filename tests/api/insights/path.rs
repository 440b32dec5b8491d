//! From the phone to the heat map, over HTTP only.

use super::feed::until_followed;
use crate::areas::{areas_in_use, upload};
use crate::support::{Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, incident, with};
use serde_json::json;

const CELLS: &str = "/api/v1/insights/heat/cells?bbox=110.49,26.89,110.53,26.91&zoom=16";

async fn total(client: &Client) -> u64 {
    client.get(CELLS).await.json()["total"].as_u64().unwrap()
}

#[actix_web::test]
async fn a_record_appears_on_the_heat_map_of_its_street_and_not_of_the_neighbour() {
    let city = TestCity::spawn().await;
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    until_followed(&city, 0).await;
    assert_eq!(total(&east).await, 0);
    city.grid_worker(WORK_GRID)
        .await
        .capture(&incident(&city))
        .await;
    until_followed(&city, 1).await;
    assert_eq!((total(&east).await, total(&west).await), (1, 0));
    let cells = east.get(CELLS).await.json();
    let (lng, lat) = (
        cells["cells"][0][0].as_f64().unwrap(),
        cells["cells"][0][1].as_f64().unwrap(),
    );
    assert!(
        (110.5..110.502).contains(&lng) && (26.9..26.902).contains(&lat),
        "{lng} {lat}"
    );
}

#[actix_web::test]
async fn of_a_record_and_its_correction_only_the_correction_counts() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let first = incident(&city);
    worker.capture(&first).await;
    until_followed(&city, 1).await;
    let correction = with(
        incident(&city),
        json!({"corrects": first["id"], "correction_reason": "选错了类别"}),
    );
    worker.capture(&correction).await;
    until_followed(&city, 3).await;
    assert_eq!(total(&east).await, 1);
}

#[actix_web::test]
async fn a_record_of_the_future_does_not_count() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let worker = city.grid_worker(WORK_GRID).await;
    worker
        .capture(&with(
            incident(&city),
            json!({"captured_at": "2027-01-01T09:00:00+08:00"}),
        ))
        .await;
    until_followed(&city, 1).await;
    assert_eq!(total(&east).await, 0);
}

#[actix_web::test]
async fn after_a_new_import_of_areas_old_and_new_records_count() {
    let city = TestCity::spawn().await;
    let (boss, east) = (
        city.city_supervisor().await,
        city.street_supervisor(STREET_EAST).await,
    );
    let worker = city.grid_worker(WORK_GRID).await;
    worker.capture(&incident(&city)).await;
    until_followed(&city, 1).await;
    let areas = areas_in_use(&boss).await.to_string();
    let imported = upload(&boss, "/api/v1/areas/import", areas.as_bytes()).await;
    assert_eq!(imported.status, 201, "{}", imported.text());
    worker.capture(&incident(&city)).await;
    until_followed(&city, 2).await;
    let both_count = async {
        while total(&east).await != 2 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(std::time::Duration::from_secs(5), both_count).await;
    waited.expect("figures follow the new tree");
}
