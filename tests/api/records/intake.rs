//! Batches: outcomes, idempotency, refusals, immutability.

use crate::support::{TestCity, WORK_GRID, incident, with};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_record_is_created_once_and_sending_again_is_harmless() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = incident(&city);
    let first = worker.capture(&record).await;
    assert_eq!(first["outcome"], "created");
    assert_eq!(first["area_code"], WORK_GRID);
    assert_eq!(first["flags"], json!([]));
    let again = worker.capture(&record).await;
    assert_eq!(again["outcome"], "duplicate");
    assert_eq!(
        (&again["seq"], &again["receipt"]),
        (&first["seq"], &first["receipt"])
    );
}

#[tokio::test]
async fn the_same_id_twice_in_one_batch_is_one_record() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = incident(&city);
    let other = with(record.clone(), json!({"note": "另一条"}));
    let results = worker
        .send_records(&[record.clone(), record, other])
        .await
        .json()["results"]
        .clone();
    let outcomes: Vec<&str> = (0..3)
        .map(|at| results[at]["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["created", "duplicate", "conflict"]);
}

#[tokio::test]
async fn the_order_of_fields_and_the_spelling_of_numbers_do_not_make_other_content() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = incident(&city);
    worker.capture(&record).await;
    let text = record.to_string().replace("8.0", "8").replace("8.00", "8");
    let body = format!("{{\"records\":[{text}]}}");
    let reply = worker
        .send(
            reqwest::Method::POST,
            "/api/v1/records/batch",
            Some(body.into_bytes()),
            "application/json",
            &[],
        )
        .await;
    assert_eq!(reply.json()["results"][0]["outcome"], "duplicate");
}

#[tokio::test]
async fn another_author_or_other_content_under_the_same_id_is_a_conflict() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let stranger = city.person("other", &[("grid_worker", WORK_GRID)]).await;
    let record = incident(&city);
    worker.capture(&record).await;
    assert_eq!(stranger.capture(&record).await["outcome"], "conflict");
    let changed = with(record, json!({"note": "改过"}));
    let result = worker.capture(&changed).await;
    assert_eq!(result["outcome"], "conflict");
    assert!(
        result.get("receipt").is_none(),
        "a conflict proves nothing: {result}"
    );
}

#[tokio::test]
async fn one_bad_record_never_fails_the_others_and_every_fault_is_named() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let good = incident(&city);
    let bad = with(
        incident(&city),
        json!({
            "captured_at": "2026-10-30T08:00:00",
            "note": "长".repeat(2001),
            "position": {"lng": 110.5, "lat": 126.9, "accuracy_m": -1.0},
            "payload": {"category": "no_such_thing", "outcome": "corrected", "count": 0}
        }),
    );
    let results = worker.send_records(&[bad, good]).await.json()["results"].clone();
    assert_eq!(results[1]["outcome"], "created");
    assert_eq!(results[0]["outcome"], "refused");
    let errors = results[0]["problem"]["errors"].as_array().unwrap().clone();
    let found: Vec<(&str, &str)> = errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("/captured_at", "no_offset"),
        ("/position/lat", "out_of_range"),
        ("/position/accuracy_m", "out_of_range"),
        ("/note", "too_long"),
        ("/payload/category", "unknown_category"),
        ("/payload/count", "out_of_range"),
    ] {
        assert!(
            found.contains(&expected),
            "{expected:?} is missing in {found:?}"
        );
    }
}

#[tokio::test]
async fn unknown_fields_and_kinds_are_told_apart_so_that_the_phone_waits() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let field = worker
        .capture(&with(incident(&city), json!({"mood": "good"})))
        .await;
    assert_eq!(field["problem"]["code"], "unknown_field");
    assert_eq!(field["problem"]["errors"][0]["pointer"], "/mood");
    let kind = worker
        .capture(&with(incident(&city), json!({"kind": "moon_walk"})))
        .await;
    assert_eq!(kind["problem"]["code"], "unknown_kind");
    let nested = worker
        .capture(&with(
            incident(&city),
            json!({"payload": {"category": "littering", "outcome": "corrected", "who": "x"}}),
        ))
        .await;
    assert_eq!(nested["problem"]["errors"][0]["pointer"], "/payload/who");
}

