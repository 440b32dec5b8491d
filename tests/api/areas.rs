//! Areas, sites and roads: import, versions, lookups, and what each caller sees.

mod broken;
mod command;
mod places;

use crate::support::{
    Client, NEIGHBOUR_GRID, ROOT, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID,
};
use entity::audit_event;
use reqwest::Method;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use wenxun::platform::db::find_global;

/// The invented city of 676 areas.
pub const DEMO_CITY: &[u8] = include_bytes!("../../demo/city/areas.geojson");

/// Sends a file to an import.
pub async fn upload(client: &Client, path: &str, bytes: &[u8]) -> Reply {
    client
        .send(
            Method::POST,
            path,
            Some(bytes.to_vec()),
            "application/geo+json",
            &[],
        )
        .await
}

/// The areas in use as an import would take them.
pub async fn areas_in_use(client: &Client) -> Value {
    let reply = client.get("/api/v1/areas/outlines").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn codes(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["code"].as_str().unwrap().to_owned())
        .collect()
}

async fn version_in_use(client: &Client) -> i64 {
    client.get("/api/v1/areas/tree").await.json()["version"]
        .as_i64()
        .unwrap()
}

#[tokio::test]
async fn the_tree_shows_own_areas_and_only_the_names_above() {
    let city = TestCity::spawn().await;
    let supervisor = city.street_supervisor(STREET_EAST).await;
    let tree = supervisor.get("/api/v1/areas/tree").await.json();
    let root = &tree["roots"][0];
    assert_eq!(
        (
            root["code"].as_str().unwrap(),
            root["is_in_scope"].as_bool().unwrap()
        ),
        (ROOT, false)
    );
    let streets = root["children"][0]["children"].as_array().unwrap();
    assert_eq!(streets.len(), 1);
    assert_eq!(streets[0]["code"], STREET_EAST);
    assert_eq!(streets[0]["is_in_scope"], true);
    assert_eq!(streets[0]["children"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_street_supervisor_gets_no_outline_of_the_neighbour_street() {
    let city = TestCity::spawn().await;
    let supervisor = city.street_supervisor(STREET_EAST).await;
    let listed = supervisor.get("/api/v1/areas").await.json();
    assert_eq!(codes(&listed).len(), 7);
    let outlines = supervisor
        .get("/api/v1/areas/outlines?level=grid")
        .await
        .json();
    assert_eq!(outlines["features"].as_array().unwrap().len(), 4);
    assert_eq!(
        supervisor
            .get(&format!("/api/v1/areas/{WORK_GRID}"))
            .await
            .status,
        200
    );
    for hidden in [NEIGHBOUR_GRID, STREET_WEST, ROOT, "nonsense"] {
        assert_eq!(
            supervisor
                .get(&format!("/api/v1/areas/{hidden}"))
                .await
                .status,
            404,
            "{hidden}"
        );
    }
    let other = supervisor
        .get(&format!("/api/v1/areas/outlines?area={STREET_WEST}"))
        .await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (422, "invalid_query")
    );
}

#[tokio::test]
async fn areas_come_in_pages_and_by_level_parent_and_name() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = supervisor
            .get(&format!("/api/v1/areas?limit=5{cursor}"))
            .await
            .json();
        seen.extend(codes(&page));
        let Some(next) = page["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen.len(), 16);
    assert_eq!(seen[0], ROOT);
    let grids = supervisor.get("/api/v1/areas?level=grid").await.json();
    assert_eq!(codes(&grids).len(), 8);
    let below = supervisor
        .get("/api/v1/areas?parent=439801000000")
        .await
        .json();
    assert_eq!(codes(&below), [STREET_EAST, STREET_WEST]);
    let found = supervisor
        .get(&format!("/api/v1/areas?q={WORK_GRID}"))
        .await
        .json();
    assert_eq!(codes(&found), [WORK_GRID]);
    assert_eq!(
        supervisor.get("/api/v1/areas?level=block").await.status,
        422
    );
    assert_eq!(
        supervisor.get("/api/v1/areas?cursor=AAAA").await.status,
        422
    );
}

#[tokio::test]
async fn an_outline_that_the_client_has_is_not_sent_again() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let first = worker.get("/api/v1/areas/outlines").await;
    let tag = first.header("etag").to_owned();
    assert!(!tag.is_empty());
    let again = worker
        .send(
            Method::GET,
            "/api/v1/areas/outlines",
            None,
            "",
            &[("if-none-match", &tag)],
        )
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_point_is_located_with_the_areas_above_it_in_any_datum() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let found = worker
        .get("/api/v1/areas/locate?lng=110.501&lat=26.901")
        .await
        .json();
    assert_eq!(found["area"]["code"], WORK_GRID);
    assert_eq!(found["ancestors"].as_array().unwrap().len(), 4);
    assert_eq!(found["ancestors"][0]["code"], ROOT);
    let (lng, lat) = wenxun::areas::datum::Datum::Gcj02.from_wgs84(110.501, 26.901);
    let shifted = worker
        .get(&format!(
            "/api/v1/areas/locate?lng={lng}&lat={lat}&datum=gcj02"
        ))
        .await
        .json();
    assert_eq!(shifted["area"]["code"], WORK_GRID);
    let as_if_wgs84 = worker
        .get(&format!("/api/v1/areas/locate?lng={lng}&lat={lat}"))
        .await
        .json();
    assert_ne!(as_if_wgs84["area"]["code"], WORK_GRID);
    let outside = worker.get("/api/v1/areas/locate?lng=0&lat=0").await.json();
    assert!(outside["area"].is_null() && outside["ancestors"].as_array().unwrap().is_empty());
    for bad in [
        "lng=26.9&lat=110.5",
        "lng=181&lat=1",
        "lng=NaN&lat=1",
        "lng=1",
        "lng=1&lat=1&datum=mars",
    ] {
        assert_eq!(
            worker
                .get(&format!("/api/v1/areas/locate?{bad}"))
                .await
                .status,
            422,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn lookups_agree_with_the_table_in_every_row() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let report = upload(
        &supervisor,
        "/api/v1/areas/import?name=areas.geojson",
        DEMO_CITY,
    )
    .await;
    assert_eq!(report.status, 201, "{}", report.text());
    assert_eq!(
        report.json()["counts"][4],
        json!({"level": "grid", "imported": 600, "in_use": 8})
    );
    let mut rows = csv::Reader::from_reader(&include_bytes!("../data/points_expected.csv")[..]);
    let mut compared = 0;
    for row in rows.records().map(Result::unwrap) {
        let reply = supervisor
            .get(&format!(
                "/api/v1/areas/locate?lng={}&lat={}",
                &row[1], &row[0]
            ))
            .await;
        let found = reply.json()["area"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        match &row[3] {
            "invalid" => assert_eq!(reply.status, 422, "{row:?}"),
            "on_vertex" => assert!(
                row[4].contains(&found) && found.len() == 15,
                "{row:?} gave {found}"
            ),
            _ => assert_eq!(found, &row[2], "{row:?}"),
        }
        compared += 1;
    }
    assert_eq!(compared, 114);
}

#[tokio::test]
async fn the_same_file_twice_makes_versions_and_roles_follow() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let file = areas_in_use(&supervisor).await.to_string();
    for version in [2, 3] {
        let report = upload(
            &supervisor,
            "/api/v1/areas/import?name=again.geojson",
            file.as_bytes(),
        )
        .await;
        assert_eq!(report.status, 201, "{}", report.text());
        assert_eq!(report.json()["version"], version);
        assert_eq!(report.json()["problems"], json!([]));
        assert_eq!(version_in_use(&worker).await, version);
        assert_eq!(
            codes(&worker.get("/api/v1/areas").await.json()),
            [WORK_GRID]
        );
    }
    let versions = supervisor.get("/api/v1/areas/versions").await.json();
    let newest = &versions["items"][0];
    assert_eq!(
        (newest["version"].as_i64(), newest["is_current"].as_bool()),
        (Some(3), Some(true))
    );
    assert_eq!(newest["source_name"], "again.geojson");
    assert_eq!(newest["imported_by_name"], "测试city.supervisor");
    assert_eq!(newest["counts"]["grid"], 8);
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);
}

/// The file with the eastern street's first two grids made one, under the code of the second.
fn merge_first_grids(mut file: Value) -> Value {
    let features = file["features"].as_array_mut().unwrap();
    features.retain(|feature| feature["properties"]["code"] != WORK_GRID);
    let kept = features
        .iter_mut()
        .find(|feature| feature["properties"]["code"] == "439801001001002")
        .unwrap();
    kept["geometry"]["coordinates"] = json!([[
        [110.5, 26.9],
        [110.504, 26.9],
        [110.504, 26.902],
        [110.5, 26.902],
        [110.5, 26.9]
    ]]);
    file
}

#[tokio::test]
async fn an_area_that_ends_goes_to_the_one_that_covers_it() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let original = areas_in_use(&supervisor).await;
    let merged = merge_first_grids(original.clone()).to_string();
    let report = upload(&supervisor, "/api/v1/areas/import", merged.as_bytes()).await;
    assert_eq!(report.status, 201, "{}", report.text());
    let changes = &report.json()["changes"];
    assert_eq!(changes["removed"], json!([WORK_GRID]));
    assert_eq!(
        changes["moved"],
        json!([{"from": WORK_GRID, "to": "439801001001002", "overlap_share": 1.0}])
    );
    assert_eq!(
        codes(&worker.get("/api/v1/areas").await.json()),
        ["439801001001002"]
    );
    // A third version brings the code back: the role is in its own grid again.
    let report = upload(
        &supervisor,
        "/api/v1/areas/import",
        original.to_string().as_bytes(),
    )
    .await;
    assert_eq!(report.status, 201);
    assert_eq!(
        codes(&worker.get("/api/v1/areas").await.json()),
        [WORK_GRID]
    );
}

#[tokio::test]
async fn a_role_follows_its_area_through_several_versions() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let merged = merge_first_grids(areas_in_use(&supervisor).await).to_string();
    for version in 2..5 {
        let report = upload(&supervisor, "/api/v1/areas/import", merged.as_bytes()).await;
        assert_eq!(report.json()["version"], version, "{}", report.text());
        assert_eq!(
            codes(&worker.get("/api/v1/areas").await.json()),
            ["439801001001002"]
        );
    }
}

