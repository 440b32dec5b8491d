//! Rosters, call-offs and swaps.

use crate::support::{Client, Duty, TestCity, with};
use serde_json::{Value, json};

fn path(shift: &Value, rest: &str) -> String {
    format!(
        "/api/v1/dissuasion/shifts/{}{rest}",
        shift["id"].as_str().unwrap()
    )
}

fn off(client: &Client, version: i64) -> Value {
    json!({"version": version, "changes": [{"account_id": client.id(), "is_on": false, "reason": "家里有事"}]})
}

#[tokio::test]
async fn of_five_roster_changes_that_saw_the_same_version_exactly_one_wins() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let roster = path(&shift, "/roster");
    let (a, b, c) = (
        off(&duty.volunteer, 1),
        off(&duty.mate, 1),
        off(&duty.leader, 1),
    );
    let all = tokio::join!(
        duty.volunteer.post(&roster, &a),
        duty.mate.post(&roster, &b),
        duty.leader.post(&roster, &c),
        duty.planner.post(&roster, &a),
        duty.planner.post(&roster, &b)
    );
    let replies = [all.0, all.1, all.2, all.3, all.4];
    assert_eq!(
        replies.iter().filter(|reply| reply.status == 200).count(),
        1
    );
    for told in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!((told.status, told.code()), (409, "roster_changed".into()));
    }
    let now = duty.shifts("from=2026-10-30&to=2026-10-30").await;
    assert_eq!(
        (&now[0]["version"], &now[0]["on_roster"]),
        (&json!(2), &json!(2))
    );
}

#[tokio::test]
async fn a_member_changes_the_own_place_and_sees_nobody_elses_reason() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let roster = path(&shift, "/roster");
    let reply = duty.volunteer.post(&roster, &off(&duty.mate, 1)).await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["pointer"]),
        (422, &json!("/changes/0/account_id"))
    );
    let reply = duty.volunteer.post(&roster, &off(&duty.volunteer, 1)).await;
    assert_eq!(
        (reply.status, &reply.json()["am_i_on"]),
        (200, &json!(false)),
        "{}",
        reply.text()
    );
    assert!(reply.text().contains("家里有事"));
    assert!(
        !duty
            .mate
            .get(&path(&shift, ""))
            .await
            .text()
            .contains("家里有事")
    );
    assert!(
        duty.leader
            .get(&path(&shift, ""))
            .await
            .text()
            .contains("家里有事")
    );
    city.advance_s(8 * 3600);
    let volunteer = city.sign_in("volunteer.a").await;
    let reply = volunteer.post(&roster, &off(&volunteer, 2)).await;
    assert_eq!((reply.status, reply.code()), (409, "shift_over".into()));
}

#[tokio::test]
async fn a_shift_is_called_off_with_a_reason_and_on_again() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let bare = json!({"version": 1, "is_called_off": true});
    let reply = duty.leader.patch(&path(&shift, ""), &bare).await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["pointer"]),
        (422, &json!("/reason"))
    );
    let said = with(bare, json!({"reason": "暴雨"}));
    assert_eq!(
        duty.volunteer.patch(&path(&shift, ""), &said).await.status,
        403
    );
    let reply = duty.leader.patch(&path(&shift, ""), &said).await.json();
    assert_eq!(
        (&reply["progress"], &reply["called_off_reason"]),
        (&json!("called_off"), &json!("暴雨"))
    );
    assert_eq!(
        duty.mate
            .post(&path(&shift, "/roster"), &off(&duty.mate, 2))
            .await
            .code(),
        "shift_over"
    );
    assert_eq!(duty.shifts("state=called_off").await.len(), 1);
    let reply = duty
        .planner
        .patch(
            &path(&shift, ""),
            &json!({"version": 2, "is_called_off": false}),
        )
        .await
        .json();
    assert_eq!(
        (&reply["progress"], &reply["version"]),
        (&json!("ahead"), &json!(3))
    );
}

#[tokio::test]
async fn who_needed_fewer_than_all_stands_in_turn_and_a_place_changes_hands_once() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    duty.plan(json!({"needed": 1})).await;
    let shifts = duty.shifts("from=2026-10-30&to=2026-12-31").await;
    assert!(shifts.iter().all(|shift| shift["on_roster"] == 1));
    let of = |client: &Client| {
        let id = client.id();
        shifts
            .iter()
            .find(|shift| shift["roster"][0] == id.as_str())
            .cloned()
            .unwrap()
    };
    let shift = of(&duty.volunteer);
    of(&duty.mate);
    of(&duty.leader);
    let offer = json!({"shift_id": shift["id"], "note": "那天出差"});
    assert_eq!(
        duty.mate
            .post("/api/v1/dissuasion/swaps", &offer)
            .await
            .code(),
        "not_on_roster"
    );
    let made = duty
        .volunteer
        .post("/api/v1/dissuasion/swaps", &offer)
        .await;
    assert_eq!(
        (made.status, &made.json()["state"]),
        (201, &json!("open")),
        "{}",
        made.text()
    );
    let listed = duty
        .mate
        .get("/api/v1/dissuasion/swaps?state=open")
        .await
        .json();
    assert_eq!(listed["items"][0]["can_take"], true);
    let answer = format!(
        "/api/v1/dissuasion/swaps/{}/answer",
        made.json()["id"].as_str().unwrap()
    );
    let take = json!({"answer": "take"});
    let (a, b) = tokio::join!(
        duty.mate.post(&answer, &take),
        duty.leader.post(&answer, &take)
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", a.text(), b.text());
    let seen = duty.volunteer.get(&path(&shift, "")).await.json();
    assert_eq!(
        (&seen["am_i_on"], &seen["on_roster"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(
        duty.volunteer
            .post(&answer, &json!({"answer": "withdraw"}))
            .await
            .code(),
        "swap_closed"
    );
}

#[tokio::test]
async fn an_offer_to_one_person_is_taken_or_declined_by_that_person() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    duty.plan(json!({"needed": 1})).await;
    let shifts = duty.shifts("from=2026-10-30&to=2026-12-31").await;
    let own = shifts
        .iter()
        .find(|shift| shift["roster"][0] == duty.volunteer.id().as_str())
        .unwrap();
    let stranger = city
        .person("other", &[("dissuasion_volunteer", "439801001001")])
        .await;
    let offer = |to: &Client| json!({"shift_id": own["id"], "to_account_id": to.id()});
    let reply = duty
        .volunteer
        .post("/api/v1/dissuasion/swaps", &offer(&stranger))
        .await;
    assert_eq!(reply.json()["errors"][0]["code"], "unknown_account");
    let made = duty
        .volunteer
        .post("/api/v1/dissuasion/swaps", &offer(&duty.mate))
        .await
        .json();
    let answer = format!(
        "/api/v1/dissuasion/swaps/{}/answer",
        made["id"].as_str().unwrap()
    );
    assert_eq!(
        stranger
            .post(&answer, &json!({"answer": "take"}))
            .await
            .code(),
        "swap_not_found"
    );
    assert_eq!(
        duty.leader
            .post(&answer, &json!({"answer": "take"}))
            .await
            .code(),
        "not_on_roster"
    );
    assert_eq!(
        duty.mate
            .post(&answer, &json!({"answer": "decline"}))
            .await
            .json()["state"],
        "declined"
    );
    assert_eq!(
        duty.mate
            .post(&answer, &json!({"answer": "take"}))
            .await
            .code(),
        "swap_closed"
    );
}
