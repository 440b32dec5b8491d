//! Clocks: by behaviour, with holds and extensions, called out while they run.

use super::Desk;
use serde_json::{Value, json};

const HOUR_S: i64 = 3_600;

#[tokio::test]
async fn the_dispatch_starts_the_clock_of_the_behaviour() {
    let desk = Desk::make().await;
    let case = desk.dispatched().await;
    // Littering: eight hours, from Friday 09:00 in Shanghai.
    assert_eq!(
        (&case["clock"]["allowed_min"], &case["due_at"]),
        (&json!(480), &json!("2026-10-30T09:00:00.000Z"))
    );
    let record = desk
        .record(json!({"payload": {"category": "damaging_facilities", "outcome": "no_contact"}}))
        .await;
    let made = desk
        .supervisor
        .post(
            "/api/v1/cases/selection",
            &json!({"record_ids": [record], "dispatch": true}),
        )
        .await
        .json();
    let path = format!(
        "/api/v1/cases/{}",
        made["items"][0]["case_id"].as_str().unwrap()
    );
    let slow = desk.fixer.get(&path).await.json();
    // Three working days from Friday 09:00 end on Tuesday 17:00.
    assert_eq!(
        (&slow["clock"]["is_working"], &slow["due_at"]),
        (&json!(true), &json!("2026-11-03T09:00:00.000Z"))
    );
}

#[tokio::test]
async fn a_hold_stops_the_clock_and_an_extension_moves_the_end() {
    let mut desk = Desk::make().await;
    let case = desk.dispatched().await;
    desk.later(2 * HOUR_S).await;
    let held = desk
        .take(
            &desk.supervisor,
            &case,
            json!({"action": "hold", "note": "等天晴"}),
        )
        .await;
    assert_eq!(
        (&held["side"], &held["due_at"], &held["clock"]["used_min"]),
        (&json!("held"), &Value::Null, &json!(120))
    );
    desk.later(100 * HOUR_S).await;
    let again = desk
        .take(&desk.supervisor, &held, json!({"action": "resume"}))
        .await;
    assert_eq!(
        (&again["clock"]["used_min"], &again["used_percent"]),
        (&json!(120), &json!(25))
    );
    let asked = desk
        .take(
            &desk.fixer,
            &again,
            json!({"action": "ask_extension", "note": "缺人", "hours": 12}),
        )
        .await;
    assert_eq!(
        (&asked["side"], &asked["clock"]["asked_hours"]),
        (&json!("extension_asked"), &json!(12))
    );
    let longer = desk
        .take(
            &desk.supervisor,
            &asked,
            json!({"action": "extend", "note": "同意"}),
        )
        .await;
    assert_eq!(
        (&longer["side"], &longer["clock"]["allowed_min"]),
        (&json!("extended"), &json!(20 * 60))
    );
    let silent = desk
        .step(
            &desk.supervisor,
            &longer,
            json!({"action": "extend", "note": "再延"}),
        )
        .await;
    assert_eq!(silent.json()["errors"][0]["pointer"], "/hours");
}

#[tokio::test]
async fn a_case_is_called_out_at_50_80_100_and_150_percent_once_each() {
    let mut desk = Desk::make().await;
    let case = desk.dispatched().await;
    desk.fixer.post("/api/v1/notices/read", &json!({})).await;
    let mut seen = vec![];
    for hours in [3, 1, 2, 1, 1, 3, 2, 40] {
        desk.later(hours * HOUR_S + 1).await;
        desk.city.run_jobs().await;
        let now = desk.look(&desk.supervisor, &case).await.json();
        seen.push(now["clock"]["called_percent"].as_i64().unwrap());
    }
    assert_eq!(seen, [0, 50, 50, 80, 100, 100, 150, 150]);
    let told = desk
        .fixer
        .get("/api/v1/notices?is_unread=true")
        .await
        .json();
    let words: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    assert_eq!((words, &told["unread"]), (vec!["called_out"; 4], &json!(4)));
    assert!(
        told["items"][0]["words_zh"]
            .as_str()
            .unwrap()
            .contains("150%")
    );
    let desk_told = desk.supervisor.get("/api/v1/notices").await.json();
    assert_eq!(
        desk_told["items"].as_array().unwrap().len(),
        2,
        "the desk hears from 100 % on"
    );
    let late = desk
        .supervisor
        .get("/api/v1/cases?view=overdue")
        .await
        .json();
    assert_eq!(
        (&late["items"][0]["id"], &late["items"][0]["is_late"]),
        (&case["id"], &json!(true))
    );
    let step = desk
        .take(&desk.fixer, &case, json!({"action": "start"}))
        .await;
    assert_eq!(step["stage"], "handling", "calling out takes no version");
}

#[tokio::test]
async fn what_was_slept_through_is_called_out_once_at_the_highest_level() {
    let mut desk = Desk::make().await;
    let case = desk.dispatched().await;
    desk.later(30 * HOUR_S).await;
    desk.city.run_jobs().await;
    let now = desk.look(&desk.supervisor, &case).await.json();
    let calls: Vec<&Value> = now["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["action"] == "call_out")
        .collect();
    assert_eq!(
        (calls.len(), &calls[0]["detail"]["percent"]),
        (1, &json!(150))
    );
}
