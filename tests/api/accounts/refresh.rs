//! Rotation of refresh tokens.

use super::{audit_log, carrying, cookie, enter, problem, try_sign_in};
use crate::support::{Client, PASSWORD, ROOT, Reply, TestCity, WORK_GRID};
use serde_json::{Value, json};

const DAY_S: i64 = 86_400;

async fn refresh(client: &Client, token: &str) -> Reply {
    client
        .post(
            "/api/v1/sessions/refresh",
            &json!({"client": "api", "refresh_token": token}),
        )
        .await
}

/// A successful refresh's next token.
async fn next(client: &Client, token: &str) -> String {
    let reply = refresh(client, token).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    token_of(&reply.json())
}

fn token_of(session: &Value) -> String {
    session["refresh_token"].as_str().unwrap().to_owned()
}

async fn worker(city: &TestCity) -> (Client, String) {
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (client, session) = enter(city, "li.grid").await;
    (client, token_of(&session))
}

async fn is_ended(client: &Client) -> bool {
    let reply = client.get("/api/v1/me").await;
    reply.status == 401 && reply.code() == "session_ended"
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_and_no_audit_event() {
    let city = TestCity::spawn().await;
    let (client, token) = worker(&city).await;
    let before = audit_log(&city).await;
    city.advance_s(901);
    assert_eq!(
        problem(&client.get("/api/v1/me").await),
        (401, "sign_in_required".into())
    );
    let reply = refresh(&client, &token).await;
    assert_ne!(token_of(&reply.json()), token);
    let fresh = carrying(&city, &reply.json());
    assert_eq!(fresh.get("/api/v1/me").await.status, 200);
    assert_eq!(audit_log(&city).await, before);
}

#[tokio::test]
async fn a_lost_reply_may_be_asked_for_again() {
    let city = TestCity::spawn().await;
    let (client, first) = worker(&city).await;
    let _lost = next(&client, &first).await;
    let again = next(&client, &first).await;
    next(&client, &again).await;
    assert!(!is_ended(&client).await);
}

#[tokio::test]
async fn using_a_token_voids_its_siblings_and_a_void_one_ends_the_session() {
    let city = TestCity::spawn().await;
    let (client, first) = worker(&city).await;
    let (one, other) = (next(&client, &first).await, next(&client, &first).await);
    next(&client, &one).await;
    assert_eq!(
        problem(&refresh(&client, &other).await),
        (401, "session_ended".into())
    );
    assert!(is_ended(&client).await);
}

#[tokio::test]
async fn an_old_token_that_comes_back_ends_the_session() {
    let city = TestCity::spawn().await;
    let (client, first) = worker(&city).await;
    let second = next(&client, &first).await;
    let third = next(&client, &second).await;
    assert_eq!(
        problem(&refresh(&client, &first).await),
        (401, "session_ended".into())
    );
    assert!(is_ended(&client).await);
    assert_eq!(
        problem(&refresh(&client, &third).await),
        (401, "session_ended".into())
    );
}

#[tokio::test]
async fn other_sessions_of_the_account_survive_a_replay() {
    let city = TestCity::spawn().await;
    let (client, first) = worker(&city).await;
    let (other, _) = enter(&city, "li.grid").await;
    let second = next(&client, &first).await;
    next(&client, &second).await;
    refresh(&client, &first).await;
    assert!(is_ended(&client).await && !is_ended(&other).await);
}

#[tokio::test]
async fn tokens_live_thirty_days_from_each_use_and_sessions_half_a_year() {
    let city = TestCity::spawn().await;
    let (client, mut token) = worker(&city).await;
    for _ in 0..6 {
        city.advance_s(29 * DAY_S);
        token = next(&client, &token).await;
    }
    city.advance_s(6 * DAY_S);
    assert_eq!(
        problem(&refresh(&client, &token).await),
        (401, "session_ended".into())
    );
    let (client, session) = enter(&city, "li.grid").await;
    city.advance_s(30 * DAY_S);
    assert_eq!(
        problem(&refresh(&client, &token_of(&session)).await),
        (401, "session_ended".into())
    );
}

#[tokio::test]
async fn a_browser_refreshes_by_its_cookie_alone() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let entered = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    let sent = cookie(&entered, "wenxun_refresh");
    let body = Some(json!({"client": "browser"}).to_string().into_bytes());
    let post = reqwest::Method::POST;
    let path = "/api/v1/sessions/refresh";
    let reply = city
        .stranger()
        .send(
            post.clone(),
            path,
            body.clone(),
            "application/json",
            &[("cookie", &sent)],
        )
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(reply.json().get("refresh_token").is_none());
    assert_ne!(cookie(&reply, "wenxun_refresh"), sent);
    let bare = city
        .stranger()
        .send(post, path, body, "application/json", &[])
        .await;
    assert_eq!(problem(&bare), (401, "session_ended".into()));
}

#[tokio::test]
async fn rubbish_is_no_token() {
    let city = TestCity::spawn().await;
    for rubbish in ["", "x", "%%%%", &"A".repeat(43)] {
        assert_eq!(
            problem(&refresh(&city.stranger(), rubbish).await),
            (401, "session_ended".into()),
            "{rubbish}"
        );
    }
    let missing = city
        .stranger()
        .post("/api/v1/sessions/refresh", &json!({"client": "api"}))
        .await;
    assert_eq!(problem(&missing), (422, "invalid_body".into()));
}

#[tokio::test]
async fn a_disabled_account_does_not_get_new_tokens() {
    let city = TestCity::spawn().await;
    let (client, token) = worker(&city).await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let path = format!("/api/v1/accounts/{}", client.account_id.clone().unwrap());
    assert_eq!(
        admin
            .patch(&path, &json!({"is_active": false}))
            .await
            .status,
        200
    );
    assert!(is_ended(&client).await);
    assert_eq!(
        problem(&refresh(&client, &token).await),
        (401, "session_ended".into())
    );
}
