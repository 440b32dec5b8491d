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
    assert_eq!(reply.json()["categories"].as_array().unwrap().len(), 45);
    let other = city.person("other", &[("grid_worker", WORK_GRID)]).await;
    assert_eq!(other.get(url).await.status, 404);
}
