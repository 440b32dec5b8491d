//! Sign-in, sessions, devices, passwords, administration.

use crate::support::{PASSWORD, TestCity, WORK_GRID};
use serde_json::json;

#[tokio::test]
async fn a_grid_worker_signs_in_and_sees_who_it_is() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let me = worker.get("/api/v1/me").await;
    assert_eq!(me.status, 200);
    assert_eq!(me.json()["roles"][0]["area_code"], WORK_GRID);
    assert_eq!(
        me.json()["permissions"],
        json!([
            "capture_records",
            "read_own_records",
            "read_records",
            "read_insights"
        ])
    );
}

#[tokio::test]
async fn unknown_accounts_and_wrong_passwords_get_the_same_answer() {
    let city = TestCity::spawn().await;
    city.add_account("li.grid", &[("grid_worker", WORK_GRID)])
        .await;
    let device = json!({"id": uuid::Uuid::from_u128(1), "name": "phone"});
    for (account, password) in [("li.grid", "wrong"), ("nobody.here", PASSWORD)] {
        let body = json!({"account": account, "password": password, "device": device});
        let reply = city.stranger().post("/api/v1/sessions", &body).await;
        assert_eq!(
            (reply.status, reply.code().as_str()),
            (401, "sign_in_failed")
        );
    }
}
