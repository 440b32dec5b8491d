//! The responsibility table comes in with its oddities, and never changes once it is published.

use crate::support::{COUNTED, Client, ROOT, TABLE, TestCity};
use entity::requirement;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

const DEMO: &str = include_str!("../../../demo/vocabulary/indicators.csv");
const EDITIONS: &str = "/api/v1/indicators/editions";

async fn edition(who: &Client, id: i64) -> Value {
    let reply = who.get(&format!("{EDITIONS}/{id}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn row<'a>(edition: &'a Value, code: &str) -> &'a Value {
    let rows = edition["rows"].as_array().unwrap();
    rows.iter().find(|row| row["code"] == code).unwrap()
}

/// Makes a unit; its id.
async fn unit(admin: &Client, code: &str, name: &str) -> String {
    let body = json!({"code": code, "kind": "department", "name_zh": name, "name_en": name, "area_code": ROOT});
    let made = admin.post("/api/v1/units", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_table_comes_in_with_its_oddities_told() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let trial = admin.import_table("code=2026Q1&dry_run=true", DEMO).await;
    assert_eq!(
        (trial.status, &trial.json()["was_applied"]),
        (200, &json!(false))
    );
    let made = admin.import_table("code=2026Q1", DEMO).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let report = made.json();
    assert_eq!(
        (
            &report["rows"],
            &report["requirements"],
            &report["edition_id"]
        ),
        (&json!(95), &json!(57), &json!(1))
    );
    let odd = report["oddities"].as_array().unwrap();
    let is_told = |code: &str, oddity: &str| {
        odd.iter()
            .any(|one| one["code"] == code && one["oddity"]["code"] == oddity)
    };
    assert!(is_told("II-10", "same_title") && is_told("II-11/III-19", "two_parents"));
    assert!(
        is_told("II-4/III-11/2b", "repeated_number") && is_told("II-8/III-16/3", "skipped_number")
    );
    let taken = admin.import_table("code=2026Q1", DEMO).await;
    assert_eq!(
        (taken.status, taken.code()),
        (409, "edition_code_taken".into())
    );
    let shown = edition(&admin, 1).await;
    let survey = row(&shown, "II-11/III-21/1");
    assert_eq!(
        survey["targets"][1],
        json!({"comparator": ">=", "value": 100.0, "unit": "% awareness"})
    );
    assert_eq!(
        (
            survey["units"].as_array().unwrap().len(),
            &survey["units_source"]
        ),
        (0, &json!("absent"))
    );
    let inherited = row(&shown, "II-1/III-1/2");
    assert_eq!(
        (&inherited["method_source"], &inherited["methods"]),
        (&json!("inherited"), &json!(["document_review"]))
    );
    assert_eq!(inherited["measures"][0]["source"], "documents");
}

#[tokio::test]
async fn merged_cells_of_a_workbook_are_taken_from_above() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("责任分解表").unwrap();
    let format = rust_xlsxwriter::Format::new();
    let rows = [
        [
            "code",
            "parent_code",
            "level",
            "name_zh",
            "assessment_method",
            "responsible_units",
        ],
        ["A", "", "1", "总", "", ""],
        ["B", "A", "2", "二级", "", ""],
        ["C", "B", "3", "三级", "", ""],
        ["C/1", "C", "4", "一", "document_review", ""],
        ["C/2", "C", "4", "二", "document_review", ""],
    ];
    for (at, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    sheet
        .merge_range(4, 5, 5, 5, "街道办;各社区", &format)
        .unwrap();
    let path = format!("{EDITIONS}/import?code=book&title_zh=x&name=table.xlsx");
    let made = admin
        .upload(
            &path,
            book.save_to_buffer().unwrap(),
            "application/octet-stream",
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let shown = edition(&admin, 1).await;
    let (first, second) = (row(&shown, "C/1"), row(&shown, "C/2"));
    assert_eq!(
        (&first["units_source"], &second["units_source"]),
        (&json!("stated"), &json!("inherited"))
    );
    assert_eq!(
        second["units"],
        json!([{"name": "街道办", "unit": null}, {"name": "各社区", "unit": null}])
    );
}

#[tokio::test]
async fn a_faulty_table_changes_nothing_and_names_every_cell() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let bad = TABLE
        .replace("II-1,I,2", "II-1,Z,2")
        .replace(">=,70,%", ">=,seventy,%")
        .replace("questionnaire", "hearsay");
    let reply = admin.import_table("code=bad", &bad).await;
    assert_eq!(
        (reply.status, reply.code()),
        (422, "framework_refused".into())
    );
    let report = &reply.json()["params"]["report"];
    let found: Vec<String> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                one["line"],
                one["column"].as_str().unwrap(),
                one["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "3 parent_code unknown_parent",
            "5 target_value invalid_value",
            "7 assessment_method unknown_value"
        ]
    );
    assert_eq!(admin.get(EDITIONS).await.json()["items"], json!([]));
    let no_table = admin.import_table("code=bad", "PK not a workbook").await;
    assert_eq!(
        no_table.json()["params"]["report"]["problems"][0]["code"],
        "unreadable_file"
    );
}

#[tokio::test]
async fn what_measures_is_said_while_the_edition_is_a_draft_and_never_after() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let shown = edition(&admin, 1).await;
    assert_eq!(
        (&shown["edition"]["is_published"], &shown["edition"]["from"]),
        (&json!(true), &json!("2026-01-01"))
    );
    assert_eq!(row(&shown, COUNTED)["measures"][0]["code"], "bus_yield");
    let change = json!({"requirement_code": COUNTED, "measures": []});
    for (path, body) in [
        ("measures", change),
        ("publish", json!({"from": "2027-01-01"})),
    ] {
        let refused = admin.post(&format!("{EDITIONS}/1/{path}"), &body).await;
        assert_eq!(
            (refused.status, refused.code()),
            (409, "edition_published".into()),
            "{path}"
        );
    }
    tokio::task::yield_now().await;
    let bent: Result<_, sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            use sea_orm::{ColumnTrait as _, QueryFilter as _};
            wenxun::platform::db::update_global::<requirement::Entity>()
                .col_expr(requirement::Column::TargetValues, Expr::value("1"))
                .filter(requirement::Column::EditionId.eq(1))
                .exec(tx)
                .await
        })
        .await;
    assert!(
        bent.is_err(),
        "the database lets a published edition be changed"
    );
    admin.import_table("code=second", TABLE).await;
    let early = admin
        .post(
            &format!("{EDITIONS}/2/publish"),
            &json!({"from": "2026-01-01"}),
        )
        .await;
    assert_eq!(
        (early.status, early.code()),
        (409, "edition_too_early".into())
    );
}

