//! Proof of a fix, who may verify it, and the tenth that is looked at again.

use super::{Desk, open};
use crate::support::{IN_WORK_GRID, with};
use serde_json::{Value, json};

fn flags(case: &Value) -> Vec<&str> {
    let checks = case["proof"]["checks"].as_array().unwrap();
    checks
        .iter()
        .filter(|check| check["is_ok"] == false)
        .map(|check| check["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_fix_needs_a_photo_that_the_handler_sent() {
    let desk = Desk::make().await;
    let case = desk.handling().await;
    let bare = json!({"action": "report", "outcome": "fixed", "note": "好了"});
    let reply = desk.step(&desk.fixer, &case, bare.clone()).await;
    assert_eq!(
        (reply.status, reply.code()),
        (422, "case_needs_photo".into())
    );
    let foreign = desk.photo(&desk.worker, "p02_board_o2.jpg").await;
    let reply = desk
        .step(
            &desk.fixer,
            &case,
            with(
                bare.clone(),
                json!({"photos": [desk.after(&foreign, IN_WORK_GRID)]}),
            ),
        )
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (422, "case_photo_not_sent".into())
    );
    let no_outcome = desk
        .step(
            &desk.fixer,
            &case,
            json!({"action": "report", "note": "好了"}),
        )
        .await;
    assert_eq!(no_outcome.json()["errors"][0]["pointer"], "/outcome");
    let not_fixed = desk
        .take(
            &desk.fixer,
            &case,
            json!({"action": "report", "outcome": "not_fixed", "note": "缺材料"}),
        )
        .await;
    assert_eq!(
        (&not_fixed["stage"], &not_fixed["outcome"]),
        (&json!("reported"), &json!("not_fixed"))
    );
}

#[tokio::test]
async fn a_good_photo_stands_beside_the_finding_and_passes_every_check() {
    let mut desk = Desk::make().await;
    desk.later(60).await;
    let case = desk.reported().await;
    assert_eq!((flags(&case), &case["is_flagged"]), (vec![], &json!(false)));
    let near = case["proof"]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["code"] == "near")
        .unwrap();
    assert_eq!(near["words_zh"], "距原点 0 米，在 100 米以内");
    let sha = case["after_photo"].as_str().unwrap();
    assert_eq!(case["proof"]["after"]["sha256"], sha);
    desk.city.run_jobs().await;
    assert_eq!(desk.status_of_photo(&desk.supervisor, sha).await, 200);
    assert_eq!(
        desk.other
            .get(&format!("/api/v1/photos/{sha}/thumb"))
            .await
            .code(),
        "photo_not_found"
    );
}

