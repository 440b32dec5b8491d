//! Changing and resetting passwords.

use super::{administration::id_of, carrying, enter, first_fault, one_event, problem, try_sign_in};
use crate::support::{PASSWORD, STREET_EAST, TestCity, WORK_GRID};
use serde_json::json;

const NEXT: &str = "teapot-lantern-42";

#[tokio::test]
async fn a_new_password_ends_all_other_devices_and_keeps_this_one() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (other, _) = enter(&city, "li.grid").await;
    let (client, _) = enter(&city, "li.grid").await;
    let body = json!({"current_password": PASSWORD, "new_password": NEXT});
    let reply = one_event(
        &city,
        "change_my_password",
        client.put("/api/v1/me/password", &body),
    )
    .await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert_eq!(client.get("/api/v1/me").await.status, 200);
    assert_eq!(
        problem(&other.get("/api/v1/me").await),
        (401, "session_ended".into())
    );
    let stranger = city.stranger();
    assert_eq!(
        try_sign_in(&stranger, "li.grid", PASSWORD, "api", &[])
            .await
            .status,
        401
    );
    assert_eq!(
        try_sign_in(&stranger, "li.grid", NEXT, "api", &[])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn wrong_weak_and_unchanged_passwords_are_refused_with_their_place() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (client, _) = enter(&city, "li.grid").await;
    for (current, new, code, fault) in [
        (
            "not it",
            NEXT,
            "wrong_password",
            ("/current_password", "invalid_value"),
        ),
        (
            PASSWORD,
            "password1",
            "invalid_body",
            ("/new_password", "weak_password"),
        ),
        (
            PASSWORD,
            "li.grid-2026-x",
            "invalid_body",
            ("/new_password", "weak_password"),
        ),
        (
            PASSWORD,
            "h7K!",
            "invalid_body",
            ("/new_password", "too_short"),
        ),
        (
            PASSWORD,
            PASSWORD,
            "invalid_body",
            ("/new_password", "same_password"),
        ),
    ] {
        let body = json!({"current_password": current, "new_password": new});
        let reply = client.put("/api/v1/me/password", &body).await;
        assert_eq!(problem(&reply), (422, code.to_owned()), "{new}");
        assert_eq!(
            first_fault(&reply),
            (fault.0.to_owned(), fault.1.to_owned())
        );
    }
}

#[tokio::test]
async fn a_stolen_session_cannot_guess_the_password() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (client, _) = enter(&city, "li.grid").await;
    let mut statuses = vec![];
    for _ in 0..11 {
        let body = json!({"current_password": "guess", "new_password": NEXT});
        statuses.push(client.put("/api/v1/me/password", &body).await.status);
    }
    assert_eq!(statuses, [[422; 10].as_slice(), &[429]].concat());
}

#[tokio::test]
async fn a_one_time_password_opens_only_the_change_of_it() {
    let city = TestCity::spawn().await;
    let supervisor = city.street_supervisor(STREET_EAST).await;
    let body = json!({"account": "wang.fang", "name": "王芳", "roles": [{"role": "grid_worker", "area_code": WORK_GRID}]});
    let created = supervisor.post("/api/v1/accounts", &body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let one_time = created.json()["one_time_password"]
        .as_str()
        .unwrap()
        .to_owned();
    let entered = try_sign_in(&city.stranger(), "wang.fang", &one_time, "api", &[])
        .await
        .json();
    assert_eq!(entered["must_change_password"], true);
    let client = carrying(&city, &entered);
    assert_eq!(client.get("/api/v1/me").await.status, 200);
    assert_eq!(
        problem(&client.get("/api/v1/accounts").await),
        (403, "password_change_required".into())
    );
    let body = json!({"current_password": one_time, "new_password": NEXT});
    assert_eq!(client.put("/api/v1/me/password", &body).await.status, 204);
    assert_eq!(
        client.get("/api/v1/me").await.json()["must_change_password"],
        false
    );
    assert_eq!(
        problem(&client.get("/api/v1/accounts").await),
        (403, "permission_denied".into())
    );
}

#[tokio::test]
async fn a_reset_ends_everything_and_shows_the_password_once() {
    let city = TestCity::spawn().await;
    let worker = city.person("li.grid", &[("grid_worker", WORK_GRID)]).await;
    let supervisor = city.street_supervisor(STREET_EAST).await;
    let path = format!(
        "/api/v1/accounts/{}/password-reset",
        id_of(&supervisor, "li.grid").await
    );
    let reply = one_event(&city, "reset_password", supervisor.post(&path, &json!({}))).await;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(
        problem(&worker.get("/api/v1/me").await),
        (401, "session_ended".into())
    );
    let one_time = reply.json()["one_time_password"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        try_sign_in(&city.stranger(), "li.grid", PASSWORD, "api", &[])
            .await
            .status,
        401
    );
    assert_eq!(
        try_sign_in(&city.stranger(), "li.grid", &one_time, "api", &[])
            .await
            .status,
        201
    );
}
