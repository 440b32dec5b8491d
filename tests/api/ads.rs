//! Ads: sites, inspections, and what they add up to.

mod export;
mod figures;
mod import;
mod inspections;
mod order;
mod photos;
mod sites;
mod truth;

use crate::support::{Client, TestCity, incident, with};
use serde_json::{Value, json};

/// A photo's address that no other record has.
pub fn some_photo(city: &TestCity) -> Value {
    let digits = city.new_id().simple().to_string();
    json!([{"sha256": format!("{digits}{digits}"), "role": "scene"}])
}

/// An inspection that nothing is odd about, captured a minute ago in the work grid.
pub fn inspection(city: &TestCity, payload: Value) -> Value {
    with(
        incident(city),
        json!({"kind": "ad_inspection", "photos": some_photo(city), "payload": payload}),
    )
}

/// A new public-service billboard.
pub fn new_site(id: &str) -> Value {
    json!({"id": id, "placement": "billboard", "theme": "civil_traffic", "is_public_service": true})
}

/// The payload that brings a new site in order.
pub fn first_look(id: &str) -> Value {
    json!({"new_site": new_site(id), "conditions": ["intact"]})
}

/// The payload of a later look.
pub fn look(id: &str, conditions: Value) -> Value {
    json!({"ad_site_id": id, "conditions": conditions})
}

/// Makes a site in the work grid and returns its id.
pub async fn make_site(city: &TestCity, by: &Client) -> String {
    let id = city.new_id().to_string();
    let result = by.capture(&inspection(city, first_look(&id))).await;
    assert_eq!(result["outcome"], "created", "{result}");
    id
}

/// The site's page.
pub async fn site(by: &Client, id: &str) -> Value {
    let reply = by.get(&format!("/api/v1/ads/sites/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Ids of a list of sites.
pub async fn site_ids(by: &Client, query: &str) -> Vec<String> {
    let reply = by.get(&format!("/api/v1/ads/sites?{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    ids(&reply.json())
}

/// Ids of a page.
pub fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}
