//! Pictures, sound and tables beside questionnaires.

use crate::support::{Client, STREET_EAST, TestCity, form_with_files, small_form};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

const PNG: &[u8] = include_bytes!("../../../web/public/icon-192.png");
const SHOPS: &[u8] = "name,label\nr1,米店\nt2,茶铺\n".as_bytes();

/// Uploads the questionnaire; its path.
async fn draft(planner: &Client, version: &str) -> String {
    let made = planner.upload_form(form_with_files("shops", version)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["form_id"].as_str().unwrap().to_owned();
    format!("/api/v1/forms/{id}/versions/{version}")
}

fn there(list: &Value) -> Vec<(String, bool)> {
    let items = list["items"].as_array().unwrap();
    let one = |item: &Value| {
        let name = item["name"].as_str().unwrap().to_owned();
        (name, item["size_bytes"].is_number())
    };
    items.iter().map(one).collect()
}

#[tokio::test]
async fn a_version_is_published_when_all_its_files_are_there_and_then_they_are_sealed() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let path = draft(&planner, "1").await;
    let listed = planner.get(&format!("{path}/files")).await.json();
    let names = |flags, shops| {
        vec![
            ("flags.png".to_owned(), flags),
            ("shops.csv".to_owned(), shops),
        ]
    };
    assert_eq!(there(&listed), names(false, false));
    let early = planner.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(
        (early.status, early.code()),
        (422, "form_files_missing".into())
    );
    assert_eq!(
        early.json()["params"]["files"],
        json!(["flags.png", "shops.csv"])
    );
    let table = planner.upload_form_file(&path, "shops.csv", SHOPS).await;
    assert_eq!(there(&table.json()), names(false, true));
    let picture = planner.upload_form_file(&path, "flags.png", PNG).await;
    assert_eq!(there(&picture.json()), names(true, true));
    let published = planner.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let shown = planner.get(&path).await.json();
    let rows = &shown["definition"]["lists"]["shops"]["rows"];
    assert_eq!(
        (&rows[0][0], &rows[1][0]),
        (&json!("r1"), &json!("t2")),
        "{shown}"
    );
    let late = planner.upload_form_file(&path, "flags.png", PNG).await;
    assert_eq!(
        (late.status, late.code()),
        (409, "form_version_published".into())
    );
    let db = city.service.db.read();
    for change in [
        "DELETE FROM survey_form_file",
        "UPDATE survey_form_file SET name = 'x'",
    ] {
        assert!(db.execute_unprepared(change).await.is_err(), "{change}");
    }
    tokio::task::yield_now().await;
    let next = draft(&planner, "2").await;
    let listed = planner.get(&format!("{next}/files")).await.json();
    assert_eq!(
        there(&listed),
        names(true, true),
        "the next version begins with them"
    );
    let file = planner.get(&format!("{path}/files/flags.png")).await;
    assert_eq!((file.status, file.body.as_slice()), (200, PNG));
}

#[tokio::test]
async fn files_that_do_not_fit_are_refused() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let path = draft(&planner, "1").await;
    for (name, bytes, code) in [
        ("other.png", PNG, "form_file_unknown"),
        ("flags.png", SHOPS, "form_file_unfit"),
        ("flags.png", &PNG[..900], "form_file_unfit"),
        ("shops.csv", PNG, "form_file_unfit"),
        ("shops.csv", b"code,title\n1,2\n", "form_refused"),
    ] {
        let reply = planner.upload_form_file(&path, name, bytes).await;
        assert_eq!((reply.status, reply.code()), (422, code.into()), "{name}");
    }
    let large = planner
        .upload_form_file(&path, "shops.csv", &vec![b'x'; 2_200_000])
        .await;
    assert_eq!(large.code(), "payload_too_large");
    let listed = planner.get(&format!("{path}/files")).await.json();
    assert!(there(&listed).iter().all(|(_, is_there)| !is_there));
    assert_eq!(
        planner.get(&format!("{path}/files/flags.png")).await.status,
        404
    );
}

#[tokio::test]
async fn a_workbook_that_replaces_a_draft_keeps_the_files_it_still_wants() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let path = draft(&planner, "1").await;
    planner.upload_form_file(&path, "flags.png", PNG).await;
    planner.upload_form_file(&path, "shops.csv", SHOPS).await;
    let again = draft(&planner, "1").await;
    let shown = planner.get(&again).await.json();
    let rows = shown["definition"]["lists"]["shops"]["rows"]
        .as_array()
        .unwrap();
    assert_eq!(rows.len(), 2, "{shown}");
    let listed = planner.get(&format!("{again}/files")).await.json();
    assert!(there(&listed).iter().all(|(_, is_there)| *is_there));
    let plain = small_form("shops", "1", &[["integer", "stalls", "摊位数"]]);
    assert_eq!(planner.upload_form(plain).await.status, 201);
    assert_eq!(
        planner
            .get(&format!("{again}/files/flags.png"))
            .await
            .status,
        404
    );
    draft(&planner, "1").await;
    let listed = planner.get(&format!("{again}/files")).await.json();
    assert!(there(&listed).iter().all(|(_, is_there)| !is_there));
}
