//! Versions of the rubric.

use crate::support::{Client, ROOT, Reply, TestCity, newest_rubric};
use serde_json::{Value, json};

const TITLES: &str =
    "code,site_type,text_zh,text_en,weight,fail_severity,kind,minimum,is_veto,category\n";
const SOUND: &str = "h1,hospital,全面禁烟,Smoke-free,60.5,3,,,是,smoking_no_smoking_area\n\
    h2,hospital,志愿服务岗,Volunteer desks,39.5,1,count_minimum,2,,\n";

async fn import(who: &Client, query: &str, lines: &str) -> Reply {
    let path = format!("/api/v1/inspections/rubrics/import?title_zh=新标准&title_en=New{query}");
    let bytes = format!("{TITLES}{lines}").into_bytes();
    who.upload(&path, bytes, "text/csv").await
}

async fn numbers(who: &Client) -> Vec<i64> {
    let listed = who.get("/api/v1/inspections/rubrics").await.json();
    let items = listed["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["number"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn the_first_rubric_is_that_of_the_vocabulary_and_its_weights_sum_to_a_hundred() {
    let city = TestCity::spawn().await;
    let who = city.city_supervisor().await;
    let rubric = newest_rubric(&who).await;
    assert_eq!(
        (&rubric["number"], &rubric["items"]),
        (&json!(1), &json!(98))
    );
    let types = rubric["types"].as_array().unwrap();
    assert_eq!(types.len(), 21);
    for one in types {
        let items = one["items"].as_array().unwrap();
        let sum: f64 = items
            .iter()
            .map(|item| item["weight"].as_f64().unwrap())
            .sum();
        assert!((sum - 100.0).abs() < 1e-9, "{}", one["code"]);
    }
    let market = types
        .iter()
        .find(|one| one["code"] == "wet_market")
        .unwrap();
    assert_eq!(market["items"][0]["is_veto"], true);
    assert_eq!(
        market["items"][2]["formula_zh"],
        "合格得 10 分，不合格不得分"
    );
}

#[tokio::test]
async fn a_file_with_faults_is_refused_with_every_cell_named_and_nothing_changes() {
    let city = TestCity::spawn().await;
    let who = city.city_supervisor().await;
    let bad = "h1,hospital,全面禁烟,Smoke-free,60,3,,,maybe,\nh2,clinic,志愿,Desks,39,7,count_minimum,,,nonsense\n";
    let reply = import(&who, "", bad).await;
    assert_eq!((reply.status, reply.code()), (422, "rubric_refused".into()));
    let report = reply.json()["params"]["report"].clone();
    let cells: Vec<(u64, &str, &str)> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            (one["row"].as_u64().unwrap(), text("column"), text("code"))
        })
        .collect();
    let expected = [
        (2, "is_veto", "unknown_value"),
        (3, "minimum", "missing_field"),
        (3, "site_type", "unknown_value"),
        (3, "category", "unknown_category"),
        (3, "fail_severity", "out_of_range"),
        (2, "weight", "weights_not_hundred"),
    ];
    assert_eq!(cells, expected);
    assert_eq!(report["problems"][5]["value"], "60.00");
    let trial = import(&who, "&dry_run=true", bad).await;
    assert_eq!(trial.status, 200);
    assert_eq!(trial.json()["is_accepted"], false);
    assert_eq!(numbers(&who).await, [1]);
}

#[tokio::test]
async fn a_new_version_leaves_the_earlier_one_as_it_is() {
    let city = TestCity::spawn().await;
    let who = city
        .person(
            "rubric.admin",
            &[("system_admin", ROOT), ("city_supervisor", ROOT)],
        )
        .await;
    let before = newest_rubric(&who).await;
    let trial = import(&who, "&dry_run=true", SOUND).await.json();
    assert_eq!(
        (&trial["is_accepted"], &trial["was_applied"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(trial["changes"]["added"], json!(["h1", "h2"]));
    assert_eq!(trial["changes"]["removed"].as_array().unwrap().len(), 98);
    let made = import(&who, "", SOUND).await;
    assert_eq!((made.status, &made.json()["number"]), (201, &json!(2)));
    assert_eq!(numbers(&who).await, [2, 1]);
    let after = newest_rubric(&who).await;
    let item: &Value = &after["types"][0]["items"][0];
    assert_eq!(
        (&item["weight"], &item["is_veto"]),
        (&json!(60.5), &json!(true))
    );
    let path = format!(
        "/api/v1/inspections/rubrics/{}",
        before["id"].as_str().unwrap()
    );
    let mut still = who.get(&path).await.json();
    still["is_newest"] = json!(true);
    assert_eq!(still, before);
}

#[tokio::test]
async fn street_supervisors_cannot_change_the_rubric() {
    let city = TestCity::spawn().await;
    let street = city.street_supervisor(crate::support::STREET_EAST).await;
    let reply = import(&street, "", SOUND).await;
    assert_eq!(
        (reply.status, reply.code()),
        (403, "permission_denied".into())
    );
}