#[tokio::test]
async fn ids_must_be_made_by_a_phone() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    for id in [
        "",
        "7",
        "00000000-0000-0000-0000-000000000000",
        "urn:uuid:0198c5d1-0000-7000-8000-000000000001",
    ] {
        let result = worker
            .capture(&with(incident(&city), json!({"id": id})))
            .await;
        assert_eq!(result["problem"]["errors"][0]["code"], "bad_uuid", "{id}");
    }
    let v4 = with(
        incident(&city),
        json!({"id": "ae54abc2-5dee-4b1f-b5a4-6cd0b38e0cba"}),
    );
    assert_eq!(worker.capture(&v4).await["outcome"], "created");
}

#[tokio::test]
async fn too_many_or_too_large_is_413_so_that_the_phone_halves() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let many: Vec<_> = (0..101).map(|_| incident(&city)).collect();
    assert_eq!(worker.send_records(&many).await.status, 413);
    let large = vec![b' '; 4 * 1024 * 1024 + 1];
    let reply = worker
        .send(
            reqwest::Method::POST,
            "/api/v1/records/batch",
            Some(large),
            "application/json",
            &[],
        )
        .await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (413, "payload_too_large")
    );
    let fat = with(incident(&city), json!({"note": "x".repeat(300_000)}));
    assert_eq!(
        worker.capture(&fat).await["problem"]["errors"][0]["code"],
        "too_large"
    );
}

#[tokio::test]
async fn a_body_that_is_no_batch_is_refused_with_the_place() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let broken = worker
        .send(
            reqwest::Method::POST,
            "/api/v1/records/batch",
            Some(b"{\"records\": [".to_vec()),
            "application/json",
            &[],
        )
        .await;
    assert_eq!(
        (broken.status, broken.json()["errors"][0]["code"].as_str()),
        (422, Some("bad_json"))
    );
    let other = worker
        .post("/api/v1/records/batch", &json!({"records": [], "extra": 1}))
        .await;
    assert_eq!(other.json()["errors"][0]["pointer"], "/extra");
    let text = worker
        .send(
            reqwest::Method::POST,
            "/api/v1/records/batch",
            Some(b"x".to_vec()),
            "text/plain",
            &[],
        )
        .await;
    assert_eq!(text.status, 415);
}

#[tokio::test]
async fn five_identical_batches_at_once_store_each_record_once() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let records: Vec<_> = (0..20).map(|_| incident(&city)).collect();
    let replies =
        futures_util::future::join_all((0..5).map(|_| worker.send_records(&records))).await;
    let created = replies
        .iter()
        .flat_map(|reply| reply.json()["results"].as_array().unwrap().clone());
    assert_eq!(
        created
            .filter(|result| result["outcome"] == "created")
            .count(),
        20
    );
    let seqs: Vec<i64> = (0..20)
        .map(|at| replies[0].json()["results"][at]["seq"].as_i64().unwrap())
        .collect();
    let mut sorted = seqs.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        (1..=20).collect::<Vec<i64>>(),
        "numbers are gapless"
    );
}

#[tokio::test]
async fn no_sql_can_change_or_remove_a_record() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    worker
        .capture(&with(incident(&city), json!({"note": "留着"})))
        .await;
    for sql in [
        "UPDATE record SET kind = 'tally'",
        "DELETE FROM record",
        "UPDATE incident SET category = 'spitting'",
        "DELETE FROM incident",
        "UPDATE record_note SET note = ''",
        "DELETE FROM record_note",
        "DELETE FROM record_position",
        "DELETE FROM change",
        "UPDATE audit_event SET detail = ''",
        "DELETE FROM audit_event",
    ] {
        let outcome: Result<(), sea_orm::DbErr> = city
            .service
            .db
            .write(async |tx| tx.execute_unprepared(sql).await.map(|_| ()))
            .await;
        assert!(outcome.is_err(), "{sql} went through");
    }
}

#[tokio::test]
async fn capture_needs_a_role_that_captures() {
    let city = TestCity::spawn().await;
    assert_eq!(
        city.stranger()
            .send_records(&[incident(&city)])
            .await
            .status,
        401
    );
    let admin = city
        .person("admin", &[("system_admin", crate::support::ROOT)])
        .await;
    assert_eq!(admin.send_records(&[incident(&city)]).await.status, 403);
}

#[tokio::test]
async fn every_batch_that_creates_writes_exactly_one_audit_event() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let records = [incident(&city), incident(&city)];
    worker.send_records(&records).await;
    worker.send_records(&records).await;
    let count = wenxun::platform::db::scalar_i64(
        city.service.db.read(),
        "SELECT COUNT(*) FROM audit_event WHERE operation = 'send_records'",
    )
    .await;
    assert_eq!(count.unwrap(), Some(1));
    assert_ne!(Uuid::nil(), city.new_id());
}
