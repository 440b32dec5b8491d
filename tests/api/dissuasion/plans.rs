//! Plans and the shifts that are made from them.

use crate::support::{Duty, IN_WORK_GRID, NEIGHBOUR_GRID, STREET_WEST, TestCity, check, with};
use serde_json::{Value, json};

const ALL: &str = "from=2026-10-01&to=2027-12-31&limit=100";

fn days(shifts: &[Value]) -> Vec<&str> {
    shifts
        .iter()
        .map(|one| one["day"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_plan_makes_its_shifts_sixty_days_ahead_and_making_them_again_changes_nothing() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let plan = duty
        .plan(json!({"rules": ["FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=15"]}))
        .await;
    assert_eq!(
        plan["next_days"],
        json!([
            "2026-10-30",
            "2026-11-06",
            "2026-11-13",
            "2026-11-15",
            "2026-11-20"
        ])
    );
    let made = duty.shifts(ALL).await;
    assert_eq!(
        days(&made),
        [
            "2026-10-30",
            "2026-11-06",
            "2026-11-13",
            "2026-11-15",
            "2026-11-20",
            "2026-11-27",
            "2026-12-04",
            "2026-12-11",
            "2026-12-15",
            "2026-12-18",
            "2026-12-25"
        ]
    );
    assert_eq!(made[0]["starts_at"], "2026-10-30T08:00:00.000Z");
    assert_eq!(made[0]["on_roster"], 3);
    city.run_jobs().await;
    assert_eq!(duty.shifts(ALL).await, made);
    city.advance_s(7 * 86_400);
    city.run_jobs().await;
    let planner = city.sign_in("planner.a").await;
    let later = planner
        .get(&format!("/api/v1/dissuasion/shifts?{ALL}"))
        .await
        .json();
    assert_eq!(later["items"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn festivals_come_on_their_lunar_days() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    city.advance_s(75 * 86_400);
    let planner = city.sign_in("planner.a").await;
    let calendar = planner.get("/api/v1/dissuasion/calendar").await.json();
    let items = calendar["items"].as_array().unwrap();
    let festival = items
        .iter()
        .find(|day| day["code"] == "spring_festival")
        .unwrap();
    assert_eq!(
        (&festival["rule"], &festival["next_day"]),
        (&json!("LUNAR=1-1"), &json!("2027-02-06"))
    );
    let plan =
        duty.fridays(json!({"rules": ["LUNAR=1-1", "LUNAR=1-15"], "starts_on": "2027-01-01"}));
    let reply = planner.post("/api/v1/dissuasion/plans", &plan).await;
    assert_eq!(
        reply.json()["next_days"],
        json!(["2027-02-06", "2027-02-20"]),
        "{}",
        reply.text()
    );
}

#[tokio::test]
async fn rules_that_explode_or_say_nothing_are_refused_at_their_place() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    for (rule, code) in [
        ("FREQ=SECONDLY", "rule_too_often"),
        ("FREQ=MINUTELY;COUNT=5", "rule_too_often"),
        ("FREQ=HOURLY", "rule_too_often"),
        ("FREQ=DAILY;BYSECOND=1,2,3", "bad_rule"),
        ("every friday", "bad_rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "rule_never"),
    ] {
        let body = duty.fridays(json!({"rules": ["FREQ=WEEKLY;BYDAY=FR", rule]}));
        let reply = duty.planner.post("/api/v1/dissuasion/plans", &body).await;
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (reply.status, &error["pointer"], &error["code"]),
            (422, &json!("/rules/1"), &json!(code)),
            "{rule}"
        );
        let tried = json!({"rules": [rule], "starts_on": "2026-10-01"});
        let reply = duty
            .planner
            .post("/api/v1/dissuasion/plans/preview", &tried)
            .await;
        assert_eq!(reply.json()["errors"][0]["code"], code);
    }
    assert!(duty.shifts(ALL).await.is_empty());
}

#[tokio::test]
async fn a_change_of_a_plan_touches_only_what_has_not_begun() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let plan = duty.plan(json!({})).await;
    let before = duty.shifts(ALL).await;
    let today = before[0]["id"].as_str().unwrap().to_owned();
    // The second is called off, somebody gave up a place in the third, and the clock stands within the first.
    let off = format!(
        "/api/v1/dissuasion/shifts/{}",
        before[1]["id"].as_str().unwrap()
    );
    let reply = duty
        .leader
        .patch(
            &off,
            &json!({"version": 1, "is_called_off": true, "reason": "下雨"}),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let roster = format!(
        "/api/v1/dissuasion/shifts/{}/roster",
        before[2]["id"].as_str().unwrap()
    );
    let change = json!({"version": 1, "changes": [{"account_id": duty.mate.id(), "is_on": false}]});
    assert_eq!(duty.mate.post(&roster, &change).await.status, 200);
    city.advance_s(7 * 3600 + 600);
    let planner = city.sign_in("planner.a").await;
    let volunteer = city.sign_in("volunteer.a").await;
    let coming = check(&city, &today, "in", city.service.clock.now());
    assert_eq!(volunteer.capture(&coming).await["outcome"], "created");
    let address = format!("/api/v1/dissuasion/plans/{}", plan["id"].as_str().unwrap());
    let patch = json!({"version": 1, "start_time": "17:30", "minutes": 60, "rules": ["FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"], "starts_on": "2026-10-30"});
    let reply = planner.patch(&address, &patch).await;
    assert_eq!(
        (reply.status, &reply.json()["version"]),
        (200, &json!(2)),
        "{}",
        reply.text()
    );
    let after = planner
        .get(&format!("/api/v1/dissuasion/shifts?{ALL}"))
        .await
        .json()["items"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(
        days(&after),
        [
            "2026-10-30",
            "2026-11-06",
            "2026-11-13",
            "2026-11-27",
            "2026-12-11",
            "2026-12-25"
        ]
    );
    assert_eq!(after[0]["starts_at"], before[0]["starts_at"]);
    assert_eq!(
        (&after[1]["starts_at"], &after[1]["state"]),
        (&before[1]["starts_at"], &json!("called_off"))
    );
    assert_eq!(after[2]["starts_at"], "2026-11-13T09:30:00.000Z");
    assert_eq!(
        (&after[2]["id"], &after[2]["on_roster"]),
        (&before[2]["id"], &json!(2))
    );
    assert_eq!(planner.patch(&address, &patch).await.code(), "plan_changed");
}

#[tokio::test]
async fn a_place_of_duty_lies_where_the_planner_plans() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let away = json!({"point": {"lng": 110.509, "lat": 26.901, "name": "邻街"}});
    for (change, pointer) in [
        (away, "/point"),
        (json!({"point": null, "site_code": "nowhere"}), "/site_code"),
        (json!({"point": null, "road_code": "nowhere"}), "/road_code"),
        (json!({"point": null}), "/site_code"),
    ] {
        let mut body = duty.fridays(change.clone());
        if body["point"].is_null() {
            body.as_object_mut().unwrap().remove("point");
        }
        let reply = duty.planner.post("/api/v1/dissuasion/plans", &body).await;
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["pointer"]),
            (422, &json!(pointer)),
            "{change}"
        );
    }
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let reply = neighbour
        .post(
            "/api/v1/dissuasion/plans",
            &with(
                duty.fridays(json!({})),
                json!({"point": {"lng": 110.509, "lat": 26.901, "name": "x"}}),
            ),
        )
        .await;
    assert_eq!((reply.status, reply.code()), (404, "team_not_found".into()));
}

#[tokio::test]
async fn shifts_are_seen_by_their_team_and_the_planner_of_the_area() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let id = shift["id"].as_str().unwrap();
    let stranger = city
        .person("other", &[("dissuasion_volunteer", "439801001001")])
        .await;
    let neighbour = city.street_supervisor(STREET_WEST).await;
    let worker = city.grid_worker(NEIGHBOUR_GRID).await;
    let path = format!("/api/v1/dissuasion/shifts/{id}");
    for client in [&stranger, &neighbour, &worker] {
        assert_eq!(client.get(&path).await.code(), "shift_not_found");
        assert_eq!(
            client.get("/api/v1/dissuasion/shifts").await.json()["items"],
            json!([])
        );
    }
    for client in [&duty.planner, &duty.leader, &duty.volunteer] {
        let seen = client.get("/api/v1/dissuasion/shifts").await.json();
        assert_eq!(seen["items"][0]["id"], id);
    }
    let analyst = city
        .person("analyst", &[("analyst", crate::support::ROOT)])
        .await;
    assert_eq!(analyst.get(&path).await.status, 403);
    assert_eq!(
        shift["place"]["line"],
        json!([[IN_WORK_GRID.0, IN_WORK_GRID.1]])
    );
    let files = duty
        .planner
        .get("/api/v1/dissuasion/shifts/export?format=csv")
        .await;
    let text = files.text();
    assert!(
        text.contains("学宫农贸市场") && !text.contains("volunteer.a"),
        "{text}"
    );
    assert_eq!(
        duty.leader
            .get("/api/v1/dissuasion/shifts/export")
            .await
            .status,
        403
    );
}
