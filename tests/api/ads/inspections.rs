//! What is taken, refused and flagged.

use super::{first_look, ids, inspection, look, make_site, new_site, site};
use crate::support::{
    Client, IN_NEIGHBOUR_GRID, NEIGHBOUR_GRID, STREET_EAST, TestCity, WORK_GRID, with,
};
use serde_json::{Value, json};

/// Pointer and code of every fault of a refused record.
async fn faults(by: &Client, record: &Value) -> Vec<(String, String)> {
    let result = by.capture(record).await;
    assert_eq!(result["outcome"], "refused", "{result}");
    let errors = result["problem"]["errors"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .iter()
        .map(|error| (text(&error["pointer"]), text(&error["code"])))
        .collect()
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused_at_its_place() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = city.new_id().to_string();
    let mut odd_site = new_site(&id);
    odd_site["theme"] = json!("commercial");
    let person = with(new_site(&id), json!({"owner_unit": "王 13812345678"}));
    let new = |site: Value| json!({"new_site": site, "conditions": ["intact"]});
    let cases = [
        (look(&id, json!([])), "/payload/conditions", "empty"),
        (
            look(&id, json!(["intact", "faded"])),
            "/payload/conditions",
            "stands_alone",
        ),
        (
            look(&id, json!(["faded", "lost"])),
            "/payload/conditions/1",
            "unknown_value",
        ),
        (
            look(&id, json!(["faded", "faded"])),
            "/payload/conditions/1",
            "repeated",
        ),
        (json!({"conditions": ["intact"]}), "/payload", "exactly_one"),
        (
            with(first_look(&id), json!({"ad_site_id": id})),
            "/payload",
            "exactly_one",
        ),
        (
            with(look(&id, json!(["intact"])), json!({"theme_seen": "beer"})),
            "/payload/theme_seen",
            "unknown_value",
        ),
        (
            with(look(&id, json!(["intact"])), json!({"colour": "red"})),
            "/payload/colour",
            "unknown_field",
        ),
        (new(odd_site), "/payload/new_site/theme", "invalid_value"),
        (
            new(with(new_site(&id), json!({"placement": "moon"}))),
            "/payload/new_site/placement",
            "unknown_value",
        ),
        (
            new(with(new_site(&id), json!({"faces": 0}))),
            "/payload/new_site/faces",
            "out_of_range",
        ),
        (new(person), "/payload/new_site/owner_unit", "invalid_value"),
        (
            new(with(new_site(&id), json!({"id": "x"}))),
            "/payload/new_site/id",
            "invalid_value",
        ),
    ];
    for (payload, pointer, code) in cases {
        let found = faults(&worker, &inspection(&city, payload)).await;
        assert_eq!(found, [(pointer.to_owned(), code.to_owned())]);
    }
    let bare = with(inspection(&city, first_look(&id)), json!({"photos": []}));
    assert_eq!(
        faults(&worker, &bare).await,
        [("/photos".to_owned(), "empty".to_owned())]
    );
    assert_eq!(
        worker.get(&format!("/api/v1/ads/sites/{id}")).await.status,
        404
    );
}

#[tokio::test]
async fn a_site_made_in_the_field_stands_where_its_first_record_stands() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = make_site(&city, &worker).await;
    let made = site(&worker, &id).await;
    assert_eq!(made["area_code"], WORK_GRID);
    assert_eq!(
        (&made["lng"], &made["source"]),
        (&json!(110.501), &json!("field"))
    );
    assert_eq!(
        (&made["condition"], &made["state"]),
        (&json!("intact"), &json!("active"))
    );
    assert_eq!(made["last"]["conditions"], json!(["intact"]));
    assert_eq!(
        made["history"][0]["photos"][0]["sha256"],
        made["last"]["photo_sha256"]
    );
    assert_eq!(made["code"], format!("N-{}", id[28..].to_uppercase()));
}

