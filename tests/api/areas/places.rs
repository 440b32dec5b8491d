//! Sites and roads.

use super::{areas_in_use, upload};
use crate::support::{Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use serde_json::{Value, json};

fn site(code: &str, kind: &str, lng: f64) -> Value {
    json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lng, 26.901]},
        "properties": {"code": code, "kind": kind, "site_type": kind, "name_zh": "点位", "name_en": "Site"}})
}

fn road(code: &str, west: f64, east: f64) -> Value {
    json!({"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[west, 26.901], [east, 26.901]]},
        "properties": {"code": code, "class": "back_alley", "name_zh": "小巷", "name_en": "Alley"}})
}

fn file(features: &[Value]) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features})
        .to_string()
        .into_bytes()
}

/// Two sites in the eastern street, one in the western.
async fn import_three(supervisor: &Client) {
    let sites = [
        site("P1", "bus_stop", 110.5005),
        site("P2", "school", 110.503),
        site("P3", "bus_stop", 110.5095),
    ];
    let reply = upload(supervisor, "/api/v1/sites/import", &file(&sites)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(
        reply.json()["counts"],
        json!({"imported": 3, "added": 3, "retired": 0})
    );
}

async fn codes(client: &Client, path: &str) -> Vec<String> {
    let reply = client.get(path).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let items = reply.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn everybody_sees_the_sites_of_the_own_areas_only() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    import_three(&supervisor).await;
    assert_eq!(
        codes(&supervisor, "/api/v1/sites").await,
        ["P1", "P2", "P3"]
    );
    assert_eq!(
        codes(&supervisor, "/api/v1/sites?kind=bus_stop").await,
        ["P1", "P3"]
    );
    assert_eq!(
        codes(&supervisor, &format!("/api/v1/sites?area={STREET_WEST}")).await,
        ["P3"]
    );
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(codes(&worker, "/api/v1/sites").await, ["P1"]);
    let east = city.street_supervisor(STREET_EAST).await;
    assert_eq!(codes(&east, "/api/v1/sites").await, ["P1", "P2"]);
    assert_eq!(
        east.get(&format!("/api/v1/sites?area={STREET_WEST}"))
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn sites_near_a_point_come_nearest_first_with_their_distance() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    import_three(&supervisor).await;
    let reply = supervisor
        .get("/api/v1/sites?near=110.5031,26.901,400")
        .await
        .json();
    let items = reply["items"].as_array().unwrap();
    assert_eq!(
        (items.len(), &items[0]["code"], &items[1]["code"]),
        (2, &json!("P2"), &json!("P1"))
    );
    let distance_m = items[0]["distance_m"].as_f64().unwrap();
    assert!((distance_m - 9.9).abs() < 0.2, "{distance_m}");
    assert_eq!(items[0]["area_code"], "439801001001002");
    assert_eq!(
        supervisor
            .get("/api/v1/sites?near=110.5,26.9,99999")
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn an_import_replaces_the_list_and_the_next_tree_keeps_it() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    import_three(&supervisor).await;
    let reply = upload(
        &supervisor,
        "/api/v1/sites/import",
        &file(&[site("P2", "market", 110.503), site("P9", "mall", 110.5005)]),
    )
    .await;
    assert_eq!(
        reply.json()["counts"],
        json!({"imported": 2, "added": 1, "retired": 2})
    );
    assert_eq!(codes(&supervisor, "/api/v1/sites").await, ["P2", "P9"]);
    let tree = areas_in_use(&supervisor).await.to_string();
    assert_eq!(
        upload(&supervisor, "/api/v1/areas/import", tree.as_bytes())
            .await
            .status,
        201
    );
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(codes(&worker, "/api/v1/sites").await, ["P9"]);
}

#[tokio::test]
async fn sites_that_cannot_be_placed_are_refused_whole() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let sound = site("P1", "bus_stop", 110.5005);
    let mut swapped = sound.clone();
    swapped["geometry"]["coordinates"] = json!([26.901, 110.5005]);
    let mut nameless = sound.clone();
    nameless["properties"]["name_zh"] = json!("");
    for (code, second) in [
        ("outside_city", site("P2", "bus_stop", 111.0)),
        ("swapped_axes", swapped),
        ("missing_property", nameless),
        ("duplicate_code", sound.clone()),
        ("not_geojson", road("P2", 110.5, 110.501)),
    ] {
        let mut second = second;
        if code != "duplicate_code" {
            second["properties"]["code"] = json!("P2");
            second["properties"]["kind"] = json!("bus_stop");
            second["properties"]["site_type"] = json!("bus_stop");
        }
        let reply = upload(
            &supervisor,
            "/api/v1/sites/import",
            &file(&[sound.clone(), second]),
        )
        .await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (422, "sites_refused"),
            "{code}"
        );
        assert_eq!(
            reply.json()["params"]["report"]["problems"][0]["code"],
            code
        );
    }
    assert!(codes(&supervisor, "/api/v1/sites").await.is_empty());
}

#[tokio::test]
async fn roads_are_drawn_where_they_touch_the_callers_areas() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    let roads = [
        road("R1", 110.5005, 110.5015),
        road("R2", 110.5095, 110.51),
        road("R3", 110.5035, 110.5095),
    ];
    let reply = upload(&supervisor, "/api/v1/roads/import", &file(&roads)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let drawn = async |client: &Client, path: &str| -> Vec<String> {
        let collection = client.get(path).await.json();
        let features = collection["features"].as_array().unwrap().clone();
        features
            .iter()
            .map(|feature| feature["properties"]["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        drawn(&supervisor, "/api/v1/roads").await,
        ["R1", "R2", "R3"]
    );
    assert_eq!(
        drawn(&supervisor, &format!("/api/v1/roads?area={STREET_WEST}")).await,
        ["R2", "R3"]
    );
    assert_eq!(
        drawn(&city.grid_worker(WORK_GRID).await, "/api/v1/roads").await,
        ["R1"]
    );
    let length_m =
        supervisor.get("/api/v1/roads").await.json()["features"][0]["properties"]["length_m"]
            .as_f64()
            .unwrap();
    assert!((length_m - 99.2).abs() < 0.5, "{length_m}");
}

#[tokio::test]
async fn the_places_of_the_demo_city_fit_its_areas() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    assert_eq!(
        upload(&supervisor, "/api/v1/areas/import", super::DEMO_CITY)
            .await
            .status,
        201
    );
    let sites = include_bytes!("../../../demo/city/pois.geojson");
    let reply = upload(&supervisor, "/api/v1/sites/import", sites).await;
    assert_eq!(
        (reply.status, &reply.json()["counts"]["imported"]),
        (201, &json!(299))
    );
    let expected: Value = serde_json::from_slice(sites).unwrap();
    let page = supervisor.get("/api/v1/sites?limit=100").await.json();
    for (site, feature) in page["items"]
        .as_array()
        .unwrap()
        .iter()
        .zip(expected["features"].as_array().unwrap())
    {
        assert_eq!(site["code"], feature["properties"]["code"]);
        assert_eq!(
            site["area_code"], feature["properties"]["grid_code"],
            "{site}"
        );
    }
    let roads = include_bytes!("../../../demo/city/roads.geojson");
    let reply = upload(&supervisor, "/api/v1/roads/import", roads).await;
    assert_eq!(
        (reply.status, &reply.json()["counts"]["imported"]),
        (201, &json!(688))
    );
}
