//! Lists of handlers and supervisors, counts, points, files, notices.

use super::Desk;
use crate::support::{STREET_WEST, WORK_GRID};
use serde_json::{Value, json};

fn ids(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_due_first_goes_first_and_pages_hold_every_case_once() {
    let mut desk = Desk::make().await;
    let mut made = vec![];
    for _ in 0..5 {
        desk.later(60).await;
        made.push(desk.dispatched().await["id"].as_str().unwrap().to_owned());
    }
    let mut seen = vec![];
    let mut path = "/api/v1/cases?limit=2".to_owned();
    loop {
        let page = desk.supervisor.get(&path).await.json();
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/api/v1/cases?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, made);
    let newest = desk
        .supervisor
        .get("/api/v1/cases?order=newest&limit=1")
        .await
        .json();
    assert_eq!(ids(&newest), [made[4].as_str()]);
}

#[tokio::test]
async fn a_handler_has_mine_due_and_overdue() {
    let mut desk = Desk::make().await;
    let case = desk.dispatched().await;
    let id = case["id"].as_str().unwrap();
    for (view, is_there) in [
        ("mine", true),
        ("due", true),
        ("overdue", false),
        ("open", true),
        ("ended", false),
    ] {
        let page = desk
            .fixer
            .get(&format!("/api/v1/cases?view={view}"))
            .await
            .json();
        assert_eq!(ids(&page).contains(&id), is_there, "{view}");
        let page = desk
            .other
            .get(&format!("/api/v1/cases?view={view}"))
            .await
            .json();
        assert!(!ids(&page).contains(&id), "{view} of another unit");
    }
    desk.later(9 * 3_600).await;
    let late = desk.fixer.get("/api/v1/cases?view=overdue").await.json();
    assert_eq!(ids(&late), [id]);
}

#[tokio::test]
async fn counts_points_and_filters_agree_and_are_clipped() {
    let mut desk = Desk::make().await;
    desk.case().await;
    desk.dispatched().await;
    desk.closed().await;
    desk.later(9 * 3_600).await;
    let counts = desk
        .supervisor
        .get("/api/v1/cases/counts?view=all")
        .await
        .json();
    let of = |stage: &str| {
        counts["stages"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["stage"] == stage)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (
            &of("accepted")["count"],
            &of("dispatched")["late"],
            &of("closed")["count"]
        ),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(
        (
            &counts["open"],
            &counts["late"],
            &of("accepted")["due_soon"]
        ),
        (&json!(2), &json!(1), &json!(1))
    );
    let points = desk
        .supervisor
        .get("/api/v1/cases/points?bbox=110.5,26.9,110.502,26.902")
        .await
        .json();
    assert_eq!(
        (
            points["items"].as_array().unwrap().len(),
            &points["items"][0]["is_late"]
        ),
        (2, &json!(true))
    );
    for (query, found) in [
        ("stage=closed", 1),
        ("category=littering", 2),
        ("category=spitting", 0),
        ("source=hotline", 0),
        ("side=held", 0),
        ("area=439801001002", 0),
        ("from=2026-10-30&to=2026-10-30", 2),
    ] {
        let page = desk
            .supervisor
            .get(&format!("/api/v1/cases?{query}"))
            .await
            .json();
        assert_eq!(ids(&page).len(), found, "{query}");
    }
    let west = desk.city.street_supervisor(STREET_WEST).await;
    assert_eq!(
        west.get("/api/v1/cases/counts?view=all").await.json()["open"],
        0
    );
    let bad = desk
        .supervisor
        .get("/api/v1/cases?stage=gone&view=some&order=up&area=1")
        .await
        .json();
    assert_eq!(bad["errors"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn the_list_is_saved_as_a_file_and_handlers_may_not() {
    let desk = Desk::make().await;
    let case = desk.closed().await;
    let csv = desk.supervisor.get("/api/v1/cases/export?view=all").await;
    let text = csv.text();
    assert!(
        text.contains("案件号")
            && text.contains(case["number"].as_str().unwrap())
            && text.contains("结案"),
        "{text}"
    );
    let lines = desk
        .supervisor
        .get("/api/v1/cases/export?view=all&format=ndjson")
        .await
        .text();
    assert_eq!(lines.lines().count(), 1);
    assert_eq!(
        desk.supervisor
            .get("/api/v1/cases/export?format=xlsx")
            .await
            .status,
        200
    );
    assert_eq!(
        desk.fixer.get("/api/v1/cases/export").await.code(),
        "permission_denied"
    );
}

#[tokio::test]
async fn everybody_is_told_what_concerns_them_and_marks_it_as_read() {
    let desk = Desk::make().await;
    let case = desk.reported().await;
    let what = |page: Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["what"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        what(desk.fixer.get("/api/v1/notices").await.json()),
        ["dispatched"]
    );
    assert_eq!(
        what(desk.supervisor.get("/api/v1/notices").await.json()),
        ["reported"]
    );
    let case = desk
        .take(&desk.supervisor, &case, json!({"action": "verify"}))
        .await;
    desk.take(&desk.supervisor, &case, json!({"action": "close"}))
        .await;
    let told = desk.worker.get("/api/v1/notices").await.json();
    assert_eq!(what(told.clone()), ["closed"]);
    let marked = desk
        .worker
        .post(
            "/api/v1/notices/read",
            &json!({"ids": [told["items"][0]["id"]]}),
        )
        .await
        .json();
    assert_eq!(marked["marked"], 1);
    assert_eq!(
        desk.worker
            .get("/api/v1/notices?is_unread=true")
            .await
            .json()["unread"],
        0
    );
    assert_eq!(
        desk.fixer
            .post(
                "/api/v1/notices/read",
                &json!({"ids": [told["items"][0]["id"]]})
            )
            .await
            .json()["marked"],
        0,
        "nobody marks another's"
    );
}

#[tokio::test]
async fn a_community_manager_sees_the_area_and_handles_what_the_own_unit_has() {
    let desk = Desk::make().await;
    let manager = desk
        .city
        .person("manager", &[("community_manager", "439801001001")])
        .await;
    let admin = desk.city.sign_in("city.supervisor").await;
    let case = desk.dispatched().await;
    assert_eq!(desk.look(&manager, &case).await.status, 200);
    assert_eq!(
        desk.step(&manager, &case, json!({"action": "start"}))
            .await
            .code(),
        "case_foreign_unit"
    );
    let add = json!({"add": [{"account_id": manager.account_id}]});
    admin
        .post(&format!("/api/v1/units/{}/contacts", desk.unit), &add)
        .await;
    let started = desk.take(&manager, &case, json!({"action": "start"})).await;
    assert_eq!(started["stage"], "handling");
    assert_eq!(
        desk.step(
            &manager,
            &started,
            json!({"action": "void", "note": "不办"})
        )
        .await
        .code(),
        "case_not_your_step"
    );
    let far = desk
        .city
        .person("far.manager", &[("community_manager", "439801001002")])
        .await;
    assert_eq!(desk.look(&far, &case).await.code(), "case_not_found");
    let worker = desk.city.grid_worker("439801001001002").await;
    assert_eq!(
        worker.get("/api/v1/cases").await.code(),
        "permission_denied",
        "{WORK_GRID}"
    );
}

#[tokio::test]
async fn the_demo_has_cases_at_every_stage_and_some_for_its_unit() {
    let city = crate::support::TestCity::spawn_demo().await;
    let desk = city.sign_in("city.demo").await;
    let counts = desk.get("/api/v1/cases/counts?view=all").await.json();
    let of = |stage: &str| {
        let stages = counts["stages"].as_array().unwrap();
        let found = stages.iter().find(|one| one["stage"] == stage).unwrap();
        found["count"].as_i64().unwrap()
    };
    for stage in [
        "accepted",
        "filed",
        "dispatched",
        "handling",
        "reported",
        "verified",
        "closed",
        "declined",
    ] {
        assert!(of(stage) > 2, "{stage}: {}", of(stage));
    }
    assert!(
        (200..400).contains(&(counts["open"].as_i64().unwrap() + of("closed") + of("declined")))
    );
    let unit = city.sign_in("unit.demo").await;
    let mine = unit
        .get("/api/v1/cases?view=mine&stage=dispatched,handling")
        .await
        .json();
    let first = mine["items"][0].clone();
    assert!(mine["items"].as_array().unwrap().len() > 2, "{mine}");
    let path = format!("/api/v1/cases/{}", first["id"].as_str().unwrap());
    let seen = unit.get(&path).await.json();
    assert!(!seen["steps"].as_array().unwrap().is_empty());
    let ended = desk
        .get("/api/v1/cases?view=ended&stage=closed&limit=1")
        .await
        .json();
    let path = format!(
        "/api/v1/cases/{}",
        ended["items"][0]["id"].as_str().unwrap()
    );
    let closed = desk.get(&path).await.json();
    assert_eq!(
        closed["proof"]["checks"].as_array().unwrap().len(),
        3,
        "{closed}"
    );
    let sha = closed["after_photo"].as_str().unwrap();
    assert_eq!(
        desk.get(&format!("/api/v1/photos/{sha}/thumb"))
            .await
            .status,
        200
    );
}
