//! Visits as records: what is refused, what is flagged, how corrections go.

use crate::support::{Fieldwork, TestCity, answers, computed, with};
use serde_json::{Value, json};

fn faults(result: &Value) -> Vec<(String, String)> {
    assert_eq!(result["outcome"], "refused", "{result}");
    let errors = result["problem"]["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap().to_owned(),
                error["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn an_interview_is_stored_and_ends_the_work_at_its_door() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let record = work.interview(&city, work.door(0), json!({"has_handbook": true}));
    let result = work.surveyor.capture(&record).await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!([])),
        "{result}"
    );
    assert_eq!(result["area_code"], "439801001001");
    assert_eq!(work.surveyor.capture(&record).await["outcome"], "duplicate");
    let door = work.listed("state=done").await[0].clone();
    assert_eq!(
        (&door["outcome"], &door["is_final"], &door["has_handbook"]),
        (&json!("interview"), &json!(true), &json!(true))
    );
    assert_eq!(door["visits"][0]["disposition"], "interview");
}

#[tokio::test]
async fn answers_that_no_phone_could_give_are_refused_at_their_place() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let send = async |changes: Value| {
        let record = work.interview(&city, work.door(0), changes);
        faults(&work.surveyor.capture(&record).await)
    };
    let odd = |path: &str, value: Value| json!({"answers": with(answers(json!({})), json!({path: value}))});
    assert_eq!(
        send(odd("main/mood", json!("good"))).await,
        one("/payload/answers/main~1mood", "unknown_question")
    );
    assert_eq!(
        send(odd("main/awareness/aware", json!("perhaps"))).await,
        one("/payload/answers/main~1awareness~1aware", "not_in_list")
    );
    assert_eq!(
        send(odd("main/respondent/household_size", json!("three"))).await,
        one(
            "/payload/answers/main~1respondent~1household_size",
            "wrong_type"
        )
    );
    assert_eq!(
        send(json!({"form_version": "1999"})).await,
        one("/payload/form_version", "unknown_version")
    );
    assert_eq!(
        send(json!({"form_id": city.new_id()})).await,
        one("/payload/form_id", "unknown_form")
    );
    assert_eq!(
        send(json!({"survey_id": city.new_id()})).await,
        one("/payload/survey_id", "unknown_survey")
    );
    assert_eq!(
        send(json!({"door_id": city.new_id()})).await,
        one("/payload/door_id", "unknown_door")
    );
    assert_eq!(
        send(json!({"door_id": null})).await,
        one("/payload/door_id", "missing_field")
    );
    assert_eq!(
        send(json!({"mood": 1})).await,
        one("/payload/mood", "unknown_field")
    );
    assert_eq!(work.listed("state=to_do").await.len(), 10);
}

#[tokio::test]
async fn what_does_not_go_with_an_outcome_is_refused() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let send = async |outcome: &str, changes: Value| {
        let record = work.visit(&city, work.door(0), outcome, changes);
        faults(&work.surveyor.capture(&record).await)
    };
    let call_back = json!({"call_back": {"day": "2026-11-01", "part": "morning"}});
    assert_eq!(
        send("refused", call_back).await,
        one("/payload/call_back", "not_allowed_here")
    );
    assert_eq!(
        send("interview", json!({})).await,
        one("/payload/answers", "missing_field")
    );
    assert_eq!(
        send("vacant", json!({"has_handbook": true})).await,
        one("/payload/has_handbook", "not_allowed_here")
    );
    assert_eq!(
        send("not_home", json!({"form_version": "1"})).await,
        one("/payload/form_version", "not_allowed_here")
    );
    assert_eq!(
        send("asleep", json!({})).await,
        one("/payload/disposition", "unknown_value")
    );
    assert_eq!(
        send("not_home", json!({"visit_no": 0})).await,
        one("/payload/visit_no", "out_of_range")
    );
    let before = json!({"ended_at": "2026-10-01T00:00:00Z"});
    assert_eq!(
        send("not_home", before).await,
        one("/payload/ended_at", "ordered_wrong")
    );
    let local = json!({"started_at": "2026-10-01T00:00:00"});
    assert_eq!(
        send("not_home", local).await,
        one("/payload/started_at", "no_offset")
    );
    let answered = json!({"answers": {"consent": "agree"}, "form_id": work.form_id, "form_version": "2026010101"});
    assert_eq!(
        send("no_such_dwelling", answered).await,
        one("/payload/answers", "not_allowed_here")
    );
}

