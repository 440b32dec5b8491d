//! Figures of duty: no person, and what they are made of.

use crate::support::{
    Client, Duty, ROOT, STREET_EAST, STREET_WEST, TestCity, ad_hoc, check, incident, report, with,
};
use serde_json::{Value, json};
use wenxun::dissuasion::count_shifts;

async fn summary(client: &Client, query: &str) -> Value {
    let reply = client
        .get(&format!("/api/v1/dissuasion/summary?{query}"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_summary_counts_shifts_people_and_places_on_rosters() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await["id"].as_str().unwrap().to_owned();
    let four = city.service.clock.now().plus_s(7 * 3600);
    // The plan's shift of today, a week later, and one of next week that nobody comes to.
    city.advance_s(8 * 86_400);
    let (volunteer, mate) = (
        city.sign_in("volunteer.a").await,
        city.sign_in("mate.a").await,
    );
    for (direction, at) in [("in", 0), ("out", 7200)] {
        volunteer
            .capture(&check(&city, &shift, direction, four.plus_s(at)))
            .await;
    }
    let told = report(
        &city,
        &shift,
        four.plus_s(7300),
        json!({"members": [mate.id()],
        "counters": [{"category": "jaywalking", "outcome": "accepted", "count": 3}, {"category": "littering", "outcome": "no_contact", "count": 2}],
        "handouts": [{"item": "handbook", "count": 5}, {"item": "leaflet", "count": 9}]}),
    );
    assert_eq!(volunteer.capture(&told).await["outcome"], "created");
    let logged = json!({"shift_id": shift, "captured_at": four.plus_s(600).to_rfc3339(), "payload": {"category": "littering", "outcome": "refused"}});
    assert_eq!(
        volunteer.capture(&with(incident(&city), logged)).await["outcome"],
        "created"
    );
    // A shift made on the phone elsewhere in the street.
    let own_id = city.new_id().to_string();
    let mut coming = check(&city, &own_id, "in", four.plus_s(86_400));
    coming["payload"]["ad_hoc"] = ad_hoc(four.plus_s(86_400), json!({}));
    mate.capture(&coming).await;
    let planner = city.sign_in("planner.a").await;
    let confirm = json!({"items": [{"account_id": volunteer.id()}]});
    let reply = planner
        .post(
            &format!("/api/v1/dissuasion/shifts/{shift}/hours"),
            &confirm,
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let seen = summary(&planner, "from=2026-10-30&to=2026-11-30").await;
    assert_eq!(
        seen["shifts"],
        json!({"planned": 2, "held": 2, "ad_hoc": 1, "missed": 1, "called_off": 0})
    );
    let attendance = &seen["attendance"];
    assert_eq!(
        (&attendance["numerator"], &attendance["denominator"]),
        (&json!(2), &json!(6))
    );
    assert_eq!(
        seen["hours"],
        json!({"confirmed_min": 120, "stood_min": 180})
    );
    let rate = &seen["success_rate"];
    assert_eq!(
        (&rate["numerator"], &rate["denominator"], &seen["incidents"]),
        (&json!(3), &json!(4), &json!(1))
    );
    assert_eq!(
        (&seen["handbooks"], &seen["leaflets"]),
        (&json!(5), &json!(9))
    );
    assert_eq!(
        seen["top_categories"][0],
        json!({"category": "jaywalking", "count": 3})
    );
    assert_eq!(
        (&seen["months"][0]["month"], &seen["months"][0]["contacts"]),
        (&json!("2026-10"), &json!(4))
    );
    let first = seen["areas"]
        .as_array()
        .unwrap()
        .iter()
        .find(|area| area["held"] == 2)
        .unwrap();
    assert_eq!(
        (&first["area_code"], &first["contacts"]),
        (&json!("439801001001"), &json!(4))
    );
    assert!(!seen.to_string().contains("volunteer"));
    check_sums(&city, &planner, seen).await;
    let neighbour = city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        summary(&neighbour, "from=2026-10-30&to=2026-11-30").await["contacts"],
        0
    );
    assert_eq!(
        volunteer.get("/api/v1/dissuasion/summary").await.status,
        403
    );
}

/// Sums kept beside shifts tell the same as their records, and what arrives later is never missed.
async fn check_sums(city: &TestCity, planner: &Client, seen: Value) {
    let days = "from=2026-10-30&to=2026-11-30";
    let count = || count_shifts(&city.service.db, &city.service.clock);
    // The background may have counted some already.
    assert!(count().await.unwrap() <= 3);
    assert_eq!(summary(planner, days).await, seen, "out of the sums");
    assert_eq!(count().await.unwrap(), 0, "nothing is behind");
    let shift = &planner
        .get("/api/v1/dissuasion/shifts?from=2026-10-30&to=2026-10-30")
        .await
        .json()["items"][0];
    let at = city.service.clock.now().plus_s(-3600);
    let told = report(
        city,
        shift["id"].as_str().unwrap(),
        at,
        json!({"counters": [{"category": "spitting", "outcome": "accepted", "count": 7}]}),
    );
    let mate = city.sign_in("mate.a").await;
    assert_eq!(mate.capture(&told).await["outcome"], "created");
    let later = summary(planner, days).await;
    let contacts = seen["contacts"].as_i64().unwrap() + 7;
    assert_eq!(later["contacts"], contacts, "before it is counted");
    assert!(count().await.unwrap() <= 1);
    assert_eq!(summary(planner, days).await, later, "and after");
}

#[tokio::test]
async fn a_measure_is_judged_once_there_is_a_month_to_compare() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let new = |area: &str, on: &str| json!({"area_code": area, "what": "每周五定点劝导", "starts_on": on});
    let early = planner
        .post(
            "/api/v1/dissuasion/measures",
            &new("439801001001", "2026-10-20"),
        )
        .await;
    assert_eq!(
        (early.status, &early.json()["effect"]),
        (201, &Value::Null),
        "{}",
        early.text()
    );
    for (area, on, pointer) in [
        (STREET_WEST, "2026-01-01", "/area_code"),
        ("439801001001", "soon", "/starts_on"),
    ] {
        let reply = planner
            .post("/api/v1/dissuasion/measures", &new(area, on))
            .await;
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["pointer"]),
            (422, &json!(pointer))
        );
    }
    let listed = planner.get("/api/v1/dissuasion/measures").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let neighbour = city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        neighbour.get("/api/v1/dissuasion/measures").await.json()["items"],
        json!([])
    );
    let effect = "/api/v1/dissuasion/effect?area=439801001001&on=2026-10-20";
    assert_eq!(
        planner.get(effect).await.json()["errors"][0]["code"],
        "period_too_short"
    );
}

