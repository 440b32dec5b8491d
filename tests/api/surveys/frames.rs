//! Bringing in frames of doors.

use crate::support::{STREET_EAST, STREET_WEST, TestCity, frame_csv};
use serde_json::json;

const HEADER: &str = "dwelling_code,building,unit,door,floor,dwelling_type,lat,lng,grid_code";

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[tokio::test]
async fn a_frame_is_taken_in_whole_and_counted_by_street() {
    let city = TestCity::spawn().await;
    let boss = city.city_supervisor().await;
    let csv = frame_csv(STREET_EAST);
    let dry = boss.import_frame("dry_run=true", &csv).await;
    assert_eq!(
        (dry.status, &dry.json()["was_applied"]),
        (200, &json!(false))
    );
    assert_eq!(
        boss.get("/api/v1/frames").await.json(),
        json!({"items": []})
    );
    let made = boss.import_frame("title=2026", &csv).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let report = made.json();
    assert_eq!(
        (&report["dwellings"], &report["streets"][0]["dwellings"]),
        (&json!(40), &json!(40))
    );
    let path = format!("/api/v1/frames/{}", report["frame_id"].as_str().unwrap());
    let shown = boss.get(&path).await.json();
    assert_eq!(
        (&shown["title"], &shown["communities"][1]["dwellings"]),
        (&json!("2026"), &json!(20))
    );
}

#[tokio::test]
async fn duplicates_and_doors_outside_any_grid_are_named_and_nothing_is_kept() {
    let city = TestCity::spawn().await;
    let boss = city.city_supervisor().await;
    let csv = file(&[
        "A-1,1,1,101,1,flat,26.901,110.501,439801001001001",
        "A-2,1,1,102,1,flat,26.901,110.501,",
        "A-1,1,1,103,1,flat,26.901,110.501,",
        "A-3,1,1,104,1,flat,27.500,110.501,",
        "A-4,,1,105,1,flat,26.901,110.501,",
        "A-5,1,1,106,1,flat,north,110.501,",
        "A-6,1,1,107,1,flat,26.901,110.501,439801001001002",
    ]);
    let reply = boss.import_frame("", &csv).await;
    assert_eq!(
        (reply.status, reply.code()),
        (422, "frame_refused".into()),
        "{}",
        reply.text()
    );
    let report = reply.json()["params"]["report"].clone();
    assert_eq!(
        report["duplicates"]["first"][0],
        json!({"row": 4, "code": "A-1", "column": "dwelling_code"})
    );
    assert_eq!(
        report["outside"]["first"][0],
        json!({"row": 5, "code": "A-3", "column": "lat"})
    );
    assert_eq!(report["invalid"]["count"], 2);
    assert_eq!(report["other_grid"]["first"][0]["row"], 8);
    assert_eq!(
        boss.get("/api/v1/frames").await.json(),
        json!({"items": []})
    );
}

#[tokio::test]
async fn a_file_that_carries_names_is_refused_by_its_header() {
    let city = TestCity::spawn().await;
    let boss = city.city_supervisor().await;
    let csv = "dwelling_code,building,door,lat,lng,householder\nA-1,1,101,26.901,110.501,某某\n";
    let report = boss.import_frame("dry_run=true", csv).await.json();
    assert_eq!(
        (&report["is_accepted"], &report["dwellings"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(report["invalid"]["first"][0]["column"], "householder");
    let short = boss
        .import_frame("dry_run=true", "dwelling_code,door\n1,2\n")
        .await
        .json();
    assert_eq!(short["invalid"]["count"], 3);
}

#[tokio::test]
async fn doors_of_another_street_lie_outside_the_callers_areas() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let west = city.street_supervisor(STREET_WEST).await;
    let report = east
        .import_frame("dry_run=true", &frame_csv(STREET_WEST))
        .await
        .json();
    assert_eq!(report["outside"]["count"], 40);
    let made = east.import_frame("", &frame_csv(STREET_EAST)).await.json();
    let path = format!("/api/v1/frames/{}", made["frame_id"].as_str().unwrap());
    assert_eq!(west.get(&path).await.code(), "frame_not_found");
    assert_eq!(
        west.get("/api/v1/frames").await.json(),
        json!({"items": []})
    );
}

#[tokio::test]
async fn a_code_that_comes_again_in_a_later_batch_is_found() {
    let city = TestCity::spawn().await;
    let boss = city.city_supervisor().await;
    let mut rows: Vec<String> = (0..7_000)
        .map(|door| format!("D{door},1,1,{door},1,flat,26.901,110.501,"))
        .collect();
    rows.push("D5,1,1,5,1,flat,26.901,110.501,".to_owned());
    let csv = format!("{HEADER}\r\n{}", rows.join("\r\n"));
    let report = boss.import_frame("dry_run=true", &csv).await.json();
    assert_eq!(report["duplicates"]["count"], 1, "{report}");
    assert_eq!(report["duplicates"]["first"][0]["row"], 7_002);
    assert_eq!(report["dwellings"], 7_000);
    assert_eq!(
        boss.get("/api/v1/frames").await.json(),
        json!({"items": []})
    );
}
