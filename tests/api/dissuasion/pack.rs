//! The offline pack's part about shifts.

use crate::support::{Client, Duty, TestCity, WORK_GRID};
use serde_json::{Value, json};

async fn part(client: &Client) -> Value {
    let manifest = client.get("/api/v1/field-pack").await.json();
    let parts = manifest["parts"].as_array().unwrap().clone();
    let own = parts.iter().find(|part| part["name"] == "shifts").unwrap();
    client.get(own["url"].as_str().unwrap()).await.json()
}

#[tokio::test]
async fn a_phone_gets_the_own_team_its_names_and_three_weeks_of_shifts() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    duty.plan(json!({})).await;
    let pack = part(&duty.volunteer).await;
    assert_eq!(
        (&pack["me"], &pack["late_distance_m"]),
        (&json!(duty.volunteer.id()), &json!(200.0))
    );
    assert_eq!(pack["teams"][0]["members"].as_array().unwrap().len(), 3);
    let days: Vec<&str> = pack["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["day"].as_str().unwrap())
        .collect();
    assert_eq!(
        days,
        ["2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20"]
    );
    assert_eq!(pack["shifts"][0]["am_i_on"], true);
    assert_eq!(pack["certificates"].as_array().unwrap().len(), 5);
    assert_eq!(
        pack["hours"],
        json!({"year": 2026, "confirmed_min": 0, "waiting_min": 0})
    );
    let first = duty.volunteer.get("/api/v1/field-pack").await.json();
    let again = duty.volunteer.get("/api/v1/field-pack").await.json();
    assert_eq!(first["parts"], again["parts"], "same content, same bytes");
    let stranger = city.grid_worker(WORK_GRID).await;
    let pack = part(&stranger).await;
    assert_eq!((&pack["teams"], &pack["shifts"]), (&json!([]), &json!([])));
}
