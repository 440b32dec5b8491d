//! Units beside one another: what counts for and against them, over whose cases, and in tiers.

use crate::cases::Desk;
use crate::support::{Client, STREET_EAST, STREET_WEST};
use serde_json::{Value, json};

async fn league(who: &Client, query: &str) -> Value {
    let reply = who
        .get(&format!("/api/v1/indicators/unit-league?{query}"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn reports_in_time_and_fixes_that_held_are_counted_for_the_unit_that_made_them() {
    let mut desk = Desk::make().await;
    desk.closed().await;
    let case = desk.reported().await;
    let back = json!({"action": "send_back", "note": "还有垃圾"});
    desk.take(&desk.supervisor, &case, back).await;
    let late = desk.handling().await;
    desk.later(30 * 86_400).await;
    let report = desk.report().await;
    desk.take(&desk.fixer, &late, report).await;
    let year = &desk.city.service.clock.now().to_rfc3339()[..4];
    let in_time = league(
        &desk.supervisor,
        &format!("figure=reported_in_time&period={year}"),
    )
    .await;
    let row = &in_time["rows"][0];
    assert_eq!(in_time["rows"].as_array().unwrap().len(), 1);
    assert_eq!(row["unit"]["id"], desk.unit.as_str());
    assert_eq!(
        (&row["rate"]["numerator"], &row["rate"]["denominator"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(
        (&row["tier"], &row["rate"]["reliability"], &in_time["tiers"]),
        (&Value::Null, &json!("too_small"), &json!(0))
    );
    let held = league(&desk.supervisor, &format!("figure=fix_held&period={year}")).await;
    let rate = &held["rows"][0]["rate"];
    assert_eq!(
        (&rate["numerator"], &rate["denominator"]),
        (&json!(1), &json!(2))
    );
    assert!(
        held["tie_rule_en"]
            .as_str()
            .unwrap()
            .contains("share a tier")
    );
    let rechecks = league(
        &desk.supervisor,
        &format!("figure=recheck_passed&period={year}"),
    )
    .await;
    assert_eq!(rechecks["rows"], json!([]));
}

#[tokio::test]
async fn cases_of_other_areas_and_periods_do_not_count_and_nonsense_is_named() {
    let desk = Desk::make().await;
    desk.closed().await;
    let west = desk.city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        league(&west, "figure=reported_in_time").await["rows"],
        json!([])
    );
    let earlier = league(&desk.supervisor, "figure=reported_in_time&period=2020").await;
    assert_eq!(earlier["rows"], json!([]));
    for (query, pointer, code) in [
        ("figure=luck", "/figure", "unknown_measure"),
        ("figure=fix_held&period=2026-13", "/period", "bad_period"),
        (
            &*format!("figure=fix_held&area={STREET_EAST}"),
            "/area",
            "unknown_area",
        ),
    ] {
        let reply = west
            .get(&format!("/api/v1/indicators/unit-league?{query}"))
            .await;
        assert_eq!(reply.status, 422, "{query}");
        let fault = &reply.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let worker = desk
        .worker
        .get("/api/v1/indicators/unit-league?figure=fix_held");
    assert_eq!(worker.await.status, 403);
}
