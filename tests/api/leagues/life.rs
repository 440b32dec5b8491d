//! From the draft to the settled document.

use super::{Contest, appeal, decide, drafted, path, seen, step, streets, taken};
use crate::cases::Desk;
use crate::support::{Client, ROOT, STREET_EAST, STREET_WEST, TestCity};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};
use wenxun::leagues::{Contested, contested, settled};
use wenxun::platform::auth::AreaScope;

fn sha256(bytes: &[u8]) -> String {
    hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}

fn codes(words: &Value) -> Vec<&str> {
    let words = words.as_array().unwrap().iter();
    words.map(|word| word["code"].as_str().unwrap()).collect()
}

/// Code and tier of each row.
fn tiers(view: &Value) -> Vec<(String, Option<u64>)> {
    let rows = view["table"]["rows"].as_array().unwrap().iter();
    rows.map(|row| {
        (
            row["code"].as_str().unwrap().to_owned(),
            row["tier"].as_u64(),
        )
    })
    .collect()
}

fn row<'a>(view: &'a Value, code: &str) -> &'a Value {
    let mut rows = view["table"]["rows"].as_array().unwrap().iter();
    rows.find(|row| row["code"] == code).unwrap()
}

#[tokio::test]
async fn a_league_goes_from_draft_to_a_document_whose_hash_anybody_can_reckon_again() {
    let mut contest = Contest::make().await;
    let draft = contest.draft().await;
    assert_eq!(codes(&draft["actions"]), ["open", "withdraw"]);
    let both = [
        (STREET_EAST.to_owned(), Some(1)),
        (STREET_WEST.to_owned(), Some(2)),
    ];
    assert_eq!(tiers(&draft), both);
    let opened = taken(&contest.office, &draft, json!({"action": "open"})).await;
    let league = &opened["league"];
    assert_eq!(
        (
            &league["state"]["code"],
            &league["ends_on"],
            &league["takes_appeals"]
        ),
        (&json!("open"), &json!("2026-11-06"), &json!(true))
    );
    contest.later(8).await;
    let over = seen(&contest.east, &opened).await.json();
    assert_eq!(
        (
            &over["league"]["takes_appeals"],
            &over["may_appeal"],
            &over["actions"]
        ),
        (&json!(false), &json!([]), &json!([]))
    );
    let settled = taken(&contest.office, &opened, json!({"action": "settle"})).await;
    assert_eq!(
        (&settled["league"]["state"]["code"], &settled["actions"]),
        (&json!("settled"), &json!([]))
    );
    let bytes = contest.east.get(&path(&settled, "/document")).await;
    assert_eq!(bytes.status, 200);
    let known = &settled["document"];
    assert_eq!(
        (known["sha256"].as_str(), &known["is_intact"]),
        (Some(sha256(&bytes.body).as_str()), &json!(true))
    );
    let document: Value = serde_json::from_slice(&bytes.body).unwrap();
    assert_eq!(tiers(&document), tiers(&settled));
    assert_eq!(document["settled_by_name"], "测试city.supervisor");
    assert_eq!(document["readings"], draft["readings"]);
}

#[tokio::test]
async fn a_row_set_aside_stays_in_the_table_without_a_tier_with_who_decided_and_why() {
    let mut contest = Contest::make().await;
    let league = contest.appealed().await;
    let reply = decide(&contest.office, &league, "set_aside").await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let decided = reply.json();
    let rest = [
        (STREET_WEST.to_owned(), Some(1)),
        (STREET_EAST.to_owned(), None),
    ];
    assert_eq!(tiers(&decided), rest);
    let aside = row(&decided, STREET_EAST);
    assert_eq!(
        (
            &aside["set_aside"]["by_name"],
            &aside["set_aside"]["reason"]
        ),
        (&json!("测试city.supervisor"), &json!("核对了原始记录"))
    );
    assert_eq!(
        aside["rate"]["numerator"], 180,
        "its figure stays as it was read"
    );
    contest.later(5).await;
    let settled = taken(&contest.office, &decided, json!({"action": "settle"})).await;
    assert_eq!(tiers(&settled), rest);
    let file = contest
        .office
        .get(&path(&settled, "/export?format=csv"))
        .await;
    let lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[2].contains("核对了原始记录") && lines[2].contains("测试city.supervisor"),
        "{lines:?}"
    );
    let document = contest.east.get(&path(&settled, "/document")).await.text();
    assert!(
        !document.contains(&format!("测试street.{STREET_EAST}")),
        "who appealed is not named"
    );
    let told: Value = serde_json::from_str(&document).unwrap();
    let said = &told["appeals"][0];
    assert_eq!(
        (&said["code"], &said["decision"], &said["reason"]),
        (
            &json!(STREET_EAST),
            &json!("set_aside"),
            &json!("有一条线路停运，不该算")
        )
    );
}

