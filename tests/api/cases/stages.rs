//! The seven stages, the side states, and who may.

use super::{Desk, open};
use crate::support::{STREET_EAST, STREET_WEST, WORK_GRID, tally};
use serde_json::{Value, json};

#[tokio::test]
async fn a_record_becomes_a_case_and_walks_the_seven_stages_to_its_end() {
    let desk = Desk::make().await;
    let case = desk.case().await;
    assert_eq!(
        (&case["stage"], &case["unit"]["code"], &case["category"]),
        (
            &json!("accepted"),
            &json!("east.first"),
            &json!("littering")
        )
    );
    assert!(
        case["timeline"][0]["detail"]["why_zh"]
            .as_str()
            .unwrap()
            .contains("east.first中队")
    );
    let closed = desk.closed().await;
    assert_eq!(
        (&closed["stage"], &closed["outcome"]),
        (&json!("closed"), &json!("fixed"))
    );
    let walked: Vec<&str> = closed["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["to"].as_str().unwrap())
        .collect();
    assert_eq!(
        walked,
        [
            "accepted",
            "filed",
            "dispatched",
            "handling",
            "reported",
            "verified",
            "closed"
        ]
    );
    let sheet = desk
        .supervisor
        .get(&format!(
            "/api/v1/cases/{}/print",
            closed["id"].as_str().unwrap()
        ))
        .await
        .json();
    assert!(
        sheet["stages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|stage| stage["at"].is_string())
    );
    assert_eq!(
        (&sheet["category_zh"], &sheet["stages"][0]["name_zh"]),
        (&json!("乱扔垃圾"), &json!("受理"))
    );
}

#[tokio::test]
async fn a_skipped_stage_is_refused_and_the_open_steps_are_named() {
    let desk = Desk::make().await;
    let case = desk.case().await;
    for action in [
        "dispatch",
        "extend",
        "verify",
        "close",
        "reopen",
        "send_back",
    ] {
        let reply = desk
            .step(
                &desk.supervisor,
                &case,
                json!({"action": action, "note": "因为", "hours": 1}),
            )
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (409, "case_step_refused".into()),
            "{action}"
        );
        let params = reply.json()["params"].clone();
        assert_eq!(
            (&params["stage"], &params["open"]),
            (
                &json!("accepted"),
                &json!(["file", "decline", "handle_self", "void"])
            )
        );
    }
    assert_eq!(open(&case), ["file", "decline", "handle_self", "void"]);
    let unknown = desk
        .step(&desk.supervisor, &case, json!({"action": "leap"}))
        .await;
    assert_eq!(
        (
            unknown.status,
            unknown.json()["errors"][0]["pointer"].as_str()
        ),
        (422, Some("/action"))
    );
}

#[tokio::test]
async fn of_two_steps_at_once_one_wins_and_the_other_gets_the_present_state() {
    let desk = Desk::make().await;
    let case = desk.case().await;
    let (one, two) = tokio::join!(
        desk.step(&desk.supervisor, &case, json!({"action": "file"})),
        desk.step(
            &desk.colleague,
            &case,
            json!({"action": "decline", "note": "不属实"})
        ),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
    let late = if one.status == 409 { one } else { two };
    let now = desk.look(&desk.supervisor, &case).await.json();
    assert_eq!(late.code(), "case_changed");
    assert_eq!(
        (
            &late.json()["params"]["case"]["stage"],
            &late.json()["params"]["case"]["version"]
        ),
        (&now["stage"], &json!(2))
    );
    assert_eq!(now["timeline"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_ends_or_turns_back_a_case_must_be_explained() {
    let desk = Desk::make().await;
    let case = desk.case().await;
    for action in ["decline", "handle_self", "void"] {
        for note in [Value::Null, json!("  ")] {
            let reply = desk
                .step(
                    &desk.supervisor,
                    &case,
                    json!({"action": action, "note": note}),
                )
                .await;
            assert_eq!(
                (reply.status, reply.code()),
                (422, "case_needs_note".into()),
                "{action}"
            );
        }
    }
    let declined = desk
        .take(
            &desk.supervisor,
            &case,
            json!({"action": "decline", "note": "现场正常"}),
        )
        .await;
    assert_eq!(
        (&declined["stage"], &declined["due_at"]),
        (&json!("declined"), &Value::Null)
    );
    let again = desk
        .take(
            &desk.supervisor,
            &declined,
            json!({"action": "reopen", "note": "又出现了"}),
        )
        .await;
    assert_eq!(
        (&again["stage"], &again["side"]),
        (&json!("filed"), &json!("reopened"))
    );
    let voided = desk
        .take(
            &desk.supervisor,
            &again,
            json!({"action": "void", "note": "重复录入"}),
        )
        .await;
    assert_eq!(
        (&voided["stage"], &voided["steps"]),
        (&json!("voided"), &json!([]))
    );
}

#[tokio::test]
async fn a_unit_sees_its_own_cases_only_and_only_after_the_dispatch() {
    let desk = Desk::make().await;
    let case = desk.case().await;
    assert_eq!(desk.look(&desk.fixer, &case).await.code(), "case_not_found");
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "file"}))
        .await;
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "dispatch"}))
        .await;
    let seen = desk.look(&desk.fixer, &case).await.json();
    assert_eq!(open(&seen), ["start", "give_back", "ask_extension"]);
    assert!(
        seen["reports"][0]["author_name"].is_null(),
        "reporters are named to supervisors only"
    );
    assert_eq!(desk.look(&desk.other, &case).await.code(), "case_not_found");
    assert_eq!(
        desk.step(&desk.other, &case, json!({"action": "start"}))
            .await
            .code(),
        "case_not_found"
    );
    let west = desk.city.street_supervisor(STREET_WEST).await;
    assert_eq!(desk.look(&west, &case).await.code(), "case_not_found");
    let author =
        desk.look(&desk.supervisor, &case).await.json()["reports"][0]["author_name"].clone();
    assert!(author.is_string());
}

