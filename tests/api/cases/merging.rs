//! The same matter told twice.

use super::Desk;
use crate::support::{IN_WORK_GRID, with};
use serde_json::{Value, json};

#[tokio::test]
async fn the_same_matter_near_in_place_and_time_is_offered_with_how_alike_it_is() {
    let desk = Desk::make().await;
    let (lng, lat) = IN_WORK_GRID;
    let sha = desk.photo(&desk.worker, "p09_no_exif.jpg").await;
    let photos = json!([{"sha256": sha, "taken_at": desk.city.service.clock.now().plus_s(-70).to_rfc3339(), "role": "scene"}]);
    let at = |lng: f64| json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "photos": photos});
    let first = desk.record(at(lng)).await;
    let near = desk.record(at(lng + 0.000_2)).await;
    let far = desk.record(at(lng + 0.000_9)).await;
    let other = desk
        .record(with(
            at(lng),
            json!({"payload": {"category": "spitting", "outcome": "corrected"}}),
        ))
        .await;
    assert_eq!(desk.status_of_photo(&desk.worker, &sha).await, 200);
    let made = desk
        .supervisor
        .post(
            "/api/v1/cases/selection",
            &json!({"record_ids": [first, far, other]}),
        )
        .await
        .json();
    assert_eq!(made["created"], 3);
    let offered = desk
        .supervisor
        .get(&format!("/api/v1/cases/duplicates?record_id={near}"))
        .await
        .json();
    let items = offered["items"].as_array().unwrap();
    assert_eq!(
        (items.len(), &items[0]["case"]["id"]),
        (1, &made["items"][0]["case_id"])
    );
    assert_eq!(
        (&items[0]["photo_differs_in"], &items[0]["is_similar_photo"]),
        (&json!(0), &json!(true))
    );
    assert!((15.0..25.0).contains(&items[0]["distance_m"].as_f64().unwrap()));
    let both = desk.supervisor.get("/api/v1/cases/duplicates").await;
    assert_eq!(both.json()["errors"][0]["code"], "exactly_one");
}

#[tokio::test]
async fn merging_keeps_everybody_who_reported_and_the_records_follow_the_case_that_goes_on() {
    let desk = Desk::make().await;
    let (first, second) = (desk.case().await, desk.dispatched().await);
    let path = format!("/api/v1/cases/{}/merge", first["id"].as_str().unwrap());
    let body = json!({"version": first["version"], "into_id": second["id"], "note": "同一处"});
    assert_eq!(
        desk.fixer.post(&path, &body).await.code(),
        "permission_denied"
    );
    let merged = desk.supervisor.post(&path, &body).await.json();
    assert_eq!(
        (&merged["stage"], &merged["outcome"], &merged["merged_into"]),
        (&json!("voided"), &json!("duplicate"), &second["number"])
    );
    let goes_on = desk.look(&desk.supervisor, &second).await.json();
    let reported: Vec<&Value> = goes_on["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| &report["record_id"])
        .collect();
    assert_eq!(reported.len(), 2);
    assert!(reported.contains(&&first["reports"][0]["record_id"]));
    let record = first["reports"][0]["record_id"].as_str().unwrap();
    let incident = desk
        .supervisor
        .get(&format!("/api/v1/incidents/{record}"))
        .await
        .json();
    assert_eq!(
        (&incident["case"]["number"], &incident["case"]["stage"]),
        (&second["number"], &json!("dispatched"))
    );
    let again = desk
        .supervisor
        .post(&path, &with(body, json!({"version": merged["version"]})))
        .await;
    assert_eq!(
        (again.status, again.code()),
        (409, "case_not_mergeable".into())
    );
}
