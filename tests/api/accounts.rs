//! Sign-in, sessions, devices, passwords, administration, the audit log.

mod administration;
mod audit;
mod devices;
mod guesses;
mod import;
mod passwords;
mod refresh;
mod setup;
mod sign_in;

use crate::support::{Client, PASSWORD, Reply, TestCity};
use reqwest::Method;
use serde_json::{Value, json};

/// Tries to sign in with the given headers.
async fn try_sign_in(
    client: &Client,
    account: &str,
    password: &str,
    kind: &str,
    headers: &[(&str, &str)],
) -> Reply {
    let device = json!({"id": uuid::Uuid::from_u128(7), "name": "Redmi Note 12"});
    let body = json!({"account": account, "password": password, "client": kind, "device": device});
    let bytes = body.to_string().into_bytes();
    client
        .send(
            Method::POST,
            "/api/v1/sessions",
            Some(bytes),
            "application/json",
            headers,
        )
        .await
}

/// Signs in as an API client through the door that everybody uses.
async fn enter(city: &TestCity, account: &str) -> (Client, Value) {
    let mut client = city.stranger();
    let reply = try_sign_in(&client, account, PASSWORD, "api", &[]).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    client.token = reply.json()["access_token"].as_str().map(str::to_owned);
    client.account_id = reply.json()["account"]["id"].as_str().map(str::to_owned);
    (client, reply.json())
}

/// A client that carries the access token of a session's body.
fn carrying(city: &TestCity, session: &Value) -> Client {
    let mut client = city.stranger();
    client.token = session["access_token"].as_str().map(str::to_owned);
    client
}

/// `Set-Cookie` values of a reply.
fn set_cookies(reply: &Reply) -> Vec<String> {
    let values = reply.headers.get_all("set-cookie").iter();
    values
        .map(|value| value.to_str().unwrap().to_owned())
        .collect()
}

/// The `name=value` part of the cookie that begins with `name`.
fn cookie(reply: &Reply, name: &str) -> String {
    let all = set_cookies(reply);
    let found = all
        .iter()
        .find(|cookie| cookie.starts_with(&format!("{name}=")));
    found
        .unwrap_or_else(|| panic!("no {name} in {all:?}"))
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// How many audit events there are, and the last one's operation.
async fn audit_log(city: &TestCity) -> (i64, String) {
    use sea_orm::QueryOrder as _;
    let last = wenxun::platform::db::find_global::<entity::audit_event::Entity>()
        .order_by_desc(entity::audit_event::Column::Number)
        .one(city.service.db.read())
        .await
        .unwrap();
    // The connection goes back to its pool in a task of its own, which must run before the city is torn down.
    tokio::task::yield_now().await;
    last.map_or((0, String::new()), |row| (row.number, row.operation))
}

/// Asserts that `work` wrote exactly one event, called `operation`.
async fn one_event<T>(city: &TestCity, operation: &str, work: impl Future<Output = T>) -> T {
    let (before, _) = audit_log(city).await;
    let done = work.await;
    assert_eq!(audit_log(city).await, (before + 1, operation.to_owned()));
    done
}

fn problem(reply: &Reply) -> (u16, String) {
    (reply.status, reply.code())
}

/// The pointer and code of the first wrong place.
fn first_fault(reply: &Reply) -> (String, String) {
    let text = |name: &str| {
        reply.json()["errors"][0][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    (text("pointer"), text("code"))
}
