//! Hours and the ledger.

use crate::support::{Client, Duty, TestCity, check, report, with};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

/// A shift from 16:00 to 18:00 today, in which the volunteer stood from 16:05 to `minutes` later; now it is 23:00.
struct Evening {
    city: TestCity,
    leader: Client,
    volunteer: Client,
    mate: Client,
    planner: Client,
    shift: String,
    team: String,
}

fn items(items: Value) -> Value {
    json!({"items": items})
}

async fn evening(minutes: i64) -> Evening {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await["id"].as_str().unwrap().to_owned();
    let four = city.service.clock.now().plus_s(7 * 3600);
    city.advance_s(14 * 3600);
    let volunteer = city.sign_in("volunteer.a").await;
    for (direction, at) in [("in", 300), ("out", 300 + minutes * 60)] {
        let record = check(&city, &shift, direction, four.plus_s(at));
        assert_eq!(volunteer.capture(&record).await["outcome"], "created");
    }
    Evening {
        leader: city.sign_in("leader.a").await,
        mate: city.sign_in("mate.a").await,
        planner: city.sign_in("planner.a").await,
        volunteer,
        shift,
        team: duty.team_id().to_owned(),
        city,
    }
}

impl Evening {
    fn path(&self) -> String {
        format!("/api/v1/dissuasion/shifts/{}/hours", self.shift)
    }

    async fn person(&self, seen_by: &Client, of: &Client) -> Value {
        let path = format!("/api/v1/dissuasion/shifts/{}", self.shift);
        let seen = seen_by.get(&path).await.json();
        let people = seen["people"].as_array().unwrap().clone();
        people
            .into_iter()
            .find(|one| one["id"] == of.id().as_str())
            .unwrap()
    }

    fn volunteer_only(&self) -> Value {
        items(json!([{"account_id": self.volunteer.id()}]))
    }
}

#[tokio::test]
async fn hours_go_from_check_to_check_and_count_when_the_leader_confirmed_them() {
    let at = evening(124).await;
    let own = at
        .volunteer
        .get("/api/v1/dissuasion/hours/mine")
        .await
        .json();
    assert_eq!(
        (&own["confirmed_min"], &own["waiting_min"]),
        (&json!(0), &json!(124))
    );
    let reply = at.leader.post(&at.path(), &at.volunteer_only()).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let own = at
        .volunteer
        .get("/api/v1/dissuasion/hours/mine")
        .await
        .json();
    assert_eq!(
        (
            &own["confirmed_min"],
            &own["waiting_min"],
            &own["total_min"]
        ),
        (&json!(124), &json!(0), &json!(124))
    );
    assert_eq!(
        (
            &own["entries"][0]["minutes"],
            &own["next_certificate"]["hours"]
        ),
        (&json!(124), &json!(100))
    );
    assert_eq!(
        at.leader
            .post(&at.path(), &at.volunteer_only())
            .await
            .code(),
        "hours_confirmed_already"
    );
}

#[tokio::test]
async fn more_than_the_plan_and_one_hour_counts_only_by_the_leaders_word_with_a_reason() {
    let at = evening(300).await;
    let seen = at.person(&at.leader, &at.volunteer).await;
    assert_eq!(
        (&seen["minutes"], &seen["capped_min"], &seen["basis"]),
        (&json!(300), &json!(180), &json!("checks"))
    );
    let more = items(json!([{"account_id": at.volunteer.id(), "minutes": 300}]));
    let reply = at.leader.post(&at.path(), &more).await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["pointer"]),
        (422, &json!("/items/0/reason"))
    );
    let said = items(
        json!([{"account_id": at.volunteer.id(), "minutes": 300, "reason": "交通管制，留到散场"}]),
    );
    let reply = at.leader.post(&at.path(), &said).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(
        at.person(&at.planner, &at.volunteer).await["hours"]["minutes"],
        300
    );
}

#[tokio::test]
async fn a_dead_phone_and_a_member_without_phone_lose_no_hours() {
    let at = evening(60).await;
    let four = at.city.service.clock.now().plus_s(-7 * 3600);
    let coming = check(&at.city, &at.shift, "in", four);
    assert_eq!(at.mate.capture(&coming).await["outcome"], "created");
    let seen = at.person(&at.leader, &at.mate).await;
    assert_eq!(
        (&seen["minutes"], &seen["basis"]),
        (&json!(120), &json!("no_check_out"))
    );
    let told = report(
        &at.city,
        &at.shift,
        four.plus_s(7200),
        json!({"members": [at.leader.id()]}),
    );
    assert_eq!(at.volunteer.capture(&told).await["outcome"], "created");
    let seen = at.person(&at.planner, &at.leader).await;
    assert_eq!(
        (&seen["minutes"], &seen["basis"]),
        (&json!(60), &json!("report"))
    );
}

