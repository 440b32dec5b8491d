//! Setting up surveys: measures, designs, who may.

use crate::support::{Fieldwork, ROOT, STREET_EAST, STREET_WEST, TestCity, with};
use serde_json::{Value, json};

async fn pointers(work: &Fieldwork, changes: Value) -> Vec<String> {
    let reply = work
        .planner
        .post("/api/v1/surveys", &work.body(changes))
        .await;
    assert_eq!(reply.status, 422, "{}", reply.text());
    let body = reply.json();
    let errors = body["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_draft_holds_what_was_asked_for_with_formulas_in_words() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let shown = work.planner.get(&work.path("")).await.json();
    assert_eq!(
        (&shown["state"], &shown["version"]),
        (&json!("draft"), &json!(1))
    );
    assert_eq!(shown["form"]["code"], "household_awareness_support");
    assert_eq!(
        shown["measures"][0]["formula"]["zh"],
        "知晓率 = (是) ÷ 有效回答"
    );
    assert_eq!(
        (&shown["seed"], &shown["seed_sha256"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn wrong_measures_and_designs_are_named_by_their_place() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let measure = |changes| with(work.body(json!({}))["measures"][0].clone(), changes);
    let odd = json!({"measures": [measure(json!({"question": "main/awarre"}))]});
    assert_eq!(pointers(&work, odd).await, ["/measures/0/question"]);
    let odd = json!({"measures": [measure(json!({"counts": ["perhaps"]}))]});
    assert_eq!(pointers(&work, odd).await, ["/measures/0/counts"]);
    let design = |changes| json!({"design": with(work.body(json!({}))["design"].clone(), changes)});
    assert_eq!(
        pointers(&work, design(json!({"margin": 0.5}))).await,
        ["/design/margin"]
    );
    assert_eq!(
        pointers(&work, design(json!({"strata": "street", "stages": 2}))).await,
        ["/design/cluster_size"]
    );
    assert_eq!(
        pointers(&work, json!({"form_version": "9"})).await,
        ["/form_version"]
    );
    assert_eq!(
        pointers(&work, json!({"area_code": STREET_WEST})).await,
        ["/area_code"]
    );
    assert_eq!(
        pointers(&work, json!({"from": "2026-12-01"})).await,
        ["/from"]
    );
    assert_eq!(pointers(&work, json!({"design": null})).await, ["/design"]);
}

#[tokio::test]
async fn who_changes_a_draft_says_which_version_was_seen() {
    let city = TestCity::spawn().await;
    let mut work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let change = work.body(json!({"seen_version": 1, "wave": 2}));
    let reply = work.planner.put(&work.path(""), &change).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        (&reply.json()["wave"], &reply.json()["version"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(
        work.planner.put(&work.path(""), &change).await.code(),
        "survey_changed"
    );
    work.draw().await;
    let late = work.body(json!({"seen_version": 3}));
    assert_eq!(
        work.planner.put(&work.path(""), &late).await.code(),
        "survey_drawn"
    );
}

#[tokio::test]
async fn a_plan_says_what_a_draw_comes_to_and_stores_nothing() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::draft(&city, STREET_EAST, "a").await;
    let design = with(
        work.body(json!({}))["design"].clone(),
        json!({"allocation": "proportional", "given": {}, "margin": 0.1}),
    );
    let asked = json!({"frame_id": work.frame_id, "area_code": STREET_EAST, "design": design});
    let plan = work.planner.post("/api/v1/surveys/plan", &asked).await;
    assert_eq!(plan.status, 200, "{}", plan.text());
    let plan = plan.json();
    assert_eq!(plan["strata"].as_array().unwrap().len(), 2);
    assert_eq!(plan["strata"][0]["dwellings"], 20);
    assert!(plan["draw"].as_u64().unwrap() <= 40 && plan["cost"].as_array().unwrap().len() >= 3);
    let elsewhere = with(asked, json!({"area_code": STREET_WEST}));
    assert_eq!(
        work.planner
            .post("/api/v1/surveys/plan", &elsewhere)
            .await
            .status,
        422
    );
}

#[tokio::test]
async fn a_survey_is_seen_where_areas_overlap_and_planned_by_those_who_hold_it() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let boss = city.city_supervisor().await;
    let west = city.street_supervisor(STREET_WEST).await;
    let manager = city
        .person("manager", &[("community_manager", "439801001002")])
        .await;
    let statistician = city.person("statistician", &[("statistician", ROOT)]).await;
    for client in [&boss, &manager, &statistician, &work.surveyor] {
        assert_eq!(client.get(&work.path("")).await.status, 200);
        assert_eq!(
            client.get("/api/v1/surveys").await.json()["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    assert_eq!(west.get(&work.path("")).await.code(), "survey_not_found");
    assert_eq!(west.get("/api/v1/surveys").await.json()["items"], json!([]));
    assert_eq!(
        west.post(&work.path("/close"), &json!({})).await.status,
        404
    );
    let other = city
        .person("other.surveyor", &[("surveyor", "439801001001")])
        .await;
    assert_eq!(other.get(&work.path("")).await.status, 404);
    assert_eq!(statistician.get(&work.path("/doors")).await.status, 403);
    assert_eq!(work.surveyor.get(&work.path("/doors")).await.status, 403);
}
