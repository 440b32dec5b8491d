//! Frozen reports: once, for ever, in their area, with a hash that anybody can reckon again.

use super::{headline, preview};
use crate::support::{
    Client, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, beside, incident, with,
};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

const OVER: &str = "2026-Q3";

/// An incident in the work grid in the quarter that is over.
async fn seen(city: &TestCity, worker: &Client) {
    let at = city.service.clock.now().plus_days(-40).to_rfc3339();
    let record = with(incident(city), json!({"captured_at": at}));
    assert_eq!(worker.capture(&record).await["outcome"], "created");
}

async fn freeze(who: &Client, body: Value) -> Value {
    let reply = who.post("/api/v1/reports", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}

#[tokio::test]
async fn a_report_is_frozen_once_when_its_period_is_over_and_anybody_can_reckon_its_hash() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    seen(&city, &worker).await;
    let early = admin
        .post("/api/v1/reports", &json!({"period": "2026-Q4"}))
        .await;
    assert_eq!(
        (early.status, early.code()),
        (409, "period_not_over".into())
    );
    let made = freeze(&admin, json!({"period": OVER})).await;
    assert_eq!(
        (&made["state"], &made["frozen"]["is_intact"]),
        (&json!("frozen"), &json!(true))
    );
    let again = admin
        .post("/api/v1/reports", &json!({"period": OVER}))
        .await;
    assert_eq!((again.status, again.code()), (409, "report_frozen".into()));
    let path = format!("/api/v1/reports/{}", made["frozen"]["id"].as_str().unwrap());
    let content = admin.get(&format!("{path}/content")).await;
    assert_eq!(sha256(&content.body), made["frozen"]["sha256"]);
    assert_eq!(content.json()["area_code"], made["content"]["area_code"]);
    seen(&city, &worker).await;
    assert_eq!(admin.get(&path).await.json(), made);
    let live = preview(&admin, &format!("period={OVER}")).await;
    assert_eq!(
        (&live["state"], &live["frozen"]["id"]),
        (&json!("over"), &made["frozen"]["id"])
    );
    let count = |report: &Value| headline(report, "incidents", "incidents")["amount"].clone();
    assert_eq!((count(&made), count(&live)), (json!(1.0), json!(2.0)));
}

#[tokio::test]
async fn nobody_changes_a_frozen_report_not_even_in_the_database() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let made = freeze(&admin, json!({"period": OVER})).await;
    for sql in [
        "UPDATE report SET content = '{}'",
        "UPDATE report SET sha256 = NULL",
        "DELETE FROM report",
        "UPDATE period_report SET content = '{}'",
        "DELETE FROM period_report",
    ] {
        let changed = beside(&city, async move |service| {
            let db = service.db.read();
            let statement = Statement::from_string(db.get_database_backend(), sql);
            db.execute_raw(statement).await.is_ok()
        })
        .await;
        assert!(!changed, "{sql}");
    }
    let path = format!("/api/v1/reports/{}", made["frozen"]["id"].as_str().unwrap());
    assert_eq!(admin.get(&path).await.json(), made);
}

#[tokio::test]
async fn a_report_stays_in_its_area() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let made = freeze(
        &admin,
        json!({"period": "2026-09", "area_code": STREET_EAST}),
    )
    .await;
    let path = format!("/api/v1/reports/{}", made["frozen"]["id"].as_str().unwrap());
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    let listed = east.get("/api/v1/reports?kind=monthly").await.json();
    assert_eq!(
        (&listed["items"][0]["period"], &listed["items"][0]["sha256"]),
        (&json!("2026-09"), &made["frozen"]["sha256"])
    );
    assert_eq!(east.get(&path).await.json(), made);
    for rest in ["", "/content", "/export"] {
        assert_eq!(
            west.get(&format!("{path}{rest}")).await.status,
            404,
            "{rest}"
        );
    }
    for (who, query) in [(&west, ""), (&east, "?kind=weekly")] {
        let listed = who.get(&format!("/api/v1/reports{query}")).await.json();
        assert_eq!(listed["items"], json!([]), "{query}");
    }
    let freezing = json!({"period": "2026-08"});
    assert_eq!(east.post("/api/v1/reports", &freezing).await.status, 403);
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(
        worker
            .get("/api/v1/reports/preview?period=2026-08")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn periods_and_areas_that_cannot_be_are_refused_with_the_rule() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    for (query, code) in [
        ("preview?period=2026-13", "bad_period"),
        ("preview?period=yesterday", "bad_period"),
        ("preview?period=2027", "out_of_range"),
        ("preview?period=2026-08&area=439801002000", "unknown_area"),
        ("preview?period=2026-08&area=none", "unknown_area"),
        ("?kind=daily", "unknown_value"),
    ] {
        let path = format!("/api/v1/reports/{query}").replace("/?", "?");
        let reply = east.get(&path).await;
        assert_eq!(reply.status, 422, "{query}: {}", reply.text());
        assert_eq!(reply.json()["errors"][0]["code"], code, "{query}");
    }
}

#[tokio::test]
async fn a_frozen_report_is_a_file_of_lines_and_a_workbook_with_a_sheet_a_section() {
    let city = TestCity::spawn().await;
    let (admin, worker) = (
        city.city_supervisor().await,
        city.grid_worker(WORK_GRID).await,
    );
    seen(&city, &worker).await;
    let made = freeze(&admin, json!({"period": OVER})).await;
    let path = format!(
        "/api/v1/reports/{}/export",
        made["frozen"]["id"].as_str().unwrap()
    );
    let file = admin.get(&format!("{path}?format=ndjson")).await;
    let lines: Vec<Value> = file
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let counted = lines
        .iter()
        .find(|line| line["code"] == "littering")
        .unwrap();
    assert_eq!(counted["amount"], 1.0);
    assert!(
        counted["link"]
            .as_str()
            .unwrap()
            .starts_with("/incidents?from=2026-07-01")
    );
    let text = admin.get(&path).await.text();
    assert!(text.lines().count() == lines.len() + 1, "{text}");
    let book = admin.get(&format!("{path}?format=xlsx")).await;
    let mut names: Vec<String> = vec![];
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book.body)).unwrap();
    for at in 0..archive.len() {
        names.push(archive.by_index(at).unwrap().name().unwrap().into_owned());
    }
    let sheets = names
        .iter()
        .filter(|name| name.starts_with("xl/worksheets/sheet"));
    assert_eq!(
        sheets.count(),
        5,
        "a cover, places, incidents, squares, what is left out: {names:?}"
    );
    assert_eq!(admin.get(&format!("{path}?format=pdf")).await.status, 422);
}
