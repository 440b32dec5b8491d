//! Figures against what is required, what nobody measures, and results that stay as they were.

use crate::support::{
    COUNTED, Client, PROVEN, STREET_EAST, STREET_WEST, TABLE, TestCity, WORK_GRID, counted, pdf,
};
use serde_json::{Value, json};

async fn board(who: &Client, query: &str) -> Value {
    let reply = who
        .get(&format!("/api/v1/indicators/scoreboard?{query}"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn item<'a>(board: &'a Value, code: &str) -> &'a Value {
    let items = board["items"].as_array().unwrap();
    items.iter().find(|item| item["code"] == code).unwrap()
}

#[tokio::test]
async fn each_requirement_has_its_figure_verdict_and_trend_and_what_nobody_measures_is_told() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let worker = city.grid_worker(WORK_GRID).await;
    counted(&city, &worker, 40, (40, 100)).await;
    counted(&city, &worker, 1, (180, 200)).await;
    let board = board(&admin, "").await;
    assert_eq!(
        (&board["period"], &board["is_over"]),
        (&json!("2026-Q4"), &json!(false))
    );
    let counted = item(&board, COUNTED);
    let measure = &counted["measures"][0];
    assert_eq!(
        (&counted["verdict"], &measure["rate"]["numerator"]),
        (&json!("reached"), &json!(180))
    );
    assert!(measure["rate"]["low"].as_f64().unwrap() > 0.7);
    assert_eq!(measure["wanted"]["judged_at"], 70.0);
    let trend = measure["trend"].as_array().unwrap();
    assert_eq!(
        (trend.len(), &trend[2]["period"], &trend[2]["estimate"]),
        (3, &json!("2026-Q3"), &json!(0.4))
    );
    assert_eq!(
        (&counted["group_code"], &counted["group_en"]),
        (&json!("II-1"), &json!("Public order"))
    );
    let behind = admin
        .get(&format!("/api/v1{}", measure["link"].as_str().unwrap()))
        .await;
    assert_eq!(behind.json()["items"].as_array().unwrap().len(), 1);
    let expected = json!({"requirements": 3, "measured": 2, "reached": 1, "not_reached": 0, "not_proven": 1, "without_figure": 0, "unmeasured": 1});
    assert_eq!(board["counts"], expected);
    assert_eq!(board["unmeasured"][0]["code"], "III-1/3");
    assert_eq!(
        (
            &board["unmeasured"][0]["methods"],
            &board["unmeasured"][0]["is_wholly"]
        ),
        (&json!(["questionnaire"]), &json!(true))
    );
}

#[tokio::test]
async fn a_supervisor_sees_the_figures_of_the_own_area_only() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let worker = city.grid_worker(WORK_GRID).await;
    counted(&city, &worker, 1, (180, 200)).await;
    let west = city.street_supervisor(STREET_WEST).await;
    let seen = board(&west, "").await;
    assert_eq!(item(&seen, COUNTED)["state"], "without_figure");
    let reply = west
        .get(&format!("/api/v1/indicators/scoreboard?area={STREET_EAST}"))
        .await;
    assert_eq!(
        (reply.status, reply.json()["errors"][0]["code"].as_str()),
        (422, Some("unknown_area"))
    );
    let wrong = admin
        .get("/api/v1/indicators/scoreboard?period=2026-13")
        .await;
    assert_eq!(wrong.json()["errors"][0]["code"], "bad_period");
    let before = admin.get("/api/v1/indicators/scoreboard?period=2025").await;
    assert_eq!(
        (before.status, before.code()),
        (409, "no_edition_yet".into())
    );
}

#[tokio::test]
async fn a_quarterly_change_does_not_move_past_results() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let worker = city.grid_worker(WORK_GRID).await;
    counted(&city, &worker, 40, (180, 200)).await;
    let frozen = admin
        .post("/api/v1/reports", &json!({"period": "2026-Q3"}))
        .await;
    assert_eq!(frozen.status, 201, "{}", frozen.text());
    admin.import_table("code=second", TABLE).await;
    let strict = json!({"source": "tally_rate", "code": "bus_yield", "comparator": "at_least", "value": 99.0, "unit": "percent"});
    let change = json!({"requirement_code": COUNTED, "measures": [strict]});
    assert_eq!(
        admin
            .post("/api/v1/indicators/editions/2/measures", &change)
            .await
            .status,
        204
    );
    assert_eq!(
        admin
            .post(
                "/api/v1/indicators/editions/2/publish",
                &json!({"from": "2026-10-01"})
            )
            .await
            .status,
        200
    );
    counted(&city, &worker, 35, (0, 500)).await;
    let past = board(&admin, "period=2026-Q3").await;
    assert_eq!(past["edition_id"], 1);
    assert_eq!(
        past["frozen"]["made_at"],
        frozen.json()["frozen"]["made_at"]
    );
    assert_eq!(item(&past, COUNTED)["verdict"], "reached");
    let live = board(&admin, "period=2026-Q3&live=true").await;
    assert_eq!(
        (&live["edition_id"], &item(&live, COUNTED)["verdict"]),
        (&json!(1), &json!("not_reached"))
    );
    let now = board(&admin, "period=2026-Q4").await;
    assert_eq!(
        (
            &now["edition_id"],
            &item(&now, COUNTED)["measures"][0]["wanted"]["value"]
        ),
        (&json!(2), &json!(99.0))
    );
}

#[tokio::test]
async fn evidence_counts_and_an_open_period_leaves_the_matter_open() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2025-01-01").await;
    let seen = board(&admin, "period=2026").await;
    assert_eq!(item(&seen, PROVEN)["measures"][0]["more_needed"], 1);
    assert_eq!(
        item(&board(&admin, "period=2025").await, PROVEN)["verdict"],
        "not_reached"
    );
    let street = city.street_supervisor(STREET_EAST).await;
    let filed = street
        .file_evidence(PROVEN, "period=2026", pdf("plan"))
        .await
        .json();
    let waiting = board(&admin, "period=2026").await;
    assert_eq!(
        (
            &item(&waiting, PROVEN)["verdict"],
            &item(&waiting, PROVEN)["evidence"]["draft"]
        ),
        (&json!("not_proven"), &json!(1))
    );
    assert_eq!(admin.judge(&filed, "accept", None).await.status, 200);
    let proven = board(&admin, "period=2026").await;
    assert_eq!(
        (
            &item(&proven, PROVEN)["verdict"],
            &item(&proven, PROVEN)["evidence"]["accepted"]
        ),
        (&json!("reached"), &json!(1))
    );
}
