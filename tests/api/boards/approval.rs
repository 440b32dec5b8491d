//! Four eyes, one winner, and a document that nobody changes.

use super::{Lists, OVER, draft, path, red, refusal};
use crate::support::{Client, ROOT, Reply, STREET_EAST, STREET_WEST, beside, incident, with};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

fn sha256(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}

/// Approves what is in the list.
async fn approved(lists: &Lists) -> Value {
    let reply = lists.step(&lists.approver, "approve", json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

fn told(reply: &Reply) -> (u16, String) {
    (reply.status, reply.code())
}

#[tokio::test]
async fn somebody_else_approves_and_anybody_can_reckon_the_hash() {
    let lists = Lists::make().await;
    lists.fill(json!([red(), lists.black()])).await;
    let list = approved(&lists).await;
    assert_eq!(list["board"]["state"], "approved");
    assert_eq!(list["document"]["is_intact"], true);
    let document = lists
        .approver
        .get(&format!("{}/document", lists.path))
        .await;
    assert_eq!(sha256(&document.body), list["document"]["sha256"]);
    let content = document.json();
    assert_eq!(content["entries"], list["entries"]);
    assert_eq!(content["approved_by"], "测试city.supervisor");
    assert_eq!(
        content["drafted_by"],
        json!([format!("测试street.{STREET_EAST}")])
    );
    let reader = lists
        .city
        .person("unit", &[("responsible_unit", STREET_EAST)])
        .await;
    assert_eq!(
        reader.get(&lists.path).await.json()["entries"],
        list["entries"]
    );
}

#[tokio::test]
async fn whoever_had_a_hand_in_a_draft_does_not_approve_it() {
    let lists = Lists::make().await;
    let second = lists
        .city
        .person("second", &[("city_supervisor", ROOT)])
        .await;
    let body = json!({"version": 1, "entries": [red()]});
    assert_eq!(lists.approver.put(&lists.path, &body).await.status, 200);
    for (who, status, code) in [
        (&lists.approver, 409, "own_board"),
        (&lists.drafter, 403, "permission_denied"),
        (&second, 200, ""),
    ] {
        let reply = lists.step(who, "approve", json!({})).await;
        assert_eq!(told(&reply), (status, code.into()), "{}", reply.text());
    }
    let seen: Value = lists.approver.get(&lists.path).await.json();
    assert_eq!(
        (&seen["is_own"], &seen["actions"]),
        (&json!(true), &json!(["withdraw"]))
    );
}

#[tokio::test]
async fn empty_lists_running_periods_and_proof_that_fell_are_not_approved() {
    let lists = Lists::make().await;
    let empty = lists.step(&lists.approver, "approve", json!({})).await;
    assert_eq!(told(&empty), (409, "board_empty".into()));
    lists.fill(json!([lists.black()])).await;
    let correction = with(
        incident(&lists.city),
        json!({"corrects": lists.records[0], "correction_reason": "看错了"}),
    );
    assert_eq!(
        lists.worker.capture(&correction).await["outcome"],
        "created"
    );
    let fallen = lists.step(&lists.approver, "approve", json!({})).await;
    assert_eq!(
        refusal(&fallen),
        (409, "board_refused".into(), "/entries/0/proof/0/id".into())
    );
    let running = draft(&lists.drafter, "2026-10").await;
    let body = json!({"version": 1, "entries": [red()]});
    assert_eq!(lists.drafter.put(&path(&running), &body).await.status, 200);
    let early = format!("{}/approve", path(&running));
    let early = lists.approver.post(&early, &json!({"version": 2})).await;
    assert_eq!(told(&early), (409, "period_not_over".into()));
}

#[tokio::test]
async fn of_steps_at_once_one_wins_and_the_others_are_told_how_the_list_stands() {
    let lists = Lists::make().await;
    lists.fill(json!([red()])).await;
    let body = json!({"version": 2});
    let (approve, withdraw) = (
        format!("{}/approve", lists.path),
        format!("{}/withdraw", lists.path),
    );
    let reason = with(body.clone(), json!({"reason": "数据有误要重来"}));
    let entries = with(body.clone(), json!({"entries": []}));
    let replies = tokio::join!(
        lists.approver.post(&approve, &body),
        lists.approver.post(&withdraw, &reason),
        lists.drafter.put(&lists.path, &entries),
        lists.approver.post(&approve, &body),
    );
    let mut replies = [replies.0, replies.1, replies.2, replies.3];
    replies.sort_by_key(|reply| reply.status);
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 409, 409, 409]);
    let state = lists.approver.get(&lists.path).await.json()["board"]["state"].clone();
    for late in &replies[1..] {
        assert_eq!(late.code(), "board_changed");
        let standing = &late.json()["params"]["board"];
        assert_eq!(
            (&standing["version"], &standing["state"]),
            (&json!(3), &state)
        );
    }
}

