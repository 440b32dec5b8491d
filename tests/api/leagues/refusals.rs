//! What is refused, each with the rule named; and that nobody can send a figure in.

use super::{Contest, appeal, decide, drafted, path, seen, step, streets, taken};
use crate::cases::Desk;
use crate::spec;
use crate::support::{ROOT, Reply, STREET_EAST, STREET_WEST, with};
use serde_json::{Value, json};

fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(
        (reply.status, reply.code().as_str()),
        (status, code),
        "{}",
        reply.text()
    );
}

fn fault(reply: &Reply) -> (String, String) {
    let fault = &reply.json()["errors"][0];
    let part = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    (part("pointer"), part("code"))
}

#[tokio::test]
async fn a_draft_is_refused_while_the_period_runs_where_nothing_was_seen_and_beside_its_twin() {
    let contest = Contest::make().await;
    let office = &contest.office;
    let made = drafted(office, &streets()).await;
    for (change, status, code) in [
        (json!({}), 409, "league_exists"),
        (json!({"period": "2026-Q4"}), 409, "league_period_running"),
        (json!({"period": null}), 409, "league_period_running"),
        (json!({"period": "2025-Q3"}), 409, "league_empty"),
        (json!({"code": "luck"}), 422, "invalid_body"),
        (json!({"area": "nowhere"}), 422, "invalid_body"),
    ] {
        let reply = office
            .post("/api/v1/leagues", &with(streets(), change))
            .await;
        refused(&reply, status, code);
        if code == "league_exists" {
            assert_eq!(reply.json()["params"]["league_id"], made["league"]["id"]);
        }
    }
    refused(
        &contest.east.post("/api/v1/leagues", &streets()).await,
        403,
        "permission_denied",
    );
    let other_level = with(streets(), json!({"level": "community"}));
    drafted(office, &other_level).await;
}

#[tokio::test]
async fn steps_are_refused_with_the_rule_and_how_the_league_stands() {
    let mut contest = Contest::make().await;
    let draft = contest.draft().await;
    let office = &contest.office;
    for (body, status, code) in [
        (json!({"action": "settle"}), 409, "league_step_refused"),
        (
            json!({"action": "open", "version": 9}),
            409,
            "league_changed",
        ),
        (
            json!({"action": "open", "working_days": 0}),
            422,
            "invalid_body",
        ),
        (
            json!({"action": "open", "working_days": 16}),
            422,
            "invalid_body",
        ),
        (json!({"action": "withdraw"}), 422, "invalid_body"),
        (
            json!({"action": "withdraw", "reason": "错了"}),
            422,
            "invalid_body",
        ),
        (json!({"action": "recount"}), 422, "invalid_body"),
    ] {
        refused(&step(office, &draft, body).await, status, code);
    }
    refused(
        &step(&contest.east, &draft, json!({"action": "open"})).await,
        403,
        "permission_denied",
    );
    let opened = taken(office, &draft, json!({"action": "open", "working_days": 2})).await;
    let early = step(office, &opened, json!({"action": "settle"})).await;
    refused(&early, 409, "league_window_open");
    assert_eq!(early.json()["params"]["league"]["ends_on"], "2026-11-03");
    let appealed = appeal(&contest.east, &opened, STREET_EAST, "有一条线路停运")
        .await
        .json();
    contest.later(5).await;
    let undecided = step(&contest.office, &appealed, json!({"action": "settle"})).await;
    refused(&undecided, 409, "league_undecided");
    assert_eq!(undecided.json()["params"]["undecided"], 1);
    refused(
        &contest.office.get(&path(&opened, "/document")).await,
        409,
        "league_not_settled",
    );
}

#[tokio::test]
async fn an_appeal_is_about_an_own_row_once_in_time_and_with_a_reason() {
    let mut contest = Contest::make().await;
    let draft = contest.draft().await;
    refused(
        &appeal(&contest.east, &draft, STREET_EAST, "有一条线路停运").await,
        404,
        "league_not_found",
    );
    let opened = taken(
        &contest.office,
        &draft,
        json!({"action": "open", "working_days": 1}),
    )
    .await;
    refused(
        &appeal(&contest.east, &opened, STREET_WEST, "隔壁街道有问题").await,
        403,
        "league_not_your_row",
    );
    for (change, pointer, code) in [
        (json!({"reason": "太短"}), "/reason", "too_short"),
        (json!({"reason": "长".repeat(501)}), "/reason", "too_long"),
        (json!({"code": "nowhere"}), "/code", "unknown_value"),
        (
            json!({"proof": [{"kind": "case", "id": contest.city.new_id()}]}),
            "/proof/0/id",
            "unknown_value",
        ),
        (
            json!({"proof": [{"kind": "photo", "id": contest.city.new_id()}]}),
            "/proof/0/id",
            "unknown_value",
        ),
    ] {
        let body = with(
            json!({"code": STREET_EAST, "reason": "有一条线路停运"}),
            change,
        );
        let reply = contest.east.post(&path(&opened, "/appeals"), &body).await;
        refused(&reply, 422, "invalid_body");
        assert_eq!(fault(&reply), (pointer.to_owned(), code.to_owned()));
    }
    let first = appeal(&contest.east, &opened, STREET_EAST, "有一条线路停运").await;
    assert_eq!(first.status, 201, "{}", first.text());
    refused(
        &appeal(&contest.office, &opened, STREET_EAST, "再申诉一次看看").await,
        409,
        "league_row_appealed",
    );
    contest.later(5).await;
    let west = contest.city.sign_in(&format!("street.{STREET_WEST}")).await;
    let late = appeal(&west, &opened, STREET_WEST, "有一条线路停运").await;
    refused(&late, 409, "league_window_over");
    assert_eq!(late.json()["params"]["league"]["ends_on"], "2026-11-02");
    assert_eq!(contest.west.account_id, west.account_id);
}

