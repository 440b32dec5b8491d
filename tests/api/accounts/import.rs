//! Many accounts out of a CSV file.

use super::{audit_log, one_event, problem, try_sign_in};
use crate::support::{Client, NEIGHBOUR_GRID, ROOT, Reply, STREET_EAST, TestCity, WORK_GRID};
use serde_json::{Value, json};

async fn import(client: &Client, file: &str, query: &str) -> Reply {
    let path = format!("/api/v1/accounts/import{query}");
    client
        .send(
            reqwest::Method::POST,
            &path,
            Some(file.as_bytes().to_vec()),
            "text/csv; charset=utf-8",
            &[],
        )
        .await
}

fn problems(report: &Value) -> Vec<(u64, &str)> {
    let items = report["problems"].as_array().unwrap();
    items
        .iter()
        .map(|item| {
            (
                item["line"].as_u64().unwrap(),
                item["code"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_file_creates_accounts_whose_passwords_work_once() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let file = format!(
        "\u{feff}account,name,role,area_code\r\nwang.fang,王芳,grid_worker,{WORK_GRID}\r\nwang.fang,王芳,surveyor,439801001001\r\n\
         li.hua , 李华,surveyor,439801001001\r\n"
    );
    let checked = import(&east, &file, "?dry_run=true").await.json();
    assert_eq!(
        (&checked["created"], &checked["accounts"]),
        (&json!(2), &json!([]))
    );
    let report = one_event(&city, "import_accounts", import(&east, &file, ""))
        .await
        .json();
    assert_eq!(
        (report["created"].as_u64(), problems(&report).len()),
        (Some(2), 0),
        "{report}"
    );
    let password = report["accounts"][0]["one_time_password"].as_str().unwrap();
    let entered = try_sign_in(&city.stranger(), "wang.fang", password, "api", &[])
        .await
        .json();
    assert_eq!(entered["account"]["roles"].as_array().unwrap().len(), 2);
    assert_eq!(entered["must_change_password"], true);
}

#[tokio::test]
async fn one_bad_line_and_nothing_is_created() {
    let city = TestCity::spawn().await;
    city.add_account("taken", &[("grid_worker", NEIGHBOUR_GRID)])
        .await;
    let east = city.street_supervisor(STREET_EAST).await;
    let file = format!(
        "account,name,role,area_code\ngood.one,王芳,grid_worker,{WORK_GRID}\nbad name,李华,grid_worker,{WORK_GRID}\n\
         a.b.c,李华,mayor,{WORK_GRID}\na.b.d,李华,grid_worker,{NEIGHBOUR_GRID}\na.b.e,李华,street_supervisor,{STREET_EAST}\n\
         taken,李华,grid_worker,{WORK_GRID}\na.b.f,,grid_worker,{WORK_GRID}\na.b.g,李华,,\ntoo,few\n\
         good.one,王芳,grid_worker,{WORK_GRID}\na.b.h,李华,grid_worker,439801001001\n"
    );
    let before = audit_log(&city).await;
    let report = import(&east, &file, "").await.json();
    let expected = [
        (3, "invalid_value"),
        (4, "unknown_role"),
        (5, "unknown_area"),
        (6, "role_not_grantable"),
        (7, "account_taken"),
        (8, "empty"),
        (9, "empty"),
        (10, "invalid_value"),
        (11, "role_already_granted"),
        (12, "wrong_level"),
    ];
    assert_eq!(problems(&report), expected);
    assert_eq!(
        (&report["created"], audit_log(&city).await),
        (&json!(0), before)
    );
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    assert_eq!(
        admin.get("/api/v1/accounts?q=good.one").await.json()["items"],
        json!([])
    );
}

#[tokio::test]
async fn only_csv_from_somebody_who_may_is_taken() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    assert_eq!(
        problem(&import(&worker, "account,name\n", "").await),
        (403, "permission_denied".into())
    );
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let json = admin.post("/api/v1/accounts/import", &json!({})).await;
    assert_eq!(problem(&json), (415, "unsupported_media_type".into()));
    let file = format!("account,name,role,area_code\n{}", "x".repeat(1024 * 1024));
    assert_eq!(
        problem(&import(&admin, &file, "").await),
        (413, "payload_too_large".into())
    );
}
