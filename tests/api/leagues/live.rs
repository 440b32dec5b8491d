//! Live tables: what counts for whom, over which areas and days, and in tiers.

use super::table;
use crate::cases::Desk;
use crate::inspections::results::{census, inspect_all};
use crate::support::{
    Client, IN_NEIGHBOUR_GRID, NEIGHBOUR_GRID, Round, STREET_EAST, STREET_WEST, TestCity,
    WORK_GRID, counted, inspection_sites, tally, with,
};
use serde_json::{Value, json};

/// The table of units by a figure of their cases.
async fn by_cases(who: &Client, code: &str, rest: &str) -> Value {
    let query = format!("subject=unit&source=cases&code={code}{rest}");
    table(who, &query).await
}

fn counts(row: &Value) -> (u64, u64) {
    let part = |name: &str| row["rate"][name].as_u64().unwrap();
    (part("numerator"), part("denominator"))
}

#[tokio::test]
async fn areas_stand_in_tiers_and_one_with_too_few_counts_in_none() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let east = city.grid_worker(WORK_GRID).await;
    counted(&city, &east, 1, (180, 200)).await;
    let (lng, lat) = IN_NEIGHBOUR_GRID;
    let elsewhere = json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": NEIGHBOUR_GRID});
    let west = city.grid_worker(NEIGHBOUR_GRID).await;
    let payload = json!({"type": "bus_yield", "minutes": 15, "numerator": 40, "denominator": 200});
    let record = with(with(tally(&city), elsewhere), json!({"payload": payload}));
    assert_eq!(west.capture(&record).await["outcome"], "created");
    let query = "subject=area&source=tally_rate&code=bus_yield&level=";
    let streets = table(&admin, &format!("{query}street")).await;
    let told: Vec<Value> = streets["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["code"], row["tier"], row["verdict"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!([STREET_EAST, 1, "reached"]),
            json!([STREET_WEST, 2, "not_reached"])
        ]
    );
    assert_eq!(
        (&streets["tiers"], &streets["wanted"]["value"]),
        (&json!(2), &json!(70.0))
    );
    let communities = table(&admin, &format!("{query}community")).await;
    let bottom = communities["rows"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&bottom["tier"], &bottom["state"]),
        (&Value::Null, &json!("nothing"))
    );
}

