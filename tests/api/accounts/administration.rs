//! Accounts and roles.

use super::{one_event, problem};
use crate::support::{Client, NEIGHBOUR_GRID, ROOT, STREET_EAST, STREET_WEST, TestCity, WORK_GRID};
use serde_json::{Value, json};

/// Id of an account that `client` sees.
pub(super) async fn id_of(client: &Client, account: &str) -> String {
    let listed = client
        .get(&format!("/api/v1/accounts?q={account}"))
        .await
        .json();
    let items = listed["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["account"] == account);
    found.unwrap_or_else(|| panic!("{account} is not among {items:?}"))["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn names(listed: &Value) -> Vec<&str> {
    listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["account"].as_str().unwrap())
        .collect()
}

fn new_worker(account: &str, role: &str, area: &str) -> Value {
    json!({"account": account, "name": "王芳", "roles": [{"role": role, "area_code": area}]})
}

#[tokio::test]
async fn a_supervisor_creates_accounts_below_and_inside_only() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    for (role, area, expected) in [
        ("grid_worker", NEIGHBOUR_GRID, (422, "invalid_body")),
        ("grid_worker", "999", (422, "invalid_body")),
        ("grid_worker", STREET_EAST, (422, "invalid_body")),
        ("mayor", WORK_GRID, (422, "invalid_body")),
        (
            "street_supervisor",
            STREET_EAST,
            (403, "role_not_grantable"),
        ),
        ("ad_inspector", STREET_EAST, (403, "role_not_grantable")),
        ("system_admin", WORK_GRID, (403, "role_not_grantable")),
    ] {
        let reply = east
            .post("/api/v1/accounts", &new_worker("wang.fang", role, area))
            .await;
        assert_eq!(
            problem(&reply),
            (expected.0, expected.1.to_owned()),
            "{role} in {area}"
        );
    }
    let good = new_worker("wang.fang", "grid_worker", WORK_GRID);
    let reply = one_event(
        &city,
        "create_account",
        east.post("/api/v1/accounts", &good),
    )
    .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(
        problem(&east.post("/api/v1/accounts", &good).await),
        (409, "account_taken".into())
    );
}