#[tokio::test]
async fn the_unit_sees_the_photo_of_the_finding() {
    let desk = Desk::make().await;
    let sha = desk.photo(&desk.worker, "p02_board_o2.jpg").await;
    let photos = json!([{"sha256": sha, "taken_at": desk.city.service.clock.now().plus_s(-70).to_rfc3339(), "role": "scene"}]);
    let record = desk.record(json!({"photos": photos})).await;
    let made = desk
        .supervisor
        .post(
            "/api/v1/cases/selection",
            &json!({"record_ids": [record], "dispatch": true}),
        )
        .await
        .json();
    assert_eq!(desk.status_of_photo(&desk.supervisor, &sha).await, 200);
    let case = desk
        .fixer
        .get(&format!(
            "/api/v1/cases/{}",
            made["items"][0]["case_id"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(
        (
            &case["before_photo"],
            &case["proof"]["before"]["has_derivative"]
        ),
        (&json!(sha), &json!(true))
    );
    assert_eq!(desk.status_of_photo(&desk.fixer, &sha).await, 200);
}

#[tokio::test]
async fn far_and_old_photos_are_taken_and_flagged_in_words() {
    let desk = Desk::make().await;
    let case = desk.handling().await;
    let photo = desk.photo(&desk.fixer, "p09_no_exif.jpg").await;
    let (lng, lat) = IN_WORK_GRID;
    let early = desk.city.service.clock.now().plus_s(-3600).to_rfc3339();
    let far = with(
        desk.after(&photo, (lng + 0.003, lat)),
        json!({"taken_at": early}),
    );
    let case = desk
        .take(
            &desk.fixer,
            &case,
            json!({"action": "report", "outcome": "fixed", "note": "好了", "photos": [far]}),
        )
        .await;
    assert_eq!(
        (flags(&case), &case["is_flagged"]),
        (vec!["after_dispatch", "near"], &json!(true))
    );
    let words: Vec<&str> = case["proof"]["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["words_zh"].as_str().unwrap())
        .collect();
    assert!(
        words.iter().any(|words| words.contains("超过 100 米"))
            && words.iter().any(|words| words.contains("派遣之前")),
        "{words:?}"
    );
    let flagged = desk
        .supervisor
        .get("/api/v1/cases?is_flagged=true")
        .await
        .json();
    assert_eq!(flagged["items"][0]["id"], case["id"]);
}

#[tokio::test]
async fn nobody_verifies_the_own_fix_nor_that_of_the_own_unit() {
    let desk = Desk::make().await;
    let admin = desk.city.sign_in("city.supervisor").await;
    // The supervisor answers for the unit besides.
    let add = json!({"add": [{"account_id": desk.colleague.account_id}]});
    admin
        .post(&format!("/api/v1/units/{}/contacts", desk.unit), &add)
        .await;
    let case = desk.reported().await;
    for action in ["verify", "send_back"] {
        let reply = desk
            .step(
                &desk.colleague,
                &case,
                json!({"action": action, "note": "看过了"}),
            )
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (409, "case_own_fix".into()),
            "{action}"
        );
    }
    assert!(!open(&desk.look(&desk.colleague, &case).await.json()).contains(&"verify"));
    let reply = desk
        .step(&desk.fixer, &case, json!({"action": "verify"}))
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (403, "case_not_your_step".into())
    );
    let verified = desk
        .take(&desk.supervisor, &case, json!({"action": "verify"}))
        .await;
    assert_eq!(verified["stage"], "verified");
}

#[tokio::test]
async fn a_fix_that_did_not_hold_goes_back_with_half_the_time() {
    let desk = Desk::make().await;
    let case = desk.reported().await;
    let back = desk
        .take(
            &desk.supervisor,
            &case,
            json!({"action": "send_back", "note": "还有垃圾"}),
        )
        .await;
    assert_eq!(
        (&back["stage"], &back["side"], &back["after_photo"]),
        (&json!("handling"), &json!("returned"), &Value::Null)
    );
    assert_eq!(back["clock"]["allowed_min"], 240);
    assert_eq!(
        back["photos"].as_array().unwrap().len(),
        1,
        "the old proof stays in the file"
    );
}

#[tokio::test]
async fn fixed_without_proof_cannot_be_closed() {
    let desk = Desk::make().await;
    let case = desk.handling().await;
    let case = desk
        .take(
            &desk.fixer,
            &case,
            json!({"action": "report", "outcome": "duplicate", "note": "和昨天的一样"}),
        )
        .await;
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "verify"}))
        .await;
    let reply = desk
        .step(
            &desk.supervisor,
            &case,
            json!({"action": "close", "outcome": "fixed"}),
        )
        .await;
    assert_eq!(
        (reply.status, reply.code()),
        (409, "case_without_proof".into())
    );
    let closed = desk
        .take(&desk.supervisor, &case, json!({"action": "close"}))
        .await;
    assert_eq!(closed["outcome"], "duplicate");
}

#[tokio::test]
async fn a_tenth_of_the_closed_is_drawn_by_a_stated_seed_and_looked_at_by_somebody_else() {
    let mut desk = Desk::make().await;
    for _ in 0..60 {
        desk.later(61).await;
        let case = desk.closed().await;
        let line = case["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(line["detail"]["draw"]["month"], "2026-10");
        assert_eq!(
            line["detail"]["draw"]["is_drawn"] == true,
            case["recheck"] == "drawn"
        );
        if case["recheck"] != "drawn" {
            let reply = desk
                .step(&desk.colleague, &case, json!({"action": "pass_recheck"}))
                .await;
            assert_eq!(reply.code(), "case_step_refused");
            continue;
        }
        let again = desk
            .step(&desk.supervisor, &case, json!({"action": "pass_recheck"}))
            .await;
        assert_eq!(
            again.code(),
            "case_own_fix",
            "who verified does not look again"
        );
        let listed = desk
            .colleague
            .get("/api/v1/cases?view=recheck")
            .await
            .json();
        assert_eq!(listed["items"][0]["id"], case["id"]);
        let passed = desk
            .take(&desk.colleague, &case, json!({"action": "pass_recheck"}))
            .await;
        assert_eq!(
            (&passed["recheck"], &passed["stage"]),
            (&json!("passed"), &json!("closed"))
        );
        return;
    }
    panic!("none of 60 was drawn");
}
