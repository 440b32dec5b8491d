//! Filters that people keep by name.

use crate::support::{Client, ROOT, Reply, TestCity};
use serde_json::{Value, json};

async fn keep(who: &Client, changes: Value) -> Reply {
    let view = json!({"page": "cases", "title": "超期的", "query": "tab=late&area=439802002000"});
    who.post("/api/v1/views", &crate::support::with(view, changes))
        .await
}

async fn kept(who: &Client, page: &str) -> Vec<Value> {
    let reply = who.get(&format!("/api/v1/views?page={page}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

fn path(view: &Value) -> String {
    format!("/api/v1/views/{}", view["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_view_is_kept_changed_and_deleted_by_its_owner_alone() {
    let city = TestCity::spawn().await;
    let owner = city.city_supervisor().await;
    let other = city.person("other", &[("city_supervisor", ROOT)]).await;
    let made = keep(&owner, json!({"title": "  超期的 "})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let view = made.json();
    assert_eq!(view["title"], "超期的");
    assert_eq!(kept(&owner, "cases").await, std::slice::from_ref(&view));
    assert_eq!(kept(&owner, "heatmap").await, Vec::<Value>::new());
    assert_eq!(kept(&other, "cases").await, Vec::<Value>::new());
    let change = json!({"query": "tab=due"});
    let foreign = other.patch(&path(&view), &change).await;
    assert_eq!(
        (foreign.status, foreign.code()),
        (404, "saved_view_not_found".into())
    );
    assert_eq!(other.delete(&path(&view)).await.status, 404);
    let changed = owner.patch(&path(&view), &change).await.json();
    assert_eq!(
        (&changed["query"], &changed["title"]),
        (&json!("tab=due"), &json!("超期的"))
    );
    assert_eq!(owner.delete(&path(&view)).await.status, 204);
    assert_eq!(owner.delete(&path(&view)).await.status, 404);
    assert_eq!(kept(&owner, "cases").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_page_has_one_default_and_each_name_once() {
    let city = TestCity::spawn().await;
    let owner = city.city_supervisor().await;
    let first = keep(&owner, json!({"is_default": true})).await.json();
    let again = keep(&owner, json!({})).await;
    assert_eq!(
        (again.status, again.code()),
        (409, "saved_view_title_taken".into())
    );
    let second = keep(&owner, json!({"title": "二", "is_default": true}))
        .await
        .json();
    let elsewhere = keep(&owner, json!({"page": "heatmap", "is_default": true})).await;
    assert_eq!(elsewhere.status, 201);
    let defaults = |views: &[Value]| -> Vec<Value> {
        let found = views.iter().filter(|view| view["is_default"] == true);
        found.map(|view| view["id"].clone()).collect()
    };
    assert_eq!(
        defaults(&kept(&owner, "cases").await),
        [second["id"].clone()]
    );
    let back = json!({"is_default": true, "title": "超期的"});
    assert_eq!(owner.patch(&path(&first), &back).await.status, 200);
    assert_eq!(
        defaults(&kept(&owner, "cases").await),
        [first["id"].clone()]
    );
    let taken = owner
        .patch(&path(&second), &json!({"title": "超期的"}))
        .await;
    assert_eq!(taken.status, 409);
    let none = json!({"is_default": false});
    assert_eq!(owner.patch(&path(&first), &none).await.status, 200);
    assert_eq!(defaults(&kept(&owner, "cases").await), Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_no_view_is_named_and_a_page_holds_thirty() {
    let city = TestCity::spawn().await;
    let owner = city.city_supervisor().await;
    for (wrong, pointer) in [
        (json!({"page": "accounts"}), "/page"),
        (json!({"title": " "}), "/title"),
        (json!({"title": "名".repeat(41)}), "/title"),
        (json!({"query": "?tab=late"}), "/query"),
        (json!({"query": "tab=late#end"}), "/query"),
        (json!({"query": "q".repeat(2_001)}), "/query"),
    ] {
        let reply = keep(&owner, wrong.clone()).await;
        assert_eq!(reply.status, 422, "{wrong}");
        assert_eq!(reply.json()["errors"][0]["pointer"], pointer, "{wrong}");
    }
    assert_eq!(owner.get("/api/v1/views?page=moon").await.status, 422);
    for number in 0..30 {
        let made = keep(&owner, json!({"title": format!("视图{number}")})).await;
        assert_eq!(made.status, 201);
    }
    let more = keep(&owner, json!({})).await;
    assert_eq!(
        (more.status, more.code(), &more.json()["params"]["most"]),
        (409, "too_many_saved_views".into(), &json!(30))
    );
}

#[tokio::test]
async fn every_page_with_filters_takes_a_view_and_no_other_page_does() {
    let city = TestCity::spawn().await;
    let owner = city.city_supervisor().await;
    for page in [
        "cases",
        "incidents",
        "heatmap",
        "tallies",
        "ads",
        "leagues",
        "inspections",
        "units",
        "surveys",
    ] {
        let made = keep(&owner, json!({"page": page, "query": "state=field"})).await;
        assert_eq!(made.status, 201, "{page}: {}", made.text());
        assert_eq!(kept(&owner, page).await, [made.json()], "{page}");
    }
    let elsewhere = keep(&owner, json!({"page": "accounts"})).await;
    assert_eq!(elsewhere.status, 422);
    assert_eq!(elsewhere.json()["errors"][0]["pointer"], "/page");
}