#[tokio::test]
async fn answers_that_do_not_fit_together_are_kept_and_flagged() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let odd = with(answers(json!({})), json!({"main/awareness/aware": "no"}));
    let result = work
        .surveyor
        .capture(&work.interview(&city, work.door(0), json!({"answers": odd})))
        .await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!(["answers_inconsistent"])),
        "{result}"
    );
    let asked = json!({"consent": "agree", "main/respondent/gender": "male"});
    let half = json!({"answers": computed(&asked)});
    let whole = work
        .surveyor
        .capture(&work.interview(&city, work.door(1), half.clone()))
        .await;
    assert_eq!(whole["flags"], json!(["answers_inconsistent"]));
    let partial = with(half, json!({"disposition": "partial"}));
    let broken_off = work
        .surveyor
        .capture(&work.interview(&city, work.door(2), partial))
        .await;
    assert_eq!(broken_off["flags"], json!([]), "{broken_off}");
}

#[tokio::test]
async fn refusals_may_carry_consent_and_reason() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let refusal = json!({"disposition": "refused", "answers": {"consent": "refuse", "refusal_reason": "no_time"}, "timings": null});
    let result = work
        .surveyor
        .capture(&work.interview(&city, work.door(0), refusal))
        .await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!([])),
        "{result}"
    );
}

#[tokio::test]
async fn only_one_interview_of_a_door_counts() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let door = work.door(0);
    work.surveyor
        .capture(&work.interview(&city, door, json!({})))
        .await;
    let second = work
        .surveyor
        .capture(&work.interview(&city, door, json!({"visit_no": 2})))
        .await;
    assert_eq!(second["flags"], json!(["interviewed_before"]), "{second}");
    assert_eq!(work.listed("state=interview").await.len(), 1);
}

#[tokio::test]
async fn visits_out_of_time_or_to_somebody_elses_door_are_flagged() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let mate = city.person("mate", &[("surveyor", "439801001001")]).await;
    let result = mate
        .capture(&work.visit(&city, work.door(0), "not_home", json!({})))
        .await;
    assert_eq!(result["flags"], json!(["not_assigned"]), "{result}");
    work.planner.post(&work.path("/close"), &json!({})).await;
    city.advance_s(3600);
    let surveyor = city.sign_in("surveyor.a").await;
    let late = surveyor
        .capture(&work.visit(&city, work.door(1), "not_home", json!({})))
        .await;
    assert_eq!(late["flags"], json!(["outside_survey_period"]), "{late}");
}

#[tokio::test]
async fn the_author_corrects_within_24_hours_of_receipt_and_nobody_else_ever() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let first = work.interview(&city, work.door(0), json!({}));
    work.surveyor.capture(&first).await;
    let correction = |outcome: &str| {
        let base = work.visit(&city, work.door(0), outcome, json!({}));
        with(
            base,
            json!({"corrects": first["id"], "correction_reason": "点错了"}),
        )
    };
    let mate = city.person("mate", &[("surveyor", "439801001001")]).await;
    let other = mate.capture(&correction("refused")).await;
    assert_eq!(faults(&other), one("/corrects", "corrects_other"));
    let elsewhere = with(
        correction("refused"),
        json!({"payload": work.visit(&city, work.door(1), "refused", json!({}))["payload"]}),
    );
    assert_eq!(
        faults(&work.surveyor.capture(&elsewhere).await),
        one("/corrects", "corrects_other")
    );
    city.advance_s(23 * 3600);
    let surveyor = city.sign_in("surveyor.a").await;
    let planner = city.sign_in("survey.planner.a").await;
    let taken = surveyor.capture(&correction("refused")).await;
    assert_eq!(taken["outcome"], "created", "{taken}");
    let refused = planner.get(&work.path("/doors?state=refused")).await.json();
    assert_eq!(refused["items"][0]["visits"][0]["is_replaced"], true);
    city.advance_s(2 * 3600);
    let surveyor = city.sign_in("surveyor.a").await;
    let chained = with(correction("not_home"), json!({"corrects": taken["id"]}));
    assert_eq!(
        faults(&surveyor.capture(&chained).await),
        one("/corrects", "correction_too_late")
    );
    assert_eq!(surveyor.capture(&first).await["outcome"], "duplicate");
}

#[tokio::test]
async fn a_check_of_an_interview_is_stored_beside_it_and_changes_nothing_at_the_door() {
    let city = TestCity::spawn().await;
    let work = Fieldwork::make(&city).await;
    let back_check = work.interview(&city, work.door(0), json!({}));
    work.surveyor.capture(&back_check).await;
    let checked = json!({"back_check_of": back_check["id"], "visit_no": 2});
    let result = work
        .surveyor
        .capture(&work.interview(&city, work.door(0), checked))
        .await;
    assert_eq!(
        (&result["outcome"], &result["flags"]),
        (&json!("created"), &json!([])),
        "{result}"
    );
    assert_eq!(work.listed("").await[0]["outcome"], "interview");
    let unknown = json!({"back_check_of": city.new_id()});
    let refused = work
        .surveyor
        .capture(&work.interview(&city, work.door(1), unknown))
        .await;
    assert_eq!(
        faults(&refused),
        one("/payload/back_check_of", "unknown_visit")
    );
}
