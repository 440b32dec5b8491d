//! The offline pack.

use crate::support::{TestCity, WORK_GRID};

#[tokio::test]
async fn parts_are_served_by_hash_to_the_account_whose_manifest_named_them() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let manifest = worker.get("/api/v1/field-pack").await.json();
    let part = manifest["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["name"] == "vocabularies")
        .unwrap()
        .clone();
    let url = part["url"].as_str().unwrap();
    let reply = worker.get(url).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert_eq!(
        hex::encode(wenxun::platform::keys::sha256(&reply.body)),
        part["sha256"].as_str().unwrap()
    );
    let words = reply.json();
    assert_eq!(words["categories"].as_array().unwrap().len(), 45);
    assert_eq!(words["categories"][0]["short_zh"], "乱扔垃圾");
    assert_eq!(words["groups"][0]["code"], "sanitation");
    assert_eq!(words["outcomes"][0]["counts_as_success"], true);
    let other = city.person("other", &[("grid_worker", WORK_GRID)]).await;
    assert_eq!(other.get(url).await.status, 404);
}

#[tokio::test]
async fn the_ground_of_the_pack_is_the_own_areas_and_what_touches_them() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let manifest = worker.get("/api/v1/field-pack").await.json();
    let parts = manifest["parts"].as_array().unwrap().clone();
    let names: Vec<&str> = parts
        .iter()
        .map(|part| part["name"].as_str().unwrap())
        .collect();
    for name in ["vocabularies", "areas", "sites", "roads", "account"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let areas = parts.iter().find(|part| part["name"] == "areas").unwrap();
    let areas = worker.get(areas["url"].as_str().unwrap()).await.json();
    let listed: Vec<(&str, bool)> = areas["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let properties = &feature["properties"];
            (
                properties["code"].as_str().unwrap(),
                properties["own"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(listed, [(WORK_GRID, true), ("439801001001002", false)]);
}