#[tokio::test]
async fn nobody_acts_for_another_unit_and_nobody_dispatches_to_a_unit_that_has_nothing_to_do_with_the_place()
 {
    let desk = Desk::make().await;
    let case = desk.dispatched().await;
    let reply = desk
        .step(&desk.supervisor, &case, json!({"action": "start"}))
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (403, "case_foreign_unit".into())
    );
    let reply = desk
        .step(
            &desk.fixer,
            &case,
            json!({"action": "void", "note": "不要"}),
        )
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (403, "case_not_your_step".into())
    );
    let admin = desk.city.sign_in("city.supervisor").await;
    let west = admin.get("/api/v1/units?q=west.first").await.json()["items"][0]["id"].clone();
    let case = desk.case().await;
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "file"}))
        .await;
    let reply = desk
        .step(
            &desk.supervisor,
            &case,
            json!({"action": "dispatch", "unit_id": west}),
        )
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (403, "case_foreign_unit".into())
    );
    let ghost = desk
        .step(
            &desk.supervisor,
            &case,
            json!({"action": "dispatch", "unit_id": desk.city.new_id()}),
        )
        .await;
    assert_eq!(ghost.json()["errors"][0]["code"], "unknown_unit");
    let moved = desk
        .take(
            &desk.supervisor,
            &case,
            json!({"action": "dispatch", "unit_id": desk.neighbour}),
        )
        .await;
    assert_eq!(moved["unit"]["code"], "east.second");
}

