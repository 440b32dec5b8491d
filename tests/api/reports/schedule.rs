//! The service freezes the reports of the city by itself, once, as the schedule says.

use crate::support::{Client, NOW, ROOT, STREET_EAST, TestCity, WORK_GRID, incident, with};
use serde_json::{Value, json};

const DAY_S: i64 = 86_400;

/// A city whose reports are frozen by themselves, with incidents so many days before now.
async fn scheduled(days_ago: &[i64]) -> (TestCity, Client) {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    for days in days_ago {
        let at = city.service.clock.now().plus_days(-days).to_rfc3339();
        let record = with(incident(&city), json!({"captured_at": at}));
        assert_eq!(worker.capture(&record).await["outcome"], "created");
    }
    set(&admin, json!({})).await;
    (city, admin)
}

/// Everything on, but for what `changes` say.
async fn set(admin: &Client, changes: Value) {
    let all = json!({"weekly": true, "monthly": true, "quarterly": true, "yearly": true});
    let reply = admin
        .put("/api/v1/reports/schedule", &with(all, changes))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// The periods whose reports are frozen.
async fn frozen(city: &TestCity) -> Vec<String> {
    // A session of now: an earlier one may have ended.
    let admin = city.sign_in("city.supervisor").await;
    let listed = admin.get("/api/v1/reports?limit=100").await.json();
    let rows = listed["items"].as_array().unwrap().iter();
    let mut periods: Vec<String> = rows
        .map(|row| row["period"].as_str().unwrap().to_owned())
        .collect();
    periods.sort();
    periods
}

/// Lets so many seconds pass and the background work; then just these are frozen.
async fn later(city: &TestCity, seconds: i64, expected: &[&str]) {
    city.advance_s(seconds);
    city.run_jobs().await;
    city.jobs_until(async || frozen(city).await == expected)
        .await;
    assert_eq!(frozen(city).await, expected);
}

#[tokio::test]
async fn at_nine_on_the_morning_after_a_period_its_report_is_frozen_once_as_the_service() {
    // It is Friday, 30 October, nine in the morning.
    let (city, _) = scheduled(&[29, 3]).await;
    later(&city, 3_600, &[]).await;
    later(&city, 2 * DAY_S - 7_200, &[]).await;
    later(&city, 3_600, &["2026-10"]).await;
    later(&city, DAY_S, &["2026-10", "2026-W44"]).await;
    later(&city, 3_600, &["2026-10", "2026-W44"]).await;
    let admin = city.sign_in("city.supervisor").await;
    let listed = admin.get("/api/v1/reports?kind=monthly").await.json();
    let row = &listed["items"][0];
    assert_eq!(
        (
            &row["is_by_service"],
            &row["made_by_name"],
            &row["area_code"]
        ),
        (&json!(true), &Value::Null, &json!(ROOT))
    );
    let path = format!("/api/v1/reports/{}", row["id"].as_str().unwrap());
    let report = admin.get(&path).await.json();
    assert_eq!(
        (
            &report["frozen"]["is_intact"],
            &report["frozen"]["is_by_service"]
        ),
        (&json!(true), &json!(true))
    );
    let events = wenxun::platform::db::scalar_i64(
        city.service.db.read(),
        "SELECT COUNT(*) FROM audit_event WHERE operation = 'job:freeze_report' AND actor_id IS NULL",
    );
    assert_eq!(events.await.unwrap(), Some(2));
}

#[tokio::test]
async fn what_is_switched_off_or_frozen_by_hand_is_left_alone() {
    let (city, admin) = scheduled(&[29, 3]).await;
    set(&admin, json!({"weekly": false})).await;
    // On Sunday at seven October is over, and the service still waits.
    city.advance_s(2 * DAY_S - 7_200);
    let admin = city.sign_in("city.supervisor").await;
    let reply = admin
        .post("/api/v1/reports", &json!({"period": "2026-10"}))
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    later(&city, 3 * DAY_S, &["2026-10"]).await;
    let admin = city.sign_in("city.supervisor").await;
    let listed = admin.get("/api/v1/reports").await.json();
    assert_eq!(listed["items"][0]["is_by_service"], false);
    let known = admin.get("/api/v1/reports/schedule").await.json();
    assert_eq!(
        (&known["weekly"], &known["monthly"]),
        (&json!(false), &json!(true))
    );
    let east = city.street_supervisor(STREET_EAST).await;
    assert_eq!(
        east.put("/api/v1/reports/schedule", &known).await.status,
        403
    );
}

#[tokio::test]
async fn a_period_that_was_recorded_in_part_or_not_at_all_is_left_to_people() {
    // The first record is of 27 October: October was seen in part, the week from its second day, the quarter late.
    let (city, _) = scheduled(&[3]).await;
    later(&city, 4 * DAY_S, &["2026-W44"]).await;
    later(&city, 40 * DAY_S, &["2026-W44"]).await;
}

#[tokio::test]
async fn two_nodes_that_freeze_at_once_keep_one() {
    let (city, _) = scheduled(&[29, 3]).await;
    city.advance_s(2 * DAY_S);
    let _ = tokio::join!(city.run_jobs(), city.run_jobs());
    later(&city, 0, &["2026-10"]).await;
    assert!(city.service.clock.now() > NOW);
}
