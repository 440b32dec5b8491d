//! Teams and who sees them.

use crate::support::{Duty, STREET_EAST, STREET_WEST, TestCity};
use serde_json::{Value, json};

async fn names(client: &crate::support::Client) -> Vec<String> {
    let reply = client.get("/api/v1/dissuasion/teams").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let items = reply.json()["items"].as_array().unwrap().clone();
    items
        .iter()
        .map(|team| team["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_team_is_seen_by_its_people_and_its_planner_and_by_nobody_else() {
    let city = TestCity::spawn().await;
    let east = Duty::make(&city).await;
    let west = Duty::make_in(&city, STREET_WEST, "439801002001", "b").await;
    for client in [&east.planner, &east.leader, &east.volunteer, &east.mate] {
        assert_eq!(names(client).await, ["第a劝导队"]);
    }
    let supervisor = city.city_supervisor().await;
    assert_eq!(names(&supervisor).await, ["第a劝导队", "第b劝导队"]);
    let path = format!("/api/v1/dissuasion/teams/{}", west.team_id());
    for client in [&east.planner, &east.leader, &east.volunteer] {
        let reply = client.get(&path).await;
        assert_eq!((reply.status, reply.code()), (404, "team_not_found".into()));
    }
    let seen = east
        .volunteer
        .get(&format!("/api/v1/dissuasion/teams/{}", east.team_id()))
        .await
        .json();
    assert_eq!(
        (&seen["member_count"], &seen["can_lead"]),
        (&json!(3), &json!(false))
    );
    assert_eq!(seen["members"][0]["id"], east.leader.id().as_str());
}

#[tokio::test]
async fn a_team_needs_a_leader_who_leads_and_people_and_areas_of_the_planner() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let stranger = city
        .person("far", &[("dissuasion_volunteer", "439801002001")])
        .await;
    let base = json!({"name": "新队", "leader_id": duty.leader.id(), "area_code": STREET_EAST});
    for (change, pointer, code) in [
        (
            json!({"leader_id": duty.volunteer.id()}),
            "/leader_id",
            "not_a_leader",
        ),
        (
            json!({"leader_id": stranger.id()}),
            "/leader_id",
            "unknown_account",
        ),
        (
            json!({"member_ids": [duty.mate.id(), stranger.id()]}),
            "/member_ids/1",
            "unknown_account",
        ),
        (
            json!({"area_code": STREET_WEST}),
            "/area_code",
            "unknown_area",
        ),
        (
            json!({"site_code": "nowhere"}),
            "/site_code",
            "unknown_site",
        ),
        (json!({"name": " "}), "/name", "too_short"),
    ] {
        let body = crate::support::with(base.clone(), change.clone());
        let reply = duty.planner.post("/api/v1/dissuasion/teams", &body).await;
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (reply.status, &error["pointer"], &error["code"]),
            (422, &json!(pointer), &json!(code)),
            "{change}"
        );
    }
}

#[tokio::test]
async fn of_two_changes_that_saw_the_same_version_the_second_is_told() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let path = format!("/api/v1/dissuasion/teams/{}", duty.team_id());
    let change = |name: &str| json!({"version": 1, "name": name});
    let (first, second) = (change("甲队"), change("乙队"));
    let (a, b) = tokio::join!(
        duty.planner.patch(&path, &first),
        duty.planner.patch(&path, &second)
    );
    let mut answers = [a.status, b.status];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    let told = if a.status == 409 { a } else { b };
    assert_eq!(
        (told.code(), &told.json()["params"]["version"]),
        ("team_changed".into(), &json!(2))
    );
}

#[tokio::test]
async fn a_leader_takes_people_in_and_lets_them_go() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let newcomer = city
        .person("newcomer", &[("grid_worker", crate::support::WORK_GRID)])
        .await;
    let found = duty
        .leader
        .get("/api/v1/dissuasion/people?q=newcomer")
        .await
        .json();
    assert_eq!(found["items"][0]["id"], newcomer.id().as_str());
    let path = format!("/api/v1/dissuasion/teams/{}/members", duty.team_id());
    let change = json!({"version": 1, "add": [newcomer.id()], "remove": [duty.mate.id()]});
    let reply = duty.leader.post(&path, &change).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let members: Vec<Value> = reply.json()["members"].as_array().unwrap().clone();
    let ids: Vec<&str> = members
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&newcomer.id().as_str()) && !ids.contains(&duty.mate.id().as_str()));
    assert!(names(&duty.mate).await.is_empty());
    assert_eq!(
        duty.leader.post(&path, &change).await.code(),
        "team_changed"
    );
    assert_eq!(duty.volunteer.post(&path, &change).await.status, 403);
}

#[tokio::test]
async fn a_register_number_is_no_id_number_and_is_seen_by_leader_and_person_only() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let path = format!(
        "/api/v1/dissuasion/volunteers/{}/register-number",
        duty.volunteer.id()
    );
    let refused = duty
        .leader
        .put(&path, &json!({"register_number": "43010219900307231X"}))
        .await;
    assert_eq!(
        (
            refused.status,
            refused.json()["errors"][0]["pointer"].clone()
        ),
        (422, json!("/register_number"))
    );
    let taken = duty
        .leader
        .put(&path, &json!({"register_number": "YL-000123"}))
        .await;
    assert_eq!(taken.status, 204, "{}", taken.text());
    let team = format!("/api/v1/dissuasion/teams/{}", duty.team_id());
    for (client, is_seen) in [
        (&duty.leader, true),
        (&duty.volunteer, true),
        (&duty.mate, false),
    ] {
        let text = client.get(&team).await.text();
        assert_eq!(text.contains("YL-000123"), is_seen);
    }
    let other = Duty::make_in(&city, STREET_WEST, "439801002001", "b").await;
    assert_eq!(
        other
            .leader
            .put(&path, &json!({"register_number": "1"}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_ended_team_has_no_coming_shifts() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    duty.plan(json!({})).await;
    assert_eq!(duty.shifts("from=2026-10-30&to=2026-12-31").await.len(), 9);
    let path = format!("/api/v1/dissuasion/teams/{}", duty.team_id());
    let reply = duty
        .planner
        .patch(&path, &json!({"version": 1, "is_ended": true}))
        .await;
    assert_eq!(
        (reply.status, &reply.json()["is_ended"]),
        (200, &json!(true))
    );
    assert!(
        duty.shifts("from=2026-10-30&to=2026-12-31")
            .await
            .is_empty()
    );
    city.run_jobs().await;
    assert!(
        duty.shifts("from=2026-10-30&to=2026-12-31")
            .await
            .is_empty()
    );
}
