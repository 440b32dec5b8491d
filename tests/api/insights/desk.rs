//! What the desk shows beside records: indicators, cases, gaps of responsibility.

use super::feed::until_followed;
use crate::cases::Desk;
use crate::support::{COUNTED, Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, tally, with};
use serde_json::{Value, json};

async fn overview(who: &Client, query: &str) -> Value {
    let reply = who.get(&format!("/api/v1/insights/overview{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// A count of buses in the work grid a minute ago.
async fn count(city: &TestCity, worker: &Client, numerator: u64, denominator: u64) {
    let payload = json!({"type": "bus_yield", "minutes": 15, "numerator": numerator, "denominator": denominator});
    let record = with(tally(city), json!({"payload": payload}));
    assert_eq!(worker.capture(&record).await["outcome"], "created");
}

#[tokio::test]
async fn cases_open_due_and_overdue_are_those_of_the_list_and_last_week_is_told() {
    let mut desk = Desk::make().await;
    desk.closed().await;
    desk.later(8 * 86_400).await;
    desk.dispatched().await;
    desk.later(4 * 86_400).await;
    let case = desk.case().await;
    let hold = json!({"action": "file"});
    desk.take(&desk.supervisor, &case, hold).await;
    until_followed(&desk.city, 3).await;
    let page = overview(&desk.supervisor, "").await;
    for (part, view) in [("open", "open"), ("overdue", "overdue")] {
        let list = desk
            .supervisor
            .get(&format!("/api/v1/cases?view={view}"))
            .await;
        let rows = list.json()["items"].as_array().unwrap().len();
        assert_eq!(page["cases"][part], rows, "{part}");
    }
    let cases = &page["cases"];
    assert_eq!((&cases["open"], &cases["overdue"]), (&json!(2), &json!(1)));
    assert_eq!(
        (&cases["opened"]["count"], &cases["opened"]["previous"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        (&cases["closed"]["count"], &cases["closed"]["previous"]),
        (&json!(0), &json!(1))
    );
    let of_unit = overview(&desk.fixer, "").await;
    assert_eq!(of_unit["cases"]["open"], 1);
    let of_neighbour = overview(&desk.other, "").await;
    assert_eq!(of_neighbour["cases"]["open"], 0);
    assert_eq!(overview(&desk.worker, "").await["cases"], Value::Null);
}

#[tokio::test]
async fn indicators_are_those_of_the_own_areas_and_say_of_when_they_are() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let west = city.street_supervisor(STREET_WEST).await;
    until_followed(&city, 0).await;
    let empty = overview(&admin, "").await;
    assert_eq!(empty["kept"]["indicators"]["edition_code"], Value::Null);
    city.publish_table(&admin, "2026-01-01").await;
    let worker = city.grid_worker(WORK_GRID).await;
    count(&city, &worker, 180, 200).await;
    until_followed(&city, 1).await;
    let early = overview(&admin, "").await;
    assert_eq!(early["kept_as_of"], empty["kept_as_of"]);
    assert_eq!(early["kept"], empty["kept"]);
    let east = overview(&admin, &format!("?area={STREET_EAST}")).await;
    let card = &east["kept"]["indicators"]["cards"][0];
    assert_eq!(card["code"], COUNTED);
    assert_eq!(
        (
            &card["measure"]["verdict"],
            &card["measure"]["rate"]["numerator"]
        ),
        (&json!("reached"), &json!(180))
    );
    let counts = &east["kept"]["indicators"]["counts"];
    assert_eq!(
        (&counts["reached"], &counts["unmeasured"]),
        (&json!(1), &json!(1))
    );
    let documents = &east["kept"]["indicators"];
    assert_eq!(
        (
            &documents["documents_wanted"],
            &documents["documents_complete"]
        ),
        (&json!(1), &json!(0))
    );
    let neighbour = overview(&west, "").await;
    assert_eq!(neighbour["kept"]["indicators"]["cards"], json!([]));
    let of_worker = overview(&worker, "").await;
    assert_eq!(
        of_worker["kept"],
        json!({"indicators": null, "gaps": null, "flags": []})
    );
}

#[tokio::test]
async fn figures_are_renewed_after_a_minute_behind_whoever_asks() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let worker = city.grid_worker(WORK_GRID).await;
    until_followed(&city, 0).await;
    let first = overview(&admin, "").await;
    assert_eq!(first["kept"]["indicators"]["cards"], json!([]));
    count(&city, &worker, 180, 200).await;
    city.advance_s(90);
    let old = overview(&admin, "").await;
    assert_eq!(old["kept_as_of"], first["kept_as_of"]);
    for _ in 0..500 {
        let now = overview(&admin, "").await;
        if now["kept_as_of"] != first["kept_as_of"] {
            let card = &now["kept"]["indicators"]["cards"][0];
            assert_eq!(card["measure"]["rate"]["denominator"], 200);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("figures were not renewed");
}

#[tokio::test]
async fn gaps_are_those_of_the_report_on_responsibility() {
    let desk = Desk::make().await;
    until_followed(&desk.city, 0).await;
    let page = overview(&desk.supervisor, "").await;
    let reply = desk.supervisor.get("/api/v1/units/coverage").await;
    let report = reply.json();
    let gaps = &page["kept"]["gaps"];
    assert_eq!(gaps["grids"], report["grids"]);
    assert_eq!(
        gaps["grids_without_staff"],
        report["grids_without_staff_count"]
    );
    assert_eq!(
        gaps["sites_without_unit"],
        report["sites_without_unit_count"]
    );
    let behaviours = report["categories_without_unit"].as_array().unwrap();
    assert_eq!(gaps["categories_without_unit"], behaviours.len());
    assert_eq!(gaps["grids"], 4);
}