#[tokio::test]
async fn nobody_changes_an_approved_list_not_even_in_the_database() {
    let lists = Lists::make().await;
    lists.fill(json!([red()])).await;
    let list = approved(&lists).await;
    let again = lists.put(json!([])).await;
    assert_eq!(told(&again), (409, "board_step_refused".into()));
    for sql in [
        "UPDATE board_document SET content = '{}'",
        "DELETE FROM board_document",
        "UPDATE board_event SET reason = ''",
        "DELETE FROM board_event",
        "UPDATE board SET state = 'draft'",
        "UPDATE board SET red = 9",
        "DELETE FROM board",
        "UPDATE board_entry SET reason = ''",
        "DELETE FROM board_entry",
        "INSERT INTO board_entry SELECT board_id, 9, colour, 'road', subject_code, title_zh, title_en, reason, proof FROM board_entry",
    ] {
        let changed = beside(&lists.city, async move |service| {
            let db = service.db.read();
            let statement = Statement::from_string(db.get_database_backend(), sql);
            db.execute_raw(statement).await.is_ok()
        })
        .await;
        assert!(!changed, "{sql}");
    }
    assert_eq!(lists.approver.get(&lists.path).await.json(), list);
}

#[tokio::test]
async fn an_approved_list_is_withdrawn_with_a_reason_by_who_may_approve_and_its_document_stays() {
    let lists = Lists::make().await;
    lists.fill(json!([red()])).await;
    let list = approved(&lists).await;
    let withdraw = async |who: &Client, reason: &str| {
        lists.step(who, "withdraw", json!({"reason": reason})).await
    };
    assert_eq!(
        told(&withdraw(&lists.drafter, "名单有误撤下").await),
        (403, "permission_denied".into())
    );
    for (reason, code) in [("错", "too_short"), ("打 13812345678 问", "names_a_person")] {
        let reply = withdraw(&lists.approver, reason).await;
        assert_eq!(reply.json()["errors"][0]["code"], code);
    }
    let gone = withdraw(&lists.approver, " 名单有误撤下 ").await.json();
    assert_eq!(
        (&gone["board"]["state"], &gone["actions"]),
        (&json!("withdrawn"), &json!([]))
    );
    assert_eq!(gone["document"], list["document"]);
    assert_eq!(gone["events"][3]["reason"], "名单有误撤下");
    let late = withdraw(&lists.approver, "再撤一次试试").await;
    assert_eq!(told(&late), (409, "board_step_refused".into()));
    let file = lists
        .approver
        .get(&format!("{}/export?format=ndjson", lists.path))
        .await;
    let line: Value = serde_json::from_str(file.text().trim()).unwrap();
    assert_eq!(
        (&line["state"], &line["sha256"]),
        (&json!("已撤下"), &list["document"]["sha256"])
    );
}

#[tokio::test]
async fn drafts_are_seen_where_lists_are_drafted_and_nothing_is_seen_from_next_door() {
    let lists = Lists::make().await;
    lists.fill(json!([red()])).await;
    let reader = lists
        .city
        .person("manager", &[("responsible_unit", STREET_EAST)])
        .await;
    let west = lists.city.street_supervisor(STREET_WEST).await;
    let list = async |who: &Client, query: &str| {
        let reply = who.get(&format!("/api/v1/boards{query}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["items"].as_array().unwrap().len()
    };
    assert_eq!(
        told(&reader.get(&lists.path).await),
        (404, "board_not_found".into())
    );
    assert_eq!(
        (
            list(&reader, "").await,
            list(&lists.drafter, "?state=draft").await
        ),
        (0, 1)
    );
    assert_eq!(
        lists
            .drafter
            .get(&format!("{}/document", lists.path))
            .await
            .status,
        404
    );
    approved(&lists).await;
    assert_eq!(
        (list(&reader, "").await, list(&reader, "?state=draft").await),
        (1, 0)
    );
    assert_eq!(
        list(
            &lists.approver,
            &format!("?period={OVER}&area={STREET_EAST}")
        )
        .await,
        1
    );
    assert_eq!(list(&west, "").await, 0);
    let step = json!({"version": 3, "reason": "不归我管的名单"});
    for reply in [
        west.get(&lists.path).await,
        west.get(&format!("{}/export", lists.path)).await,
        west.put(&lists.path, &json!({"version": 3, "entries": []}))
            .await,
        west.post(&format!("{}/withdraw", lists.path), &step).await,
    ] {
        assert_eq!(told(&reply), (404, "board_not_found".into()));
    }
    for (query, code) in [
        ("?state=loud", "unknown_value"),
        ("?area=none", "unknown_area"),
    ] {
        let reply = west.get(&format!("/api/v1/boards{query}")).await;
        assert_eq!(reply.json()["errors"][0]["code"], code);
    }
}

#[tokio::test]
async fn every_step_stands_in_the_audit_log() {
    let lists = Lists::make().await;
    lists.fill(json!([red()])).await;
    approved(&lists).await;
    lists
        .step(
            &lists.approver,
            "withdraw",
            json!({"reason": "名单有误撤下"}),
        )
        .await;
    let auditor = lists.city.person("auditor", &[("auditor", ROOT)]).await;
    let log = auditor.get("/api/v1/audit/events?limit=100").await.json();
    let id = lists.path.rsplit('/').next().unwrap();
    let subject = format!("board:{id}");
    let events = log["items"].as_array().unwrap().iter();
    let mut found: Vec<&str> = events
        .filter(|event| event["subject"] == subject)
        .map(|event| event["operation"].as_str().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "approve_board",
            "create_board",
            "update_board",
            "withdraw_board"
        ]
    );
}