#[tokio::test]
async fn a_case_that_is_not_ours_goes_back_to_the_desk_and_to_another_unit() {
    let desk = Desk::make().await;
    let case = desk.handling().await;
    let silent = desk
        .step(&desk.fixer, &case, json!({"action": "give_back"}))
        .await;
    assert_eq!(silent.code(), "case_needs_note");
    let back = desk
        .take(
            &desk.supervisor,
            &case,
            json!({"action": "hold", "note": "先等等"}),
        )
        .await;
    let held = desk
        .step(
            &desk.fixer,
            &back,
            json!({"action": "give_back", "note": "不归我们"}),
        )
        .await;
    assert_eq!((held.status, held.code()), (409, "case_on_hold".into()));
    let case = desk
        .take(&desk.supervisor, &back, json!({"action": "resume"}))
        .await;
    let reply = desk
        .step(
            &desk.fixer,
            &case,
            json!({"action": "give_back", "note": "归环卫"}),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let now = desk.look(&desk.supervisor, &case).await.json();
    assert_eq!(
        (&now["stage"], &now["side"]),
        (&json!("filed"), &json!("returned"))
    );
    assert_eq!(desk.look(&desk.fixer, &case).await.code(), "case_not_found");
    let again = desk
        .take(
            &desk.supervisor,
            &now,
            json!({"action": "dispatch", "unit_id": desk.neighbour}),
        )
        .await;
    assert_eq!(
        (&again["stage"], &again["side"]),
        (&json!("dispatched"), &Value::Null)
    );
}

#[tokio::test]
async fn media_proposals_and_other_systems_make_cases_in_their_words() {
    let desk = Desk::make().await;
    for source in ["media", "proposal", "api"] {
        let body = json!({"source": source, "reference": format!("{source}-7"), "category": "littering", "note": "河边有垃圾", "area_code": WORK_GRID});
        let made = desk.supervisor.post("/api/v1/cases", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        assert_eq!(
            (&made["source"], &made["note"], &made["stage"]),
            (&json!(source), &json!("河边有垃圾"), &json!("accepted"))
        );
        let twice = desk.supervisor.post("/api/v1/cases", &body).await;
        assert_eq!((twice.status, twice.code()), (409, "case_exists".into()));
    }
}

#[tokio::test]
async fn a_record_of_another_kind_becomes_a_case_under_the_behaviour_that_is_named() {
    let desk = Desk::make().await;
    let counted = tally(&desk.city);
    assert_eq!(desk.worker.capture(&counted).await["outcome"], "created");
    let ask = async |category: Option<&str>| {
        let body = json!({"source": "record", "record_id": counted["id"], "category": category});
        desk.supervisor.post("/api/v1/cases", &body).await
    };
    let silent = ask(None).await;
    assert_eq!(
        (silent.status, &silent.json()["errors"][0]["pointer"]),
        (422, &json!("/category"))
    );
    let made = ask(Some("illegal_parking_motor")).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["reports"][0]["record_id"], counted["id"]);
    assert_eq!(ask(Some("littering")).await.code(), "case_exists");
}

#[tokio::test]
async fn at_a_border_a_case_is_for_both_units_to_agree_and_stands_in_a_list_of_its_own() {
    let desk = Desk::make().await;
    let admin = desk.city.sign_in("city.supervisor").await;
    let rule = |street: &str, unit: &str| json!({"priority": 200, "territory": "area", "territory_code": street, "subject": "any", "unit_code": unit});
    let rules = [
        rule(STREET_EAST, "east.first"),
        rule(STREET_WEST, "west.first"),
    ];
    let reply = admin
        .put(
            "/api/v1/units/rules",
            &json!({"version": 1, "rules": rules}),
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let at = async |lng: f64| {
        let body = json!({"source": "media", "category": "littering", "position": {"lng": lng, "lat": 26.901}});
        let made = desk.supervisor.post("/api/v1/cases", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()
    };
    // The streets meet at 110.508; a degree of longitude is about 99 km here.
    let (border, inside) = (at(110.507_95).await, at(110.507_7).await);
    assert_eq!(
        (&border["is_coordination"], &inside["is_coordination"]),
        (&json!(true), &json!(false))
    );
    let first = &border["timeline"][0]["detail"];
    assert_eq!(
        first["candidates"],
        json!(["east.first", "west.first"]),
        "{first}"
    );
    let page = desk.supervisor.get("/api/v1/cases?view=coordination").await;
    let ids: Vec<Value> = page.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ids, [border["id"].clone()]);
}

#[tokio::test]
async fn a_hotline_ticket_keeps_its_number_and_never_its_text() {
    let desk = Desk::make().await;
    let body = |changes: Value| {
        crate::support::with(
            json!({"source": "hotline", "reference": "12345-20261030-0042", "category": "street_vending", "area_code": WORK_GRID}),
            changes,
        )
    };
    let told = desk
        .supervisor
        .post("/api/v1/cases", &body(json!({"note": "住户反映"})))
        .await;
    assert_eq!(
        (told.status, told.json()["errors"][0]["pointer"].as_str()),
        (422, Some("/note"))
    );
    let made = desk
        .supervisor
        .post("/api/v1/cases", &body(json!({})))
        .await;
    assert_eq!(
        (
            made.status,
            &made.json()["source_ref"],
            &made.json()["note"]
        ),
        (201, &json!("12345-20261030-0042"), &Value::Null)
    );
    let twice = desk
        .supervisor
        .post("/api/v1/cases", &body(json!({})))
        .await;
    assert_eq!((twice.status, twice.code()), (409, "case_exists".into()));
    assert_eq!(twice.json()["params"]["number"], made.json()["number"]);
    let elsewhere = desk
        .supervisor
        .post(
            "/api/v1/cases",
            &body(json!({"reference": "2", "area_code": STREET_WEST})),
        )
        .await;
    assert_eq!(elsewhere.json()["errors"][0]["code"], "unknown_area");
    let found = desk
        .supervisor
        .get("/api/v1/cases?q=12345-20261030-0042")
        .await
        .json();
    assert_eq!(found["items"][0]["id"], made.json()["id"]);
}

#[tokio::test]
async fn a_selection_becomes_cases_and_is_dispatched_in_one_go() {
    let desk = Desk::make().await;
    let (one, two) = (desk.record(json!({})).await, desk.record(json!({})).await);
    let first = desk
        .supervisor
        .post(
            "/api/v1/cases",
            &json!({"source": "record", "record_id": one}),
        )
        .await
        .json();
    let body = json!({"record_ids": [one, two, desk.city.new_id()], "dispatch": true});
    let made = desk
        .supervisor
        .post("/api/v1/cases/selection", &body)
        .await
        .json();
    let outcomes: Vec<&str> = made["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        (outcomes, &made["created"]),
        (vec!["has_case", "created", "not_found"], &json!(1))
    );
    assert_eq!(made["items"][0]["number"], first["number"]);
    let path = format!(
        "/api/v1/cases/{}",
        made["items"][1]["case_id"].as_str().unwrap()
    );
    let case = desk.fixer.get(&path).await.json();
    assert_eq!(
        (&case["stage"], &case["unit"]["code"]),
        (&json!("dispatched"), &json!("east.first"))
    );
    let twice = desk
        .supervisor
        .post(
            "/api/v1/cases",
            &json!({"source": "record", "record_id": two}),
        )
        .await;
    assert_eq!(twice.code(), "case_exists");
}

#[tokio::test]
async fn the_table_of_steps_is_served_as_it_is_applied() {
    let desk = Desk::make().await;
    let table = desk.fixer.get("/api/v1/cases/steps").await.json();
    assert_eq!(
        (
            table["steps"].as_array().unwrap().len(),
            table["stages"].as_array().unwrap().len()
        ),
        (17, 10)
    );
    let report = table["steps"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["action"] == "report")
        .unwrap();
    assert_eq!(
        (
            &report["from"],
            &report["to"],
            &report["permission"],
            &report["photo"]
        ),
        (
            &json!(["handling"]),
            &json!("reported"),
            &json!("handle_cases"),
            &json!("after_work")
        )
    );
}
