//! How far a survey is: counts by area and person, response rates, handbooks, quotas.

use crate::support::{Fieldwork, ROOT, STREET_EAST, STREET_WEST, TestCity, with};
use serde_json::{Value, json};

async fn visited(city: &TestCity) -> Fieldwork {
    let work = Fieldwork::make(city).await;
    let records = [
        work.interview(city, work.door(0), json!({"has_handbook": true})),
        work.visit(city, work.door(1), "refused", json!({"has_handbook": true})),
        work.visit(city, work.door(2), "not_home", json!({})),
        work.visit(city, work.door(3), "vacant", json!({})),
        work.interview(city, work.door(9), json!({})),
    ];
    let reply = work.surveyor.send_records(&records).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    work
}

#[tokio::test]
async fn doors_are_counted_by_community_with_response_rates() {
    let city = TestCity::spawn().await;
    let work = visited(&city).await;
    let found = work.planner.get(&work.path("/progress")).await.json();
    let total = &found["total"];
    let counts = [
        "doors",
        "visited",
        "interviewed",
        "refused",
        "not_home",
        "ineligible",
        "to_call_back",
        "to_do",
        "handbooks",
    ];
    let counts: Vec<u64> = counts
        .iter()
        .map(|count| total[*count].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [10, 5, 2, 1, 1, 1, 1, 5, 2], "{found}");
    assert!(
        (found["response"]["rr1"].as_f64().unwrap() - 0.5).abs() < 1e-12,
        "{found}"
    );
    assert_eq!(found["rows"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&found["rows"][0]["doors"], &found["rows"][1]["interviewed"]),
        (&json!(6), &json!(1))
    );
    let narrowed = work
        .planner
        .get(&work.path("/progress?area=439801001002"))
        .await
        .json();
    assert_eq!(narrowed["total"]["doors"], 4);
}

