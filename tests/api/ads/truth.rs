//! The figures of the demo city against what its history was made from.

use crate::support::TestCity;
use serde_json::{Value, json};

const TRUTH: &str = include_str!("../../../demo/city/truth.json");

async fn get(city: &TestCity, account: &str, path: &str) -> Value {
    let client = city.sign_in(account).await;
    let reply = client.get(&format!("/api/v1/ads/{path}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// What an inspector who errs at `error` sees as bad when `bad` are.
fn seen_bad(bad: f64, error: f64) -> f64 {
    bad * (1.0 - error) + (1.0 - bad) * error
}

fn holds(rate: &Value, truth: f64) -> bool {
    (rate["low"].as_f64().unwrap()..=rate["high"].as_f64().unwrap()).contains(&truth)
}

#[tokio::test]
async fn the_figures_of_the_demo_city_agree_with_its_truth() {
    let city = TestCity::spawn_demo().await;
    let truth: Value = serde_json::from_str(TRUTH).unwrap();
    let ads = &truth["ads"];
    let all = get(&city, "city.demo", "summary?by=street").await;
    assert_eq!(all["sites"], ads["sites"]);
    let number = |value: &Value| value.as_f64().unwrap();
    let close = |a: &Value, b: &Value| (number(a) - number(b)).abs() < 5.1e-5;
    assert!(
        close(
            &all["share"]["rate"]["estimate"],
            &ads["public_service_share_of_sites"]
        ),
        "{}",
        all["share"]
    );
    let streets = all["groups"].as_array().unwrap();
    assert_eq!(streets.len(), 12);
    for street in streets {
        let truth = &ads["by_street"][street["key"].as_str().unwrap()];
        // The history writes six decimals, which can move a site on a border into the next street.
        let differs = (number(&street["sites"]) - number(&truth["sites"])).abs();
        assert!(differs <= 1.0, "{street}");
        let share = number(&street["share"]["rate"]["estimate"]) - number(&truth["share"]);
        assert!(share.abs() < 0.01, "{street}");
        let is_reached = truth["share"].as_f64().unwrap() >= 0.3;
        assert_eq!(
            street["share"]["verdict"],
            if is_reached { "reached" } else { "not_reached" }
        );
    }
    let error = ads["inspector_error"].as_f64().unwrap();
    let bad = |name: &str| seen_bad(ads[name].as_f64().unwrap(), error);
    let (first, last) = (
        bad("bad_condition_first_day"),
        bad("bad_condition_last_day"),
    );
    assert_eq!(all["inspections"]["count"], 4_000);
    assert!(
        holds(
            &all["inspections"]["intact"],
            1.0 - f64::midpoint(first, last)
        ),
        "{}",
        all["inspections"]
    );
    let months = all["trend"].as_array().unwrap();
    assert!((12..=13).contains(&months.len()), "{months:?}");
    // Of twelve months half a one may lie outside its interval by chance.
    let steps = f64::from(u32::try_from(months.len()).unwrap());
    let outside = months.iter().zip(0_u32..).filter(|(month, number)| {
        let through = (f64::from(*number) + 0.5) / steps;
        !holds(&month["intact"], 1.0 - (first + (last - first) * through))
    });
    assert!(outside.count() <= 2, "{months:?}");
    let defects = all["defects"].as_array().unwrap();
    let worst = defects
        .iter()
        .max_by_key(|defect| defect["inspections"].as_i64());
    assert!(["soiled", "damaged"].contains(&worst.unwrap()["condition"].as_str().unwrap()));
    assert!(all["overdue"].as_i64().unwrap() > 0 && all["never_inspected"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn the_demo_city_shows_ads_on_roads_with_pictures_to_those_who_may() {
    let city = TestCity::spawn_demo().await;
    let by_road = get(&city, "city.demo", "share?by=road").await;
    assert!(by_road["groups"].as_array().unwrap().len() > 20);
    let street = get(&city, "street.demo", "summary").await;
    assert_eq!(
        (&street["sites"], &street["by"]),
        (&json!(119), &json!("community"))
    );
    let looks = get(&city, "grid.demo", "inspections?limit=100").await;
    let items = looks["items"].as_array().unwrap();
    assert!(!items.is_empty());
    assert!(
        items
            .iter()
            .all(|item| item["area_code"] == "439802002001003")
    );
    let flagged = get(
        &city,
        "city.demo",
        "inspections?flag=unknown_site,photo_reused,late",
    )
    .await;
    assert!(flagged["items"].as_array().unwrap().is_empty());
    let pictured = get(&city, "city.demo", "inspections?condition=intact&limit=5").await;
    assert_eq!(pictured["items"][0]["photos"][0]["has_derivative"], true);
    let coverage = get(&city, "city.demo", "theme-coverage").await;
    assert!(coverage["places"].as_u64().unwrap() > 200 && coverage["short"].as_u64().unwrap() > 0);
}
