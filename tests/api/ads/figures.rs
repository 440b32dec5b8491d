//! What ads add up to.

use super::{first_look, inspection, look, make_site, new_site};
use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, NEIGHBOUR_GRID, ROOT, STREET_EAST, STREET_WEST,
    TestCity, WORK_GRID, incident, with,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn summary(by: &Client, query: &str) -> Value {
    let reply = by.get(&format!("/api/v1/ads/summary?{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn commercial(id: &str, faces: i64) -> Value {
    with(
        new_site(id),
        json!({"theme": "commercial", "is_public_service": false, "placement": "banner", "faces": faces}),
    )
}

fn census(city: &TestCity, payload: Value) -> Value {
    with(
        incident(city),
        json!({"kind": "ad_census", "placed_by": "map_pin", "payload": payload}),
    )
}

async fn import_roads(city: &TestCity) {
    let admin = city.person("importer", &[("system_admin", ROOT)]).await;
    let line = |code: &str, class: &str, lat: f64| {
        json!({"type": "Feature", "properties": {"code": code, "class": class, "name_zh": "人民大道", "name_en": "Renmin Avenue"},
            "geometry": {"type": "LineString", "coordinates": [[110.5, lat], [110.516, lat]]}})
    };
    let roads = [
        line("R1", "arterial_road", 26.9012),
        line("R2", "back_alley", 26.901),
    ];
    let stop = json!({"type": "Feature", "properties": {"code": "P1", "kind": "bus_stop", "site_type": "bus_stop", "name_zh": "东站"},
        "geometry": {"type": "Point", "coordinates": [IN_WORK_GRID.0, IN_WORK_GRID.1]}});
    for (path, features) in [("roads", json!(roads)), ("sites", json!([stop]))] {
        let file = json!({"type": "FeatureCollection", "features": features})
            .to_string()
            .into_bytes();
        let path = format!("/api/v1/{path}/import");
        let reply = admin
            .send(Method::POST, &path, Some(file), "application/geo+json", &[])
            .await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }
}

#[tokio::test]
async fn the_share_of_the_register_is_counted_and_judged_against_thirty_percent() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    assert_eq!(
        summary(&boss, "").await["share"],
        json!({"rate": null, "target": 0.3, "verdict": null, "more_needed": null})
    );
    make_site(&city, &worker).await;
    let id = city.new_id().to_string();
    let payload = json!({"new_site": commercial(&id, 3), "conditions": ["faded", "loose"]});
    worker.capture(&inspection(&city, payload)).await;
    let all = summary(&boss, "").await;
    let share = &all["share"];
    assert_eq!(
        (&share["rate"]["numerator"], &share["rate"]["denominator"]),
        (&json!(1), &json!(4))
    );
    assert_eq!(
        (&share["rate"]["method"], &share["verdict"]),
        (&json!("census"), &json!("not_reached"))
    );
    assert_eq!(share["rate"]["low"], share["rate"]["high"]);
    assert_eq!(
        (&all["by"], &all["groups"][0]["key"]),
        (&json!("community"), &json!("439801001001"))
    );
    assert_eq!(
        (&all["intact"]["numerator"], &all["intact"]["method"]),
        (&json!(1), &json!("census"))
    );
    assert_eq!(all["inspections"]["count"], 2);
    assert_eq!(
        (&all["trend"][0]["month"], &all["trend"][0]["count"]),
        (&json!("2026-10"), &json!(2))
    );
    assert_eq!(
        all["defects"],
        json!([{"condition": "faded", "sites": 1, "inspections": 1}, {"condition": "loose", "sites": 1, "inspections": 1}])
    );
    let by_place = summary(&boss, "by=placement").await;
    let keys: Vec<&Value> = by_place["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| &group["key"])
        .collect();
    assert_eq!(keys, [&json!("billboard"), &json!("banner")]);
    worker
        .capture(&inspection(&city, look(&id, json!(["missing"]))))
        .await;
    let gone = summary(&boss, "to=2026-10-29").await;
    assert_eq!(
        (
            &gone["share"]["rate"]["estimate"],
            &gone["share"]["verdict"]
        ),
        (&json!(1.0), &json!("reached"))
    );
    assert_eq!(gone["inspections"], json!({"count": 0, "intact": null}));
}

#[tokio::test]
async fn figures_reach_as_far_as_the_callers_areas() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    make_site(&city, &worker).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let west = city.street_supervisor(STREET_WEST).await;
    let analyst = city.person("analyst", &[("analyst", ROOT)]).await;
    assert_eq!(summary(&east, "").await["sites"], 1);
    assert_eq!(summary(&west, "").await["sites"], 0);
    let all = summary(&analyst, "by=street").await;
    assert_eq!(
        (&all["sites"], &all["groups"][0]["key"]),
        (&json!(1), &json!(STREET_EAST))
    );
    for query in [
        format!("area={STREET_EAST}"),
        "by=city".into(),
        "by=x".into(),
        "from=2026-10-02&to=2026-10-01".into(),
    ] {
        assert_eq!(
            west.get(&format!("/api/v1/ads/summary?{query}"))
                .await
                .status,
            422,
            "{query}"
        );
    }
    let share = east.get("/api/v1/ads/share").await.json();
    assert_eq!(share["share"], summary(&east, "").await["share"]);
    let inspector = city
        .person("inspector", &[("ad_inspector", STREET_EAST)])
        .await;
    assert_eq!(inspector.get("/api/v1/ads/summary").await.status, 403);
}

#[tokio::test]
async fn a_census_counts_the_latest_walk_of_each_road_and_none_without_faces() {
    let city = TestCity::spawn().await;
    import_roads(&city).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let walk = |road: &str, faces: i64, public: i64| {
        census(
            &city,
            json!({"road_code": road, "faces": faces, "public_faces": public, "walked_m": 400}),
        )
    };
    for (road, faces, public) in [("R1", 10, 9), ("R1", 40, 12), ("R2", 0, 0)] {
        let result = worker.capture(&walk(road, faces, public)).await;
        assert_eq!(
            (&result["outcome"], &result["flags"]),
            (&json!("created"), &json!([])),
            "{result}"
        );
        city.advance_s(1);
    }
    assert_eq!(
        worker.capture(&walk("R9", 3, 1)).await["flags"],
        json!(["unknown_road"])
    );
    let site = census(
        &city,
        json!({"site_id": city.new_id(), "faces": 3, "public_faces": 1, "walked_m": 20}),
    );
    assert_eq!(
        worker.capture(&site).await["flags"],
        json!(["unknown_site"])
    );
    let boss = city.street_supervisor(STREET_EAST).await;
    let all = summary(&boss, "by=road").await;
    let census = &all["census"];
    assert_eq!(
        (&census["walks"], &census["faces"], &census["public_faces"]),
        (&json!(5), &json!(46), &json!(14))
    );
    assert_eq!(
        (
            &census["share"]["rate"]["method"],
            &census["share"]["verdict"]
        ),
        (&json!("wilson"), &json!("not_proven"))
    );
    assert!(census["share"]["more_needed"].as_u64().unwrap() > 1_000);
    let road = &all["groups"][0];
    assert_eq!(
        (&road["key"], &road["census"]["rate"]["method"]),
        (&json!("R1"), &json!("census"))
    );
    assert_eq!(road["census"]["rate"]["estimate"], 0.3);
    assert_eq!(
        all["groups"][1]["census"]["rate"],
        Value::Null,
        "no face, no rate"
    );
}

#[tokio::test]
async fn an_impossible_census_is_refused_at_its_place() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let whole = json!({"road_code": "R1", "faces": 4, "public_faces": 1, "walked_m": 100});
    for (change, pointer, code) in [
        (
            json!({"public_faces": 5}),
            "/payload/public_faces",
            "out_of_range",
        ),
        (
            json!({"public_faces": -1}),
            "/payload/public_faces",
            "out_of_range",
        ),
        (json!({"walked_m": 0}), "/payload/walked_m", "out_of_range"),
        (json!({"site_id": city.new_id()}), "/payload", "exactly_one"),
        (json!({"road_code": null}), "/payload", "exactly_one"),
        (json!({"road_code": ""}), "/payload/road_code", "too_short"),
        (json!({"people": 4}), "/payload/people", "unknown_field"),
    ] {
        let result = worker
            .capture(&census(&city, with(whole.clone(), change)))
            .await;
        assert_eq!(result["outcome"], "refused");
        let error = &result["problem"]["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!(pointer), &json!(code))
        );
    }
}