#[tokio::test]
async fn a_recount_reads_the_whole_table_again_and_keeps_both_hashes() {
    let contest = Contest::make().await;
    let league = contest.appealed().await;
    let kept = seen(&contest.office, &league).await.json();
    contest.late_counts((10, 200)).await;
    let untouched = seen(&contest.office, &league).await.json();
    assert_eq!(
        untouched["table"], kept["table"],
        "what was read stays as it was read"
    );
    let recounted = decide(&contest.office, &league, "recount").await.json();
    let rate = &row(&recounted, STREET_EAST)["rate"];
    assert_eq!(
        (&rate["numerator"], &rate["denominator"]),
        (&json!(190), &json!(400))
    );
    let readings = recounted["readings"].as_array().unwrap();
    assert_eq!(readings.len(), 2);
    assert_eq!(readings[0], kept["readings"][0]);
    assert_ne!(readings[0]["sha256"], readings[1]["sha256"]);
    assert_eq!(readings[1]["asked_by"], STREET_EAST);
    assert_eq!(recounted["appeals"][0]["appeal"]["reading_number"], 2);
    let live = super::table(
        &contest.office,
        "subject=area&source=tally_rate&code=bus_yield&period=2026-Q3&level=street",
    )
    .await;
    assert_eq!(recounted["table"]["rows"], live["rows"]);
}

/// A league of units in which the first unit of the desk stands; and the office that drafted it.
async fn of_units(desk: &mut Desk) -> (Client, Value) {
    desk.closed().await;
    desk.later(5 * 86_400).await;
    let office = desk.city.sign_in("city.supervisor").await;
    let body = json!({"subject": "unit", "source": "cases", "code": "fix_held", "period": "2026-10", "area": ROOT});
    let draft = drafted(&office, &body).await;
    (office, draft)
}

#[tokio::test]
async fn whoever_answers_for_a_unit_sees_an_open_league_and_appeals_with_its_cases_as_proof() {
    let mut desk = Desk::make().await;
    let case = desk.closed().await;
    let (office, draft) = of_units(&mut desk).await;
    assert_eq!(
        seen(&desk.fixer, &draft).await.code(),
        "league_not_found",
        "drafts are nobody's concern"
    );
    let opened = taken(&office, &draft, json!({"action": "open"})).await;
    let listed = desk.fixer.get("/api/v1/leagues?state=open").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["id"], opened["league"]["id"]);
    let shown = seen(&desk.fixer, &opened).await.json();
    assert_eq!(
        (&shown["may_appeal"], &shown["actions"]),
        (&json!(["east.first"]), &json!([]))
    );
    for other in [&desk.other, &desk.supervisor] {
        assert_eq!(
            seen(other, &opened).await.code(),
            "league_not_found",
            "no row of theirs"
        );
        assert_eq!(
            other.get("/api/v1/leagues").await.json()["items"],
            json!([])
        );
    }
    let reason = "这一件是下雨返工，请打 13812345678 核对";
    let body = json!({"code": "east.first", "reason": reason, "proof": [{"kind": "case", "id": case["id"]}]});
    let filed = desk.fixer.post(&path(&opened, "/appeals"), &body).await;
    assert_eq!(filed.status, 201, "{}", filed.text());
    let filed = filed.json();
    let told = &filed["appeals"][0];
    assert_eq!(
        (&told["is_own"], &told["appeal"]["proof"][0]["id"]),
        (&json!(true), &case["id"])
    );
    assert!(
        !told["appeal"]["reason"]
            .as_str()
            .unwrap()
            .contains("13812345678")
    );
    assert_eq!(filed["may_appeal"], json!([]));
    let office_sees = seen(&office, &opened).await;
    assert!(
        !office_sees.text().contains("测试fixer"),
        "who appealed is not named"
    );
    let office_sees = office_sees.json();
    assert_eq!(
        codes(&office_sees["actions"]),
        ["rejected", "set_aside", "recount", "settle", "withdraw"]
    );
    let rejected = decide(&office, &office_sees, "rejected").await.json();
    assert_eq!(rejected["league"]["undecided"], 0);
    let heard = seen(&desk.fixer, &opened).await.json();
    assert_eq!(
        heard["appeals"][0]["appeal"]["decision_reason"],
        "核对了原始记录"
    );
}

