//! The first administrator.

use super::{carrying, one_event, problem, try_sign_in};
use crate::support::{ROOT, TestCity};
use entity::{area, area_version};
use serde_json::{Value, json};
use wenxun::accounts::prepare_setup;
use wenxun::platform::db::delete_global;

const SECRET: &str = "teapot-lantern-42";

fn body(token: &str) -> Value {
    let device = json!({"id": uuid::Uuid::from_u128(9), "name": "desk"});
    json!({"token": token, "account": "li.admin", "name": "李明", "password": SECRET, "device": device})
}

#[tokio::test]
async fn the_printed_link_makes_the_first_administrator_once() {
    let city = TestCity::spawn().await;
    let token = prepare_setup(&city.service.db).await.unwrap().unwrap();
    let reply = one_event(
        &city,
        "create_first_administrator",
        city.stranger().post("/api/v1/setup", &body(&token)),
    )
    .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let role = &reply.json()["account"]["roles"][0];
    assert_eq!(
        (&role["role"], &role["area_code"]),
        (&json!("system_admin"), &json!(ROOT))
    );
    let again = city.stranger().post("/api/v1/setup", &body(&token)).await;
    assert_eq!(problem(&again), (404, "setup_not_open".into()));
    assert_eq!(prepare_setup(&city.service.db).await.unwrap(), None);
    assert_eq!(
        try_sign_in(&city.stranger(), "li.admin", SECRET, "api", &[])
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn only_the_last_printed_link_opens() {
    let city = TestCity::spawn().await;
    let first = prepare_setup(&city.service.db).await.unwrap().unwrap();
    let second = prepare_setup(&city.service.db).await.unwrap().unwrap();
    for token in [first.as_str(), "", "rubbish"] {
        let reply = city.stranger().post("/api/v1/setup", &body(token)).await;
        assert_eq!(problem(&reply), (404, "setup_not_open".into()));
    }
    assert_eq!(
        city.stranger()
            .post("/api/v1/setup", &body(&second))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn a_weak_password_does_not_use_up_the_link() {
    let city = TestCity::spawn().await;
    let token = prepare_setup(&city.service.db).await.unwrap().unwrap();
    let mut weak = body(&token);
    weak["password"] = json!("li.admin-1");
    let reply = city.stranger().post("/api/v1/setup", &weak).await;
    assert_eq!(
        super::first_fault(&reply),
        ("/password".into(), "weak_password".into())
    );
    assert_eq!(
        city.stranger()
            .post("/api/v1/setup", &body(&token))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn before_any_areas_the_administrator_stands_in_an_unnamed_city_and_then_in_the_imported_one()
{
    let city = TestCity::spawn().await;
    let emptied: Result<(), sea_orm::DbErr> = city
        .service
        .db
        .write(async |tx| {
            delete_global::<area::Entity>().exec(tx).await?;
            delete_global::<area_version::Entity>().exec(tx).await?;
            Ok(())
        })
        .await;
    emptied.unwrap();
    city.service
        .territories
        .refresh(&city.service.db)
        .await
        .unwrap();
    let token = prepare_setup(&city.service.db).await.unwrap().unwrap();
    let reply = city
        .stranger()
        .post("/api/v1/setup", &body(&token))
        .await
        .json();
    assert_eq!(reply["account"]["roles"][0]["area_name_zh"], "未命名城市");
    let admin = carrying(&city, &reply);
    let new = json!({"account": "second", "name": "王芳", "roles": []});
    assert_eq!(admin.post("/api/v1/accounts", &new).await.status, 201);
    let listed = admin.get("/api/v1/areas").await.json();
    assert_eq!(listed["items"], json!([]));
    let file = std::fs::read("tests/data/areas_small.geojson").unwrap();
    let imported = admin
        .send(
            reqwest::Method::POST,
            "/api/v1/areas/import?name=city",
            Some(file),
            "application/geo+json",
            &[],
        )
        .await;
    assert_eq!(imported.status, 201, "{}", imported.text());
    let role = admin.get("/api/v1/me").await.json()["roles"][0].clone();
    assert_eq!(role["role"], "system_admin");
    assert_eq!(
        admin.get("/api/v1/areas").await.json()["items"][0]["code"],
        role["area_code"]
    );
    assert_eq!(
        admin.get("/api/v1/areas/versions").await.json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
