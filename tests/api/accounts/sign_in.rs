//! Signing in and the cookies of a browser.

use super::{cookie, enter, one_event, problem, set_cookies, try_sign_in};
use crate::support::{PASSWORD, ROOT, STREET_EAST, TestCity, WORK_GRID};
use serde_json::json;
use wenxun::platform::auth::{Level, Role};

fn area_at(level: Level) -> &'static str {
    match level {
        Level::City => ROOT,
        Level::District => "439801000000",
        Level::Street => STREET_EAST,
        Level::Community => "439801001001",
        Level::Grid => WORK_GRID,
    }
}

#[tokio::test]
async fn every_role_signs_in_and_learns_what_it_may() {
    let city = TestCity::spawn().await;
    for role in Role::ALL {
        let account = role.code().replace('_', ".");
        city.add_account(&account, &[(role.code(), area_at(role.level()))])
            .await;
        let (client, session) = enter(&city, &account).await;
        assert_eq!(session["expires_in_s"], 900);
        let me = client.get("/api/v1/me").await.json();
        assert_eq!(me, session["account"], "{account}");
        assert_eq!(
            (&me["roles"][0]["role"], &me["home_area_code"]),
            (&json!(role.code()), &json!(area_at(role.level())))
        );
        let may_manage = me["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("manage_accounts"));
        assert_eq!(
            client.get("/api/v1/accounts").await.status == 200,
            may_manage || *role == Role::Auditor,
            "{account}"
        );
    }
}

#[tokio::test]
async fn a_volunteer_reads_own_records_and_a_supervisor_those_of_the_area() {
    let city = TestCity::spawn().await;
    city.add_account("vol", &[("dissuasion_volunteer", "439801001001")])
        .await;
    city.add_account("street", &[("street_supervisor", STREET_EAST)])
        .await;
    let volunteer = enter(&city, "vol").await.1["account"]["permissions"].clone();
    assert_eq!(
        volunteer,
        json!([
            "capture_records",
            "read_own_records",
            "read_shifts",
            "send_photos"
        ])
    );
    let supervisor = enter(&city, "street").await.1["account"]["permissions"].clone();
    assert!(
        supervisor
            .as_array()
            .unwrap()
            .contains(&json!("read_records"))
    );
}

#[tokio::test]
async fn unknown_disabled_and_wrong_get_one_answer() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    city.add_account("gone", &[("grid_worker", WORK_GRID)])
        .await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let id = super::administration::id_of(&admin, "gone").await;
    admin
        .patch(
            &format!("/api/v1/accounts/{id}"),
            &json!({"is_active": false}),
        )
        .await;
    let mut answers = vec![];
    for (account, password) in [
        ("li.grid", "wrong"),
        ("nobody.here", PASSWORD),
        ("gone", PASSWORD),
    ] {
        let reply = try_sign_in(&city.stranger(), account, password, "browser", &[]).await;
        assert_eq!(problem(&reply), (401, "sign_in_failed".into()));
        assert!(set_cookies(&reply).is_empty());
        answers.push(reply.json()["title"].clone());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn a_sign_in_is_one_audit_event_and_a_failed_one_none() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    one_event(&city, "create_session", enter(&city, "li.grid")).await;
    let before = super::audit_log(&city).await;
    try_sign_in(&city.stranger(), "li.grid", "wrong", "api", &[]).await;
    assert_eq!(super::audit_log(&city).await, before);
}

#[tokio::test]
async fn capitals_and_blanks_in_the_account_do_not_matter() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    assert_eq!(
        try_sign_in(&city.stranger(), " Li.Grid ", PASSWORD, "api", &[])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn over_plain_http_on_this_machine_the_cookies_are_not_secure_but_hidden_from_scripts() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    assert!(reply.json().get("refresh_token").is_none());
    assert_eq!(reply.header("cache-control"), "no-store");
    for name in ["wenxun_refresh", "wenxun_device"] {
        cookie(&reply, name);
    }
    for cookie in set_cookies(&reply) {
        assert!(
            cookie.contains("; Path=/; ")
                && cookie.contains("; HttpOnly")
                && cookie.contains("; SameSite=Strict")
        );
        assert!(
            !cookie.contains("Secure") && !cookie.starts_with("__Host-"),
            "{cookie}"
        );
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_with_https_the_cookies_are_bound_to_the_host() {
    let city =
        TestCity::spawn_with(|config| config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()])
            .await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let headers = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "203.0.113.9"),
    ];
    let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &headers).await;
    for name in ["__Host-wenxun_refresh", "__Host-wenxun_device"] {
        cookie(&reply, name);
    }
    for cookie in set_cookies(&reply) {
        assert!(
            cookie.ends_with("; HttpOnly; SameSite=Strict; Secure"),
            "{cookie}"
        );
        assert!(cookie.contains("; Path=/; ") && !cookie.contains("Domain"));
    }
}

#[tokio::test]
async fn a_stranger_who_claims_https_is_not_believed() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let headers = [("x-forwarded-proto", "https")];
    let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &headers).await;
    cookie(&reply, "wenxun_refresh");
}

#[tokio::test]
async fn plain_http_from_another_machine_is_refused_unless_it_was_allowed() {
    let headers = [
        ("x-forwarded-proto", "http"),
        ("x-forwarded-for", "203.0.113.9"),
    ];
    for (is_allowed, expected) in [(false, (400, "https_required")), (true, (201, ""))] {
        let city = TestCity::spawn_with(|config| {
            config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
            config.insecure_http = is_allowed;
        })
        .await;
        city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
            .await;
        let reply = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &headers).await;
        assert_eq!(problem(&reply), (expected.0, expected.1.to_owned()));
    }
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let city = TestCity::spawn().await;
    let device = json!({"id": uuid::Uuid::from_u128(7), "name": "", "colour": "red"});
    let body = json!({"account": "a", "password": "b", "device": device});
    let reply = city.stranger().post("/api/v1/sessions", &body).await;
    assert_eq!(problem(&reply), (422, "invalid_body".into()));
    assert_eq!(
        super::first_fault(&reply),
        ("/device/colour".into(), "unknown_field".into())
    );
}
