//! Sample calls about cases.

use super::samples::{Call, Sign, get, json_call, text};
use super::units;
use super::world::{Side, World};
use crate::support::{Client, incident, with};
use serde_json::{Value, json};
use wenxun::platform::auth::{Permission, Role};

/// What an operation of cases needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_cases"
        | "show_case"
        | "show_case_print"
        | "show_case_counts"
        | "list_case_points"
        | "list_case_steps"
        | "list_case_duplicates"
        | "change_case_stage" => Permission::ReadCases,
        "create_case" | "create_cases" | "merge_case" | "send_record_back" => {
            Permission::ManageCases
        }
        "export_cases" => Permission::ExportRecords,
        _ => return None,
    })
}

/// A new incident of the side, some days old so that lists of the latest stay as they are.
async fn record(world: &World, side: Side) -> String {
    let place = world.place(side);
    let worker = world.city.sign_in(&format!("grid.{}", place.grid)).await;
    let (lng, lat) = place.at;
    let captured_at = world.city.service.clock.now().plus_days(-5).to_rfc3339();
    let record = with(
        incident(&world.city),
        json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": place.grid, "captured_at": captured_at}),
    );
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    record["id"].as_str().unwrap().to_owned()
}

/// What somebody told the hotline about the side.
fn ticket(world: &World, side: Side) -> Value {
    let (lng, lat) = world.place(side).at;
    json!({"source": "hotline", "reference": world.city.new_id().simple().to_string(), "category": "littering",
        "position": {"lng": lng, "lat": lat}})
}

/// A case of the side, dispatched to a unit of the side; that of the own side is answered for by the role's sample account.
async fn dispatched(world: &World, side: Side) -> Value {
    let unit = units::unit(world, side).await;
    let unit = unit["id"].as_str().unwrap();
    if side == Side::Own {
        let admin = world.caller(Role::SystemAdmin).await;
        let contact = world.caller(Role::ResponsibleUnit).await;
        let body = json!({"add": [{"account_id": contact.account_id}]});
        let path = format!("/api/v1/units/{unit}/contacts");
        assert_eq!(admin.post(&path, &body).await.status, 200);
    }
    let desk = world.caller(Role::CitySupervisor).await;
    let made = desk.post("/api/v1/cases", &ticket(world, side)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let filed = step(&desk, &made.json(), json!({"action": "file"})).await;
    step(
        &desk,
        &filed,
        json!({"action": "dispatch", "unit_id": unit}),
    )
    .await
}

async fn step(who: &Client, case: &Value, body: Value) -> Value {
    let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
    let reply = who
        .post(&path, &with(body, json!({"version": case["version"]})))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let grid = world.place(side).grid;
    if id == "create_case" {
        return json_call("POST", "/cases", &ticket(world, side), Sign::Success);
    }
    if id == "create_cases" || id == "send_record_back" {
        let record = record(world, side).await;
        return match id {
            "create_cases" => json_call(
                "POST",
                "/cases/selection",
                &json!({"record_ids": [record]}),
                Sign::Count("/created"),
            ),
            _ => json_call(
                "POST",
                format!("/records/{record}/return"),
                &json!({"remark": "类别选错了"}),
                Sign::Success,
            ),
        };
    }
    let case = dispatched(world, side).await;
    let case_id = case["id"].as_str().unwrap();
    match id {
        "list_cases" => {
            let unit = case["unit"]["id"].as_str().unwrap();
            get(format!("/cases?unit={unit}"), text(case_id))
        }
        "show_case" => get(format!("/cases/{case_id}"), text(case_id)),
        "show_case_print" => get(format!("/cases/{case_id}/print"), text(case_id)),
        "show_case_counts" => get(format!("/cases/counts?area={grid}"), Sign::Count("/open")),
        "list_case_points" => get("/cases/points", text(case_id)),
        "list_case_steps" => get("/cases/steps", Sign::Success),
        "list_case_duplicates" => get(
            format!("/cases/duplicates?case_id={case_id}"),
            Sign::Success,
        ),
        "export_cases" => get("/cases/export?format=ndjson", text(case_id)),
        "change_case_stage" => json_call(
            "POST",
            format!("/cases/{case_id}/steps"),
            &json!({"version": case["version"], "action": "hold", "note": "等施工"}),
            Sign::Success,
        ),
        "merge_case" => {
            let other = dispatched(world, side).await;
            let body = json!({"version": case["version"], "into_id": other["id"]});
            json_call(
                "POST",
                format!("/cases/{case_id}/merge"),
                &body,
                Sign::Success,
            )
        }
        _ => None,
    }
}