#[tokio::test]
async fn records_in_shifts_stay_out_of_before_and_after() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(crate::support::WORK_GRID).await;
    let elsewhere = city.grid_worker(crate::support::NEIGHBOUR_GRID).await;
    let now = city.service.clock.now();
    let at = |days: i64| now.plus_s(-days * 86_400).to_rfc3339();
    let away = json!({"lng": 110.509, "lat": 26.901, "accuracy_m": 8.0});
    for days in [10, 20, 90, 100, 110] {
        let made = with(
            incident(&city),
            json!({"captured_at": at(days), "placed_by": "map_pin"}),
        );
        assert_eq!(worker.capture(&made).await["outcome"], "created");
        let other = with(
            made,
            json!({"id": city.new_id(), "position": away, "area_code": crate::support::NEIGHBOUR_GRID}),
        );
        assert_eq!(elsewhere.capture(&other).await["outcome"], "created");
    }
    let in_shift = with(
        incident(&city),
        json!({"captured_at": at(15), "shift_id": city.new_id(), "placed_by": "map_pin"}),
    );
    assert_eq!(worker.capture(&in_shift).await["outcome"], "created");
    let planner = city.street_supervisor(STREET_EAST).await;
    // 70 days ago: 2026-08-21.
    let path = format!("/api/v1/dissuasion/effect?area={STREET_EAST}&on=2026-08-21&days=60");
    let reply = planner.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let seen = reply.json();
    assert_eq!(
        (&seen["before"]["here"], &seen["before"]["elsewhere"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(
        (&seen["after"]["here"], &seen["after"]["elsewhere"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        (&seen["ratio"], &seen["change"], &seen["is_enough"]),
        (&json!(1.0), &json!("no_change_shown"), &json!(false))
    );
    let supervisor = city.person("sup", &[("city_supervisor", ROOT)]).await;
    let measure = json!({"area_code": STREET_WEST, "what": "增设围栏", "starts_on": "2026-08-01"});
    assert_eq!(
        supervisor
            .post("/api/v1/dissuasion/measures", &measure)
            .await
            .status,
        201
    );
    let seen = planner.get(&path).await.json();
    assert_eq!(
        seen["after"]["elsewhere"], 0,
        "a place with a measure of its own is not compared with"
    );
}