#[tokio::test]
async fn reports_in_time_and_fixes_that_held_are_counted_for_the_unit_that_made_them() {
    let mut desk = Desk::make().await;
    desk.closed().await;
    let case = desk.reported().await;
    let back = json!({"action": "send_back", "note": "还有垃圾"});
    desk.take(&desk.supervisor, &case, back).await;
    let late = desk.handling().await;
    desk.later(30 * 86_400).await;
    let report = desk.report().await;
    desk.take(&desk.fixer, &late, report).await;
    let in_time = by_cases(&desk.supervisor, "reported_in_time", "&period=2026").await;
    let row = &in_time["rows"][0];
    assert_eq!(in_time["rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&row["unit_id"], &row["code"]),
        (&json!(desk.unit), &json!("east.first"))
    );
    assert_eq!(counts(row), (2, 3));
    assert_eq!(
        (&row["tier"], &row["state"], &in_time["tiers"]),
        (&Value::Null, &json!("too_small"), &json!(0))
    );
    let behind = row["link"].as_str().unwrap();
    let behind = desk.supervisor.get(&format!("/api/v1{behind}")).await;
    assert_eq!(behind.json()["items"].as_array().unwrap().len(), 3);
    let held = by_cases(&desk.supervisor, "fix_held", "&period=2026").await;
    assert_eq!(counts(&held["rows"][0]), (1, 2));
    let rule = held["tie_rule_en"].as_str().unwrap();
    assert!(rule.contains("share a tier"), "{rule}");
    let rechecks = by_cases(&desk.supervisor, "recheck_passed", "&period=2026").await;
    assert_eq!(rechecks["rows"], json!([]));
}

#[tokio::test]
async fn the_score_of_a_units_sites_comes_from_published_rounds_alone() {
    let desk = Desk::make().await;
    inspection_sites(&desk.city).await;
    let planner = desk.city.sign_in(&format!("street.{STREET_EAST}")).await;
    let mut round = Round::draft(&desk.city, planner, (STREET_EAST, "a"), census()).await;
    round.draw().await;
    round.assign(STREET_EAST).await;
    let bad = json!({"bus_stop_01": {"answer": "fail"}});
    inspect_all(&desk.city, &round, 2, bad).await;
    let query = "subject=unit&source=inspection_items&code=score&period=2026-10";
    assert_eq!(table(&desk.supervisor, query).await["rows"], json!([]));
    round.publish().await;
    let scores = table(&desk.supervisor, query).await;
    // Eight stops, of which two lose 30 points, and two markets in order: (6·100 + 2·70 + 2·100) ÷ 10.
    let row = &scores["rows"][0];
    assert_eq!(
        (&row["unit_id"], &row["rate"]["estimate"], &row["tier"]),
        (&json!(desk.unit), &json!(0.94), &json!(1))
    );
    let behind = row["link"].as_str().unwrap();
    let behind = desk.supervisor.get(&format!("/api/v1{behind}")).await;
    assert_eq!(behind.json()["items"].as_array().unwrap().len(), 10);
    let other = format!(
        "/api/v1/inspections/rounds/{}/results?unit={}",
        round.id(),
        desk.neighbour
    );
    assert_eq!(desk.supervisor.get(&other).await.json()["items"], json!([]));
}

#[tokio::test]
async fn cases_of_other_areas_and_periods_do_not_count_and_nonsense_is_named() {
    let desk = Desk::make().await;
    desk.closed().await;
    let west = desk.city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        by_cases(&west, "reported_in_time", "").await["rows"],
        json!([])
    );
    let earlier = by_cases(&desk.supervisor, "reported_in_time", "&period=2020").await;
    assert_eq!(earlier["rows"], json!([]));
    let units = "subject=unit&source=cases&code=fix_held";
    let areas = "subject=area&source=tally_rate&code=bus_yield";
    for (query, pointer, code) in [
        (
            "subject=person&source=cases&code=fix_held".to_owned(),
            "/subject",
            "unknown_value",
        ),
        (
            "subject=unit&source=cases&code=luck".to_owned(),
            "/code",
            "unknown_measure",
        ),
        (
            "subject=area&source=cases&code=fix_held".to_owned(),
            "/code",
            "unknown_measure",
        ),
        (format!("{areas}x"), "/code", "unknown_measure"),
        (format!("{units}&period=2026-13"), "/period", "bad_period"),
        (
            format!("{units}&area={STREET_EAST}"),
            "/area",
            "unknown_area",
        ),
        (format!("{units}&level=street"), "/level", "unknown_value"),
        (format!("{areas}&level=grid"), "/level", "unknown_value"),
    ] {
        let reply = west.get(&format!("/api/v1/leagues/table?{query}")).await;
        assert_eq!(reply.status, 422, "{query}");
        let fault = &reply.json()["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(pointer), &json!(code)),
            "{query}"
        );
    }
    let path = format!("/api/v1/leagues/table?{units}");
    assert_eq!(desk.worker.get(&path).await.status, 403);
}

#[tokio::test]
async fn what_can_be_compared_is_told_for_areas_and_for_units() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let figures = admin.get("/api/v1/leagues/figures").await.json();
    let told: Vec<String> = figures["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{}/{}/{}", one["subject"], one["source"], one["code"]).replace('"', ""))
        .collect();
    for wanted in [
        "area/tally_rate/bus_yield",
        "area/inspection_items/score",
        "unit/inspection_items/score",
        "unit/cases/fix_held",
    ] {
        assert!(told.iter().any(|one| one == wanted), "{wanted} in {told:?}");
    }
}
