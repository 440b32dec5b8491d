//! Lists of ads saved as files.

use super::{inspection, look, make_site};
use crate::support::{Client, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use serde_json::{Value, json};

async fn export(by: &Client, what: &str, query: &str) -> Reply {
    let reply = by.get(&format!("/api/v1/ads/{what}/export?{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply
}

fn lines(reply: &Reply) -> Vec<Value> {
    reply
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn sites_and_inspections_are_saved_in_every_format_with_links_to_thumbnails() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let id = make_site(&city, &worker).await;
    city.advance_s(60);
    worker
        .capture(&inspection(&city, look(&id, json!(["faded", "loose"]))))
        .await;
    let sites = lines(&export(&boss, "sites", "format=ndjson").await);
    assert_eq!(
        (sites.len(), &sites[0]["conditions"]),
        (1, &json!("faded loose"))
    );
    let thumb = sites[0]["thumb"].as_str().unwrap();
    assert!(
        thumb.starts_with("/api/v1/photos/") && thumb.ends_with("/thumb"),
        "{thumb}"
    );
    let looks = lines(&export(&boss, "inspections", "format=ndjson").await);
    assert_eq!(looks.len(), 2);
    assert_eq!(
        (&looks[0]["condition_names"], &looks[0]["site_code"]),
        (&json!("褪色、松动倾斜"), &sites[0]["code"])
    );
    assert_eq!(looks[0]["thumb"], Value::Null, "its photo has not arrived");
    let none = export(&boss, "inspections", "format=ndjson&condition=expired").await;
    assert!(lines(&none).is_empty());
    let csv = export(&boss, "sites", "").await.text();
    assert!(
        csv.starts_with('\u{feff}') && csv.contains("点位代码"),
        "{csv}"
    );
    let map = export(&boss, "sites", "format=geojson").await.json();
    assert_eq!(
        map["features"][0]["geometry"]["coordinates"],
        json!([110.501, 26.901])
    );
    let book = export(&boss, "inspections", "format=xlsx").await;
    assert_eq!(&book.body[..2], b"PK");
    let west = city.street_supervisor(STREET_WEST).await;
    assert!(lines(&export(&west, "sites", "format=ndjson").await).is_empty());
    assert_eq!(worker.get("/api/v1/ads/sites/export").await.status, 403);
    assert_eq!(
        boss.get("/api/v1/ads/sites/export?format=pdf").await.status,
        422
    );
}
