//! Single sites, a number that the strata cannot share, and rounds whose planner leaves.

use super::results::census;
use crate::support::{ROOT, Round, STREET_EAST, TestCity};
use serde_json::json;

#[tokio::test]
async fn a_single_site_is_given_to_others_than_its_street() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, json!({})).await;
    let third = city
        .person("assessor.3", &[("third_party_assessor", ROOT)])
        .await;
    let pair = json!([round.inspectors[0].id(), third.id()]);
    let site = round.sites[2]["id"].clone();
    let give = |item| json!({ "items": [item] });
    for (item, pointer, code) in [
        (
            json!({"account_ids": pair}),
            "/items/0/area_code",
            "missing_field",
        ),
        (
            json!({"area_code": STREET_EAST, "round_site_id": site, "account_ids": pair}),
            "/items/0/area_code",
            "missing_field",
        ),
        (
            json!({"round_site_id": city.new_id(), "account_ids": pair}),
            "/items/0/round_site_id",
            "unknown_round_site",
        ),
    ] {
        let reply = round
            .planner
            .put(&round.path("/assignments"), &give(item))
            .await;
        assert_eq!(reply.status, 422, "{}", reply.text());
        let fault = &reply.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code))
        );
    }
    let given = give(json!({"round_site_id": site, "account_ids": pair}));
    let reply = round.planner.put(&round.path("/assignments"), &given).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let sites = round.get("/sites?limit=100").await;
    for one in sites["items"].as_array().unwrap() {
        let has = |id: &str| {
            one["inspectors"]
                .as_array()
                .unwrap()
                .iter()
                .any(|person| person["id"] == id)
        };
        assert_eq!(has(&third.id()), one["id"] == site);
        assert_eq!(has(&round.inspectors[1].id()), one["id"] != site);
    }
}

#[tokio::test]
async fn no_more_sites_are_drawn_than_asked_even_where_not_every_stratum_gets_one() {
    let city = TestCity::spawn().await;
    let one = json!({"types": [{"site_type": "bus_stop", "draw": 1}], "strata": "community"});
    let mut round = Round::make(&city, one).await;
    assert_eq!(round.sites.len(), 1);
    assert_eq!(
        round.sites[0]["stratum"], STREET_EAST,
        "drawn from all communities as one stratum"
    );
    round.publish().await;
    let proof = round.planner.post(&round.path("/redraw"), &json!({})).await;
    assert_eq!(proof.json(), json!({"is_same": true, "sites": 1}));
}

#[tokio::test]
async fn a_planner_hands_a_round_over_and_one_who_has_left_is_replaced() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, census()).await;
    let boss = city.city_supervisor().await;
    let version = round.now().await["version"].clone();
    let to_boss = json!({"account_id": boss.id(), "version": version});
    let early = boss.put(&round.path("/planner"), &to_boss).await;
    assert_eq!(
        (early.status, early.code()),
        (403, "not_the_planner".into())
    );
    let nobody = json!({"account_id": round.inspectors[0].id(), "version": version});
    let wrong = round.planner.put(&round.path("/planner"), &nobody).await;
    assert_eq!(
        (wrong.status, wrong.json()["errors"][0]["pointer"].clone()),
        (422, json!("/account_id"))
    );
    let able = round.get("/planners").await;
    let able = able["items"].as_array().unwrap();
    assert!(able.iter().any(|person| person["id"] == boss.id().as_str()));
    let given = round.planner.put(&round.path("/planner"), &to_boss).await;
    assert_eq!(given.status, 200, "{}", given.text());
    let sealed = round.planner.get(&round.path("/scores")).await;
    assert_eq!((sealed.status, sealed.code()), (409, "round_sealed".into()));
    assert_eq!(boss.get(&round.path("/scores")).await.status, 200);

    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let gone = admin
        .patch(
            &format!("/api/v1/accounts/{}", boss.id()),
            &json!({"is_active": false}),
        )
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let version = round.now().await["version"].clone();
    let back = json!({"account_id": round.planner.id(), "version": version});
    let taken = round.planner.put(&round.path("/planner"), &back).await;
    assert_eq!(
        (taken.status, &taken.json()["is_planner"]),
        (200, &json!(true))
    );
}