#[tokio::test]
async fn the_same_new_site_sent_twice_or_by_two_phones_stands_once() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let colleague = city
        .person("colleague", &[("grid_worker", WORK_GRID)])
        .await;
    let id = city.new_id().to_string();
    let record = inspection(&city, first_look(&id));
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    assert_eq!(worker.capture(&record).await["outcome"], "duplicate");
    let both = [
        inspection(
            &city,
            json!({"new_site": new_site(&id), "conditions": ["faded"]}),
        ),
        inspection(
            &city,
            json!({"new_site": with(new_site(&id), json!({"faces": 9})), "conditions": ["loose"]}),
        ),
    ];
    let reply = colleague.send_records(&both).await.json();
    assert!(
        reply["results"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["outcome"] == "created")
    );
    let list = worker.get("/api/v1/ads/sites").await.json();
    assert_eq!(ids(&list), [id.as_str()]);
    assert_eq!(list["items"][0]["faces"], 1, "as first received");
    assert_eq!(
        site(&worker, &id).await["history"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn an_unknown_a_far_and_an_ended_site_are_taken_and_flagged() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let unknown = city.new_id().to_string();
    let result = worker
        .capture(&inspection(&city, look(&unknown, json!(["faded"]))))
        .await;
    assert_eq!(result["flags"], json!(["unknown_site"]));
    let id = make_site(&city, &worker).await;
    let at = json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 10.0},
        "placed_by": "map_pin", "area_code": NEIGHBOUR_GRID});
    let far = with(inspection(&city, look(&id, json!(["faded"]))), at);
    let result = worker.capture(&far).await;
    assert_eq!(
        result["flags"],
        json!(["outside_own_area", "far_from_site"])
    );
    let boss = city.street_supervisor(STREET_EAST).await;
    let body = json!({"end": {"reason": "拆除"}});
    assert_eq!(
        boss.patch(&format!("/api/v1/ads/sites/{id}"), &body)
            .await
            .status,
        200
    );
    let result = worker
        .capture(&inspection(&city, look(&id, json!(["missing"]))))
        .await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!(["ended_site"]))
    );
    let row = worker
        .get("/api/v1/ads/inspections?flag=ended_site")
        .await
        .json();
    assert_eq!(ids(&row).len(), 1);
}

#[tokio::test]
async fn a_site_in_another_street_than_its_inspector_is_taken_and_flagged() {
    let city = TestCity::spawn().await;
    let western = city.grid_worker(NEIGHBOUR_GRID).await;
    let at = json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 10.0}, "area_code": NEIGHBOUR_GRID});
    let id = city.new_id().to_string();
    western
        .capture(&with(inspection(&city, first_look(&id)), at.clone()))
        .await;
    let eastern = city.grid_worker(WORK_GRID).await;
    let result = eastern
        .capture(&with(inspection(&city, look(&id, json!(["loose"]))), at))
        .await;
    assert_eq!(result["outcome"], "created");
    assert_eq!(result["flags"], json!(["outside_own_area", "other_street"]));
    assert_eq!(
        site(&western, &id).await["condition"],
        "loose",
        "it counts all the same"
    );
    let sentences = eastern.get("/api/v1/field-pack").await.json();
    assert!(
        sentences["parts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|part| part["name"] == "ad_words")
    );
}

#[tokio::test]
async fn a_page_shows_the_look_before_it() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = make_site(&city, &worker).await;
    city.advance_s(120);
    let record = inspection(&city, look(&id, json!(["faded", "loose"])));
    worker.capture(&record).await;
    let path = format!("/api/v1/ads/inspections/{}", record["id"].as_str().unwrap());
    let page = worker.get(&path).await.json();
    assert_eq!(page["conditions"], json!(["faded", "loose"]));
    assert_eq!(
        (&page["is_good"], &page["site"]["placement"]),
        (&json!(false), &json!("billboard"))
    );
    assert_eq!(page["previous"]["conditions"], json!(["intact"]));
    assert_eq!(page["previous"]["previous"], Value::Null);
    assert_eq!(page["history"][1]["what"], "created");
    let elsewhere = city.grid_worker(NEIGHBOUR_GRID).await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
}

#[tokio::test]
async fn inspections_are_listed_newest_first_by_what_is_asked() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = make_site(&city, &worker).await;
    city.advance_s(60);
    let faded = inspection(&city, look(&id, json!(["faded"])));
    worker.capture(&faded).await;
    let list = async |query: &str| {
        ids(&worker
            .get(&format!("/api/v1/ads/inspections?{query}"))
            .await
            .json())
    };
    assert_eq!(list("").await.len(), 2);
    assert_eq!(list("").await[0], faded["id"].as_str().unwrap());
    for query in [
        "condition=faded",
        "from=2026-10-30&condition=faded,loose",
        "author=me&condition=faded",
    ] {
        assert_eq!(
            list(query).await,
            [faded["id"].as_str().unwrap()],
            "{query}"
        );
    }
    assert_eq!(
        list(&format!(
            "site={id}&placement=billboard&public=true&theme=civil_traffic"
        ))
        .await
        .len(),
        2
    );
    for query in [
        "to=2026-10-29",
        "placement=banner",
        "public=false",
        "flag=late",
    ] {
        assert!(list(query).await.is_empty(), "{query}");
    }
    let first = worker.get("/api/v1/ads/inspections?limit=1").await.json();
    let next = list(&format!(
        "limit=1&cursor={}",
        first["next_cursor"].as_str().unwrap()
    ))
    .await;
    assert_eq!(next.len(), 1);
    for query in [
        "condition=lost",
        "from=yesterday",
        "author=somebody",
        "cursor=x",
        "area=1",
    ] {
        let reply = worker
            .get(&format!("/api/v1/ads/inspections?{query}"))
            .await;
        assert_eq!(reply.status, 422, "{query}");
    }
}