#[tokio::test]
async fn the_wrong_place_of_a_new_account_is_named() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    for (body, pointer, code) in [
        (
            new_worker("w f", "grid_worker", WORK_GRID),
            "/account",
            "invalid_value",
        ),
        (
            new_worker("wang.fang", "mayor", WORK_GRID),
            "/roles/0/role",
            "unknown_role",
        ),
        (
            new_worker("wang.fang", "grid_worker", NEIGHBOUR_GRID),
            "/roles/0/area_code",
            "unknown_area",
        ),
        (
            new_worker("wang.fang", "grid_worker", "439801001001"),
            "/roles/0/area_code",
            "wrong_level",
        ),
        (
            json!({"account": "wang.fang", "name": "王芳", "roles": []}),
            "/roles",
            "empty",
        ),
        (
            json!({"account": "wang.fang", "name": " ", "roles": []}),
            "/name",
            "too_short",
        ),
    ] {
        let reply = east.post("/api/v1/accounts", &body).await;
        assert_eq!(
            super::first_fault(&reply),
            (pointer.to_owned(), code.to_owned()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn accounts_outside_the_street_do_not_exist_for_its_supervisor() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(NEIGHBOUR_GRID).await;
    let (east, west) = (
        city.street_supervisor(STREET_EAST).await,
        city.street_supervisor(STREET_WEST).await,
    );
    let id = worker.account_id.clone().unwrap();
    let path = format!("/api/v1/accounts/{id}");
    assert_eq!(west.get(&path).await.status, 200);
    let role = json!({"role": "grid_worker", "area_code": WORK_GRID});
    let replies = [
        east.get(&path).await,
        east.patch(&path, &json!({"name": "别人"})).await,
        east.post(&format!("{path}/roles"), &role).await,
        east.post(&format!("{path}/password-reset"), &json!({}))
            .await,
        east.get(&format!("{path}/history")).await,
    ];
    for reply in replies {
        assert_eq!(problem(&reply), (404, "not_found".into()));
    }
    let listed = east.get("/api/v1/accounts").await.json();
    assert_eq!(names(&listed), [format!("street.{STREET_EAST}")]);
}

#[tokio::test]
async fn only_administrators_see_people_without_a_role() {
    let city = TestCity::spawn().await;
    city.add_account("nobody.yet", &[]).await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let supervisor = city.city_supervisor().await;
    assert_eq!(
        names(&admin.get("/api/v1/accounts?state=no_role").await.json()),
        ["nobody.yet"]
    );
    assert!(
        names(&supervisor.get("/api/v1/accounts").await.json())
            .iter()
            .all(|name| *name != "nobody.yet")
    );
}

#[tokio::test]
async fn lists_filter_count_and_turn_pages() {
    let city = TestCity::spawn().await;
    for number in 0..5 {
        city.add_account(&format!("grid.{number}"), &[("grid_worker", WORK_GRID)])
            .await;
    }
    city.add_account("west.1", &[("grid_worker", NEIGHBOUR_GRID)])
        .await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let first = admin.get("/api/v1/accounts?q=grid&limit=3").await.json();
    assert_eq!(names(&first), ["grid.0", "grid.1", "grid.2"]);
    assert_eq!(
        (&first["counts"]["all"], &first["counts"]["never_used"]),
        (&json!(5), &json!(5))
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin
        .get(&format!("/api/v1/accounts?q=grid&limit=3&cursor={cursor}"))
        .await
        .json();
    assert_eq!(
        (names(&second), &second["next_cursor"]),
        (vec!["grid.3", "grid.4"], &Value::Null)
    );
    let west = format!("/api/v1/accounts?role=grid_worker&area={STREET_WEST}");
    assert_eq!(names(&admin.get(&west).await.json()), ["west.1"]);
    assert_eq!(
        names(&admin.get("/api/v1/accounts?q=%25").await.json()),
        Vec::<&str>::new()
    );
    assert_eq!(
        problem(&admin.get("/api/v1/accounts?role=mayor").await),
        (422, "invalid_query".into())
    );
    assert_eq!(
        problem(&admin.get("/api/v1/accounts?cursor=xyz").await),
        (422, "invalid_query".into())
    );
}

#[tokio::test]
async fn states_count_as_their_words_say() {
    let city = TestCity::spawn().await;
    city.add_account("admin", &[("system_admin", ROOT)]).await;
    city.add_account("idle", &[("grid_worker", WORK_GRID)])
        .await;
    super::enter(&city, "idle").await;
    city.advance_s(31 * 86_400);
    city.add_account("gone", &[("grid_worker", WORK_GRID)])
        .await;
    let admin = city.sign_in("admin").await;
    let path = format!("/api/v1/accounts/{}", id_of(&admin, "gone").await);
    one_event(
        &city,
        "update_account",
        admin.patch(&path, &json!({"is_active": false})),
    )
    .await;
    for (state, expected) in [("idle_30d", "idle"), ("disabled", "gone")] {
        let listed = admin
            .get(&format!("/api/v1/accounts?state={state}"))
            .await
            .json();
        assert!(names(&listed).contains(&expected), "{state}: {listed}");
        assert!(!names(&listed).contains(&"admin") || state == "idle_30d");
    }
}

#[tokio::test]
async fn a_revoked_role_counts_at_once_and_the_person_stays_visible() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let path = format!("/api/v1/accounts/{}", worker.account_id.clone().unwrap());
    let role = east.get(&path).await.json()["roles"][0].clone();
    assert_eq!(role["can_revoke"], true);
    let revoke = format!("{path}/roles/{}", role["id"].as_str().unwrap());
    assert_eq!(
        one_event(&city, "revoke_role", east.delete(&revoke))
            .await
            .status,
        204
    );
    assert_eq!(
        worker.get("/api/v1/me").await.json()["permissions"],
        json!([])
    );
    assert_eq!(
        problem(&east.delete(&revoke).await),
        (404, "not_found".into())
    );
    let back = json!({"role": "grid_worker", "area_code": WORK_GRID});
    let granted = one_event(
        &city,
        "grant_role",
        east.post(&format!("{path}/roles"), &back),
    )
    .await;
    assert_eq!(granted.status, 201);
    assert_eq!(
        problem(&east.post(&format!("{path}/roles"), &back).await),
        (409, "role_already_granted".into())
    );
}

#[tokio::test]
async fn a_supervisor_does_not_change_people_who_hold_higher_roles() {
    let city = TestCity::spawn().await;
    city.add_account("both", &[("grid_worker", WORK_GRID), ("analyst", ROOT)])
        .await;
    let east = city.street_supervisor(STREET_EAST).await;
    let path = format!("/api/v1/accounts/{}", id_of(&east, "both").await);
    let account = east.get(&path).await.json();
    let can_revoke: Vec<bool> = account["roles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| role["can_revoke"].as_bool().unwrap())
        .collect();
    assert_eq!(
        (account["can_change"].as_bool(), can_revoke),
        (Some(false), vec![false, true])
    );
    let refused = (403, "role_not_grantable".to_owned());
    assert_eq!(
        problem(&east.patch(&path, &json!({"is_active": false})).await),
        refused
    );
    assert_eq!(
        problem(
            &east
                .post(&format!("{path}/password-reset"), &json!({}))
                .await
        ),
        refused
    );
    let analyst = account["roles"][0]["id"].as_str().unwrap();
    assert_eq!(
        problem(&east.delete(&format!("{path}/roles/{analyst}")).await),
        refused
    );
}

#[tokio::test]
async fn nobody_disables_oneself_or_revokes_an_own_role() {
    let city = TestCity::spawn().await;
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    let path = format!("/api/v1/accounts/{}", admin.account_id.clone().unwrap());
    let own = (409, "own_account".to_owned());
    assert_eq!(
        problem(&admin.patch(&path, &json!({"is_active": false})).await),
        own
    );
    let role = admin.get(&path).await.json()["roles"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        problem(&admin.delete(&format!("{path}/roles/{role}")).await),
        own
    );
    assert_eq!(
        admin.patch(&path, &json!({"name": "新名"})).await.json()["name"],
        "新名"
    );
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_null_is_not_absent() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let east = city.street_supervisor(STREET_EAST).await;
    let path = format!("/api/v1/accounts/{}", worker.account_id.clone().unwrap());
    let renamed = one_event(
        &city,
        "update_account",
        east.patch(&path, &json!({"name": " 李华 "})),
    )
    .await
    .json();
    assert_eq!(
        (&renamed["name"], &renamed["is_active"]),
        (&json!("李华"), &json!(true))
    );
    let before = super::audit_log(&city).await;
    assert_eq!(
        east.patch(&path, &json!({"name": "李华"})).await.status,
        200
    );
    assert_eq!(super::audit_log(&city).await, before);
    let null = east.patch(&path, &json!({"name": null})).await;
    assert_eq!(
        super::first_fault(&null),
        ("/name".into(), "wrong_type".into())
    );
}

#[tokio::test]
async fn the_auditor_reads_accounts_and_log_and_changes_nothing() {
    let city = TestCity::spawn().await;
    let worker = city.grid_worker(WORK_GRID).await;
    let auditor = city.person("auditor", &[("auditor", ROOT)]).await;
    let path = format!("/api/v1/accounts/{}", worker.account_id.clone().unwrap());
    let seen = auditor.get(&path).await.json();
    assert_eq!(
        (&seen["can_change"], &seen["roles"][0]["can_revoke"]),
        (&json!(false), &json!(false))
    );
    let denied = (403, "permission_denied".to_owned());
    assert_eq!(
        problem(&auditor.patch(&path, &json!({"name": "x"})).await),
        denied
    );
    assert_eq!(
        problem(
            &auditor
                .post(
                    "/api/v1/accounts",
                    &new_worker("a.b.c", "grid_worker", WORK_GRID)
                )
                .await
        ),
        denied
    );
    assert_eq!(auditor.get("/api/v1/audit/events").await.status, 200);
    let admin = city.person("admin", &[("system_admin", ROOT)]).await;
    assert_eq!(problem(&admin.get("/api/v1/audit/events").await), denied);
}

#[tokio::test]
async fn history_tells_who_did_what_to_an_account() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let created = east
        .post(
            "/api/v1/accounts",
            &new_worker("wang.fang", "grid_worker", WORK_GRID),
        )
        .await
        .json();
    let path = format!(
        "/api/v1/accounts/{}",
        created["account"]["id"].as_str().unwrap()
    );
    east.patch(&path, &json!({"name": "王芳芳"})).await;
    let history = east.get(&format!("{path}/history")).await.json();
    let operations: Vec<&str> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["operation"].as_str().unwrap())
        .collect();
    assert_eq!(operations, ["update_account", "create_account"]);
    assert_eq!(
        history["items"][1]["detail"]["roles"][0]["area_code"],
        WORK_GRID
    );
    assert_eq!(
        history["items"][1]["actor_id"].as_str(),
        east.account_id.as_deref()
    );
    assert!(
        !history
            .to_string()
            .contains(created["one_time_password"].as_str().unwrap())
    );
}

#[tokio::test]
async fn roles_say_what_they_are_for_and_which_may_be_granted() {
    let city = TestCity::spawn().await;
    let east = city.street_supervisor(STREET_EAST).await;
    let roles = east.get("/api/v1/roles").await.json();
    let grantable: Vec<&str> = roles["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|role| role["can_grant"] == json!(true))
        .map(|role| role["role"].as_str().unwrap())
        .collect();
    assert_eq!(
        grantable,
        [
            "community_manager",
            "grid_worker",
            "dissuasion_volunteer",
            "surveyor"
        ]
    );
    assert_eq!(roles["items"].as_array().unwrap().len(), 16);
}
