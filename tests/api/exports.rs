//! Lists saved as files.

use serde_json::{Value, json};

use crate::support::{
    Client, NEIGHBOUR_GRID, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID,
};

/// Logs incidents with these notes at `lng`, the first one longest ago.
async fn log(client: &Client, first: u32, lng: f64, notes: &[&str]) {
    let records: Vec<Value> = (first..)
        .zip(notes)
        .map(|(number, note)| {
            json!({
                "id": format!("0193d7a0-0000-7000-8000-{number:012}"), "kind": "incident",
                "captured_at": format!("2026-10-30T08:{number:02}:00+08:00"), "placed_by": "gps",
                "position": {"lng": lng, "lat": 26.901, "accuracy_m": 8}, "note": note,
                "app": {"version": "1.0.0", "device_id": "test"},
                "payload": {"category": "littering", "outcome": "corrected"}
            })
        })
        .collect();
    let reply = client
        .post("/api/v1/records/batch", &json!({"records": records}))
        .await;
    for result in reply.json()["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "created", "{result}");
    }
}

async fn export(client: &Client, query: &str) -> Reply {
    client
        .get(&format!("/api/v1/incidents/export?{query}"))
        .await
}

/// The rows of a CSV by column title.
fn rows(reply: &Reply) -> Vec<std::collections::HashMap<String, String>> {
    let text = reply.text();
    let text = text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark for spreadsheets");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_csv_holds_the_rows_of_the_list_with_notes_masked_and_formulas_escaped() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let mut street = city.street_supervisor(STREET_EAST).await;
    street.language = "en";
    log(
        &worker,
        1,
        110.501,
        &["=1+1", "电话 13812345678", "带,逗号和\"引号\""],
    )
    .await;
    let reply = export(&street, "format=csv").await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"incidents-2026-10-30.csv\""
    );
    let rows = rows(&reply);
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[0]["Note (personal data masked)"], "带,逗号和\"引号\"",
        "newest first"
    );
    assert!(!rows[1]["Note (personal data masked)"].contains("13812345678"));
    assert_eq!(rows[2]["Note (personal data masked)"], "'=1+1");
    assert_eq!(
        (rows[2]["Happened"].as_str(), rows[2]["Category"].as_str()),
        ("2026-10-30 08:01:00", "Littering")
    );
    assert_eq!(
        (
            rows[2]["Area code now"].as_str(),
            rows[2]["Area code when recorded"].as_str()
        ),
        (WORK_GRID, WORK_GRID)
    );
}

#[tokio::test]
async fn every_format_holds_the_same_records_and_filters_count() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let street = city.street_supervisor(STREET_EAST).await;
    log(&worker, 1, 110.501, &["一", "二", "三"]).await;
    let lines = export(&street, "format=ndjson").await.text();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let map = export(&street, "format=geojson").await.json();
    let features = map["features"].as_array().unwrap();
    assert_eq!((lines.len(), features.len()), (3, 3));
    for (line, feature) in lines.iter().zip(features) {
        assert_eq!(line, &feature["properties"]);
        assert_eq!(feature["geometry"]["coordinates"], json!([110.501, 26.901]));
    }
    let book = export(&street, "format=xlsx").await.body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    assert_eq!(sheet.matches("<row ").count(), 4);
    assert_eq!(
        rows(&export(&street, "hour=8&category=littering").await).len(),
        3
    );
    assert_eq!(rows(&export(&street, "hour=9").await).len(), 0);
    assert_eq!(
        rows(&export(&street, "q=%E4%B8%80%E4%BA%8C&from=2026-10-01").await).len(),
        0
    );
    assert_eq!(export(&street, "format=pdf").await.code(), "invalid_query");
    assert_eq!(export(&street, "cursor=x").await.code(), "invalid_query");
}

#[tokio::test]
async fn an_export_holds_the_own_areas_only_and_is_audited_once() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let neighbour = city.grid_worker(NEIGHBOUR_GRID).await;
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    log(&worker, 1, 110.501, &["东"]).await;
    log(&neighbour, 10, 110.509, &["西"]).await;
    assert_eq!(export(&worker, "").await.code(), "permission_denied");
    let notes = |reply: &Reply| -> Vec<String> {
        rows(reply)
            .iter()
            .map(|row| row["备注（已遮盖个人信息）"].clone())
            .collect()
    };
    assert_eq!(notes(&export(&east, "").await), ["东"]);
    assert_eq!(notes(&export(&west, "").await), ["西"]);
    assert_eq!(
        rows(&export(&west, &format!("area={STREET_EAST}")).await).len(),
        0
    );
    let events = wenxun::platform::db::find_global::<entity::audit_event::Entity>()
        .all(city.service.db.read())
        .await
        .unwrap();
    let exports = events
        .iter()
        .filter(|event| event.operation == "export_incidents");
    assert_eq!(exports.count(), 3, "refused ones are none");
}
