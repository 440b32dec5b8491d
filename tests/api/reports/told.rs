//! What a report tells, where its numbers lead, and what they leave out.

use super::{behind, cell, figures, headline, preview, section};
use crate::cases::Desk;
use crate::support::{
    Client, Fieldwork, Round, STREET_EAST, TestCity, WORK_GRID, answers, incident, tally, with,
};
use serde_json::{Value, json};

const RUNNING: &str = "period=2026-Q4";

/// An incident in the work grid so many days ago.
async fn seen(city: &TestCity, worker: &Client, days_ago: i64, category: &str) -> Value {
    let at = city.service.clock.now().plus_days(-days_ago).to_rfc3339();
    let payload = json!({"category": category, "outcome": "corrected"});
    let record = with(
        incident(city),
        json!({"captured_at": at, "payload": payload}),
    );
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    record
}

#[tokio::test]
async fn a_running_period_is_preliminary_and_its_numbers_lead_to_their_records() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    for category in ["littering", "littering", "spitting"] {
        seen(&city, &worker, 1, category).await;
    }
    seen(&city, &worker, 40, "littering").await;
    let report = preview(&admin, RUNNING).await;
    assert_eq!(
        (
            &report["state"],
            &report["frozen"],
            &report["content"]["before"]
        ),
        (&json!("preliminary"), &Value::Null, &json!("2026-Q3"))
    );
    let all = headline(&report, "incidents", "incidents");
    assert_eq!(
        (&all["amount"], &all["before"], &all["change"]),
        (&json!(3.0), &json!(1.0), &json!("no_change_shown"))
    );
    let grids = &headline(&report, "incidents", "grids")["rate"];
    assert_eq!(
        (&grids["numerator"], &grids["method"]),
        (&json!(1), &json!("census"))
    );
    let told = [
        all,
        cell(&report, ("incidents", "by_category", "littering"), 0),
        cell(&report, ("incidents", "by_area", STREET_EAST), 0),
        cell(&report, ("incidents", "most", WORK_GRID), 0),
    ];
    for (figure, expected) in told.iter().zip([3, 2, 3, 3]) {
        assert_eq!(figure["amount"], f64::from(expected));
        assert_eq!(
            behind(&admin, figure).await,
            usize::try_from(expected).unwrap()
        );
    }
}

#[tokio::test]
async fn more_than_chance_explains_is_told_as_a_rise() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    for _ in 0..12 {
        seen(&city, &worker, 0, "littering").await;
    }
    let report = preview(&admin, RUNNING).await;
    let littering = cell(&report, ("incidents", "by_category", "littering"), 0);
    assert_eq!(
        (&littering["change"], &littering["before"]),
        (&json!("rose"), &json!(0.0))
    );
}

#[tokio::test]
async fn corrected_and_voided_ones_are_left_out_with_who_and_why() {
    let desk = Desk::make().await;
    let first = seen(&desk.city, &desk.worker, 1, "littering").await;
    let mended = with(
        incident(&desk.city),
        json!({"corrects": first["id"], "correction_reason": "看错了类别"}),
    );
    assert_eq!(desk.worker.capture(&mended).await["outcome"], "created");
    let case = desk.case().await;
    let void = json!({"action": "void", "note": "重复录入"});
    desk.take(&desk.supervisor, &case, void).await;
    let report = preview(&desk.supervisor, RUNNING).await;
    assert_eq!(headline(&report, "incidents", "incidents")["amount"], 2.0);
    let left_out = &section(&report, "incidents")["excluded"][0];
    assert_eq!(
        (
            &left_out["reason_zh"],
            &left_out["by_name"],
            &left_out["count"]
        ),
        (
            &json!("看错了类别"),
            &json!(format!("测试grid.{WORK_GRID}")),
            &json!(1)
        )
    );
    assert_eq!(behind(&desk.supervisor, left_out).await, 1);
    let voided = &section(&report, "cases")["excluded"][0];
    assert_eq!(
        (&voided["reason_en"], &voided["by_name"]),
        (
            &json!("重复录入"),
            &json!(format!("测试street.{STREET_EAST}"))
        )
    );
    let link = format!("/api/v1{}", voided["link"].as_str().unwrap());
    assert_eq!(
        desk.supervisor.get(&link).await.json()["number"],
        case["number"]
    );
}

#[tokio::test]
async fn cases_are_counted_by_what_was_done_and_each_count_lists_them() {
    let mut desk = Desk::make().await;
    desk.closed().await;
    let handled = desk.handling().await;
    let reported = desk.reported().await;
    let back = json!({"action": "send_back", "note": "没清干净"});
    desk.take(&desk.supervisor, &reported, back).await;
    desk.later(30 * 86_400).await;
    let report = preview(&desk.supervisor, RUNNING).await;
    for (code, expected) in [
        ("made", 3),
        ("closed", 1),
        ("overdue", 2),
        ("sent_back", 1),
        ("reopened", 0),
        ("voided", 0),
    ] {
        let figure = headline(&report, "cases", code);
        assert_eq!(figure["amount"], f64::from(expected), "{code}");
        let listed = behind(&desk.supervisor, figure).await;
        assert_eq!(listed, usize::try_from(expected).unwrap(), "{code}");
    }
    let kept = &headline(&report, "cases", "in_time")["rate"];
    assert_eq!(
        (&kept["numerator"], &kept["denominator"]),
        (&json!(1), &json!(3))
    );
    let community = &WORK_GRID[..12];
    let here = cell(&report, ("cases", "by_area", community), 2);
    assert_eq!(
        (&here["amount"], behind(&desk.supervisor, here).await),
        (&json!(2.0), 2)
    );
    assert_eq!(handled["stage"], "handling");
}

