//! Scores, losses, sealing and publishing.

use crate::support::{Round, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

/// A round in which every site of the frame is drawn.
pub fn census() -> Value {
    json!({"types": [{"site_type": "bus_stop", "draw": null}, {"site_type": "wet_market", "draw": null}]})
}

fn near(value: &Value, wanted: f64) -> bool {
    (value.as_f64().unwrap() - wanted).abs() < 1e-6
}

/// Both inspectors at every drawn site; `bad` is found at the first `count` bus stops.
pub async fn inspect_all(city: &TestCity, round: &Round, count: usize, bad: Value) {
    let mut stops = 0;
    for site in &round.sites {
        let is_stop = site["site"]["site_type"] == "bus_stop";
        let answers = if is_stop && stops < count {
            bad.clone()
        } else {
            json!({})
        };
        stops += usize::from(is_stop);
        round.inspect(city, site, answers).await;
    }
}

#[tokio::test]
async fn scores_agree_with_a_reckoning_by_hand() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, census()).await;
    // Eight bus stops and two markets. Two stops lose 30 points; one market is judged 90 and 100; the other is vetoed once.
    let bad = json!({"bus_stop_01": {"answer": "fail"}});
    let stops = round.of_type("bus_stop");
    let markets = round.of_type("wet_market");
    for (at, stop) in stops.iter().enumerate() {
        let answers = if at < 2 { bad.clone() } else { json!({}) };
        round.inspect(&city, stop, answers).await;
    }
    let [one, other] = &round.inspectors;
    let ads = json!({"wet_market_08": {"answer": "fail"}});
    for (who, market, answers) in [
        (one, &markets[0], ads),
        (other, &markets[0], json!({})),
        (
            one,
            &markets[1],
            json!({"wet_market_07": {"answer": "not_applicable"}}),
        ),
        (
            other,
            &markets[1],
            json!({"wet_market_01": {"answer": "fail", "photos": ["a".repeat(64)]}}),
        ),
    ] {
        let mut record = round.inspection(&city, market, answers);
        record["photos"] = json!([{"sha256": "a".repeat(64), "taken_at": "2026-10-30T08:50:00+08:00", "role": "scene"}]);
        assert_eq!(who.capture(&record).await["outcome"], "created");
    }
    let scores = round.get("/scores").await;
    // Stops: (2·70 + 6·100)/8 = 92.5; markets: (95 + 50)/2 = 72.5; all: (8·92.5 + 2·72.5)/10 = 88.5.
    assert!(near(&scores["round"]["score"], 88.5), "{scores}");
    assert_eq!(
        (&scores["round"]["status"], &scores["round"]["lower"]),
        (&json!("counted"), &Value::Null)
    );
    let of = |code: &str| {
        let types = scores["types"].as_array().unwrap();
        types.iter().find(|one| one["code"] == code).unwrap()["score"].clone()
    };
    assert!(near(&of("bus_stop")["score"], 92.5));
    assert!(near(&of("wet_market")["score"], 72.5));
    assert_eq!(of("wet_market")["vetoed"], 1);
    assert_eq!(
        (&scores["disputed_sites"], &scores["disputed_items"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(
        scores["sites"],
        json!({"in_frame": 10, "drawn": 10, "inspected": 10})
    );
    let losses = round.get("/losses").await;
    let lost: Vec<(&str, f64)> = losses["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["code"].as_str().unwrap(),
                item["points_lost"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        lost,
        [
            ("bus_stop_01", 60.0),
            ("wet_market_01", 50.0),
            ("wet_market_08", 5.0)
        ]
    );
    assert!(near(&losses["points_lost"], 115.0));
    round.publish().await;
    let frozen = round.get("/scores").await;
    assert_eq!(frozen["round"], scores["round"]);
    assert_eq!(frozen["types"], scores["types"]);
    assert_eq!(round.get("/losses").await, losses);
}

#[tokio::test]
async fn a_sample_has_an_interval_and_the_round_before_is_compared() {
    let city = TestCity::spawn().await;
    let only_stops = json!({"strata": "none", "types": [{"site_type": "bus_stop", "draw": 6}]});
    let mut round = Round::make(&city, only_stops.clone()).await;
    inspect_all(&city, &round, 3, json!({"bus_stop_01": {"answer": "fail"}})).await;
    let scores = round.get("/scores").await;
    let score = &scores["round"];
    assert!(near(&score["score"], 85.0));
    assert_eq!(
        (&score["status"], &scores["is_sample"]),
        (&json!("sampled"), &json!(true))
    );
    // s² = 270, V = (1 − 6/8)·270/6 = 11.25, t(5) = 2.570582: 85 ± 8.6220.
    assert!(
        (score["lower"].as_f64().unwrap() - 76.378).abs() < 1e-3,
        "{score}"
    );
    assert!(
        (score["upper"].as_f64().unwrap() - 93.622).abs() < 1e-3,
        "{score}"
    );
    assert_eq!(scores["previous"], Value::Null);
    round.publish().await;
    city.advance_s(60);
    let planner = city.sign_in(&format!("street.{STREET_EAST}")).await;
    let mut next = Round::draft(&city, planner, (STREET_EAST, "b"), only_stops).await;
    next.draw().await;
    next.assign(STREET_EAST).await;
    inspect_all(&city, &next, 0, json!({})).await;
    let previous = next.get("/scores").await["previous"].clone();
    assert_eq!(previous["round"]["id"], round.told["id"]);
    assert!(near(&previous["difference"], 15.0));
    assert_eq!(
        (&previous["change"], &previous["is_same_rubric"]),
        (&json!("rose"), &json!(true))
    );
}

#[tokio::test]
async fn results_are_sealed_for_all_but_the_planner_until_they_are_published() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, census()).await;
    let stop = round.of_type("bus_stop")[0].clone();
    round
        .inspect(&city, &stop, json!({"bus_stop_01": {"answer": "fail"}}))
        .await;
    let result = format!("/results/{}", stop["id"].as_str().unwrap());
    let city_desk = city.city_supervisor().await;
    let colleague = city
        .person("colleague", &[("street_supervisor", STREET_EAST)])
        .await;
    let inspector = round.inspectors[0].clone();
    for who in [&city_desk, &colleague, &inspector] {
        for rest in ["/scores", "/losses", "/results", "/sites", result.as_str()] {
            let reply = who.get(&round.path(rest)).await;
            assert_eq!(
                (reply.status, reply.code()),
                (409, "round_sealed".into()),
                "{rest}"
            );
        }
        let seen = who.get(&round.path("")).await.json();
        assert_eq!(seen["progress"], Value::Null);
    }
    assert_eq!(round.get(&result).await["score"], 70.0);
    round.publish().await;
    for who in [&city_desk, &colleague, &inspector] {
        let seen = who.get(&round.path(&result)).await;
        assert_eq!((seen.status, &seen.json()["score"]), (200, &json!(70.0)));
    }
    let elsewhere = city.street_supervisor(STREET_WEST).await;
    assert_eq!(elsewhere.get(&round.path(&result)).await.status, 404);
    let manager = city
        .person("community", &[("community_manager", "439801001002")])
        .await;
    let sites = manager.get(&round.path("/results?limit=100")).await.json();
    for row in sites["items"].as_array().unwrap() {
        assert!(
            row["area"]["code"]
                .as_str()
                .unwrap()
                .starts_with("439801001002"),
            "{row}"
        );
    }
}

#[tokio::test]
async fn nothing_of_a_published_round_changes_neither_by_request_nor_in_the_database() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, census()).await;
    let stops = round.of_type("bus_stop");
    let record = round.inspection(&city, &stops[0], json!({"bus_stop_01": {"answer": "fail"}}));
    assert_eq!(
        round.inspectors[0].capture(&record).await["outcome"],
        "created"
    );
    round.publish().await;
    let before = round.get("/scores").await;
    let late = round.inspection(&city, &stops[0], json!({}));
    let late = round.inspectors[1].capture(&late).await;
    assert_eq!(
        (&late["outcome"], &late["flags"]),
        (&json!("created"), &json!(["round_published"]))
    );
    let version = json!({"version": round.now().await["version"]});
    let exclusion = json!({"record_id": record["id"], "reason": "想改这一次的得分"});
    let pair: Vec<String> = round
        .inspectors
        .iter()
        .map(crate::support::Client::id)
        .collect();
    let people = json!({"items": [{"area_code": STREET_EAST, "account_ids": pair}]});
    for (method, rest, body) in [
        ("POST", "/publish", &version),
        ("POST", "/draw", &version),
        ("POST", "/exclusions", &exclusion),
        ("PUT", "/assignments", &people),
    ] {
        let path = round.path(rest);
        let reply = match method {
            "PUT" => round.planner.put(&path, body).await,
            _ => round.planner.post(&path, body).await,
        };
        assert_eq!(
            (reply.status, reply.code()),
            (409, "round_published".into()),
            "{rest}"
        );
        assert!(
            reply.text().contains("只有在新的一轮里重新检查"),
            "{}",
            reply.text()
        );
    }
    for sql in [
        "UPDATE inspection_result SET score = 10000",
        "DELETE FROM inspection_result",
        "UPDATE site_inspection SET findings = '[]'",
        "UPDATE inspection_round SET published_at = NULL",
        "DELETE FROM inspection_round",
        "UPDATE inspection_rubric SET definition = '{}'",
        "UPDATE inspection_site SET in_frame = 1",
        "INSERT INTO inspection_exclusion (record_id, round_id, reason, made_at) SELECT record_id, round_id, 'x', 1 FROM site_inspection",
    ] {
        let db = city.service.db.read();
        let changed = db
            .execute_raw(Statement::from_string(db.get_database_backend(), sql))
            .await;
        assert!(changed.is_err(), "{sql}");
        tokio::task::yield_now().await;
    }
    let mut after = round.get("/scores").await;
    assert_eq!(after["excluded"][0]["by"], Value::Null);
    after["excluded"] = json!([]);
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_excluded_inspection_is_named_with_who_and_why_and_only_a_new_one_takes_its_place() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, census()).await;
    let stop = round.of_type("bus_stop")[0].clone();
    let wrong = round.inspection(&city, &stop, json!({"bus_stop_01": {"answer": "fail"}}));
    let inspector = &round.inspectors[0];
    assert_eq!(inspector.capture(&wrong).await["outcome"], "created");
    let body = json!({"record_id": wrong["id"], "reason": "查错了点位，照片是隔壁的站台"});
    let reply = round.planner.post(&round.path("/exclusions"), &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let again = round.planner.post(&round.path("/exclusions"), &body).await;
    assert_eq!(
        (again.status, again.code()),
        (409, "inspection_excluded".into())
    );
    let named = round.get("/scores").await["excluded"][0].clone();
    assert_eq!(named["reason_zh"], body["reason"]);
    assert_eq!(named["by"]["id"], json!(round.planner.id()));
    assert_eq!(named["inspector"]["id"], json!(inspector.id()));
    let result = format!("/results/{}", stop["id"].as_str().unwrap());
    assert_eq!(round.get(&result).await["score"], Value::Null);
    let anew = inspector
        .capture(&round.inspection(&city, &stop, json!({})))
        .await;
    assert_eq!(anew["flags"], json!([]));
    assert_eq!(round.get(&result).await["score"], 100.0);
}