#[tokio::test]
async fn people_and_buildings_are_shown_to_supervisors_and_surveyors_see_themselves() {
    let city = TestCity::spawn().await;
    let work = visited(&city).await;
    let by_person = work
        .planner
        .get(&work.path("/progress?by=surveyor"))
        .await
        .json();
    assert_eq!(
        by_person["rows"][0]["surveyor_id"],
        json!(work.surveyor.id())
    );
    let buildings = work
        .planner
        .get(&work.path("/progress?by=building"))
        .await
        .json();
    let handed: u64 = buildings["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["handbooks"].as_u64().unwrap())
        .sum();
    assert_eq!(handed, 2);
    let statistician = city.person("statistician", &[("statistician", ROOT)]).await;
    assert_eq!(
        statistician
            .get(&work.path("/progress?by=street"))
            .await
            .json()["total"]["doors"],
        10
    );
    assert_eq!(
        statistician
            .get(&work.path("/progress?by=surveyor"))
            .await
            .status,
        403
    );
    let mate = city.person("mate", &[("surveyor", "439801001001")]).await;
    let items = json!({"items": [{"community_code": "439801001001", "account_ids": [mate.id()]}]});
    work.planner.put(&work.path("/assignments"), &items).await;
    let own = work
        .surveyor
        .get(&work.path("/progress?by=surveyor"))
        .await
        .json();
    assert_eq!(
        (
            &own["total"]["doors"],
            own["rows"].as_array().unwrap().len()
        ),
        (&json!(4), 1)
    );
}

#[tokio::test]
async fn the_map_of_doors_stays_with_the_supervisors() {
    let city = TestCity::spawn().await;
    let work = visited(&city).await;
    let points = work.planner.get(&work.path("/doors/points")).await.json();
    assert_eq!(points["items"].as_array().unwrap().len(), 10);
    let done = points["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|point| point["state"] == "done");
    assert_eq!(done.count(), 4);
    let manager = city
        .person("manager", &[("community_manager", "439801001001")])
        .await;
    assert_eq!(manager.get(&work.path("/doors/points")).await.status, 403);
    assert_eq!(
        manager.get(&work.path("/progress")).await.json()["total"]["doors"],
        6
    );
    let west = city.street_supervisor(STREET_WEST).await;
    assert_eq!(west.get(&work.path("/doors/points")).await.status, 404);
}

async fn intercept(work: &Fieldwork) -> Value {
    let form_id = work.planner.publish("street_intercept_short").await;
    let body = work.body(json!({
        "kind": "intercept", "form_id": form_id, "frame_id": null, "design": null,
        "measures": [{"code": "awareness", "name": {"zh": "知晓率", "en": "Awareness"}, "question": "q/aware", "counts": ["yes"]}],
        "quotas": [
            {"area_code": STREET_EAST, "groups": {"q/age_band": "18_29"}, "target": 2},
            {"area_code": STREET_EAST, "groups": {"q/age_band": "30_44"}, "target": 3}]
    }));
    let made = work.planner.post("/api/v1/surveys", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!(
        "/api/v1/surveys/{}/draw",
        made.json()["id"].as_str().unwrap()
    );
    let begun = work.planner.post(&path, &json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    begun.json()
}

#[tokio::test]
async fn a_street_intercept_fills_its_quotas_without_doors() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let survey = intercept(&work).await;
    assert_eq!(
        (&survey["state"], &survey["seed_sha256"]),
        (&json!("field"), &json!(null))
    );
    let asked = |quota: &Value, outcome: &str| {
        let payload = json!({"survey_id": survey["id"], "door_id": null, "quota_id": quota});
        work.visit(&city, work.door(0), outcome, payload)
    };
    let cell = &survey["quotas"][0]["id"];
    let taken = json!({"form_id": survey["form"]["form_id"], "form_version": survey["form"]["version"], "answers": {"consent": "agree"}});
    let mut partial = asked(cell, "interview");
    partial["payload"] = with(partial["payload"].clone(), taken);
    let result = work.surveyor.capture(&partial).await;
    assert_eq!(result["outcome"], "created", "{result}");
    work.surveyor.capture(&asked(cell, "refused")).await;
    let path = format!(
        "/api/v1/surveys/{}/progress",
        survey["id"].as_str().unwrap()
    );
    let found = work.planner.get(&path).await.json();
    assert_eq!(
        (&found["quotas"][0]["done"], &found["quotas"][1]["done"]),
        (&json!(1), &json!(0)),
        "{found}"
    );
    assert_eq!(
        (&found["total"]["interviewed"], &found["total"]["refused"]),
        (&json!(1), &json!(1))
    );
    let mut at_a_door = asked(cell, "refused");
    at_a_door["payload"] = with(
        at_a_door["payload"].clone(),
        json!({"quota_id": null, "door_id": work.door(0)}),
    );
    let refused = work.surveyor.capture(&at_a_door).await;
    assert_eq!(refused["problem"]["errors"][0]["code"], "not_allowed_here");
    let unknown = work
        .surveyor
        .capture(&asked(&json!(city.new_id()), "refused"))
        .await;
    assert_eq!(unknown["problem"]["errors"][0]["code"], "unknown_quota");
}

#[tokio::test]
async fn supervisors_hear_of_new_visits_as_they_come() {
    use futures_util::StreamExt as _;
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let west = city.street_supervisor(STREET_WEST).await;
    assert_eq!(west.get(&work.path("/live")).await.status, 404);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .get(format!("http://{}{}", city.address, work.path("/live")))
        .bearer_auth(work.planner.token.as_deref().unwrap());
    let mut events = request.send().await.unwrap().bytes_stream();
    work.surveyor
        .capture(&work.visit(&city, work.door(0), "not_home", json!({})))
        .await;
    let mut heard = String::new();
    while !heard.contains("event: visits") {
        let piece = tokio::time::timeout(std::time::Duration::from_secs(20), events.next()).await;
        heard += std::str::from_utf8(&piece.unwrap().unwrap().unwrap()).unwrap();
    }
    assert!(heard.contains(r#"data: {"new":1}"#), "{heard}");
    assert!(!heard.contains(work.door(0)));
}
