//! What phones send of shifts.

use crate::support::{Client, Duty, IN_WORK_GRID, TestCity, ad_hoc, check, incident, report, with};
use serde_json::{Value, json};

async fn taken(client: &Client, record: &Value) -> Vec<String> {
    let result = client.capture(record).await;
    assert_eq!(result["outcome"], "created", "{result}");
    let flags = result["flags"].as_array().unwrap();
    flags
        .iter()
        .map(|flag| flag.as_str().unwrap().to_owned())
        .collect()
}

async fn fault(client: &Client, record: &Value) -> (String, String) {
    let result = client.capture(record).await;
    assert_eq!(result["outcome"], "refused", "{result}");
    let error = &result["problem"]["errors"][0];
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    (text("pointer"), text("code"))
}

async fn detail(client: &Client, shift: &str) -> Value {
    let reply = client
        .get(&format!("/api/v1/dissuasion/shifts/{shift}"))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn person<'a>(detail: &'a Value, id: &str) -> &'a Value {
    let people = detail["people"].as_array().unwrap();
    people.iter().find(|one| one["id"] == id).unwrap()
}

#[tokio::test]
async fn a_check_tells_its_distance_and_a_far_one_is_flagged_and_taken() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let id = shift["id"].as_str().unwrap();
    let now = city.service.clock.now();
    let near = check(&city, id, "in", now.plus_s(-600));
    assert!(taken(&duty.volunteer, &near).await.is_empty());
    let away = json!({"lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1 + 0.002, "accuracy_m": 8.0});
    let far = with(
        check(&city, id, "out", now.plus_s(-60)),
        json!({"position": away}),
    );
    let flags = taken(&duty.volunteer, &far).await;
    assert!(flags.contains(&"far_from_place".to_owned()), "{flags:?}");
    let nowhere = with(
        check(&city, id, "in", now.plus_s(-600)),
        json!({"position": null, "placed_by": "none"}),
    );
    assert_eq!(taken(&duty.mate, &nowhere).await, ["no_position"]);
    let seen = detail(&duty.leader, id).await;
    let checks = &person(&seen, &duty.volunteer.id())["checks"];
    assert_eq!(
        (&checks[0]["distance_m"], &checks[0]["is_far"]),
        (&json!(0.0), &json!(false))
    );
    assert!((checks[1]["distance_m"].as_f64().unwrap() - 222.4).abs() < 0.5);
    assert_eq!(checks[1]["is_far"], true);
    assert_eq!(
        person(&seen, &duty.mate.id())["checks"][0]["distance_m"],
        Value::Null
    );
    assert_eq!(
        (&seen["progress"], &seen["present"]),
        (&json!("running"), &json!(2))
    );
}

#[tokio::test]
async fn a_going_before_the_coming_is_refused_whatever_the_batch_and_a_repeat_is_none() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let id = shift["id"].as_str().unwrap();
    let now = city.service.clock.now();
    let coming = check(&city, id, "in", now.plus_s(-600));
    taken(&duty.volunteer, &coming).await;
    let early = check(&city, id, "out", now.plus_s(-700));
    assert_eq!(
        fault(&duty.volunteer, &early).await,
        ("/captured_at".into(), "checked_out_before_in".into())
    );
    let going = check(&city, id, "out", now.plus_s(-60));
    taken(&duty.volunteer, &going).await;
    assert_eq!(duty.volunteer.capture(&going).await["outcome"], "duplicate");
    // In one batch, in the order newest first.
    let batch = [
        check(&city, id, "out", now.plus_s(-900)),
        check(&city, id, "in", now.plus_s(-800)),
    ];
    let results = duty.mate.send_records(&batch).await.json();
    assert_eq!(results["results"][0]["outcome"], "refused", "{results}");
    assert_eq!(results["results"][1]["outcome"], "created", "{results}");
    // Whoever goes before anybody knows of the coming is taken.
    let alone = check(&city, id, "out", now.plus_s(-900));
    taken(&duty.leader, &alone).await;
}

