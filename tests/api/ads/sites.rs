//! Lists of sites, what office people change, and the offline pack.

use super::{inspection, look, make_site, new_site, site, site_ids};
use crate::support::{
    IN_NEIGHBOUR_GRID, NEIGHBOUR_GRID, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, with,
};
use serde_json::json;

#[tokio::test]
async fn sites_are_found_by_what_is_asked_of_them() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let public = make_site(&city, &worker).await;
    let commercial = city.new_id().to_string();
    let site = with(
        new_site(&commercial),
        json!({"theme": "commercial", "is_public_service": false, "placement": "banner"}),
    );
    let payload = json!({"new_site": site, "conditions": ["faded", "light_off"]});
    worker.capture(&inspection(&city, payload)).await;
    for (query, expected) in [
        ("placement=banner", vec![&commercial]),
        ("placement=billboard,banner&public=true", vec![&public]),
        ("theme=commercial", vec![&commercial]),
        ("condition=light_off", vec![&commercial]),
        ("condition=intact,none", vec![&public]),
        ("condition=none", vec![]),
        ("state=gone", vec![]),
        ("near=110.501,26.901,50&public=false", vec![&commercial]),
        ("near=110.511,26.901,50", vec![]),
        ("due=overdue", vec![]),
    ] {
        assert_eq!(
            site_ids(&worker, query).await,
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{query}"
        );
    }
    assert_eq!(site_ids(&worker, "").await.len(), 2);
    for query in [
        "placement=moon",
        "due=soon",
        "state=x",
        "near=1,2",
        "cursor=x",
        "area=1",
        "public=maybe",
        "x=1",
    ] {
        let reply = worker.get(&format!("/api/v1/ads/sites?{query}")).await;
        assert_eq!(reply.status, 422, "{query}");
    }
}

#[tokio::test]
async fn a_list_goes_on_after_its_page_and_near_ones_carry_their_distance() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    for _ in 0..3 {
        make_site(&city, &worker).await;
    }
    let first = worker.get("/api/v1/ads/sites?limit=2").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = site_ids(&worker, &format!("limit=2&cursor={cursor}")).await;
    assert_eq!(
        (first["items"].as_array().unwrap().len(), rest.len()),
        (2, 1)
    );
    let near = worker
        .get("/api/v1/ads/sites?near=110.501,26.9011,50")
        .await
        .json();
    let metres = near["items"][0]["distance_m"].as_f64().unwrap();
    assert!((11.0..11.3).contains(&metres), "{metres}");
    let points = worker.get("/api/v1/ads/sites/points").await.json();
    assert_eq!(points["items"].as_array().unwrap().len(), 3);
    assert_eq!(points["items"][0]["condition"], "intact");
}

#[tokio::test]
async fn what_is_overdue_is_found_when_its_interval_has_passed() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let id = make_site(&city, &worker).await;
    make_site(&city, &worker).await;
    let path = format!("/api/v1/ads/sites/{id}");
    let reply = boss
        .patch(
            &path,
            &json!({"refresh_days": 30, "owner_unit": " 市容管理所 ", "faces": 4}),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let changed = reply.json();
    assert_eq!(
        (&changed["owner_unit"], &changed["faces"]),
        (&json!("市容管理所"), &json!(4))
    );
    assert_eq!(changed["due_at"], "2026-11-29T00:59:00.000Z");
    assert!(site_ids(&worker, "due=overdue").await.is_empty());
    assert_eq!(site_ids(&worker, "due=2026-11-29").await, [id.as_str()]);
    assert!(site_ids(&worker, "due=2026-11-28").await.is_empty());
    city.advance_s(31 * 86_400);
    let boss = city.sign_in(&format!("street.{STREET_EAST}")).await;
    assert_eq!(site_ids(&boss, "due=overdue").await, [id.as_str()]);
    let worker = city.sign_in(&format!("grid.{WORK_GRID}")).await;
    worker
        .capture(&inspection(&city, look(&id, json!(["faded"]))))
        .await;
    assert_eq!(
        site(&boss, &id).await["is_overdue"],
        true,
        "a faded ad was not found in order"
    );
    worker
        .capture(&inspection(&city, look(&id, json!(["intact"]))))
        .await;
    assert_eq!(site(&boss, &id).await["is_overdue"], false);
}