#[tokio::test]
async fn a_dry_run_reports_and_changes_nothing() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let report = upload(&supervisor, "/api/v1/areas/import?dry_run=true", DEMO_CITY).await;
    assert_eq!(report.status, 200, "{}", report.text());
    let body = report.json();
    assert_eq!(
        (body["is_accepted"].as_bool(), body["was_applied"].as_bool()),
        (Some(true), Some(false))
    );
    assert!(body["version"].is_null());
    assert_eq!(version_in_use(&supervisor).await, 1);
}

#[tokio::test]
async fn only_who_answers_for_the_whole_city_may_import() {
    let city = TestCity::spawn().await;
    let file = areas_in_use(&city.city_supervisor().await)
        .await
        .to_string();
    for (account, role, area) in [
        ("s", "street_supervisor", STREET_EAST),
        ("g", "grid_worker", WORK_GRID),
        ("a", "auditor", ROOT),
    ] {
        let client = city.person(account, &[(role, area)]).await;
        for path in ["areas", "sites", "roads"] {
            let reply = upload(&client, &format!("/api/v1/{path}/import"), file.as_bytes()).await;
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (403, "permission_denied"),
                "{role} {path}"
            );
        }
        assert_eq!(client.get("/api/v1/areas/versions").await.status, 403);
    }
    assert_eq!(
        upload(&city.stranger(), "/api/v1/areas/import", file.as_bytes())
            .await
            .status,
        401
    );
    assert_eq!(city.stranger().get("/api/v1/areas").await.status, 401);
}

#[tokio::test]
async fn an_import_stands_in_the_audit_log() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let file = areas_in_use(&supervisor).await.to_string();
    upload(
        &supervisor,
        "/api/v1/areas/import?name=new.geojson",
        file.as_bytes(),
    )
    .await;
    let events = find_global::<audit_event::Entity>()
        .filter(audit_event::Column::Operation.eq("import_areas"))
        .all(city.service.db.read())
        .await
        .unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].subject, "area_version:2");
    assert!(events[0].detail.contains("new.geojson"));
}
