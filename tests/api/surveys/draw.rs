//! The draw: published hash, told seed, the same doors again.

use crate::support::{Fieldwork, ROOT, STREET_EAST, TestCity};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use wenxun::platform::keys::sha256;

#[tokio::test]
async fn the_hash_is_published_at_the_draw_and_the_seed_at_the_close() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let hash = work.survey["seed_sha256"].as_str().unwrap().to_owned();
    assert_eq!(
        (&work.survey["state"], &work.survey["seed"]),
        (&json!("field"), &json!(null))
    );
    let auditor = city.person("auditor", &[("auditor", ROOT)]).await;
    let log = auditor.get("/api/v1/audit/events").await.text();
    assert!(log.contains("draw_survey") && log.contains(&hash));
    let closed = work
        .planner
        .post(&work.path("/close"), &json!({}))
        .await
        .json();
    let seed = hex::decode(closed["seed"].as_str().unwrap()).unwrap();
    assert_eq!(hex::encode(sha256(&seed)), hash);
    assert_eq!(
        work.planner
            .post(&work.path("/close"), &json!({}))
            .await
            .code(),
        "survey_not_in_field"
    );
}

#[tokio::test]
async fn the_told_seed_draws_the_same_doors_bit_for_bit() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let early = work.planner.post(&work.path("/redraw"), &json!({})).await;
    assert_eq!(early.code(), "survey_not_closed");
    work.planner.post(&work.path("/close"), &json!({})).await;
    let again = work
        .planner
        .post(&work.path("/redraw"), &json!({}))
        .await
        .json();
    assert_eq!(
        (&again["same"], &again["seed_sha256"]),
        (&json!(true), &work.survey["seed_sha256"])
    );
    assert!(again["doors"].as_u64().unwrap() > 10);
}

#[tokio::test]
async fn every_drawn_door_has_its_chance_and_its_stratum() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let drawn = &work.survey["drawn"];
    assert_eq!(
        (
            &drawn["doors"],
            &drawn["strata"][0]["drawn"],
            &drawn["strata"][1]["drawn"]
        ),
        (&json!(10), &json!(6), &json!(4))
    );
    assert_eq!(work.doors.len(), 10);
    for door in &work.doors {
        let stratum = door["stratum"].as_str().unwrap();
        let wanted = if stratum.ends_with("001") {
            6.0 / 20.0
        } else {
            4.0 / 20.0
        };
        assert!(
            (door["probability"].as_f64().unwrap() - wanted).abs() < 1e-12,
            "{door}"
        );
        assert_eq!(door["community"]["code"], stratum);
    }
}

#[tokio::test]
async fn a_survey_is_drawn_once_and_the_database_sees_to_it() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let again = work.planner.post(&work.path("/draw"), &json!({})).await;
    assert_eq!((again.status, again.code()), (409, "survey_drawn".into()));
    let db = city.service.db.read();
    let other = "UPDATE survey SET seed = seed_sha256";
    let refused = db.execute_unprepared(other).await;
    assert!(refused.is_err(), "another seed was written");
    for table in [
        "survey_door",
        "survey_stratum",
        "survey_form_version",
        "survey_form_workbook",
    ] {
        let gone = db.execute_unprepared(&format!("DELETE FROM {table}")).await;
        assert!(gone.is_err(), "{table} lost rows");
        let count = Statement::from_string(
            city.service.db.backend(),
            format!("SELECT count(*) FROM {table}"),
        );
        let row = db.query_one_raw(count).await.unwrap().unwrap();
        assert!(
            row.try_get_by_index::<i64>(0).unwrap() > 0,
            "{table} is empty"
        );
    }
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn a_design_that_cannot_be_drawn_says_so() {
    let city = TestCity::spawn().await;
    let mut work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let without_frame = work.body(json!({"seen_version": 1, "frame_id": null}));
    assert_eq!(
        work.planner
            .put(&work.path(""), &without_frame)
            .await
            .status,
        200
    );
    let refused = work.planner.post(&work.path("/draw"), &json!({})).await;
    assert_eq!(
        (
            refused.status,
            refused.json()["errors"][0]["pointer"].as_str()
        ),
        (422, Some("/frame_id"))
    );
    let mut design = work.body(json!({}))["design"].clone();
    design["given"] = json!({"439801001001": 100, "439801001002": 4});
    let greedy = work.body(json!({"seen_version": 2, "design": design}));
    work.survey = work.planner.put(&work.path(""), &greedy).await.json();
    let refused = work.planner.post(&work.path("/draw"), &json!({})).await;
    assert!(
        refused.status == 422 || refused.json()["drawn"]["strata"][0]["drawn"] == 20,
        "{}",
        refused.text()
    );
}
