//! What the field worker sees of it; records returned for mending; what cannot be changed.

use super::Desk;
use crate::support::{STREET_WEST, incident, with};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

async fn mine(desk: &Desk, id: &str) -> Value {
    let page = desk.worker.get("/api/v1/records/mine").await.json();
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["id"] == id)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn the_reporter_sees_what_became_of_the_record() {
    let desk = Desk::make().await;
    let case = desk.reported().await;
    let record = case["reports"][0]["record_id"].as_str().unwrap();
    let own = mine(&desk, record).await;
    assert_eq!(
        (&own["state"], &own["case"]["stage"], &own["case"]["number"]),
        (&json!("in_case"), &json!("reported"), &case["number"])
    );
    assert_eq!(own["case"]["unit_name_en"], "east.first");
    let since = own["seq"].as_i64().unwrap();
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "verify"}))
        .await;
    desk.take(&desk.supervisor, &case, json!({"action": "close"}))
        .await;
    let news = desk
        .worker
        .get(&format!("/api/v1/records/mine?since_seq={since}"))
        .await
        .json();
    assert_eq!(
        (
            &news["items"][0]["case"]["stage"],
            &news["items"][0]["case"]["outcome"]
        ),
        (&json!("closed"), &json!("fixed"))
    );
    assert!(news["items"][0]["case"]["after_photo"].is_string());
    let history = desk
        .supervisor
        .get(&format!("/api/v1/incidents/{record}"))
        .await
        .json()["history"]
        .clone();
    let told: Vec<&str> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["what"].as_str().unwrap())
        .filter(|what| what.starts_with("case:"))
        .collect();
    assert_eq!(
        told,
        [
            "case:accepted",
            "case:filed",
            "case:dispatched",
            "case:handling",
            "case:reported",
            "case:verified",
            "case:closed"
        ]
    );
}

#[tokio::test]
async fn a_returned_record_opens_at_its_field_until_it_is_mended() {
    let desk = Desk::make().await;
    let record = desk.record(json!({})).await;
    let path = format!("/api/v1/records/{record}/return");
    let short = desk.supervisor.post(&path, &json!({"remark": " "})).await;
    assert_eq!(short.json()["errors"][0]["code"], "too_short");
    let body = json!({"remark": "类别选错了，电话 13800138000", "pointer": "/payload/category"});
    assert_eq!(
        desk.fixer.post(&path, &body).await.code(),
        "permission_denied"
    );
    let west = desk.city.street_supervisor(STREET_WEST).await;
    assert_eq!(west.post(&path, &body).await.code(), "record_not_found");
    assert_eq!(desk.supervisor.post(&path, &body).await.status, 201);
    let own = mine(&desk, &record).await;
    assert_eq!(
        (&own["state"], &own["pointer"]),
        (&json!("returned"), &json!("/payload/category"))
    );
    let remark = own["remark"].as_str().unwrap();
    assert!(
        remark.starts_with("类别选错了") && !remark.contains("13800138000"),
        "{remark}"
    );
    let detail = desk
        .supervisor
        .get(&format!("/api/v1/incidents/{record}"))
        .await
        .json();
    assert_eq!(detail["returned"]["pointer"], "/payload/category");
    let mended = with(
        incident(&desk.city),
        json!({"corrects": record, "correction_reason": "改类别"}),
    );
    assert_eq!(desk.worker.capture(&mended).await["outcome"], "created");
    assert_eq!(mine(&desk, &record).await["state"], "superseded");
    let late = desk.supervisor.post(&path, &body).await;
    assert_eq!(
        (late.status, late.code()),
        (409, "record_superseded".into())
    );
}

#[tokio::test]
async fn the_timeline_the_photos_and_the_reporters_cannot_be_changed() {
    let desk = Desk::make().await;
    desk.reported().await;
    let db = desk.city.service.db.read();
    for statement in [
        "UPDATE case_event SET note = 'x'",
        "DELETE FROM case_event",
        "UPDATE case_photo SET distance_m = 0",
        "DELETE FROM case_report",
        "UPDATE record_return SET remark = 'x'",
        "DELETE FROM unit_rule",
    ] {
        let done = db.execute_unprepared(statement).await;
        tokio::task::yield_now().await;
        let is_empty = statement.contains("record_return");
        assert_eq!(done.is_ok(), is_empty, "{statement}");
    }
}

#[tokio::test]
async fn every_step_leaves_a_message_for_outside_in_the_same_transaction() {
    let desk = Desk::make().await;
    let case = desk.dispatched().await;
    let refused = desk
        .step(&desk.supervisor, &case, json!({"action": "close"}))
        .await;
    assert_eq!(refused.status, 409);
    let db = desk.city.service.db.read();
    let sql = "SELECT topic FROM outbox ORDER BY at, id";
    let rows = db
        .query_all_raw(sea_orm::Statement::from_string(
            db.get_database_backend(),
            sql,
        ))
        .await
        .unwrap();
    tokio::task::yield_now().await;
    let mut topics: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect();
    topics.sort();
    assert_eq!(topics, ["case.accept", "case.dispatch", "case.file"]);
}

#[tokio::test]
async fn without_network_the_phone_still_knows_what_became_of_its_records() {
    let desk = Desk::make().await;
    let case = desk.dispatched().await;
    let returned = desk.record(json!({})).await;
    let body = json!({"remark": "补一张照片", "pointer": "/photos"});
    desk.supervisor
        .post(&format!("/api/v1/records/{returned}/return"), &body)
        .await;
    desk.record(json!({})).await;
    let pack = desk.worker.get("/api/v1/field-pack").await.json();
    let parts = pack["parts"].as_array().unwrap();
    let part = parts
        .iter()
        .find(|part| part["name"] == "my_records")
        .unwrap();
    let kept = desk.worker.get(part["url"].as_str().unwrap()).await.json();
    let items = kept["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let of = |id: &Value| items.iter().find(|item| item["id"] == *id).unwrap();
    assert_eq!(of(&json!(returned))["returned"]["pointer"], "/photos");
    assert_eq!(
        of(&case["reports"][0]["record_id"])["case"]["stage"],
        "dispatched"
    );
}
