//! Published rounds as measures of requirements.

use super::results::{census, inspect_all};
use crate::support::{COUNTED, Client, Round, STREET_EAST, STREET_WEST, TestCity};
use serde_json::{Value, json};

fn at_least(code: &str, value: f64) -> Value {
    json!({"source": "inspection_items", "code": code, "comparator": "at_least", "value": value, "unit": "percent"})
}

/// What measures the first requirement in October, as a caller sees it.
async fn measures(who: &Client) -> Vec<Value> {
    let reply = who
        .get("/api/v1/indicators/scoreboard?period=2026-10&trend=0")
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let board = reply.json();
    let items = board["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["code"] == COUNTED).unwrap();
    item["measures"].as_array().unwrap().clone()
}

fn told(measure: &Value) -> (&Value, &Value, &Value) {
    let rate = &measure["rate"];
    (&measure["state"], &rate["estimate"], &measure["verdict"])
}

#[tokio::test]
async fn a_round_measures_a_requirement_once_it_is_published_and_only_where_its_sites_lie() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let wanted = json!([
        at_least("score", 90.0),
        at_least("score:wet_market", 90.0),
        at_least("item:bus_stop_01", 80.0)
    ]);
    city.publish_measured(&admin, "2026-01-01", wanted).await;
    let mut round = Round::make(&city, census()).await;
    inspect_all(&city, &round, 2, json!({"bus_stop_01": {"answer": "fail"}})).await;
    for measure in measures(&admin).await {
        assert_eq!(told(&measure).0, "nothing", "a sealed round says nothing");
    }
    round.publish().await;
    let found = measures(&admin).await;
    // Eight stops, of which two lose 30 points by the item, and two markets in order: (6·100 + 2·70 + 2·100) ÷ 10.
    assert_eq!(
        told(&found[0]),
        (&json!("figure"), &json!(0.94), &json!("reached"))
    );
    assert_eq!(
        (&found[0]["rate"]["method"], &found[0]["rate"]["low"]),
        (&json!("census"), &json!(0.94))
    );
    assert_eq!(
        told(&found[1]),
        (&json!("figure"), &json!(1.0), &json!("reached"))
    );
    assert_eq!(
        told(&found[2]),
        (&json!("figure"), &json!(0.75), &json!("not_reached"))
    );
    assert_eq!(
        (
            &found[2]["rate"]["numerator"],
            &found[2]["rate"]["denominator"]
        ),
        (&json!(6), &json!(8))
    );
    let link = found[0]["link"].as_str().unwrap();
    assert!(
        link.starts_with(&format!("/inspections/rounds/{}/results?", round.id())),
        "{link}"
    );
    let neighbour = city.street_supervisor(STREET_WEST).await;
    assert_eq!(told(&measures(&neighbour).await[0]).0, "nothing");
}

#[tokio::test]
async fn a_sample_of_few_sites_proves_nothing() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_measured(
        &admin,
        "2026-01-01",
        json!([at_least("score:bus_stop", 80.0)]),
    )
    .await;
    let few = json!({"types": [{"site_type": "bus_stop", "draw": 4}], "strata": "none"});
    let mut round = Round::make(&city, few).await;
    inspect_all(&city, &round, 1, json!({"bus_stop_01": {"answer": "fail"}})).await;
    round.publish().await;
    let found = measures(&admin).await;
    assert_eq!(
        (&found[0]["state"], &found[0]["rate"]),
        (&json!("too_small"), &Value::Null)
    );
}

#[tokio::test]
async fn every_kind_and_item_of_the_newest_rubric_is_offered() {
    let city = TestCity::spawn().await;
    let street = city.street_supervisor(STREET_EAST).await;
    let reply = street.get("/api/v1/indicators/gauges").await.json();
    let gauges = reply["items"].as_array().unwrap().iter();
    let own: Vec<&str> = gauges
        .filter(|one| one["source"] == "inspection_items")
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(own.len(), 1 + 21 + 98);
    for code in ["score", "score:wet_market", "item:wet_market_01"] {
        assert!(own.contains(&code), "{code}");
    }
}
