//! Uploading, publishing and comparing questionnaires.

use crate::support::{ROOT, STREET_EAST, TestCity, small_form, workbook};
use reqwest::Method;
use serde_json::json;

fn bad(name: &str) -> Vec<u8> {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/xlsform/tests/forms/workbooks/bad/"
    );
    std::fs::read(format!("{folder}{name}.xlsx")).unwrap()
}

#[tokio::test]
async fn a_check_names_every_fault_with_its_cell_and_stores_nothing() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let reply = planner.check_form(bad("b6_combined_structure")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let found = reply.json();
    assert_eq!(
        (&found["ok"], &found["definition"]),
        (&json!(false), &json!(null))
    );
    assert!(found["errors"].as_array().unwrap().len() > 1);
    assert!(
        found["sound"]["nodes"].as_array().unwrap().len() > 1,
        "what has no fault is there for a preview"
    );
    let fault = &found["errors"][0];
    assert!(fault["row"].as_u64().unwrap() > 1 && !fault["sheet"].as_str().unwrap().is_empty());
    assert!(!fault["text"]["zh"].as_str().unwrap().is_empty());
    assert_eq!(found["sheets"][0]["name"], "survey");
    let sound = planner
        .check_form(workbook("household_awareness_support"))
        .await
        .json();
    assert_eq!(
        (&sound["ok"], &sound["version"]),
        (&json!(true), &json!("2026010101"))
    );
    assert_eq!(
        (&sound["definition"]["schema"], &sound["sound"]),
        (&json!(1), &json!(null))
    );
    assert_eq!(
        planner.get("/api/v1/forms").await.json(),
        json!({"items": []})
    );
}

#[tokio::test]
async fn a_faulty_workbook_is_refused_with_its_cells() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    for name in [
        "b1_duplicate_name",
        "b3_missing_reference",
        "b8_bad_expression",
    ] {
        let reply = planner.upload_form(bad(name)).await;
        assert_eq!(
            (reply.status, reply.code()),
            (422, "form_refused".into()),
            "{name}"
        );
        assert!(
            reply.json()["params"]["faults"][0]["row"].as_u64().unwrap() > 1,
            "{name}"
        );
    }
    let reply = planner.upload_form(b"not a workbook".to_vec()).await;
    assert_eq!(reply.code(), "form_refused");
}

#[tokio::test]
async fn a_published_version_never_changes_and_gives_its_workbook_back() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let id = planner.publish("household_awareness_support").await;
    let path = format!("/api/v1/forms/{id}/versions/2026010101");
    let again = planner
        .upload_form(workbook("household_awareness_support"))
        .await;
    assert_eq!(
        (again.status, again.code()),
        (409, "form_version_published".into())
    );
    let twice = planner.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(
        (twice.status, twice.code()),
        (409, "form_version_published".into())
    );
    assert_eq!(planner.delete(&path).await.status, 409);
    let bytes = planner.get(&format!("{path}/workbook")).await;
    assert_eq!(bytes.body, workbook("household_awareness_support"));
    let shown = planner.get(&path).await.json();
    assert_eq!(
        (&shown["state"], &shown["definition"]["form"]),
        (&json!("published"), &json!("household_awareness_support"))
    );
}

#[tokio::test]
async fn a_draft_is_replaced_compared_and_thrown_away() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let first = small_form(
        "rounds",
        "1",
        &[["integer", "stalls", "摊位数"], ["text", "remark", "备注"]],
    );
    let made = planner.upload_form(first.clone()).await.json();
    let id = made["form_id"].as_str().unwrap().to_owned();
    assert_eq!(planner.upload_form(first).await.status, 201);
    let second = small_form(
        "rounds",
        "2",
        &[["integer", "stalls", "摊位数量"], ["date", "day", "日期"]],
    );
    assert_eq!(
        planner.upload_form(second).await.json()["form_id"],
        made["form_id"]
    );
    let listed = planner.get("/api/v1/forms").await.json();
    assert_eq!(listed["items"][0]["versions"].as_array().unwrap().len(), 2);
    let diff = planner
        .get(&format!("/api/v1/forms/{id}/diff?from=1&to=2"))
        .await
        .json();
    assert_eq!(
        (&diff["added"][0]["path"], &diff["removed"][0]["path"]),
        (&json!("day"), &json!("remark"))
    );
    let changed = &diff["changed"][0];
    assert_eq!(
        (&changed["path"], &changed["after"]),
        (&json!("stalls"), &json!("摊位数量"))
    );
    let path = format!("/api/v1/forms/{id}/versions/2");
    assert_eq!(planner.delete(&path).await.status, 204);
    assert_eq!(planner.get(&path).await.code(), "form_not_found");
}

#[tokio::test]
async fn a_form_that_asks_for_persons_waits_for_an_administrators_reason() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let rows = [
        ["text", "resp", "您的姓名"],
        ["text", "tel", "联系电话"],
        ["integer", "people", "常住人数"],
    ];
    let made = planner
        .upload_form(small_form("census", "1", &rows))
        .await
        .json();
    let asked: Vec<&str> = made["asks_for_persons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    assert_eq!(asked, ["resp", "tel"]);
    let path = format!(
        "/api/v1/forms/{}/versions/1",
        made["form_id"].as_str().unwrap()
    );
    let refused = planner.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(
        (refused.status, refused.code()),
        (422, "form_asks_for_persons".into())
    );
    assert_eq!(refused.json()["params"]["questions"][0]["asks_for"], "name");
    let reason = json!({"reason": "法定普查，已经市里批准"});
    assert_eq!(
        planner.post(&format!("{path}/allow"), &reason).await.status,
        403
    );
    assert_eq!(
        admin
            .post(&format!("{path}/allow"), &json!({"reason": "ok"}))
            .await
            .status,
        422
    );
    assert_eq!(
        admin.post(&format!("{path}/allow"), &reason).await.status,
        200
    );
    let published = planner.post(&format!("{path}/publish"), &json!({})).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let auditor = city.person("auditor", &[("auditor", ROOT)]).await;
    let log = auditor.get("/api/v1/audit/events").await.text();
    assert!(
        log.contains("allow_form") && log.contains("法定普查"),
        "{log}"
    );
}

#[tokio::test]
async fn too_large_a_workbook_is_refused_before_it_is_read() {
    let city = TestCity::spawn().await;
    let planner = city.street_supervisor(STREET_EAST).await;
    let body = Some(vec![0_u8; 10 * 1024 * 1024 + 1]);
    let reply = planner
        .send(
            Method::POST,
            "/api/v1/forms",
            body,
            "application/octet-stream",
            &[],
        )
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (413, "payload_too_large".into())
    );
}
