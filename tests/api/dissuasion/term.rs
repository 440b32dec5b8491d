//! The term of attendance and hours: names go, numbers stay.

use crate::support::{Client, Duty, TestCity, check, incident, report, with};
use entity::{hours_entry, roster_entry, shift_check, shift_presence, team_stint};
use sea_orm::{EntityTrait, PaginatorTrait as _};
use serde_json::{Value, json};

const DAY_S: i64 = 86_400;

async fn get(by: &Client, path: &str) -> Value {
    let reply = by.get(&format!("/api/v1/dissuasion/{path}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[expect(clippy::disallowed_methods, reason = "rows are counted, not shown")]
async fn rows<E: EntityTrait>(city: &TestCity) -> u64
where
    E::Model: Send + Sync,
{
    let count = E::find().count(city.service.db.read()).await.unwrap();
    tokio::task::yield_now().await;
    count
}

/// Waits until the daily job, wherever it runs, has removed what is past its term.
async fn forget(city: &TestCity) {
    for _ in 0..200 {
        city.run_jobs().await;
        if rows::<hours_entry::Entity>(city).await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the ledger was never emptied");
}

/// A shift of today with a roster, two people, a report, an incident and confirmed hours; returns its id.
async fn held(city: &TestCity, duty: &Duty) -> String {
    let shift = duty.shift_today().await;
    let id = shift["id"].as_str().unwrap().to_owned();
    let four = city.service.clock.now().plus_s(7 * 3600);
    let on = json!({"version": shift["version"], "changes": [{"account_id": duty.mate.id(), "is_on": false}]});
    let path = format!("/api/v1/dissuasion/shifts/{id}/roster");
    assert_eq!(duty.planner.post(&path, &on).await.status, 200);
    city.advance_s(14 * 3600);
    let volunteer = city.sign_in("volunteer.a").await;
    for (direction, at) in [("in", 0), ("out", 7200)] {
        volunteer
            .capture(&check(city, &id, direction, four.plus_s(at)))
            .await;
    }
    let told = json!({"members": [duty.mate.id()], "others": 2,
        "counters": [{"category": "jaywalking", "outcome": "accepted", "count": 3}], "handouts": [{"item": "handbook", "count": 5}]});
    volunteer
        .capture(&report(city, &id, four.plus_s(7300), told))
        .await;
    let logged = json!({"shift_id": id, "captured_at": four.plus_s(600).to_rfc3339(), "payload": {"category": "littering", "outcome": "refused"}});
    volunteer.capture(&with(incident(city), logged)).await;
    let planner = city.sign_in("planner.a").await;
    let reply = planner
        .post(
            &format!("/api/v1/dissuasion/shifts/{id}/hours"),
            &json!({"items": [{"account_id": volunteer.id()}]}),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    id
}

#[tokio::test]
async fn after_its_term_nothing_says_who_was_at_a_shift_and_the_figures_stay() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let id = held(&city, &duty).await;
    let planner = city.sign_in("planner.a").await;
    let summary = "summary?from=2026-10-30&to=2026-10-30";
    let before = get(&planner, summary).await;
    assert_eq!(before["hours"]["confirmed_min"], 120);

    city.advance_s(1_094 * DAY_S);
    city.run_jobs().await;
    let planner = city.sign_in("planner.a").await;
    let seen = get(&planner, &format!("shifts/{id}")).await;
    assert!(
        !seen["people"].as_array().unwrap().is_empty(),
        "still there"
    );
    city.advance_s(2 * DAY_S);
    forget(&city).await;

    let planner = city.sign_in("planner.a").await;
    let seen = get(&planner, &format!("shifts/{id}")).await;
    assert_eq!(
        (&seen["people"], &seen["roster"], &seen["present"]),
        (&json!([]), &json!([]), &json!(2))
    );
    assert_eq!(
        (&seen["progress"], &seen["contacts"], &seen["hours_waiting"]),
        (&json!("held"), &json!(4), &json!(0))
    );
    assert_eq!(
        get(&planner, summary).await,
        before,
        "figures are as they were"
    );
    for left in [
        rows::<hours_entry::Entity>(&city).await,
        rows::<shift_check::Entity>(&city).await,
        rows::<shift_presence::Entity>(&city).await,
        rows::<roster_entry::Entity>(&city).await,
    ] {
        assert_eq!(left, 0);
    }
    assert_eq!(rows::<team_stint::Entity>(&city).await, 2, "members stay");

    let volunteer = city.sign_in("volunteer.a").await;
    let own = get(&volunteer, "hours/mine?year=2026").await;
    assert_eq!(
        (&own["total_min"], &own["entries"], &own["waiting_min"]),
        (&json!(120), &json!([]), &json!(0)),
        "the sum counts for the certificates"
    );
    let late = json!({"items": [{"account_id": duty.mate.id(), "minutes": 60, "reason": "补记"}]});
    let reply = planner
        .post(&format!("/api/v1/dissuasion/shifts/{id}/hours"), &late)
        .await;
    assert_eq!((reply.status, reply.code().as_str()), (409, "shift_over"));
}

#[tokio::test]
async fn the_sums_of_two_terms_are_added_up_and_a_list_still_tells_what_was_held() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    held(&city, &duty).await;
    city.advance_s(1_096 * DAY_S);
    forget(&city).await;
    let four = city.service.clock.now().plus_s(-10 * 3600);
    let (volunteer, planner) = (
        city.sign_in("volunteer.a").await,
        city.sign_in("planner.a").await,
    );
    // A second shift, made on the phone, three years later.
    let id = city.new_id().to_string();
    let mut coming = check(&city, &id, "in", four);
    coming["payload"]["ad_hoc"] = crate::support::ad_hoc(four, json!({}));
    volunteer.capture(&coming).await;
    volunteer
        .capture(&check(&city, &id, "out", four.plus_s(3600)))
        .await;
    let path = format!("/api/v1/dissuasion/shifts/{id}/hours");
    let items = json!({"items": [{"account_id": volunteer.id()}]});
    assert_eq!(planner.post(&path, &items).await.status, 200);
    city.advance_s(1_096 * DAY_S);
    forget(&city).await;
    let volunteer = city.sign_in("volunteer.a").await;
    assert_eq!(get(&volunteer, "hours/mine").await["total_min"], 180);
    let planner = city.sign_in("planner.a").await;
    let list = get(&planner, "shifts?from=2026-10-30&to=2026-10-30&state=held").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let missed = get(
        &planner,
        "shifts?from=2026-10-30&to=2026-10-30&state=missed",
    )
    .await;
    assert_eq!(missed["items"], json!([]));
}
