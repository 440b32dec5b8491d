//! Counts with a denominator: what is taken, lists, figures, files, the offline pack, and the demo against its truth.

use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, NEIGHBOUR_GRID, ROOT, STREET_EAST, STREET_WEST,
    TestCity, WORK_GRID, incident, tally, with,
};
use reqwest::Method;
use serde_json::{Value, json};

const CROSSING: &str = "J-1";
/// Another grid of the work grid's street.
const NEIGHBOUR_IN_STREET: &str = "439801001002001";

fn counted(city: &TestCity, observation: &str, numerator: i64, denominator: i64) -> Value {
    let payload = json!({"type": observation, "minutes": 15, "numerator": numerator, "denominator": denominator});
    with(tally(city), json!({ "payload": payload }))
}

/// Brings one site into the work grid.
async fn import_crossing(city: &TestCity) {
    let admin = city.person("importer", &[("system_admin", ROOT)]).await;
    let crossing = json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [IN_WORK_GRID.0, IN_WORK_GRID.1]},
        "properties": {"code": CROSSING, "name_zh": "一号路口", "name_en": "Junction 1", "kind": "junction", "site_type": "junction"}});
    let file = json!({"type": "FeatureCollection", "features": [crossing]}).to_string();
    let (path, kind) = ("/api/v1/sites/import", "application/geo+json");
    let reply = admin
        .send(Method::POST, path, Some(file.into_bytes()), kind, &[])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

