//! What settled leagues say for lists, and what those that are not settled forbid.

use super::{draft, path, refusal};
use crate::leagues::{Contest, drafted, streets, taken};
use crate::support::{Client, Reply, STREET_EAST, STREET_WEST, with};
use serde_json::{Value, json};

const QUARTER: &str = "2026-Q3";

/// An entry about a street that a league proves.
fn entry(colour: &str, street: &str, league: &Value) -> Value {
    json!({"colour": colour, "subject": {"kind": "area", "code": street}, "reason": "本季度公交让行率",
        "proof": [{"kind": "league", "id": league["league"]["id"]}]})
}

async fn suggested(who: &Client, list: &Value, league: &Value) -> Reply {
    let league = league["league"]["id"].as_str().unwrap();
    let path = format!("{}/suggestions?league_id={league}", path(list));
    who.get(&path).await
}

async fn put(who: &Client, list: &Value, entries: Value) -> Reply {
    let version = who.get(&path(list)).await.json()["board"]["version"].clone();
    let body = json!({"version": version, "entries": entries});
    who.put(&path(list), &body).await
}

fn codes(reply: &Reply) -> Vec<String> {
    let errors = reply.json()["errors"].clone();
    let errors = errors.as_array().unwrap().iter();
    errors
        .map(|error| error["code"].as_str().unwrap().to_owned())
        .collect()
}

/// A league of streets that is settled, and a draft of its quarter.
async fn settled(contest: &mut Contest) -> (Value, Value) {
    let opened = contest.open().await;
    contest.later(7).await;
    let league = taken(&contest.office, &opened, json!({"action": "settle"})).await;
    (league, draft(&contest.office, QUARTER).await)
}

#[tokio::test]
async fn the_first_tier_is_suggested_for_praise_the_last_for_criticism_and_nothing_else_is_borne_out()
 {
    let mut contest = Contest::make().await;
    let (league, list) = settled(&mut contest).await;
    let office = &contest.office;
    let found = suggested(office, &list, &league).await.json();
    let told: Vec<(&Value, &Value, &Value)> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                &one["colour"],
                &one["subject"]["code"],
                &one["is_contested"],
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (&json!("red"), &json!(STREET_EAST), &json!(false)),
            (&json!("black"), &json!(STREET_WEST), &json!(false))
        ]
    );
    let reason = found["items"][0]["reason_zh"].as_str().unwrap();
    assert!(
        reason.starts_with("2026-Q3 ") && reason.ends_with("2 档中列第 1 档"),
        "{reason}"
    );
    let (east, west) = (
        entry("red", STREET_EAST, &league),
        entry("black", STREET_WEST, &league),
    );
    let kept = put(office, &list, json!([east, west])).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let proof = kept.json()["entries"][0]["proof"][0].clone();
    assert_eq!(proof, found["items"][0]["proof"]);
    let unit = with(
        east.clone(),
        json!({"subject": {"kind": "area", "code": "439801001001"}}),
    );
    for wrong in [
        entry("black", STREET_EAST, &league),
        entry("red", STREET_WEST, &league),
        unit,
    ] {
        let reply = put(office, &list, json!([wrong])).await;
        assert_eq!(
            (reply.status, codes(&reply)),
            (422, vec!["other_tier".to_owned()])
        );
    }
    let october = draft(office, "2026-10").await;
    let other = suggested(office, &october, &league).await;
    assert_eq!(
        refusal(&other),
        (422, "invalid_query".into(), "/league_id".into())
    );
}

#[tokio::test]
async fn a_league_that_is_not_settled_suggests_nothing_and_keeps_its_rows_off_the_black_list() {
    let contest = Contest::make().await;
    let league = contest.open().await;
    let office = &contest.office;
    let list = draft(office, QUARTER).await;
    let early = suggested(office, &list, &league).await;
    assert_eq!(
        refusal(&early),
        (422, "invalid_query".into(), "/league_id".into())
    );
    let black = put(office, &list, json!([entry("black", STREET_WEST, &league)])).await;
    assert_eq!(
        (black.status, codes(&black)),
        (
            422,
            vec!["unknown_proof".to_owned(), "contested".to_owned()]
        )
    );
    let red = put(office, &list, json!([entry("red", STREET_EAST, &league)])).await;
    assert_eq!(
        (red.status, codes(&red)),
        (422, vec!["unknown_proof".to_owned()])
    );
}

#[tokio::test]
async fn criticism_that_a_later_league_contests_is_not_approved() {
    let mut contest = Contest::make().await;
    let (league, list) = settled(&mut contest).await;
    let entries = json!([
        entry("red", STREET_EAST, &league),
        entry("black", STREET_WEST, &league)
    ]);
    assert_eq!(put(&contest.office, &list, entries).await.status, 200);
    drafted(
        &contest.office,
        &with(streets(), json!({"period": "2026-09"})),
    )
    .await;
    let approve = format!("{}/approve", path(&list));
    let refused = contest
        .colleague
        .post(&approve, &json!({"version": 2}))
        .await;
    assert_eq!(
        refusal(&refused),
        (
            409,
            "board_refused".into(),
            "/entries/1/subject/code".into()
        )
    );
    assert_eq!(codes(&refused), ["contested"]);
}
