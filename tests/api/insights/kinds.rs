//! Every kind of record on the map, on the overview and in the news.

use super::feed::until_followed;
use super::live::{listen, next_event};
use crate::ads::{first_look, inspection};
use crate::support::{
    Client, STREET_EAST, TestCity, WORK_GRID, ad_hoc, incident, report, tally, with,
};
use serde_json::{Value, json};

const KINDS: [&str; 5] = [
    "incident",
    "ad_inspection",
    "ad_census",
    "tally",
    "shift_report",
];

/// One record of each kind, a minute ago in the work grid.
fn one_of_each(city: &TestCity) -> Vec<Value> {
    let now = city.service.clock.now();
    let look = inspection(city, first_look(&city.new_id().to_string()));
    let walk = json!({"kind": "ad_census", "payload": {"road_code": "R1", "faces": 7, "public_faces": 3, "walked_m": 250}});
    let shift = city.new_id().to_string();
    let told = json!({"ad_hoc": ad_hoc(now.plus_s(-3_600), json!({}))});
    vec![
        incident(city),
        look,
        with(incident(city), walk),
        tally(city),
        report(city, &shift, now.plus_s(-60), told),
    ]
}

async fn get(by: &Client, path: &str) -> Value {
    let reply = by.get(&format!("/api/v1/insights/{path}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn every_kind_is_counted_on_the_map_on_the_overview_and_told_at_once() {
    let city = TestCity::spawn().await;
    let boss = city.street_supervisor(STREET_EAST).await;
    until_followed(&city, 0).await;
    let news = listen(&city, &boss).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let records = one_of_each(&city);
    let reply = worker.send_records(&records).await.json();
    for result in reply["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "created", "{result}");
    }
    let told = next_event(news).await;
    until_followed(&city, 5).await;
    for kind in KINDS {
        assert!(told.contains(&format!("\"{kind}\":1")), "{kind} in {told}");
        let areas = get(&boss, &format!("heat/areas?level=grid&kind={kind}")).await;
        assert_eq!(areas["total"], 1, "{kind}");
        let cells = format!("heat/cells?bbox=110.4,26.8,110.6,27.0&zoom=14&kind={kind}");
        assert_eq!(get(&boss, &cells).await["total"], 1, "{kind}");
    }
    let overview = get(&boss, "overview").await;
    let kinds = overview["kinds"].as_array().unwrap();
    for kind in KINDS {
        let found = kinds.iter().find(|one| one["kind"] == kind).unwrap();
        assert_eq!(found["last_7_days"]["count"], 1, "{kind}");
    }
    city.service.insights.end_streams();
}
