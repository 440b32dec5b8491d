//! What the privacy charter asks of surveys, held against the tables.

use crate::support::{Fieldwork, TestCity, answers, with};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use serde_json::{Value, json};

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index::<String>(0).unwrap())
        .collect()
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn the_position_of_a_visit_never_enters_the_record_and_the_row_keeps_the_community() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let result = work
        .surveyor
        .capture(&work.interview(&city, work.door(0), json!({})))
        .await;
    assert_eq!(result["outcome"], "created", "{result}");
    let db = city.service.db.read();
    assert_eq!(count(db, "SELECT count(*) FROM record_position").await, 0);
    let levels = rows(db, "SELECT a.level FROM record r JOIN area a ON a.id = r.area_id WHERE r.kind = 'survey_visit'").await;
    assert_eq!(levels, ["community"]);
    assert_eq!(
        count(db, "SELECT count(*) FROM survey_visit_position").await,
        1
    );
    let heat = work
        .planner
        .get("/api/v1/insights/heat/matrix")
        .await
        .json();
    assert_eq!(heat["total"], 0);
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn questions_that_bind_to_the_visit_are_not_stored_with_the_answers() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let sent = with(
        answers(json!({})),
        json!({"dwelling_code": work.doors[0]["code"], "visit_date": "2026-10-30", "attempt_no": 1,
            "start": "2026-10-30T08:50:00+08:00", "visit_location": {"lng": 110.501, "lat": 26.901}}),
    );
    let result = work
        .surveyor
        .capture(&work.interview(&city, work.door(0), json!({"answers": sent})))
        .await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!([])),
        "{result}"
    );
    let db = city.service.db.read();
    let stored = rows(db, "SELECT answers FROM survey_answer_set").await;
    let stored: Value = serde_json::from_str(&stored[0]).unwrap();
    assert_eq!(stored["values"], answers(json!({})));
    let text = stored.to_string();
    assert!(!text.contains(work.doors[0]["code"].as_str().unwrap()) && !text.contains("26.901"));
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn no_table_holds_answers_and_doors_together() {
    let city = TestCity::spawn().await;
    let db = city.service.db.read();
    let columns = match db.get_database_backend() {
        sea_orm::DatabaseBackend::Postgres => {
            "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'survey_answer_set'"
        }
        _ => "SELECT name FROM pragma_table_info('survey_answer_set')",
    };
    let columns = rows(db, columns).await;
    assert!(columns.contains(&"answers".to_owned()));
    for never in [
        "door_id",
        "dwelling_code",
        "building",
        "door",
        "lng",
        "lat",
        "author_id",
        "draw_order",
    ] {
        assert!(!columns.contains(&never.to_owned()), "{never}");
    }
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn submitted_visits_and_answers_cannot_be_changed_or_deleted() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    work.surveyor
        .capture(&work.interview(&city, work.door(0), json!({})))
        .await;
    let db = city.service.db.read();
    for change in [
        "UPDATE survey_answer_set SET answers = '{}'",
        "DELETE FROM survey_answer_set",
        "UPDATE survey_visit SET disposition = 'refused'",
        "DELETE FROM survey_visit",
        "DELETE FROM survey_visit_door",
        "UPDATE survey_visit_position SET lng = 0",
        "DELETE FROM survey_visit_position",
        "DELETE FROM survey_visit_quality",
    ] {
        assert!(db.execute_unprepared(change).await.is_err(), "{change}");
    }
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn positions_and_timings_go_90_days_after_the_survey_and_nothing_else_does() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    work.surveyor
        .capture(&work.interview(&city, work.door(0), json!({})))
        .await;
    let db = city.service.db.read();
    let kept = async |table: &str| count(db, &format!("SELECT count(*) FROM {table}")).await;
    city.advance_s(120 * 86_400);
    city.run_jobs().await;
    assert_eq!(
        (
            kept("survey_visit_position").await,
            kept("survey_visit_quality").await
        ),
        (1, 1)
    );
    city.advance_s(3 * 86_400);
    city.run_jobs().await;
    assert_eq!(
        (
            kept("survey_visit_position").await,
            kept("survey_visit_quality").await
        ),
        (0, 0)
    );
    assert_eq!(
        (kept("survey_visit").await, kept("survey_answer_set").await),
        (1, 1)
    );
    tokio::task::yield_now().await;
}
