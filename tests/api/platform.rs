//! What holds for every request.

use crate::support::TestCity;

#[tokio::test]
async fn an_unknown_path_answers_a_problem_in_the_readers_language() {
    let city = TestCity::spawn().await;
    let mut client = city.stranger();
    let chinese = client.get("/api/v1/nothing-here").await;
    assert_eq!(
        (chinese.status, chinese.code().as_str()),
        (404, "not_found")
    );
    assert_eq!(chinese.header("content-language"), "zh-CN");
    client.language = "en";
    let english = client.get("/api/v1/nothing-here").await;
    assert_eq!(english.json()["title"], "Not found, or not in your area");
}

#[tokio::test]
async fn every_answer_carries_a_request_id_and_the_security_headers() {
    let city = TestCity::spawn().await;
    let reply = city
        .stranger()
        .send(
            reqwest::Method::GET,
            "/health/live",
            None,
            "",
            &[("x-request-id", "phone-12345678")],
        )
        .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("x-request-id"), "phone-12345678");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    let policy = reply.header("content-security-policy");
    assert!(
        policy.contains("default-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[tokio::test]
async fn a_malformed_request_id_is_replaced() {
    let city = TestCity::spawn().await;
    let reply = city
        .stranger()
        .send(
            reqwest::Method::GET,
            "/health/live",
            None,
            "",
            &[("x-request-id", "<script>")],
        )
        .await;
    assert_eq!(reply.header("x-request-id").len(), 36);
}

#[tokio::test]
async fn readiness_asks_database_and_blobs() {
    let city = TestCity::spawn().await;
    assert_eq!(city.stranger().get("/health/ready").await.status, 200);
}

#[tokio::test]
async fn every_problem_type_has_a_page_in_both_languages() {
    let city = TestCity::spawn().await;
    for code in wenxun::platform::problem::Code::ALL {
        let page = city
            .stranger()
            .get(&format!("/problems/{}", code.as_str()))
            .await;
        assert_eq!(page.status, 200);
        assert!(
            page.text().contains(code.zh()) && page.text().contains(code.en()),
            "{}",
            code.as_str()
        );
    }
}

#[tokio::test]
async fn the_character_nul_is_refused_before_any_database_sees_it() {
    let city = TestCity::spawn().await;
    let supervisor = city.city_supervisor().await;
    for path in [
        "accounts?q=%00",
        "sites?kind=a%00",
        "incidents?q=%00%00",
        "areas?q=%00",
    ] {
        let reply = supervisor.get(&format!("/api/v1/{path}")).await;
        assert_eq!(reply.status, 422, "{path} {}", reply.text());
    }
    assert_eq!(supervisor.get("/api/v1/receipts/%00").await.status, 404);
    let sign_in = serde_json::json!({"account": "a\u{0}b", "password": "lantern river maple",
        "device": {"id": "0193d7a0-0000-7000-8000-000000000001", "name": "test"}});
    assert_eq!(
        city.stranger()
            .post("/api/v1/sessions", &sign_in)
            .await
            .status,
        422
    );
    let file = b"account,name,role,area_code\nwang.fang,W,grid_worker,43\0\n".to_vec();
    let path = "/api/v1/accounts/import";
    let reply = supervisor
        .send(reqwest::Method::POST, path, Some(file), "text/csv", &[])
        .await;
    assert_eq!(
        (reply.status, reply.json()["created"].clone()),
        (200, 0.into())
    );
    assert_eq!(reply.json()["problems"][0]["code"], "unknown_area");
}