#[tokio::test]
async fn nobody_confirms_own_hours_and_members_and_neighbours_none() {
    let at = evening(60).await;
    let own = items(json!([{"account_id": at.leader.id(), "minutes": 60, "reason": "在场"}]));
    assert_eq!(at.leader.post(&at.path(), &own).await.code(), "own_hours");
    assert_eq!(at.planner.post(&at.path(), &own).await.status, 200);
    assert_eq!(
        at.volunteer
            .post(&at.path(), &at.volunteer_only())
            .await
            .status,
        403
    );
    let other = Duty::make_in(&at.city, crate::support::STREET_WEST, "439801002001", "b").await;
    for client in [&other.leader, &other.planner] {
        assert_eq!(
            client.post(&at.path(), &at.volunteer_only()).await.code(),
            "shift_not_found"
        );
    }
}

#[tokio::test]
async fn hours_are_not_confirmed_before_the_shift() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await["id"].as_str().unwrap().to_owned();
    let body =
        json!({"items": [{"account_id": duty.volunteer.id(), "minutes": 60, "reason": "提前"}]});
    let reply = duty
        .leader
        .post(&format!("/api/v1/dissuasion/shifts/{shift}/hours"), &body)
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (409, "shift_not_begun".into())
    );
}

#[tokio::test]
async fn a_member_sees_own_hours_only() {
    let at = evening(60).await;
    let seen = at.person(&at.volunteer, &at.volunteer).await;
    assert_eq!(
        (&seen["minutes"], seen["checks"].as_array().unwrap().len()),
        (&json!(60), 2)
    );
    let seen = at.person(&at.mate, &at.volunteer).await;
    assert_eq!(
        (&seen["minutes"], &seen["checks"], &seen["hours"]),
        (&Value::Null, &json!([]), &Value::Null)
    );
    assert_eq!(seen["is_present"], true);
    assert_eq!(at.mate.get("/api/v1/dissuasion/hours").await.status, 403);
    at.leader.post(&at.path(), &at.volunteer_only()).await;
    let of_team = format!("/api/v1/dissuasion/hours?team={}", at.team);
    for client in [&at.leader, &at.planner] {
        let listed = client.get(&of_team).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    }
    let other = Duty::make_in(&at.city, crate::support::STREET_WEST, "439801002001", "b").await;
    assert_eq!(other.planner.get(&of_team).await.code(), "team_not_found");
    assert_eq!(
        other.leader.get("/api/v1/dissuasion/hours").await.json()["items"],
        json!([])
    );
}

#[tokio::test]
async fn a_correction_is_another_row_and_rows_never_change() {
    let at = evening(124).await;
    at.leader.post(&at.path(), &at.volunteer_only()).await;
    let entry = at.person(&at.leader, &at.volunteer).await["hours"]["entry_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/dissuasion/hours/{entry}/corrections");
    let right = json!({"minutes": 90, "reason": "中途离开"});
    let (a, b) = tokio::join!(
        at.leader.post(&path, &right),
        at.planner.post(&path, &right)
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", a.text(), b.text());
    let own = at
        .volunteer
        .get("/api/v1/dissuasion/hours/mine")
        .await
        .json();
    assert_eq!(own["confirmed_min"], 90);
    let kinds: Vec<&str> = own["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"corrected") && kinds.contains(&"confirmed"));
    let db = at.city.service.db.read();
    let backend = db.get_database_backend();
    for sql in [
        "UPDATE hours_entry SET minutes = 6000",
        "DELETE FROM hours_entry",
        "UPDATE shift_check SET at = 0",
    ] {
        assert!(
            db.execute_raw(Statement::from_string(backend, sql))
                .await
                .is_err(),
            "{sql}"
        );
    }
    tokio::task::yield_now().await;
}

#[tokio::test]
async fn the_register_gets_numbers_and_hours_in_the_columns_asked_for_and_it_is_audited() {
    let at = evening(124).await;
    at.leader.post(&at.path(), &at.volunteer_only()).await;
    let number = format!(
        "/api/v1/dissuasion/volunteers/{}/register-number",
        at.volunteer.id()
    );
    assert_eq!(
        at.leader
            .put(&number, &json!({"register_number": "YL-1"}))
            .await
            .status,
        204
    );
    let file = at.leader.get("/api/v1/dissuasion/register").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        file.text(),
        "\u{feff}志愿者编号,服务时长（小时）\r\nYL-1,2.06\r\n"
    );
    let chosen = at
        .leader
        .get("/api/v1/dissuasion/register?columns=minutes,register_number,shifts")
        .await;
    assert_eq!(chosen.text().lines().nth(1), Some("124,YL-1,1"));
    assert_eq!(
        at.leader
            .get("/api/v1/dissuasion/register?columns=id_number")
            .await
            .status,
        422
    );
    assert_eq!(
        at.volunteer.get("/api/v1/dissuasion/register").await.status,
        403
    );
    let auditor = at
        .city
        .person("auditor", &[("auditor", crate::support::ROOT)])
        .await;
    let events = auditor
        .get("/api/v1/audit/events?operation=export_register")
        .await
        .json();
    assert_eq!(events["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn two_leaders_words_at_once_write_one_row() {
    let at = evening(60).await;
    let body = with(at.volunteer_only(), json!({}));
    let path = at.path();
    let (a, b) = tokio::join!(at.leader.post(&path, &body), at.planner.post(&path, &body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", a.text(), b.text());
}