#[tokio::test]
async fn a_shift_made_on_the_phone_exists_as_soon_as_one_of_its_records_came() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let (now, id) = (city.service.clock.now(), city.new_id().to_string());
    let made = ad_hoc(now.plus_s(-3600), json!({"team_id": duty.team_id()}));
    let mut coming = check(&city, &id, "in", now.plus_s(-3500));
    coming["payload"]["ad_hoc"] = made.clone();
    let early = with(incident(&city), json!({"shift_id": id}));
    let flags = taken(&duty.mate, &early).await;
    assert!(flags.contains(&"unknown_shift".to_owned()));
    let late = with(incident(&city), json!({"shift_id": id}));
    let results = duty.volunteer.send_records(&[coming, late]).await.json();
    assert_eq!(results["results"][1]["flags"], json!([]), "{results}");
    let mine = duty.mate.get("/api/v1/records/mine").await.json();
    let own = mine["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == early["id"])
        .unwrap();
    assert_eq!(
        own["flags"],
        json!([]),
        "the flag went when the shift became known"
    );
    let seen = detail(&duty.volunteer, &id).await;
    assert_eq!(
        (&seen["is_ad_hoc"], &seen["team_id"]),
        (&json!(true), &json!(duty.team_id()))
    );
    assert_eq!(
        (&seen["incidents_by"]["count"], &seen["contacts"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(duty.shifts("from=2026-10-30&to=2026-10-30").await.len(), 1);
}

#[tokio::test]
async fn a_team_named_by_a_stranger_is_not_taken_into_a_shift() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let stranger = city
        .person("stranger", &[("dissuasion_volunteer", "439801001002")])
        .await;
    let (now, id) = (city.service.clock.now(), city.new_id().to_string());
    let mut coming = check(&city, &id, "in", now.plus_s(-60));
    coming["payload"]["ad_hoc"] = ad_hoc(now.plus_s(-60), json!({"team_id": duty.team_id()}));
    taken(&stranger, &coming).await;
    assert_eq!(detail(&stranger, &id).await["team_id"], Value::Null);
    assert_eq!(
        duty.volunteer
            .get(&format!("/api/v1/dissuasion/shifts/{id}"))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn somebody_in_two_shifts_at_once_is_flagged() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let now = city.service.clock.now();
    let (one, two) = (city.new_id().to_string(), city.new_id().to_string());
    let mut send = vec![];
    for (id, from) in [(&one, -7200), (&two, -5400)] {
        for (direction, at) in [("in", from), ("out", from + 3600)] {
            let mut record = check(&city, id, direction, now.plus_s(at));
            record["payload"]["ad_hoc"] = ad_hoc(now.plus_s(from), json!({}));
            send.push(record);
        }
    }
    let (second, first) = (send.split_off(2), send);
    for record in &first {
        assert!(taken(&duty.volunteer, record).await.is_empty());
    }
    for record in &second {
        let flags = taken(&duty.volunteer, record).await;
        assert_eq!(flags, ["overlapping_shift"]);
    }
    // Named as present by the report of one while checked in at another.
    let reported = report(
        &city,
        &one,
        now.plus_s(-3500),
        json!({"members": [duty.volunteer.id()]}),
    );
    assert_eq!(taken(&duty.mate, &reported).await, ["overlapping_shift"]);
}

#[tokio::test]
async fn a_report_counts_people_by_outcome_and_incidents_count_beside_it() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let shift = duty.shift_today().await;
    let id = shift["id"].as_str().unwrap();
    let now = city.service.clock.now();
    taken(&duty.volunteer, &check(&city, id, "in", now.plus_s(-600))).await;
    let logged = with(
        incident(&city),
        json!({"shift_id": id, "payload": {"category": "littering", "outcome": "refused"}}),
    );
    taken(&duty.volunteer, &logged).await;
    let told = report(
        &city,
        id,
        now.plus_s(-30),
        json!({
            "members": [duty.mate.id(), city.new_id()], "others": 2,
            "counters": [
                {"category": "littering", "outcome": "corrected", "count": 6},
                {"category": "jaywalking", "outcome": "accepted", "count": 1},
                {"category": "littering", "outcome": "left_before", "count": 4}],
            "handouts": [{"item": "handbook", "count": 12, "taken": 40}]
        }),
    );
    let told = with(told, json!({"note": "顺利，电话 13812345678"}));
    taken(&duty.volunteer, &told).await;
    let seen = detail(&duty.mate, id).await;
    assert_eq!(
        (&seen["contacts"], &seen["successes"], &seen["handbooks"]),
        (&json!(8), &json!(7), &json!(12))
    );
    let rate = &seen["success_rate"];
    assert_eq!(
        (&rate["numerator"], &rate["denominator"], &rate["method"]),
        (&json!(7), &json!(8), &json!("wilson"))
    );
    assert_eq!(
        (&seen["present"], &seen["others"], &seen["progress"]),
        (&json!(3), &json!(2), &json!("held"))
    );
    assert_eq!(
        seen["handouts"][0],
        json!({"item": "handbook", "count": 12, "taken": 40})
    );
    assert!(!seen["summary"].as_str().unwrap().contains("13812345678"));
    // A correction replaces it.
    let again = report(
        &city,
        id,
        now.plus_s(-20),
        json!({"counters": [{"category": "littering", "outcome": "corrected", "count": 2}]}),
    );
    let again = with(
        again,
        json!({"corrects": told["id"], "correction_reason": "多按了"}),
    );
    taken(&duty.volunteer, &again).await;
    let seen = detail(&duty.leader, id).await;
    assert_eq!(
        (&seen["contacts"], &seen["successes"], &seen["handbooks"]),
        (&json!(3), &json!(2), &json!(0))
    );
}

#[tokio::test]
async fn what_cannot_be_understood_of_a_report_is_refused_with_its_place() {
    let city = TestCity::spawn().await;
    let duty = Duty::make(&city).await;
    let now = city.service.clock.now();
    let id = city.new_id().to_string();
    let counter = |category: &str, outcome: &str, count: i64| json!({"category": category, "outcome": outcome, "count": count});
    for (payload, pointer, code) in [
        (
            json!({"counters": [counter("nothing", "corrected", 1)]}),
            "/payload/counters/0/category",
            "unknown_category",
        ),
        (
            json!({"counters": [counter("littering", "maybe", 1)]}),
            "/payload/counters/0/outcome",
            "unknown_outcome",
        ),
        (
            json!({"counters": [counter("littering", "corrected", 0)]}),
            "/payload/counters/0/count",
            "out_of_range",
        ),
        (
            json!({"counters": [counter("littering", "corrected", 1), counter("littering", "corrected", 2)]}),
            "/payload/counters/1",
            "repeated",
        ),
        (json!({"others": 501}), "/payload/others", "out_of_range"),
        (
            json!({"members": ["王小明"]}),
            "/payload/members/0",
            "invalid_value",
        ),
        (
            json!({"names": ["王小明"]}),
            "/payload/names",
            "unknown_field",
        ),
        (
            json!({"handouts": [{"item": "umbrella", "count": 1}]}),
            "/payload/handouts/0/item",
            "unknown_value",
        ),
        (
            json!({"ad_hoc": ad_hoc(now, json!({"planned_minutes": 5}))}),
            "/payload/ad_hoc/planned_minutes",
            "out_of_range",
        ),
        (
            json!({"ad_hoc": ad_hoc(now, json!({"lat": 99.0}))}),
            "/payload/ad_hoc/lat",
            "out_of_range",
        ),
    ] {
        let record = report(&city, &id, now, payload.clone());
        assert_eq!(
            fault(&duty.volunteer, &record).await,
            (pointer.into(), code.into()),
            "{payload}"
        );
    }
    let odd = with(
        check(&city, &id, "in", now),
        json!({"payload": {"shift": id, "direction": "sideways"}}),
    );
    assert_eq!(
        fault(&duty.volunteer, &odd).await,
        ("/payload/direction".into(), "unknown_value".into())
    );
}