#[tokio::test]
async fn an_appeal_is_decided_once_by_somebody_else() {
    let contest = Contest::make().await;
    let opened = contest.open().await;
    let own = appeal(&contest.office, &opened, STREET_EAST, "有一条线路停运")
        .await
        .json();
    refused(
        &decide(&contest.office, &own, "recount").await,
        409,
        "own_appeal",
    );
    refused(
        &decide(&contest.east, &own, "rejected").await,
        403,
        "permission_denied",
    );
    refused(
        &decide(&contest.colleague, &own, "settle").await,
        422,
        "invalid_body",
    );
    let stale = with(
        own.clone(),
        json!({"league": with(own["league"].clone(), json!({"version": 1}))}),
    );
    refused(
        &decide(&contest.colleague, &stale, "rejected").await,
        409,
        "league_changed",
    );
    let body = json!({"version": own["league"]["version"], "decision": "rejected", "reason": "核对了原始记录"});
    let unknown = path(
        &own,
        &format!("/appeals/{}/decision", contest.city.new_id()),
    );
    refused(
        &contest.colleague.post(&unknown, &body).await,
        404,
        "appeal_not_found",
    );
    assert_eq!(
        decide(&contest.colleague, &own, "rejected").await.status,
        200
    );
    refused(
        &decide(&contest.colleague, &own, "set_aside").await,
        409,
        "appeal_decided",
    );
}

#[tokio::test]
async fn the_appeal_of_a_unit_is_for_its_contacts_alone() {
    let mut desk = Desk::make().await;
    desk.closed().await;
    desk.later(5 * 86_400).await;
    let office = desk.city.sign_in("city.supervisor").await;
    // In a league of the street itself the supervisors of the street and contacts of other units see the table.
    let body = json!({"subject": "unit", "source": "cases", "code": "fix_held", "period": "2026-10", "area": STREET_EAST});
    let draft = drafted(&office, &body).await;
    let opened = taken(&office, &draft, json!({"action": "open"})).await;
    for other in [&desk.other, &desk.supervisor, &office] {
        assert_eq!(seen(other, &opened).await.json()["may_appeal"], json!([]));
        refused(
            &appeal(other, &opened, "east.first", "这一件是下雨返工").await,
            403,
            "league_not_your_row",
        );
    }
    assert_eq!(
        appeal(&desk.fixer, &opened, "east.first", "这一件是下雨返工")
            .await
            .status,
        201
    );
    refused(
        &appeal(&desk.worker, &opened, "east.first", "这一件是下雨返工").await,
        403,
        "permission_denied",
    );
    assert_ne!(opened["league"]["area_code"], ROOT);
}

#[tokio::test]
async fn nobody_can_send_a_figure_in() {
    let contest = Contest::make().await;
    let league = contest.appealed().await;
    let (version, appeal) = (
        &league["league"]["version"],
        league["appeals"][0]["id"].as_str().unwrap(),
    );
    let decision = format!("/appeals/{appeal}/decision");
    for name in [
        "rate",
        "figure",
        "numerator",
        "estimate",
        "tier",
        "rows",
        "table",
    ] {
        let figure = json!({name: 1});
        for (path, body) in [
            (
                "/api/v1/leagues".to_owned(),
                with(streets(), json!({"level": "community"})),
            ),
            (
                path(&league, "/steps"),
                json!({"version": version, "action": "withdraw", "reason": "口径有误"}),
            ),
            (
                path(&league, "/appeals"),
                json!({"code": STREET_WEST, "reason": "有一条线路停运"}),
            ),
            (
                path(&league, &decision),
                json!({"version": version, "decision": "recount", "reason": "重新取数看看"}),
            ),
        ] {
            let reply = contest
                .office
                .post(&path, &with(body, figure.clone()))
                .await;
            refused(&reply, 422, "invalid_body");
            assert_eq!(fault(&reply).1, "unknown_field", "{path} {name}");
        }
    }
    let after = seen(&contest.office, &league).await.json();
    assert_eq!(
        (&after["table"], &after["league"]["version"]),
        (&league["table"], version)
    );
}

#[test]
fn the_document_of_the_api_has_no_place_for_a_figure_in_what_is_sent() {
    let document = serde_json::to_value(wenxun::app::document()).unwrap();
    let mut taken: Vec<String> = vec![];
    for (path, method, operation) in spec::operations() {
        if !path.contains("/leagues") || method == "GET" {
            continue;
        }
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let name = schema.as_str().unwrap().rsplit('/').next().unwrap();
        let properties = &document["components"]["schemas"][name]["properties"];
        taken.extend(properties.as_object().unwrap().keys().cloned());
    }
    taken.sort();
    taken.dedup();
    let known: Vec<Value> = taken.into_iter().map(Value::String).collect();
    let only = json!([
        "action",
        "area",
        "code",
        "decision",
        "level",
        "period",
        "proof",
        "reason",
        "source",
        "subject",
        "version",
        "working_days"
    ]);
    assert_eq!(json!(known), only);
}