#[tokio::test]
async fn a_site_is_ended_with_a_reason_and_stays() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let id = make_site(&city, &worker).await;
    let path = format!("/api/v1/ads/sites/{id}");
    for (body, pointer) in [
        (json!({"end": {}}), "/end/reason"),
        (json!({"end": {"reason": " x "}}), "/end/reason"),
        (json!({"faces": 100}), "/faces"),
        (json!({"faces": null}), "/faces"),
        (json!({"refresh_days": 0}), "/refresh_days"),
        (json!({"owner_unit": "440102198001011234"}), "/owner_unit"),
        (json!({"theme": "thrift"}), "/theme"),
    ] {
        let reply = boss.patch(&path, &body).await;
        assert_eq!(reply.status, 422, "{body}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer);
    }
    let ended = boss
        .patch(&path, &json!({"end": {"reason": "道路改造拆除"}}))
        .await
        .json();
    assert_eq!(
        (&ended["state"], &ended["end_reason"]),
        (&json!("gone"), &json!("道路改造拆除"))
    );
    let again = boss.patch(&path, &json!({"faces": 2})).await;
    assert_eq!(
        (again.status, again.code()),
        (409, "ad_site_ended".to_owned())
    );
    assert!(site_ids(&worker, "").await.is_empty());
    assert_eq!(site_ids(&worker, "state=gone").await, [id.as_str()]);
    let refused = worker.patch(&path, &json!({"faces": 2})).await;
    assert_eq!(refused.status, 403);
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let hidden = neighbour.patch(&path, &json!({"faces": 2})).await;
    assert_eq!(
        (hidden.status, hidden.code()),
        (404, "ad_site_not_found".to_owned())
    );
}

#[tokio::test]
async fn the_pack_holds_the_sites_of_the_own_grids_with_their_last_look() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let neighbour = city.grid_worker(NEIGHBOUR_GRID).await;
    let id = make_site(&city, &worker).await;
    let at = json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 10.0}, "area_code": NEIGHBOUR_GRID});
    let there = with(
        inspection(&city, super::first_look(&city.new_id().to_string())),
        at,
    );
    neighbour.capture(&there).await;
    let manifest = worker.get("/api/v1/field-pack").await.json();
    let part = |name: &str| {
        let parts = manifest["parts"].as_array().unwrap();
        let part = parts.iter().find(|part| part["name"] == name).unwrap();
        part["url"].as_str().unwrap().to_owned()
    };
    let sites = worker.get(&part("ad_sites")).await.json();
    assert_eq!(super::ids(&sites), [id]);
    assert_eq!(sites["items"][0]["area_code"], WORK_GRID);
    assert_eq!(sites["items"][0]["last"]["conditions"], json!(["intact"]));
    assert_eq!(
        sites["items"][0]["last"]["photo_sha256"]
            .as_str()
            .unwrap()
            .len(),
        64
    );
    let words = worker.get(&part("ad_words")).await.json();
    assert_eq!(words["ad_conditions"].as_array().unwrap().len(), 13);
    let volunteer = city
        .person("volunteer", &[("dissuasion_volunteer", "439801001001")])
        .await;
    let manifest = volunteer.get("/api/v1/field-pack").await.json();
    let parts = manifest["parts"].as_array().unwrap();
    let url = parts
        .iter()
        .find(|part| part["name"] == "ad_sites")
        .unwrap()["url"]
        .clone();
    let nothing = volunteer.get(url.as_str().unwrap()).await.json();
    assert_eq!(nothing, json!({"items": []}));
}
