//! The audit log notices what was done to it.

use super::problem;
use crate::support::{Client, ROOT, STREET_EAST, TestCity, WORK_GRID};
use sea_orm::{ConnectionTrait as _, DatabaseBackend};
use serde_json::{Value, json};
use wenxun::platform::audit;

/// A city with an auditor and six events whose head is written outside the database.
async fn city_with_events() -> (TestCity, Client) {
    let city = TestCity::spawn().await;
    let auditor = city.person("auditor", &[("auditor", ROOT)]).await;
    let east = city.street_supervisor(STREET_EAST).await;
    for number in 0..6 {
        let role = json!({"role": "grid_worker", "area_code": WORK_GRID});
        let body = json!({"account": format!("grid.{number}"), "name": "王芳", "roles": [role]});
        assert_eq!(east.post("/api/v1/accounts", &body).await.status, 201);
    }
    write_head(&city).await;
    (city, auditor)
}

async fn write_head(city: &TestCity) {
    let file = city.service.config.keys_folder().join("audit-head");
    audit::write_head(&city.service.db, &city.service.keys, &file, 0)
        .await
        .unwrap();
    tokio::task::yield_now().await;
}

async fn verify(auditor: &Client) -> Value {
    let reply = auditor.post("/api/v1/audit/verify", &json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Changes the log behind the service's back.
async fn tamper(city: &TestCity, statements: &[&str]) {
    let done: Result<(), sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            if tx.get_database_backend() == DatabaseBackend::Postgres {
                tx.execute_unprepared("ALTER TABLE audit_event DISABLE TRIGGER USER")
                    .await?;
            } else {
                for trigger in ["no_update", "no_delete", "no_replace"] {
                    tx.execute_unprepared(&format!("DROP TRIGGER audit_event_{trigger}"))
                        .await?;
                }
            }
            for statement in statements {
                tx.execute_unprepared(statement).await?;
            }
            Ok(())
        })
        .await;
    tokio::task::yield_now().await;
    done.unwrap();
}

async fn is_found_after(statements: &[&str]) {
    let (city, auditor) = city_with_events().await;
    assert_eq!(verify(&auditor).await["is_intact"], true);
    tamper(&city, statements).await;
    let report = verify(&auditor).await;
    assert_eq!(report["is_intact"], false, "{statements:?}: {report}");
    assert!(!report["problems"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn an_edited_event_is_found() {
    is_found_after(&["UPDATE audit_event SET operation = 'show_account' WHERE number = 3"]).await;
}

#[tokio::test]
async fn a_deleted_event_is_found() {
    is_found_after(&["DELETE FROM audit_event WHERE number = 3"]).await;
}

#[tokio::test]
async fn an_inserted_event_is_found() {
    let copy = "INSERT INTO audit_event SELECT (SELECT MAX(number) + 1 FROM audit_event), at, actor_id, role, device_id, \
                operation, subject, detail, before_sha256, after_sha256, previous_hash, hash FROM audit_event WHERE number = 2";
    is_found_after(&[copy]).await;
}

#[tokio::test]
async fn reordered_events_are_found() {
    let swap =
        |from: i64, to: i64| format!("UPDATE audit_event SET number = {to} WHERE number = {from}");
    is_found_after(&[&swap(2, 9_999), &swap(3, 2), &swap(9_999, 3)]).await;
}

#[tokio::test]
async fn a_cut_tail_is_found_also_after_later_events() {
    is_found_after(&["DELETE FROM audit_event WHERE number >= 4"]).await;
    let (city, auditor) = city_with_events().await;
    tamper(&city, &["DELETE FROM audit_event WHERE number >= 4"]).await;
    for _ in 0..8 {
        super::enter(&city, "auditor").await;
        write_head(&city).await;
    }
    assert_eq!(verify(&auditor).await["is_intact"], false);
}

#[tokio::test]
async fn even_the_database_refuses_to_change_an_event() {
    let (city, _) = city_with_events().await;
    for statement in [
        "UPDATE audit_event SET role = 'auditor'",
        "DELETE FROM audit_event",
    ] {
        let done: Result<_, sea_orm::DbErr> = city
            .service
            .db
            .write(async |tx| tx.execute_unprepared(statement).await)
            .await;
        tokio::task::yield_now().await;
        assert!(done.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn events_are_listed_newest_first_and_filtered() {
    let (city, auditor) = city_with_events().await;
    let first = auditor
        .get("/api/v1/audit/events?operation=create_account&limit=4")
        .await
        .json();
    let numbers: Vec<i64> = first["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["number"].as_i64().unwrap())
        .collect();
    assert!(numbers.len() == 4 && numbers.windows(2).all(|pair| pair[0] > pair[1]));
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/audit/events?operation=create_account&cursor={cursor}");
    assert_eq!(
        auditor.get(&path).await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(
        problem(&worker.get("/api/v1/audit/events").await),
        (403, "permission_denied".into())
    );
    assert_eq!(
        problem(&worker.post("/api/v1/audit/verify", &json!({})).await),
        (403, "permission_denied".into())
    );
}