async fn items(client: &Client, query: &str) -> Vec<Value> {
    let reply = client.get(&format!("/api/v1/tallies{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

async fn figures(client: &Client, query: &str) -> Value {
    let path = if query.starts_with('/') {
        format!("/api/v1{query}")
    } else {
        format!("/api/v1/tallies/{query}")
    };
    let reply = client.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_count_above_its_whole_is_refused_at_its_place_and_a_count_of_nobody_is_taken() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let refused = worker.capture(&counted(&city, "bus_yield", 9, 7)).await;
    assert_eq!(refused["outcome"], "refused");
    let error = &refused["problem"]["errors"][0];
    assert_eq!(error["pointer"], "/payload/numerator");
    assert_eq!(error["code"], "exceeds_denominator");
    for (change, pointer, code) in [
        (
            json!({"type": "public_ad_count"}),
            "/payload/type",
            "unknown_value",
        ),
        (json!({"minutes": 0}), "/payload/minutes", "out_of_range"),
        (json!({"minutes": 721}), "/payload/minutes", "out_of_range"),
        (
            json!({"numerator": -1}),
            "/payload/numerator",
            "out_of_range",
        ),
        (
            json!({"denominator": 100_001}),
            "/payload/denominator",
            "out_of_range",
        ),
        (
            json!({"weather": "hail"}),
            "/payload/weather",
            "unknown_value",
        ),
        (
            json!({"second_observer": "Wang"}),
            "/payload/second_observer",
            "bad_uuid",
        ),
        (json!({"plate": "x"}), "/payload/plate", "unknown_field"),
    ] {
        let mut record = counted(&city, "bus_yield", 5, 7);
        record["payload"] = with(record["payload"].clone(), change.clone());
        let result = worker.capture(&record).await;
        let error = &result["problem"]["errors"][0];
        assert_eq!(
            (&error["pointer"], &error["code"]),
            (&json!(pointer), &json!(code)),
            "{change}"
        );
    }
    let nobody = counted(&city, "bus_yield", 0, 0);
    assert_eq!(worker.capture(&nobody).await["outcome"], "created");
    assert_eq!(worker.capture(&nobody).await["outcome"], "duplicate");
    worker.capture(&counted(&city, "bus_yield", 8, 10)).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let summary = figures(&east, "summary").await["items"][0].clone();
    assert_eq!(
        (&summary["tallies"], &summary["empty"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(summary["rate"]["denominator"], 10);
    assert!((summary["rate"]["low"].as_f64().unwrap() - 0.490_162).abs() < 5.1e-7);
    assert_eq!(summary["rate"]["reliability"], "too_small");
    assert_eq!(summary["verdict"]["verdict"], "not_reached");
    assert_eq!(summary["verdict"]["judged_at"], 0.99);
    let empty = items(&east, "")
        .await
        .into_iter()
        .find(|row| row["denominator"] == 0)
        .unwrap();
    assert_eq!(empty["estimate"], Value::Null);
}

#[tokio::test]
async fn a_supervisor_sees_tallies_and_figures_of_the_own_street_alone() {
    let city = TestCity::spawn().await;
    let observer = city.person("observer", &[("observer", STREET_EAST)]).await;
    let own = counted(&city, "taxi_yield", 45, 50);
    observer.capture(&own).await;
    let abroad = with(
        counted(&city, "taxi_yield", 10, 50),
        json!({"position": {"lng": IN_NEIGHBOUR_GRID.0, "lat": IN_NEIGHBOUR_GRID.1, "accuracy_m": 5.0}, "area_code": NEIGHBOUR_GRID}),
    );
    observer.capture(&abroad).await;
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    let ids = |rows: Vec<Value>| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(items(&east, "").await), [own["id"].clone()]);
    assert_eq!(ids(items(&west, "").await), [abroad["id"].clone()]);
    assert_eq!(items(&observer, "").await.len(), 2, "authors see their own");
    let rate = |figures: Value| figures["items"][0]["rate"]["numerator"].clone();
    assert_eq!(rate(figures(&east, "summary").await), 45);
    assert_eq!(rate(figures(&west, "summary").await), 10);
    let whole = city.city_supervisor().await;
    assert_eq!(rate(figures(&whole, "summary").await), 55);
    let narrowed = figures(
        &whole,
        &format!("figures?type=taxi_yield&area={STREET_WEST}"),
    )
    .await;
    assert_eq!(narrowed["summary"]["rate"]["numerator"], 10);
    let denied = west
        .get(&format!("/api/v1/tallies/summary?area={STREET_EAST}"))
        .await;
    assert_eq!(
        (denied.status, denied.code().as_str()),
        (422, "invalid_query")
    );
    assert_eq!(observer.get("/api/v1/tallies/summary").await.status, 403);
}

#[tokio::test]
async fn lists_filter_by_observation_period_author_and_page() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let records: Vec<Value> = (0..7).map(|_| counted(&city, "queueing", 8, 10)).collect();
    worker.send_records(&records).await;
    worker.capture(&counted(&city, "smoke_free", 8, 10)).await;
    assert_eq!(items(&worker, "?type=queueing").await.len(), 7);
    assert_eq!(items(&worker, "?type=smoke_free,queueing").await.len(), 8);
    assert_eq!(items(&worker, "?to=2026-10-29").await.len(), 0);
    assert_eq!(items(&worker, "?from=2026-10-30&author=me").await.len(), 8);
    let page = worker.get("/api/v1/tallies?limit=5").await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(
        items(&worker, &format!("?limit=5&cursor={cursor}"))
            .await
            .len(),
        3
    );
    let wrong = worker
        .get("/api/v1/tallies?type=x&from=1&flag=y&author=z")
        .await
        .json();
    let pointers: Vec<&str> = wrong["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(pointers, ["/from", "/type", "/flag", "/author"]);
}

#[tokio::test]
async fn a_corrected_tally_leaves_the_figures() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let wrong = counted(&city, "queueing", 80, 100);
    worker.capture(&wrong).await;
    let right = with(
        counted(&city, "queueing", 60, 100),
        json!({"corrects": wrong["id"], "correction_reason": "counted the bus"}),
    );
    assert_eq!(worker.capture(&right).await["outcome"], "created");
    let summary = figures(&worker, "summary").await["items"][0].clone();
    assert_eq!(
        (&summary["tallies"], &summary["rate"]["numerator"]),
        (&json!(1), &json!(60))
    );
}

#[tokio::test]
async fn two_observers_who_name_each_other_agree_within_what_counts_can_tell() {
    let city = TestCity::spawn().await;
    import_crossing(&city).await;
    let (one, two) = (
        city.grid_worker(WORK_GRID).await,
        city.person("two", &[("grid_worker", WORK_GRID)]).await,
    );
    let site = wenxun::areas::site_id(CROSSING);
    let send = async |who: &Client, second: Option<&str>, numerator: i64, denominator: i64| {
        let mut record = with(
            counted(&city, "other_yield", numerator, denominator),
            json!({"site_id": site}),
        );
        if let Some(second) = second {
            record["payload"]["second_observer"] = json!(second);
        }
        let result = who.capture(&record).await;
        assert_eq!(result["outcome"], "created", "{result}");
    };
    send(&one, two.account_id.as_deref(), 50, 60).await;
    send(&two, None, 47, 58).await;
    city.advance_s(600);
    send(&two, None, 10, 60).await;
    let agreement = figures(&one, "figures?type=other_yield").await["agreement"].clone();
    assert_eq!(
        (
            &agreement["pairs"],
            &agreement["units"],
            &agreement["missed"]
        ),
        (&json!(1), &json!(60), &json!(2))
    );
    let number = |name: &str| agreement[name].as_f64().unwrap();
    assert!(
        (number("share_high") - 57.0 / 60.0).abs() < 1e-9,
        "{agreement}"
    );
    assert!(number("kappa_low") < number("kappa_high") && number("kappa_high") < 1.0);
    let place = figures(&one, "figures?type=other_yield").await["places"][0].clone();
    assert_eq!(place["site"]["code"], CROSSING);
}

#[tokio::test]
async fn files_hold_every_tally_and_an_event_is_noted() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let record = counted(&city, "bus_yield", 9, 10);
    worker.capture(&record).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let line: Value = serde_json::from_str(
        &east
            .get("/api/v1/tallies/export?format=ndjson")
            .await
            .text(),
    )
    .unwrap();
    assert_eq!((&line["id"], &line["rate"]), (&record["id"], &json!(0.9)));
    let csv = east.get("/api/v1/tallies/export").await.text();
    assert!(csv.contains("公交车礼让斑马线"), "{csv}");
    let sheet = east.get("/api/v1/tallies/export?format=xlsx").await;
    assert_eq!(sheet.status, 200);
    assert_eq!(worker.get("/api/v1/tallies/export").await.status, 403);
    let auditor = city.person("auditor", &[("auditor", ROOT)]).await;
    let events = auditor
        .get("/api/v1/audit/events?operation=export_tallies")
        .await
        .json();
    assert_eq!(events["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_pack_holds_the_words_and_the_colleagues_of_the_street() {
    let city = TestCity::spawn().await;
    import_crossing(&city).await;
    let worker = city.grid_worker(NEIGHBOUR_IN_STREET).await;
    let colleague = city.person("colleague", &[("observer", STREET_EAST)]).await;
    city.person("abroad", &[("observer", STREET_WEST)]).await;
    city.person("analyst", &[("analyst", ROOT)]).await;
    let pack = worker.get("/api/v1/field-pack").await.json();
    let parts = pack["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["name"] == "tallies").unwrap();
    let words = worker.get(part["url"].as_str().unwrap()).await.json();
    assert_eq!(words["types"].as_array().unwrap().len(), 11);
    assert_eq!(words["types"][0]["target"]["judged_at"], 0.99);
    let observers = words["observers"].as_array().unwrap();
    assert_eq!(observers.len(), 1, "{observers:?}");
    assert_eq!(observers[0]["id"].as_str(), colleague.account_id.as_deref());
    assert_eq!(words["families"][0]["code"], "yielding");
    let sites = words["sites"].as_array().unwrap();
    assert_eq!(
        (sites.len(), &sites[0]["code"]),
        (1, &json!(CROSSING)),
        "of the street, not of the grid alone"
    );
}

#[tokio::test]
async fn every_rate_of_the_demo_agrees_with_its_truth() {
    let city = TestCity::spawn_demo().await;
    let supervisor = city.sign_in("city.demo").await;
    let truth: Value = serde_json::from_str(include_str!("../../demo/city/truth.json")).unwrap();
    let truth = truth["tallies"].as_object().unwrap();
    assert_eq!(truth.len(), 11);
    let summary = figures(&supervisor, "summary?from=2025-10-01").await;
    assert_eq!(summary["items"].as_array().unwrap().len(), 11);
    let mut months = (0, 0);
    for item in summary["items"].as_array().unwrap() {
        let code = item["observation"]["code"].as_str().unwrap();
        let (mut observed, mut right, mut counted) = (0.0, 0.0, 0.0);
        for month in truth[code]["months"].as_object().unwrap().values() {
            let n = month["observed"].as_f64().unwrap();
            observed += n;
            right += n * month["true_rate_weighted"].as_f64().unwrap();
            counted += n * month["counted_rate"].as_f64().unwrap();
            let rate = wenxun::rates::wilson(month["counted_rate"].as_f64().unwrap(), n);
            let holds = (rate.0..=rate.1).contains(&month["true_rate_weighted"].as_f64().unwrap());
            months = (months.0 + 1, months.1 + i32::from(holds));
        }
        let rate = &item["rate"];
        let missing = rate["denominator"].as_f64().unwrap() - observed;
        assert!(missing.abs() < 0.5, "{code}: every count once");
        assert!(
            (rate["estimate"].as_f64().unwrap() - counted / observed).abs() < 1e-4,
            "{code}"
        );
        let (low, high) = (
            rate["low"].as_f64().unwrap(),
            rate["high"].as_f64().unwrap(),
        );
        let share = right / observed;
        // One of eleven intervals of 95 % may miss by a hair.
        assert!(
            low - 0.004 < share && share < high + 0.004,
            "{code}: {share} not in {low}–{high}"
        );
        let gains = truth[code]["rate_last_day"].as_f64() > truth[code]["rate_first_day"].as_f64();
        assert!(
            gains && item["change"]["change"] != "fell",
            "{code} rises over the year"
        );
    }
    assert!(
        months.1 * 100 >= months.0 * 90,
        "{months:?} of the months' intervals hold the truth"
    );
    let league = figures(&supervisor, "figures?type=other_yield&from=2025-10-01").await;
    let places = league["places"].as_array().unwrap();
    assert_eq!(places.len(), 30);
    assert_eq!(
        league["tiers"], 1,
        "no crossing of a year's counts can be told from all others"
    );
    assert!(
        places
            .iter()
            .all(|place| place["tier"].is_null() || place["tier"] == 1)
    );
}

/// Waits until the index holds as many tallies.
async fn until_counted(client: &Client, wanted: u64) {
    for _ in 0..500 {
        let reply = client.get("/api/v1/insights/heat/matrix?kind=tally").await;
        if reply.status == 200 && reply.json()["total"] == wanted {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the figures never followed");
}

#[tokio::test]
async fn maps_and_overview_know_tallies_beside_incidents() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let wrong = counted(&city, "bus_yield", 9, 10);
    let right = with(
        counted(&city, "bus_yield", 8, 10),
        json!({"corrects": wrong["id"], "correction_reason": "miscounted"}),
    );
    worker.send_records(&[wrong, incident(&city)]).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let west = city.street_supervisor(STREET_WEST).await;
    until_counted(&east, 1).await;
    worker
        .send_records(&[right, counted(&city, "queueing", 4, 5)])
        .await;
    until_counted(&east, 2).await;
    let heat = async |who: &Client, query: &str| {
        let path = format!("/api/v1/insights/heat/{query}");
        let reply = who.get(&path).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let cells = "cells?bbox=110.49,26.89,110.53,26.91&zoom=14";
    assert_eq!(
        heat(&east, &format!("{cells}&kind=tally")).await["total"],
        2
    );
    assert_eq!(heat(&east, cells).await["total"], 1);
    assert_eq!(
        heat(&west, &format!("{cells}&kind=tally")).await["total"],
        0
    );
    let grids = heat(&east, "areas?level=grid&kind=tally").await;
    assert_eq!(grids["total"], 2);
    let categories = heat(&east, "categories?kind=tally").await;
    assert_eq!(
        (&categories["items"], &categories["total"]),
        (&json!([]), &json!(2))
    );
    for (query, pointer) in [
        ("kind=survey_visit", "/kind"),
        ("kind=tally&category=littering", "/category"),
        ("kind=tally&outcome=corrected", "/outcome"),
    ] {
        let path = format!("/api/v1/insights/heat/matrix?{query}");
        let reply = east.get(&path).await;
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["pointer"]),
            (422, &json!(pointer))
        );
    }
    let overview = figures(&east, "/insights/overview").await;
    let counts = |kind: &str| {
        let kinds = overview["kinds"].as_array().unwrap();
        let found = kinds.iter().find(|one| one["kind"] == kind).unwrap();
        found["last_7_days"]["count"].clone()
    };
    assert_eq!((counts("incident"), counts("tally")), (json!(1), json!(2)));
    let of_tallies = figures(&east, "/insights/overview?kind=tally").await;
    assert_eq!(of_tallies["last_7_days"]["count"], 2);
    assert_eq!(of_tallies["success_rate"], Value::Null);
    let spots = figures(&east, "/insights/hotspots?kind=tally").await;
    assert!(spots["items"].as_array().is_some());
}

#[tokio::test]
async fn one_count_tells_its_second_observer_and_what_replaced_it() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let mate = city.person("mate", &[("observer", STREET_EAST)]).await;
    let mut first = counted(&city, "bus_yield", 7, 9);
    first["payload"]["second_observer"] = json!(mate.account_id);
    worker.capture(&first).await;
    let again = with(
        counted(&city, "bus_yield", 8, 9),
        json!({"corrects": first["id"], "correction_reason": "数错一辆"}),
    );
    assert_eq!(worker.capture(&again).await["outcome"], "created");
    let boss = city.street_supervisor(STREET_EAST).await;
    let path = format!("/tallies/{}", first["id"].as_str().unwrap());
    let seen = figures(&boss, &path).await;
    assert_eq!(
        (&seen["numerator"], &seen["second_observer_name"]),
        (&json!(7), &json!("测试mate"))
    );
    assert_eq!(seen["superseded_by"], again["id"]);
    assert_eq!(seen["history"].as_array().unwrap().len(), 3, "{seen}");
    let path = format!("/tallies/{}", again["id"].as_str().unwrap());
    let seen = figures(&boss, &path).await;
    assert_eq!(seen["correction_reason"], "数错一辆");
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let reply = neighbour.get(&format!("/api/v1{path}")).await;
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (404, "record_not_found")
    );
}
