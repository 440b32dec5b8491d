//! Giving doors out, replacing them, the offline pack.

use crate::support::{Client, Fieldwork, STREET_WEST, TestCity};
use serde_json::{Value, json};

async fn packed(client: &Client) -> Value {
    let manifest = client.get("/api/v1/field-pack").await.json();
    let parts = manifest["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["name"] == "surveys").unwrap();
    client.get(part["url"].as_str().unwrap()).await.json()
}

#[tokio::test]
async fn several_surveyors_share_the_walk_in_equal_parts() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let mate = city.person("mate", &[("surveyor", "439801001001")]).await;
    let items = json!({"items": [{"community_code": "439801001001", "account_ids": [work.surveyor.id(), mate.id()]}]});
    let reply = work.planner.put(&work.path("/assignments"), &items).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let given: Vec<u64> = reply.json()["items"][0]["surveyors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["doors"].as_u64().unwrap())
        .collect();
    assert_eq!(given, [3, 3]);
    let own = work.listed(&format!("surveyor={}", mate.id())).await;
    assert_eq!(own.len(), 3);
    let orders: Vec<i64> = own
        .iter()
        .map(|door| door["order"].as_i64().unwrap())
        .collect();
    assert!(
        orders.windows(2).all(|pair| pair[0] + 1 == pair[1]),
        "{orders:?}"
    );
    let people = work.planner.get(&work.path("/surveyors")).await.json();
    assert_eq!(people["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn doors_are_given_only_inside_the_own_areas_to_surveyors() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let stranger = city
        .person("stranger", &[("surveyor", "439801002001")])
        .await;
    let items = json!({"items": [
        {"community_code": "439801001001", "account_ids": [stranger.id(), work.planner.id()]},
        {"community_code": "439801002001", "account_ids": []}]});
    let reply = work.planner.put(&work.path("/assignments"), &items).await;
    let body = reply.json();
    let pointers: Vec<&str> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/items/0/account_ids/0",
            "/items/0/account_ids/1",
            "/items/1/community_code"
        ]
    );
    let west = city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        west.put(&work.path("/assignments"), &json!({"items": []}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn the_pack_holds_the_own_doors_with_their_visits_and_the_questionnaire() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let visit = work.visit(
        &city,
        work.door(0),
        "not_home",
        json!({"call_back": {"day": "2026-11-01", "part": "evening"}}),
    );
    assert_eq!(work.surveyor.capture(&visit).await["outcome"], "created");
    let part = packed(&work.surveyor).await;
    let survey = &part["surveys"][0];
    assert_eq!(
        (&survey["id"], &survey["visits_max"]),
        (&work.survey["id"], &json!(3))
    );
    assert_eq!(survey["doors"].as_array().unwrap().len(), 10);
    let door = &survey["doors"][0];
    assert_eq!(
        (&door["id"], &door["outcome"]),
        (&work.doors[0]["id"], &json!("not_home"))
    );
    assert_eq!(
        door["visits"][0]["call_back"],
        json!({"day": "2026-11-01", "part": "evening"})
    );
    assert_eq!(door["visits"][0]["by_me"], true);
    assert_eq!(part["forms"][0]["version"], "2026010101");
    assert_eq!(
        part["forms"][0]["definition"]["form"],
        "household_awareness_support"
    );
    let nobody = city.person("nobody", &[("surveyor", "439801001001")]).await;
    assert_eq!(packed(&nobody).await, json!({"surveys": [], "forms": []}));
}

#[tokio::test]
async fn a_door_gives_way_to_the_reserve_only_when_a_visit_bears_it_out() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let door = work.door(0);
    let path = work.path(&format!("/doors/{door}/replace"));
    let vacant = json!({"reason": "vacant"});
    assert_eq!(
        work.planner.post(&path, &vacant).await.code(),
        "replacement_not_borne_out"
    );
    work.surveyor
        .capture(&work.visit(&city, door, "refused", json!({})))
        .await;
    assert_eq!(
        work.planner.post(&path, &vacant).await.code(),
        "replacement_not_borne_out"
    );
    let other = work.door(1);
    work.surveyor
        .capture(&work.visit(&city, other, "vacant", json!({})))
        .await;
    let path = work.path(&format!("/doors/{other}/replace"));
    let next = work.planner.post(&path, &vacant).await;
    assert_eq!(next.status, 200, "{}", next.text());
    let next = next.json();
    assert_eq!(
        (&next["is_from_reserve"], &next["stratum"]),
        (&json!(true), &work.doors[1]["stratum"])
    );
    assert_eq!(next["surveyor"]["id"], json!(work.surveyor.id()));
    assert_eq!(
        work.planner.post(&path, &vacant).await.code(),
        "door_not_found"
    );
    let now = work.listed("").await;
    assert_eq!(now.len(), 10);
    assert!(
        now.iter().any(|one| one["id"] == next["id"])
            && now.iter().all(|one| one["id"] != json!(other))
    );
}

#[tokio::test]
async fn the_reserve_is_used_in_its_drawn_order_until_it_ends() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let mut codes = vec![];
    for _ in 0..10 {
        let doors = work.listed("area=439801001002").await;
        let door = doors[0]["id"].as_str().unwrap();
        work.surveyor
            .capture(&work.visit(&city, door, "no_such_dwelling", json!({})))
            .await;
        let path = work.path(&format!("/doors/{door}/replace"));
        let reply = work
            .planner
            .post(&path, &json!({"reason": "not_residential"}))
            .await;
        codes.push(reply.code());
        if reply.status != 200 {
            break;
        }
    }
    assert_eq!(codes.last().unwrap(), "no_reserve_left");
    assert_eq!(codes.len(), 3, "two doors of reserve for four drawn ones");
}
