//! Setting up, drawing and giving sites to inspectors.

use crate::support::{
    Round, STREET_EAST, STREET_WEST, TestCity, inspection_sites, newest_rubric, round_body, with,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn codes(round: &Round, site_type: &str) -> BTreeSet<String> {
    let sites = round.of_type(site_type).into_iter();
    sites
        .map(|site| site["site"]["code"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn sites_are_drawn_by_kind_and_stratum_and_only_once() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    assert_eq!(codes(&round, "wet_market").len(), 2);
    let stops = round.of_type("bus_stop");
    assert_eq!(stops.len(), 4);
    for community in ["439801001001", "439801001002"] {
        let own = stops.iter().filter(|site| site["stratum"] == community);
        assert_eq!(own.count(), 2, "{community}");
    }
    assert!(
        codes(&round, "bus_stop")
            .iter()
            .all(|code| code.starts_with("E-"))
    );
    let body = json!({"version": round.now().await["version"]});
    let again = round.planner.post(&round.path("/draw"), &body).await;
    assert_eq!((again.status, again.code()), (409, "round_drawn".into()));
    let change = with(
        round_body(&round.rubric, STREET_EAST),
        json!({"seen_version": body["version"]}),
    );
    let changed = round.planner.put(&round.path(""), &change).await;
    assert_eq!(
        (changed.status, changed.code()),
        (409, "round_drawn".into())
    );
}

#[tokio::test]
async fn the_hash_of_the_seed_is_told_at_the_draw_and_the_seed_draws_the_same_when_it_is_told() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, json!({})).await;
    let hash = round.round["seed_sha256"].as_str().unwrap().to_owned();
    assert_eq!((hash.len(), &round.round["seed"]), (64, &Value::Null));
    let early = round.planner.post(&round.path("/redraw"), &json!({})).await;
    assert_eq!(
        (early.status, early.code()),
        (409, "round_not_published".into())
    );
    round.publish().await;
    let seed = hex::decode(round.round["seed"].as_str().unwrap()).unwrap();
    let told = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &seed);
    assert_eq!(hex::encode(told), hash);
    // Sites that come later change nothing of what was drawn from.
    let proof = round
        .planner
        .post(&round.path("/redraw"), &json!({}))
        .await
        .json();
    assert_eq!(proof, json!({"is_same": true, "sites": 6}));
}

#[tokio::test]
async fn every_site_takes_two_different_inspectors_who_can_work_there() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let [one, other] = [0, 1].map(|at| round.inspectors[at].id().to_owned());
    let stranger = city
        .person("stats", &[("statistician", "439800000000")])
        .await;
    for (area, people, pointer, code) in [
        (
            STREET_EAST,
            json!([one]),
            "/items/0/account_ids",
            "two_inspectors",
        ),
        (
            STREET_EAST,
            json!([one, one]),
            "/items/0/account_ids",
            "two_inspectors",
        ),
        (
            STREET_EAST,
            json!([one, stranger.id()]),
            "/items/0/account_ids/1",
            "unknown_account",
        ),
        (
            STREET_WEST,
            json!([one, other]),
            "/items/0/area_code",
            "unknown_area",
        ),
    ] {
        let body = json!({"items": [{"area_code": area, "account_ids": people}]});
        let reply = round.planner.put(&round.path("/assignments"), &body).await;
        assert_eq!(reply.status, 422, "{}", reply.text());
        let fault = &reply.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let given = round.get("/assignments").await;
    assert_eq!(given["unassigned"], 0);
    assert_eq!(given["items"][0]["inspectors"].as_array().unwrap().len(), 2);
    let orders: BTreeSet<i64> = round.get("/sites").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["route_order"].as_i64().unwrap())
        .collect();
    assert_eq!(orders, (1..=6).collect());
}

#[tokio::test]
async fn a_round_is_checked_field_by_field_and_belongs_to_its_planner() {
    let city = TestCity::spawn().await;
    inspection_sites(&city).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let rubric = newest_rubric(&boss).await;
    for (change, pointer, code) in [
        (json!({"kind": "weekly"}), "/kind", "unknown_value"),
        (
            json!({"area_code": STREET_WEST}),
            "/area_code",
            "unknown_area",
        ),
        (
            json!({"rubric_id": city.new_id()}),
            "/rubric_id",
            "unknown_rubric",
        ),
        (json!({"from": "2026-11-01"}), "/from", "ordered_wrong"),
        (json!({"types": []}), "/types", "empty"),
        (
            json!({"types": [{"site_type": "moon"}]}),
            "/types/0/site_type",
            "unknown_value",
        ),
    ] {
        let body = with(round_body(&rubric, STREET_EAST), change);
        let reply = boss.post("/api/v1/inspections/rounds", &body).await;
        assert_eq!(reply.status, 422, "{}", reply.text());
        let fault = &reply.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let round = Round::draft(&city, boss, (STREET_EAST, "a"), json!({})).await;
    let colleague = city
        .person("colleague", &[("street_supervisor", STREET_EAST)])
        .await;
    let foreign = colleague
        .post(&round.path("/draw"), &json!({"version": 1}))
        .await;
    assert_eq!(
        (foreign.status, foreign.code()),
        (403, "not_the_planner".into())
    );
    let elsewhere = city.street_supervisor(STREET_WEST).await;
    assert_eq!(elsewhere.get(&round.path("")).await.status, 404);
    let stale = round
        .planner
        .post(&round.path("/draw"), &json!({"version": 7}))
        .await;
    assert_eq!((stale.status, stale.code()), (409, "round_changed".into()));
}

#[tokio::test]
async fn the_pack_holds_the_whole_route_with_the_items_to_check() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let inspector = &round.inspectors[0];
    let pack = inspector.get("/api/v1/field-pack").await.json();
    let parts = pack["parts"].as_array().unwrap();
    let part = parts
        .iter()
        .find(|part| part["name"] == "inspections")
        .unwrap();
    let part = inspector.get(part["url"].as_str().unwrap()).await.json();
    let packed = &part["rounds"][0];
    assert_eq!(packed["id"], round.round["id"]);
    let orders: Vec<i64> = packed["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["order"].as_i64().unwrap())
        .collect();
    assert_eq!(orders, [1, 2, 3, 4, 5, 6]);
    let types = part["rubrics"][0]["types"].as_array().unwrap();
    assert_eq!(types.len(), 2);
}
