//! Devices and sessions that end.

use super::{carrying, cookie, enter, one_event, problem, set_cookies, try_sign_in};
use crate::support::{Client, PASSWORD, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use serde_json::json;

async fn devices(client: &Client) -> Vec<serde_json::Value> {
    client.get("/api/v1/me/devices").await.json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

fn signed_in(city: &TestCity, reply: &Reply) -> Client {
    carrying(city, &reply.json())
}

#[tokio::test]
async fn a_browser_that_comes_back_is_the_same_device() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let first = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    let known = cookie(&first, "wenxun_device");
    let again = try_sign_in(
        &city.stranger(),
        "li.grid",
        PASSWORD,
        "browser",
        &[("cookie", &known)],
    )
    .await;
    assert!(
        set_cookies(&again)
            .iter()
            .all(|cookie| !cookie.starts_with("wenxun_device"))
    );
    let client = signed_in(&city, &again);
    assert_eq!(devices(&client).await.len(), 1);
    let stranger = try_sign_in(&city.stranger(), "li.grid", PASSWORD, "browser", &[]).await;
    let listed = devices(&signed_in(&city, &stranger)).await;
    assert_eq!(
        listed
            .iter()
            .filter(|device| device["is_current"] == json!(true))
            .count(),
        1
    );
    assert_eq!(listed.len(), 2);
}

#[tokio::test]
async fn a_shared_phone_stays_known_for_each_of_its_people() {
    let city = TestCity::spawn().await;
    for name in ["early.shift", "late.shift"] {
        city.add_account(name, &[("grid_worker", WORK_GRID)]).await;
    }
    let early = try_sign_in(&city.stranger(), "early.shift", PASSWORD, "browser", &[]).await;
    let sent = cookie(&early, "wenxun_device");
    let late = try_sign_in(
        &city.stranger(),
        "late.shift",
        PASSWORD,
        "browser",
        &[("cookie", &sent)],
    )
    .await;
    let both = cookie(&late, "wenxun_device");
    for name in ["early.shift", "late.shift"] {
        let reply = try_sign_in(
            &city.stranger(),
            name,
            PASSWORD,
            "browser",
            &[("cookie", &both)],
        )
        .await;
        assert_eq!(devices(&signed_in(&city, &reply)).await.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once_and_forgets_the_cookie() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (client, _) = enter(&city, "li.grid").await;
    let reply = one_event(
        &city,
        "end_session",
        client.delete("/api/v1/sessions/current"),
    )
    .await;
    assert_eq!(reply.status, 204);
    assert!(set_cookies(&reply)[0].starts_with("wenxun_refresh=; Path=/; Max-Age=0;"));
    assert_eq!(
        problem(&client.get("/api/v1/me").await),
        (401, "session_ended".into())
    );
}

#[tokio::test]
async fn a_device_ended_from_another_one_is_out_at_once() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let (lost, _) = enter(&city, "li.grid").await;
    let lost_id = devices(&lost).await[0]["id"].as_str().unwrap().to_owned();
    let (kept, _) = enter(&city, "li.grid").await;
    let path = format!("/api/v1/me/devices/{lost_id}");
    let reply = one_event(&city, "end_my_device", kept.delete(&path)).await;
    assert_eq!(reply.status, 204);
    assert_eq!(
        problem(&lost.get("/api/v1/me").await),
        (401, "session_ended".into())
    );
    assert_eq!(kept.get("/api/v1/me").await.status, 200);
    assert_eq!(
        problem(&kept.delete(&path).await),
        (404, "device_not_found".into())
    );
}

#[tokio::test]
async fn nobody_ends_a_strangers_device() {
    let city = TestCity::spawn().await;
    let one = city.person("one", &[("grid_worker", WORK_GRID)]).await;
    let other = city.person("other", &[("grid_worker", WORK_GRID)]).await;
    let id = devices(&one).await[0]["id"].as_str().unwrap().to_owned();
    let reply = other.delete(&format!("/api/v1/me/devices/{id}")).await;
    assert_eq!(problem(&reply), (404, "device_not_found".into()));
    assert_eq!(one.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn a_supervisor_ends_devices_of_the_own_street_only() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let account = worker.account_id.clone().unwrap();
    let east = city.street_supervisor(STREET_EAST).await;
    let west = city.street_supervisor(STREET_WEST).await;
    let path = format!("/api/v1/accounts/{account}/devices");
    let listed = east.get(&path).await.json();
    let one = format!("{path}/{}", listed["items"][0]["id"].as_str().unwrap());
    assert_eq!(problem(&west.get(&path).await), (404, "not_found".into()));
    assert_eq!(problem(&west.delete(&one).await), (404, "not_found".into()));
    assert_eq!(
        one_event(&city, "end_account_device", east.delete(&one))
            .await
            .status,
        204
    );
    assert_eq!(
        problem(&worker.get("/api/v1/me").await),
        (401, "session_ended".into())
    );
}