#[tokio::test]
async fn streets_with_few_answers_are_withheld_and_named_among_what_is_left_out() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let work = Fieldwork::make(&city).await;
    let records: Vec<Value> = (0..3)
        .map(|at| work.interview(&city, work.door(at), json!({"answers": answers(json!({}))})))
        .collect();
    assert_eq!(work.surveyor.send_records(&records).await.status, 200);
    let report = preview(&admin, RUNNING).await;
    let table = format!("survey_{}", work.id());
    for row in ["all", STREET_EAST] {
        let share = cell(&report, ("surveys", &table, row), 0);
        assert_eq!(
            (&share["state"], &share["rate"]),
            (&json!("withheld"), &Value::Null)
        );
    }
    let left_out = &section(&report, "surveys")["excluded"][0];
    assert_eq!(
        (&left_out["count"], &left_out["by_name"]),
        (&json!(4), &Value::Null)
    );
    assert!(
        left_out["reason_en"]
            .as_str()
            .unwrap()
            .contains("fewer than 5")
    );
}

#[tokio::test]
async fn sealed_rounds_are_named_and_published_ones_told_with_what_was_excluded() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let mut round = Round::make(&city, json!({})).await;
    let stop = round.of_type("bus_stop")[0].clone();
    let wrong = round.inspection(&city, &stop, json!({}));
    assert_eq!(
        round.inspectors[0].capture(&wrong).await["outcome"],
        "created"
    );
    let body = json!({"record_id": wrong["id"], "reason": "查错了点位"});
    let reply = round.planner.post(&round.path("/exclusions"), &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let sealed = preview(&admin, RUNNING).await;
    let told = section(&sealed, "inspections");
    assert_eq!(
        (&told["tables"], &told["excluded"][0]["count"]),
        (&json!([]), &json!(1))
    );
    for site in round.of_type("wet_market") {
        round.inspect(&city, &site, json!({})).await;
    }
    round.publish().await;
    let report = preview(&admin, RUNNING).await;
    let table = format!("scores_{}", round.id());
    let whole = cell(&report, ("inspections", &table, "all"), 0);
    assert_eq!(whole["amount"], 100.0);
    let left_out = &section(&report, "inspections")["excluded"][0];
    assert_eq!(
        (&left_out["reason_zh"], &left_out["by_name"]),
        (
            &json!("查错了点位"),
            &json!(format!("测试street.{STREET_EAST}"))
        )
    );
}

#[tokio::test]
async fn the_scoreboard_stands_in_the_report_and_its_verdicts_make_the_first_sentence() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    let before = preview(&admin, RUNNING).await;
    assert_eq!(before["content"]["sections"], json!([]));
    city.publish_table(&admin, "2026-01-01").await;
    let payload = json!({"type": "bus_yield", "minutes": 15, "numerator": 180, "denominator": 200});
    let record = with(tally(&city), json!({"payload": payload}));
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    let report = preview(&admin, RUNNING).await;
    let buses = cell(&report, ("indicators", "measures", "III-1/1#0"), 0);
    assert_eq!(
        (&buses["verdict"], &buses["wanted"]["value"]),
        (&json!("reached"), &json!(0.7))
    );
    assert_eq!(headline(&report, "indicators", "unmeasured")["amount"], 1.0);
    let said = report["content"]["findings_en"].as_str().unwrap();
    assert!(said.contains("reached"), "{said}");
    let rate = cell(&report, ("tallies", "rates", "bus_yield"), 0);
    assert_eq!(
        (&rate["rate"]["numerator"], behind(&admin, rate).await),
        (&json!(180), 1)
    );
}

#[tokio::test]
async fn every_link_of_the_demo_city_answers_and_short_lists_hold_what_is_counted() {
    let city = TestCity::spawn_demo().await;
    let admin = city.sign_in("city.demo").await;
    let report = preview(&admin, "period=2026-10").await;
    let codes: Vec<&str> = report["content"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    for expected in [
        "incidents",
        "cases",
        "ads",
        "dissuasion",
        "tallies",
        "surveys",
        "inspections",
    ] {
        assert!(
            codes.contains(&expected),
            "{expected} is missing in {codes:?}"
        );
    }
    let lists = ["/incidents?", "/cases?", "/ads/inspections?"];
    let mut asked = std::collections::BTreeSet::new();
    for figure in figures(&report) {
        let Some(link) = figure["link"].as_str() else {
            continue;
        };
        if !asked.insert((link.to_owned(), figure["amount"].to_string())) || asked.len() > 150 {
            continue;
        }
        let is_list = lists.iter().any(|list| link.starts_with(list));
        let short = figure["amount"].as_f64().filter(|amount| *amount < 100.0);
        if let Some(amount) = short.filter(|_| is_list) {
            let listed = i32::try_from(behind(&admin, &figure).await).unwrap();
            let is_same = (f64::from(listed) - amount).abs() < 0.5;
            assert!(is_same, "{link}: {listed} of {amount}");
        } else {
            let reply = admin.get(&format!("/api/v1{link}")).await;
            assert_eq!(reply.status, 200, "{link}");
        }
    }
    assert!(asked.len() > 60, "{}", asked.len());
}
