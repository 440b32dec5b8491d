//! Where it was: squares that point at nobody's door, and hot spots whose numbers lead to their records.

use super::{behind, cell, headline, preview, section};
use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, STREET_EAST, TestCity, WORK_GRID, incident, with,
};
use serde_json::{Value, json};

const OVER: &str = "period=2026-Q3";

/// Incidents at a place in the quarter that is over; without one, nobody knows where.
async fn seen(city: &TestCity, worker: &Client, times: usize, at: Option<(f64, f64)>) {
    let day = city.service.clock.now().plus_days(-40).to_rfc3339();
    let place = match at {
        Some((lng, lat)) => json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}}),
        None => json!({"position": null, "placed_by": "none"}),
    };
    for _ in 0..times {
        let record = with(
            with(incident(city), json!({"captured_at": day})),
            place.clone(),
        );
        assert_eq!(worker.capture(&record).await["outcome"], "created");
    }
}

/// A place so many metres to the east.
fn east_of((lng, lat): (f64, f64), metres: f64) -> Option<(f64, f64)> {
    Some((lng + metres / 99_000.0, lat))
}

fn sum(map: &Value) -> u64 {
    let cells = map["cells"].as_array().unwrap();
    cells.iter().map(|cell| cell[2].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn squares_hold_two_at_least_and_all_records_are_told_of() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    assert_eq!(
        preview(&admin, OVER).await["content"]["sections"],
        json!([]),
        "nothing happened, so there is no map"
    );
    seen(&city, &worker, 5, Some(IN_WORK_GRID)).await;
    seen(&city, &worker, 1, east_of(IN_WORK_GRID, 250.0)).await;
    seen(&city, &worker, 2, None).await;
    let report = preview(&admin, OVER).await;
    let map = &section(&report, "places")["map"];
    assert_eq!(
        (
            sum(map),
            &map["scattered"],
            &map["unplaced"],
            &map["cell_m"]
        ),
        (5, &json!(1), &json!(2), &json!(100.0))
    );
    assert_eq!(headline(&report, "incidents", "incidents")["amount"], 8.0);
    let classes: Vec<&Value> = map["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["class"])
        .collect();
    assert_eq!(
        classes.iter().filter(|class| **class == "ground").count(),
        1
    );
    assert_eq!(classes.iter().filter(|class| **class == "part").count(), 2);
}

#[tokio::test]
async fn hot_spots_list_just_their_records_and_stand_in_the_frozen_report_as_on_the_map() {
    let city = TestCity::spawn_demo().await;
    let admin = city.sign_in("city.demo").await;
    let made = admin
        .post("/api/v1/reports", &json!({"period": "2026-09"}))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let period = "from=2026-09-01&to=2026-09-30";
    let live = admin
        .get(&format!("/api/v1/insights/hotspots?{period}"))
        .await
        .json();
    let map = &section(&made, "places")["map"];
    let found = live["items"].as_array().unwrap();
    assert_eq!(map["found"], json!(found.len()));
    assert!(!found.is_empty());
    for (spot, mark) in found.iter().zip(map["marks"].as_array().unwrap()) {
        assert_eq!(
            (&spot["rank"], &spot["lng"], &spot["radius_m"]),
            (&mark["number"], &mark["lng"], &mark["radius_m"])
        );
        let row = spot["rank"].to_string();
        let count = cell(&made, ("places", "hot_spots", &row), 0);
        assert_eq!(count["amount"].as_f64(), spot["count"].as_f64());
        let amount = count["amount"].as_f64().unwrap();
        let within = |end: &str| count[end].as_f64().unwrap();
        assert!(within("low") < amount && amount < within("high"));
        let listed = behind(&admin, count).await;
        assert_eq!(
            listed,
            usize::try_from(spot["count"].as_u64().unwrap().min(100)).unwrap()
        );
    }
    assert!(map["cells"].as_array().unwrap().len() > 50);
}

#[tokio::test]
async fn a_street_sees_its_own_squares_alone() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    seen(&city, &worker, 3, Some(IN_WORK_GRID)).await;
    seen(&city, &worker, 4, Some(IN_NEIGHBOUR_GRID)).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let report = preview(&east, OVER).await;
    let map = &section(&report, "places")["map"];
    let counted = headline(&report, "incidents", "incidents")["amount"]
        .as_f64()
        .unwrap();
    let told = sum(map) + map["scattered"].as_u64().unwrap() + map["unplaced"].as_u64().unwrap();
    let told = f64::from(u32::try_from(told).unwrap());
    assert!((told - counted).abs() < 0.5, "{told} {counted}");
    assert_eq!(sum(map), 3);
}