#[tokio::test]
async fn of_two_steps_at_once_one_wins_and_the_other_hears_how_the_league_stands() {
    let mut contest = Contest::make().await;
    let league = contest.appealed().await;
    let (one, other) = tokio::join!(
        decide(&contest.office, &league, "rejected"),
        decide(&contest.colleague, &league, "set_aside")
    );
    let (won, lost) = if one.status == 200 {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!((won.status, lost.status), (200, 409), "{}", lost.text());
    let decided = won.json();
    let decision = &decided["appeals"][0]["appeal"]["decision"];
    assert_eq!(
        (lost.code(), &lost.json()["params"]["decision"]),
        ("appeal_decided".into(), decision)
    );
    contest.later(5).await;
    let (settle, withdraw) = (
        json!({"action": "settle"}),
        json!({"action": "withdraw", "reason": "指标口径有误"}),
    );
    let (one, other) = tokio::join!(
        step(&contest.office, &decided, settle),
        step(&contest.colleague, &decided, withdraw)
    );
    let (won, lost) = if one.status == 200 {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(
        (won.status, lost.status, lost.code()),
        (200, 409, "league_changed".into())
    );
    let now = won.json();
    let standing = &lost.json()["params"]["league"];
    assert_eq!(
        (&standing["state"], &standing["version"]),
        (&now["league"]["state"]["code"], &now["league"]["version"])
    );
}

/// Whether the database itself lets a statement pass.
async fn passes(city: &TestCity, sql: &str) -> bool {
    let db = city.service.db.read();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let is_ok = db.execute_raw(statement).await.is_ok();
    tokio::task::yield_now().await;
    is_ok
}

#[tokio::test]
async fn the_database_itself_refuses_any_change_of_what_was_settled() {
    let mut contest = Contest::make().await;
    let league = contest.appealed().await;
    let decided = decide(&contest.office, &league, "set_aside").await.json();
    contest.later(5).await;
    taken(&contest.office, &decided, json!({"action": "settle"})).await;
    for (table, column) in [
        ("league", "state"),
        ("league_reading", "content"),
        ("league_row", "code"),
        ("league_appeal", "reason"),
        ("league_decision", "decision"),
        ("league_event", "deed"),
        ("league_document", "content"),
    ] {
        let update = format!("UPDATE {table} SET {column} = 'x'");
        assert!(!passes(&contest.city, &update).await, "{update}");
        let delete = format!("DELETE FROM {table}");
        assert!(!passes(&contest.city, &delete).await, "{delete}");
    }
    let shown = seen(&contest.office, &decided).await.json();
    assert_eq!(shown["document"]["is_intact"], true);
}

#[tokio::test]
async fn a_withdrawn_league_says_why_and_makes_room_for_another() {
    let contest = Contest::make().await;
    let league = contest.open().await;
    let body = json!({"action": "withdraw", "reason": "口径有误，重做"});
    let gone = taken(&contest.office, &league, body).await;
    assert_eq!(
        (&gone["league"]["state"]["code"], &gone["actions"]),
        (&json!("withdrawn"), &json!([]))
    );
    let last = gone["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["deed"]["code"], &last["reason"], &last["by_name"]),
        (
            &json!("withdraw"),
            &json!("口径有误，重做"),
            &json!("测试city.supervisor")
        )
    );
    let late = appeal(&contest.east, &gone, STREET_EAST, "有一条线路停运").await;
    assert_eq!(
        (late.status, late.code()),
        (409, "league_step_refused".into())
    );
    drafted(&contest.office, &streets()).await;
}

#[tokio::test]
async fn others_read_the_rows_of_a_settled_league_and_know_who_stands_in_one_that_is_not() {
    let mut contest = Contest::make().await;
    let opened = contest.open().await;
    let id: uuid::Uuid = opened["league"]["id"].as_str().unwrap().parse().unwrap();
    let scope = AreaScope::subtrees(["/".to_owned()]);
    let days = |from: &str, to: &str| (from.parse().unwrap(), to.parse().unwrap());
    let (east, autumn) = (
        Contested::Area(STREET_EAST.to_owned()),
        days("2026-09-30", "2026-12-31"),
    );
    let db = contest.city.service.db.read().clone();
    assert!(settled(&db, &scope, id).await.unwrap().is_none());
    assert_eq!(contested(&db, &east, autumn).await.unwrap(), Some(id));
    let elsewhere = [
        (Contested::Area(ROOT.to_owned()), autumn),
        (Contested::Unit(id), autumn),
        (east.clone(), days("2026-10-01", "2026-12-31")),
    ];
    for (whom, when) in elsewhere {
        assert_eq!(contested(&db, &whom, when).await.unwrap(), None, "{whom:?}");
    }
    tokio::task::yield_now().await;
    contest.later(5).await;
    let view = taken(&contest.office, &opened, json!({"action": "settle"})).await;
    let told = settled(&db, &scope, id).await.unwrap().unwrap();
    assert_eq!(
        (told.tiers, told.rows.len(), json!(told.sha256)),
        (2, 2, view["document"]["sha256"].clone())
    );
    assert_eq!(contested(&db, &east, autumn).await.unwrap(), None);
    let nowhere = AreaScope::subtrees([]);
    assert!(settled(&db, &nowhere, id).await.unwrap().is_none());
    tokio::task::yield_now().await;
}