#[tokio::test]
async fn a_new_edition_takes_over_what_measures_and_wrong_measures_are_named() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    city.publish_table(&admin, "2026-01-01").await;
    let report = admin.import_table("code=second", TABLE).await.json();
    assert_eq!(report["carried_over"], 2);
    assert_eq!(
        row(&edition(&admin, 2).await, COUNTED)["measures"][0]["value"],
        70.0
    );
    let measures = json!([
        {"source": "tally_rate", "code": "no_such", "comparator": "at_least", "value": 70.0, "unit": "percent"},
        {"source": "documents", "code": "accepted", "comparator": "more", "value": 1.5, "unit": "percent"},
    ]);
    let body = json!({"requirement_code": COUNTED, "cadence": "daily", "measures": measures});
    let refused = admin.post(&format!("{EDITIONS}/2/measures"), &body).await;
    assert_eq!(
        (
            refused.status,
            refused.json()["errors"][0]["pointer"].as_str()
        ),
        (422, Some("/cadence"))
    );
    let body = json!({"requirement_code": COUNTED, "measures": measures});
    let refused = admin
        .post(&format!("{EDITIONS}/2/measures"), &body)
        .await
        .json();
    let places: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "/measures/0/source",
            "/measures/1/comparator",
            "/measures/1/unit",
            "/measures/1/value"
        ]
    );
    let gauges = admin.get("/api/v1/indicators/gauges").await.json();
    let sources: Vec<&str> = gauges["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["source"].as_str().unwrap())
        .collect();
    assert!(
        sources.contains(&"documents")
            && sources.contains(&"ad_share")
            && sources.contains(&"tally_rate")
    );
}

#[tokio::test]
async fn a_name_that_no_unit_bears_is_told_and_found_by_its_alias_from_then_on() {
    let city = TestCity::spawn().await;
    let admin = city.city_supervisor().await;
    let traffic = unit(&admin, "traffic", "市公安局交通管理支队").await;
    let other = unit(&admin, "other", "城市管理局").await;
    let aliases = async |unit: &str, body: Value| {
        let path = format!("/api/v1/units/{unit}/aliases");
        admin.post(&path, &body).await
    };
    let unknown = async |code: &str| {
        let reply = admin.import_table(&format!("code={code}"), TABLE).await;
        reply.json()["unknown_units"].clone()
    };
    assert_eq!(
        unknown("one").await,
        json!([{"name": "各社区", "requirements": 3}, {"name": "交通管理部门", "requirements": 1}])
    );
    let named = aliases(&traffic, json!({"add": [" 交通管理部门 "]})).await;
    assert_eq!(named.status, 200, "{}", named.text());
    let alias = named.json()["aliases"][0].clone();
    assert!(
        alias["name"] == "交通管理部门" && alias["by_name"].is_string(),
        "{alias}"
    );
    assert_eq!(
        aliases(&traffic, json!({"add": ["交通管理部门"]}))
            .await
            .status,
        200
    );
    for taken in ["交通管理部门", "市公安局交通管理支队"] {
        let refused = aliases(&other, json!({"add": [taken]})).await;
        assert_eq!(
            (refused.status, refused.code()),
            (409, "unit_alias_taken".into())
        );
        assert_eq!(refused.json()["params"]["unit_id"], traffic.as_str());
    }
    let faulty = aliases(&other, json!({"add": ["", "甲;乙"]})).await.json();
    assert_eq!(faulty["errors"].as_array().unwrap().len(), 2);
    assert_eq!(unknown("two").await[0]["name"], "各社区");
    assert_eq!(unknown("three").await.as_array().unwrap().len(), 1);
    // Editions from before know the name too: what the table says stays, whom it means is looked up.
    let shown = edition(&admin, 1).await;
    let meant = |edition: &Value| row(edition, COUNTED)["units"][0]["unit"].clone();
    assert_eq!(meant(&shown)["id"], traffic.as_str());
    let removed = aliases(&traffic, json!({"end": [alias["id"]]}))
        .await
        .json();
    assert_eq!(removed["aliases"], json!([]));
    assert!(meant(&edition(&admin, 1).await).is_null());
    assert_eq!(
        aliases(&other, json!({"add": ["交通管理部门"]}))
            .await
            .status,
        200
    );
}
