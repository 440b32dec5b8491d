//! What phones send of an inspection: what is refused, what is taken and does not count.

use crate::support::{Round, TestCity, with};
use serde_json::{Value, json};

/// A SHA-256 of a photo.
fn photo(letter: char) -> String {
    String::from(letter).repeat(64)
}

fn shot(hash: &str) -> Value {
    json!({"sha256": hash, "taken_at": "2026-10-30T08:50:00+08:00", "role": "scene"})
}

fn refused(result: &Value) -> (&str, &str) {
    assert_eq!(result["outcome"], "refused", "{result}");
    let fault = &result["problem"]["errors"][0];
    (
        fault["pointer"].as_str().unwrap(),
        fault["code"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn what_cannot_be_scored_is_refused_at_its_place() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let (stop, inspector) = (&round.of_type("bus_stop")[0], &round.inspectors[0]);
    for (item, answer, pointer, code) in [
        (
            "bus_stop_01",
            json!({"answer": "counted", "count": 1}),
            "/payload/items/0/answer",
            "not_allowed_here",
        ),
        (
            "bus_stop_01",
            json!({"count": 1}),
            "/payload/items/0/count",
            "not_allowed_here",
        ),
        (
            "bus_stop_02",
            json!({"answer": "fail"}),
            "/payload/items/1/photos",
            "empty",
        ),
        (
            "bus_stop_02",
            json!({"answer": "fail", "photos": [photo('a')]}),
            "/payload/items/1/photos/0",
            "unknown_value",
        ),
        (
            "bus_stop_03",
            json!({"count": -1}),
            "/payload/items/2/count",
            "out_of_range",
        ),
        (
            "bus_stop_03",
            json!({"count": null}),
            "/payload/items/2/count",
            "missing_field",
        ),
        (
            "bus_stop_03",
            json!({"count": null, "good": 3, "seen": 2}),
            "/payload/items/2/good",
            "exceeds_denominator",
        ),
        (
            "bus_stop_04",
            json!({"code": "bus_stop_01"}),
            "/payload/items/3/code",
            "repeated",
        ),
        (
            "bus_stop_04",
            json!({"code": "wet_market_01"}),
            "/payload/items/3/code",
            "unknown_item",
        ),
    ] {
        let mut answers = json!({});
        answers[item] = answer;
        let result = inspector
            .capture(&round.inspection(&city, stop, answers))
            .await;
        assert_eq!(refused(&result), (pointer, code));
    }
    let mut short = round.inspection(&city, stop, json!({}));
    short["payload"]["items"].as_array_mut().unwrap().pop();
    assert_eq!(
        refused(&inspector.capture(&short).await),
        ("/payload/items", "missing_item")
    );
    let mut unknown = round.inspection(&city, stop, json!({}));
    unknown["payload"]["round_site_id"] = json!(city.new_id());
    assert_eq!(
        refused(&inspector.capture(&unknown).await),
        ("/payload/round_site_id", "unknown_round_site")
    );
    let good = with(
        round.inspection(
            &city,
            stop,
            json!({"bus_stop_02": {"answer": "fail", "photos": [photo('a')]}}),
        ),
        json!({"photos": [shot(&photo('a'))]}),
    );
    assert_eq!(inspector.capture(&good).await["outcome"], "created");
    assert_eq!(inspector.capture(&good).await["outcome"], "duplicate");
}

#[tokio::test]
async fn a_sealed_result_cannot_be_corrected_by_anybody() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let (stop, inspector) = (&round.of_type("bus_stop")[0], &round.inspectors[0]);
    let first = round.inspection(&city, stop, json!({"bus_stop_01": {"answer": "fail"}}));
    assert_eq!(inspector.capture(&first).await["outcome"], "created");
    let better = with(
        round.inspection(&city, stop, json!({})),
        json!({"corrects": first["id"], "correction_reason": "看错了"}),
    );
    assert_eq!(
        refused(&inspector.capture(&better).await),
        ("/corrects", "sealed_result")
    );
    let detail = round
        .get(&format!("/results/{}", stop["id"].as_str().unwrap()))
        .await;
    assert_eq!(detail["score"], 70.0);
}

#[tokio::test]
async fn what_does_not_count_is_taken_and_flagged() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let stops = round.of_type("bus_stop");
    let inspector = &round.inspectors[0];
    let once = inspector
        .capture(&round.inspection(&city, &stops[0], json!({})))
        .await;
    assert_eq!(once["flags"], json!([]));
    let twice = inspector
        .capture(&round.inspection(&city, &stops[0], json!({})))
        .await;
    assert_eq!(twice["flags"], json!(["inspected_before"]));
    let stranger = city.grid_worker(crate::support::WORK_GRID).await;
    let foreign = stranger
        .capture(&round.inspection(&city, &stops[1], json!({})))
        .await;
    assert!(
        foreign["flags"]
            .as_array()
            .unwrap()
            .contains(&json!("not_inspector")),
        "{foreign}"
    );
    let mut far = round.inspection(&city, &stops[1], json!({}));
    far["position"]["lat"] = json!(26.905);
    let far = inspector.capture(&far).await;
    assert!(
        far["flags"]
            .as_array()
            .unwrap()
            .contains(&json!("far_from_site")),
        "{far}"
    );
    let progress = round.now().await["progress"].clone();
    assert_eq!(
        (&progress["inspected_once"], &progress["excluded"]),
        (&json!(2), &json!(2))
    );
}

#[tokio::test]
async fn the_phone_of_an_inspector_knows_what_is_done_and_what_was_scored_last_time() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, json!({})).await;
    let market = round.of_type("wet_market")[0].clone();
    round
        .inspect(&city, &market, json!({"wet_market_08": {"answer": "fail"}}))
        .await;
    round.publish().await;
    city.advance_s(60);
    let planner = city
        .sign_in(&format!("street.{}", crate::support::STREET_EAST))
        .await;
    let place = (crate::support::STREET_EAST, "b");
    let mut next = Round::draft(&city, planner, place, json!({})).await;
    next.draw().await;
    next.assign(crate::support::STREET_EAST).await;
    let again = next.of_type("wet_market")[0].clone();
    let inspector = &next.inspectors[0];
    let record = next.inspection(&city, &again, json!({}));
    assert_eq!(inspector.capture(&record).await["outcome"], "created");
    let pack = inspector.get("/api/v1/field-pack").await.json();
    let parts = pack["parts"].as_array().unwrap();
    let part = parts
        .iter()
        .find(|part| part["name"] == "inspections")
        .unwrap();
    let part = inspector.get(part["url"].as_str().unwrap()).await.json();
    let sites = part["rounds"][0]["sites"].as_array().unwrap();
    let packed = sites.iter().find(|site| site["id"] == again["id"]).unwrap();
    assert_eq!(
        (&packed["is_done"], &packed["done_record_id"]),
        (&json!(true), &record["id"])
    );
    assert_eq!(packed["last_score"], 90.0);
}