#[tokio::test]
async fn ads_beside_a_main_road_stand_on_it() {
    let city = TestCity::spawn().await;
    import_roads(&city).await;
    let worker = city.grid_worker(WORK_GRID).await;
    let id = make_site(&city, &worker).await;
    let north = with(
        inspection(&city, first_look(&city.new_id().to_string())),
        json!({"position": {"lng": 110.501, "lat": 26.9019, "accuracy_m": 5.0}}),
    );
    worker.capture(&north).await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let on_road = super::site_ids(&boss, "road=R1").await;
    assert_eq!(
        on_road,
        [id.as_str()],
        "the other is 78 m away, and R2 is an alley"
    );
    assert_eq!(
        super::site(&boss, &id).await["road"]["name_en"],
        "Renmin Avenue"
    );
    let by_road = summary(&boss, "by=road").await;
    assert_eq!(
        (&by_road["groups"][0]["key"], &by_road["groups"][0]["sites"]),
        (&json!("R1"), &json!(1))
    );
    let line = json!({"site_code": "A1", "placement": "banner", "theme": "thrift", "public_service": true, "lat": 26.9012, "lng": 110.5002});
    let reply = boss
        .send(
            Method::POST,
            "/api/v1/ads/sites/import?name=ads.jsonl",
            Some(line.to_string().into_bytes()),
            "application/x-ndjson",
            &[],
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let imported = super::site_ids(&boss, "road=R1&q=A1").await;
    assert_eq!(imported.len(), 1, "an imported one too, at once");
}

#[tokio::test]
async fn a_place_by_a_main_road_wants_five_themes_about_it() {
    let city = TestCity::spawn().await;
    import_roads(&city).await;
    let worker = city.grid_worker(WORK_GRID).await;
    for theme in ["thrift", "health", "reading", "integrity", "thrift"] {
        let site = with(
            new_site(&city.new_id().to_string()),
            json!({"theme": theme}),
        );
        worker
            .capture(&inspection(
                &city,
                json!({"new_site": site, "conditions": ["intact"]}),
            ))
            .await;
    }
    let far = json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 5.0}, "area_code": NEIGHBOUR_GRID});
    worker
        .capture(&with(
            inspection(&city, first_look(&city.new_id().to_string())),
            far,
        ))
        .await;
    let boss = city.street_supervisor(STREET_EAST).await;
    let coverage = boss.get("/api/v1/ads/theme-coverage").await.json();
    assert_eq!(
        (&coverage["places"], &coverage["short"]),
        (&json!(1), &json!(1))
    );
    let place = &coverage["items"][0];
    assert_eq!(
        place["themes"],
        json!(["health", "integrity", "reading", "thrift"])
    );
    assert_eq!(
        (&place["missing"], &place["site_code"]),
        (&json!(1), &json!("P1"))
    );
    let site = with(
        new_site(&city.new_id().to_string()),
        json!({"theme": "minors"}),
    );
    worker
        .capture(&inspection(
            &city,
            json!({"new_site": site, "conditions": ["faded"]}),
        ))
        .await;
    let coverage = boss.get("/api/v1/ads/theme-coverage").await.json();
    assert_eq!(
        (&coverage["places"], &coverage["items"]),
        (&json!(1), &json!([]))
    );
}
