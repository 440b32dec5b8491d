//! The surveys of the demo city.

use crate::support::TestCity;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;

#[tokio::test]
async fn the_demo_has_two_closed_waves_and_one_in_the_field() {
    let city = TestCity::spawn_demo().await;
    let boss = city.sign_in("city.demo").await;
    let surveys = boss.get("/api/v1/surveys").await.json();
    let states: Vec<&str> = surveys["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["field", "closed", "closed"]);
    let path = |at: usize| {
        format!(
            "/api/v1/surveys/{}",
            surveys["items"][at]["id"].as_str().unwrap()
        )
    };
    let second = boss
        .get(&format!("{}/progress?by=street", path(1)))
        .await
        .json();
    assert_eq!(
        (&second["total"]["doors"], &second["total"]["interviewed"]),
        (&json!(1500), &json!(1072))
    );
    assert_eq!(
        (&second["total"]["refused"], &second["total"]["not_home"]),
        (&json!(207), &json!(187))
    );
    let first = boss
        .get(&format!("{}/progress?by=street", path(2)))
        .await
        .json();
    assert_eq!(first["total"]["interviewed"], 1035);
    super::figures::hold_the_truth(&boss, &path(2), "1").await;
    super::figures::hold_the_truth(&boss, &path(1), "2").await;
    let street = city.sign_in("street.demo").await;
    let running = street.get(&format!("{}/progress", path(0))).await.json();
    assert_eq!(
        (&running["total"]["doors"], &running["total"]["to_do"]),
        (&json!(200), &json!(200))
    );
    let surveyor = city.sign_in("surveyor.demo").await;
    let manifest = surveyor.get("/api/v1/field-pack").await.json();
    let part = manifest["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["name"] == "surveys")
        .unwrap()
        .clone();
    let pack = surveyor.get(part["url"].as_str().unwrap()).await.json();
    assert_eq!(pack["surveys"][0]["doors"].as_array().unwrap().len(), 200);
    let db = city.service.db.read();
    let odd = "SELECT count(*) FROM record_flag f JOIN survey_visit v ON v.record_id = f.record_id WHERE f.flag IN \
               ('answers_inconsistent', 'interviewed_before', 'outside_survey_period', 'not_assigned', 'late')";
    let statement = Statement::from_string(db.get_database_backend(), odd);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(
        row.try_get_by_index::<i64>(0).unwrap(),
        0,
        "the history of visits is sound"
    );
    tokio::task::yield_now().await;
}