#[tokio::test]
async fn results_page_from_the_worst_and_name_the_round_before() {
    let city = TestCity::spawn().await;
    let round = Round::make(&city, census()).await;
    inspect_all(&city, &round, 2, json!({"bus_stop_03": {"count": 2}})).await;
    let first = round.get("/results?limit=3&site_type=bus_stop").await;
    let scores: Vec<f64> = first["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["score"].as_f64().unwrap())
        .collect();
    assert_eq!(scores, [92.0, 92.0, 100.0]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = round
        .get(&format!(
            "/results?limit=100&site_type=bus_stop&cursor={cursor}"
        ))
        .await;
    assert_eq!(rest["items"].as_array().unwrap().len(), 5);
    let here = round
        .get(&format!("/results?limit=100&area={WORK_GRID}"))
        .await;
    assert_eq!(here["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_file_holds_a_line_for_each_site_item_and_inspection_and_is_sealed_like_the_results() {
    let city = TestCity::spawn().await;
    let mut round = Round::make(&city, census()).await;
    let boss = city.city_supervisor().await;
    inspect_all(
        &city,
        &round,
        1,
        json!({"bus_stop_01": {"answer": "fail", "note": "=1+1"}}),
    )
    .await;
    let early = boss.get(&round.path("/export?format=csv")).await;
    assert_eq!((early.status, early.code()), (409, "round_sealed".into()));
    round.publish().await;
    let saved = boss
        .get(&round.path("/export?format=ndjson&site_type=bus_stop"))
        .await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let lines: Vec<Value> = saved
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // Eight stops, two inspections each, four items.
    assert_eq!(lines.len(), 8 * 2 * 4);
    let failed = lines.iter().filter(|line| line["answer"] == "fail");
    assert!(failed.clone().all(|line| line["item"] == "bus_stop_01"));
    assert_eq!(failed.count(), 2, "both inspectors of the one stop");
    let sheet = boss.get(&round.path("/export?format=csv")).await.text();
    assert!(sheet.contains("'=1+1"), "no cell of a spreadsheet is run");
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let hidden = neighbour.get(&round.path("/export?format=csv")).await;
    assert_eq!(hidden.status, 404);
    let inspector = &round.inspectors[0];
    let refused = inspector.get(&round.path("/export?format=csv")).await;
    assert_eq!(refused.status, 403);
}
