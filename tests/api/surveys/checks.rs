//! Back-checks: drawn by the server, asked again by another person, compared.

use crate::support::{Client, Fieldwork, TestCity, answers, computed};
use serde_json::{Value, json};

async fn interviewed(city: &TestCity) -> Fieldwork {
    let work = Fieldwork::make(city).await;
    let records: Vec<Value> = (0..8)
        .map(|at| work.interview(city, work.door(at), json!({})))
        .collect();
    let reply = work.surveyor.send_records(&records).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    work
}

async fn packed(person: &Client) -> Vec<Value> {
    let manifest = person.get("/api/v1/field-pack").await.json();
    let parts = manifest["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["name"] == "surveys").unwrap();
    let pack = person.get(part["url"].as_str().unwrap()).await.json();
    let surveys = pack["surveys"].as_array().unwrap();
    let doors = surveys
        .iter()
        .flat_map(|survey| survey["doors"].as_array().unwrap().clone());
    doors
        .filter(|door| !door["back_check_of"].is_null())
        .collect()
}

#[tokio::test]
async fn another_person_asks_again_and_what_differs_is_counted() {
    let city = TestCity::spawn().await;
    let work = interviewed(&city).await;
    let path = work.path("/back-checks");
    let own = json!({"account_ids": [work.surveyor.id()]});
    assert_eq!(work.planner.post(&path, &own).await.status, 422);
    let mate = city.person("mate", &[("surveyor", "439801001001")]).await;
    let people = json!({"account_ids": [work.surveyor.id(), mate.id()]});
    let drawn = work.planner.post(&path, &people).await;
    assert_eq!(drawn.status, 200, "{}", drawn.text());
    let items = drawn.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 5);
    assert!(
        items
            .iter()
            .all(|item| item["checker_id"] == json!(mate.id()) && item["outcome"].is_null())
    );
    let again = work.planner.post(&path, &people).await.json();
    assert_eq!(again["items"].as_array().unwrap().len(), 5);
    let doors = packed(&mate).await;
    assert_eq!(doors.len(), 5);
    assert!(
        doors
            .iter()
            .all(|door| door["visits"] == json!([]) && door["is_final"] == false)
    );
    let door = &doors[0];
    // The short form: consent and what is measured.
    let ask: Vec<&str> = door["ask"]
        .as_array()
        .unwrap()
        .iter()
        .map(|path| path.as_str().unwrap())
        .collect();
    assert!(
        ask.contains(&"consent") && ask.contains(&"main/support_group/support"),
        "{ask:?}"
    );
    let mut told = answers(json!({"main/support_group/support": "neutral"}));
    let whole = told.as_object().unwrap().len();
    told.as_object_mut()
        .unwrap()
        .retain(|path, _| ask.contains(&path.as_str()));
    let told = computed(&told);
    assert!(told.as_object().unwrap().len() < whole, "{told}");
    let changes = json!({"back_check_of": door["back_check_of"], "answers": told});
    let check = work.interview(&city, door["id"].as_str().unwrap(), changes);
    let result = mate.capture(&check).await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!([])),
        "{result}"
    );
    let found = work.planner.get(&path).await.json();
    let done = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["outcome"] == "interview")
        .unwrap();
    assert_eq!(
        (&done["record_id"], &done["differ"]),
        (&door["back_check_of"], &json!(1)),
        "{done}"
    );
    let first = &found["mismatches"][0];
    assert_eq!(
        (&first["path"], &first["compared"], &first["differ"]),
        (&json!("main/support_group/support"), &json!(1), &json!(1))
    );
    // A check counts in no figure.
    assert_eq!(work.planner.get(&work.path("/rates")).await.json()["n"], 8);
    assert!(
        packed(&mate)
            .await
            .iter()
            .any(|door| door["is_final"] == true)
    );
    assert_eq!(work.surveyor.get(&path).await.status, 403);
}
