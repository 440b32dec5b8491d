//! Failed items become cases: by tap, by rule, and from the desk; once each.

use crate::support::{Client, Round, TestCity};
use serde_json::{Value, json};

/// Both inspectors find the same failures at the first bus stop; the first one taps for a case of the queue.
async fn failed_stop(city: &TestCity, round: &Round) -> Value {
    let stop = round.of_type("bus_stop")[0].clone();
    let hash = "b".repeat(64);
    for (at, inspector) in round.inspectors.iter().enumerate() {
        let answers = json!({"bus_stop_01": {"answer": "fail", "note": "候车不排队", "make_case": at == 0},
            "bus_stop_02": {"answer": "fail", "photos": [hash]}});
        let mut record = round.inspection(city, &stop, answers);
        record["photos"] =
            json!([{"sha256": hash, "taken_at": "2026-10-30T08:50:00+08:00", "role": "scene"}]);
        assert_eq!(inspector.capture(&record).await["outcome"], "created");
    }
    city.run_jobs().await;
    stop
}

/// Cases of failed items, once there are `count`: the service may be at work on them by itself.
async fn cases(desk: &Client, count: usize) -> Vec<Value> {
    for _ in 0..1_000 {
        let listed = desk
            .get("/api/v1/cases?source=check_item&limit=100")
            .await
            .json();
        let items = listed["items"].as_array().unwrap();
        if items.len() >= count {
            return items.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the cases were never made");
}

#[tokio::test]
async fn an_inspector_makes_a_case_by_one_tap() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let stop = failed_stop(&city, &round).await;
    let made = cases(&round.planner, 1).await;
    assert_eq!(made.len(), 1);
    assert_eq!(
        (&made[0]["category"], &made[0]["stage"]),
        (&json!("queue_jumping"), &json!("accepted"))
    );
    let shown = round
        .get(&format!("/results/{}", stop["id"].as_str().unwrap()))
        .await;
    assert_eq!(shown["items"][0]["case"]["case_id"], made[0]["id"]);
    assert_eq!(shown["items"][1]["case"], Value::Null);
}

#[tokio::test]
async fn a_rule_makes_a_case_of_every_failure_of_its_severity_once_whoever_found_it() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({"makes_cases": "by_rule"})).await;
    failed_stop(&city, &round).await;
    let mut made: Vec<String> = cases(&round.planner, 2)
        .await
        .iter()
        .map(|case| case["category"].as_str().unwrap().to_owned())
        .collect();
    made.sort();
    // The ad is of severity 2; the queue of severity 1 was tapped. Both inspectors found both.
    assert_eq!(made, ["queue_jumping", "vandalising_ads"]);
}

#[tokio::test]
async fn the_desk_makes_a_case_of_a_failed_item_once_and_of_nothing_else() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({"makes_cases": "never"})).await;
    let stop = failed_stop(&city, &round).await;
    assert!(cases(&round.planner, 0).await.is_empty());
    let path = |item: &str| {
        round.path(&format!(
            "/results/{}/items/{item}/case",
            stop["id"].as_str().unwrap()
        ))
    };
    let made = round.planner.post(&path("bus_stop_02"), &json!({})).await;
    assert_eq!(
        (made.status, &made.json()["is_new"]),
        (201, &json!(true)),
        "{}",
        made.text()
    );
    let again = round.planner.post(&path("bus_stop_02"), &json!({})).await;
    assert_eq!(
        (again.status, &again.json()["case_id"]),
        (200, &made.json()["case_id"])
    );
    assert_eq!(cases(&round.planner, 1).await.len(), 1);
    let sound = round.planner.post(&path("bus_stop_04"), &json!({})).await;
    assert_eq!(
        (sound.status, sound.code()),
        (409, "item_not_failed".into())
    );
    let case = made.json()["case_id"].as_str().unwrap().to_owned();
    let shown = round
        .planner
        .get(&format!("/api/v1/cases/{case}"))
        .await
        .json();
    assert!(
        shown.to_string().contains(&"b".repeat(64)),
        "the photo of the item stands in the case"
    );
}

#[tokio::test]
async fn an_item_without_a_behaviour_becomes_a_case_under_the_one_that_is_chosen() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({"makes_cases": "never"})).await;
    let market = round.of_type("wet_market")[0].clone();
    let hash = "c".repeat(64);
    let answers = json!({"wet_market_01": {"answer": "fail", "photos": [hash]}});
    let mut record = round.inspection(&city, &market, answers);
    record["photos"] =
        json!([{"sha256": hash, "taken_at": "2026-10-30T08:50:00+08:00", "role": "scene"}]);
    assert_eq!(
        round.inspectors[0].capture(&record).await["outcome"],
        "created"
    );
    let site = market["id"].as_str().unwrap();
    let path =
        |query: &str| round.path(&format!("/results/{site}/items/wet_market_01/case{query}"));
    let open = round.planner.post(&path(""), &json!({})).await;
    assert_eq!(
        (open.status, open.code()),
        (409, "item_without_category".into())
    );
    let unknown = round
        .planner
        .post(&path("?category=moon"), &json!({}))
        .await;
    assert_eq!(
        (unknown.status, &unknown.json()["errors"][0]["pointer"]),
        (422, &json!("/category"))
    );
    let made = round
        .planner
        .post(&path("?category=littering"), &json!({}))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let listed = cases(&round.planner, 1).await;
    assert_eq!(listed[0]["category"], "littering");
}
