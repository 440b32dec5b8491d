//! Sites that come from a file.

use super::{inspection, look, site, site_ids};
use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, Reply, STREET_EAST, TestCity, WORK_GRID, with,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn import(by: &Client, query: &str, file: &str) -> Reply {
    let path = format!("/api/v1/ads/sites/import?{query}");
    let body = Some(file.as_bytes().to_vec());
    by.send(Method::POST, &path, body, "application/geo+json", &[])
        .await
}

fn line(code: &str) -> Value {
    json!({"site_code": code, "placement": "light_box", "theme": "thrift", "public_service": true,
        "lat": IN_WORK_GRID.1, "lng": IN_WORK_GRID.0, "grid_code": WORK_GRID})
}

fn lines(all: &[Value]) -> String {
    let texts: Vec<String> = all.iter().map(Value::to_string).collect();
    texts.join("\n")
}

#[tokio::test]
async fn a_file_is_taken_in_whole_and_known_codes_are_changed() {
    let city = TestCity::spawn().await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let file = lines(&[
        line("A1"),
        with(
            line("A2"),
            json!({"refresh_days": 90, "owner_unit": "公交公司", "faces": 3}),
        ),
    ]);
    let dry = import(&boss, "dry_run=true", &file).await;
    assert_eq!(
        (dry.status, &dry.json()["was_applied"]),
        (200, &json!(false))
    );
    assert_eq!(
        dry.json()["counts"],
        json!({"read": 2, "added": 2, "changed": 0, "unchanged": 0})
    );
    assert!(site_ids(&boss, "").await.is_empty());
    let reply = import(&boss, "name=a.jsonl", &file).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(
        reply.json()["counts"],
        json!({"read": 2, "added": 2, "changed": 0, "unchanged": 0})
    );
    let ids = site_ids(&boss, "q=A").await;
    worker
        .capture(&inspection(&city, look(&ids[0], json!(["faded"]))))
        .await;
    let file = lines(&[
        with(line("A1"), json!({"placement": "banner"})),
        with(
            line("A2"),
            json!({"refresh_days": 90, "owner_unit": "公交公司", "faces": 3}),
        ),
    ]);
    let again = import(&boss, "", &file).await.json();
    assert_eq!(
        again["counts"],
        json!({"read": 2, "added": 0, "changed": 1, "unchanged": 1})
    );
    let first = site(&boss, &ids[0]).await;
    assert_eq!(
        (&first["placement"], &first["condition"]),
        (&json!("banner"), &json!("faded"))
    );
    let second = site(&boss, &ids[1]).await;
    assert_eq!(
        (&second["owner_unit"], &second["faces"], &second["source"]),
        (&json!("公交公司"), &json!(3), &json!("import"))
    );
}

#[tokio::test]
async fn a_feature_collection_of_points_will_do_too() {
    let city = TestCity::spawn().await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let feature = json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [IN_WORK_GRID.0, IN_WORK_GRID.1]},
        "properties": {"code": "G1", "placement": "billboard", "theme": "commercial", "is_public_service": false, "faces": 2}});
    let file = json!({"type": "FeatureCollection", "features": [feature]}).to_string();
    assert_eq!(import(&boss, "", &file).await.status, 201);
    let list = boss.get("/api/v1/ads/sites?public=false").await.json();
    assert_eq!(
        (&list["items"][0]["code"], &list["items"][0]["faces"]),
        (&json!("G1"), &json!(2))
    );
}

#[tokio::test]
async fn a_file_with_any_fault_changes_nothing_and_every_fault_is_named() {
    let city = TestCity::spawn().await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let cases = [
        (
            with(line("B1"), json!({"placement": "moon"})),
            "/placement",
            "unknown_value",
        ),
        (
            with(line("B2"), json!({"theme": "commercial"})),
            "/theme",
            "invalid_value",
        ),
        (
            with(line("B3"), json!({"lat": 99.0})),
            "/lat",
            "out_of_range",
        ),
        (
            with(line("B4"), json!({"lat": 20.0})),
            "/lat",
            "unknown_area",
        ),
        (
            with(line("B5"), json!({"lng": IN_NEIGHBOUR_GRID.0})),
            "/lat",
            "not_in_scope",
        ),
        (
            with(line("B6"), json!({"faces": 0})),
            "/faces",
            "out_of_range",
        ),
        (
            with(line("B7"), json!({"refresh_days": 9999})),
            "/refresh_days",
            "out_of_range",
        ),
        (
            with(line("B8"), json!({"owner": "王"})),
            "/owner",
            "unknown_field",
        ),
        (with(line("B9"), json!({"lat": "26"})), "/lat", "wrong_type"),
        (line("A1"), "/site_code", "repeated"),
    ];
    let mut all = vec![line("A1")];
    all.extend(cases.iter().map(|(line, _, _)| line.clone()));
    let reply = import(&boss, "", &format!("{}\nnot json", lines(&all))).await;
    assert_eq!(
        (reply.status, reply.code()),
        (422, "ad_sites_refused".to_owned())
    );
    let report = reply.json()["params"]["report"].clone();
    let problems = report["problems"].as_array().unwrap();
    for ((_, pointer, code), (problem, number)) in cases.iter().zip(problems.iter().zip(2..)) {
        let told = (&problem["number"], &problem["pointer"], &problem["code"]);
        assert_eq!(told, (&json!(number), &json!(pointer), &json!(code)));
    }
    assert_eq!(problems.last().unwrap()["code"], "bad_json");
    assert!(site_ids(&boss, "").await.is_empty());
    assert_eq!(import(&boss, "", "").await.status, 422);
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(import(&worker, "", "").await.status, 403);
}

#[tokio::test]
async fn inspections_that_came_before_their_imported_site_count_once_it_is_there() {
    let city = TestCity::spawn().await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = wenxun::ads::ad_site_id("A9").to_string();
    let record = inspection(&city, look(&id, json!(["damaged"])));
    assert_eq!(
        worker.capture(&record).await["flags"],
        json!(["unknown_site"])
    );
    import(&boss, "", &lines(&[line("A9")])).await;
    let now = site(&boss, &id).await;
    assert_eq!(
        (&now["condition"], &now["history"][0]["flags"]),
        (&json!("damaged"), &json!([]))
    );
}
