//! Sample calls about red and black lists.

use super::indicators::week;
use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World};
use crate::support::ROOT;
use serde_json::json;
use wenxun::platform::auth::{Permission, Role};

/// What an operation of lists needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_boards" | "show_board" | "show_board_document" => Permission::ReadIndicators,
        "create_board" | "update_board" | "withdraw_board" | "list_board_suggestions" => {
            Permission::DraftBoards
        }
        "approve_board" => Permission::ApproveBoards,
        "export_board" => Permission::ExportRecords,
        _ => return None,
    })
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let place = world.place(side);
    let new = json!({"period": week(), "area_code": place.community});
    if id == "create_board" {
        return json_call("POST", "/boards", &new, Sign::Success);
    }
    let who = format!("drafter.{}", world.city.new_id().simple());
    let drafter = world.city.person(&who, &[("city_supervisor", ROOT)]).await;
    let made = drafter.post("/api/v1/boards", &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    let board = made["board"]["id"].as_str().unwrap();
    let path = format!("/boards/{board}");
    let praise = json!({"colour": "red", "subject": {"kind": "site", "code": place.site}, "reason": "整个月整洁有序"});
    let entries = |version: u8| json!({"version": version, "entries": [praise]});
    let put = drafter.put(&format!("/api/v1{path}"), &entries(1)).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let step = |body| {
        json_call(
            "POST",
            format!("{path}/{}", step_of(id)),
            &body,
            Sign::Success,
        )
    };
    match id {
        "update_board" => return json_call("PUT", path, &entries(2), Sign::Success),
        "list_board_suggestions" => {
            let query = format!("league_id={board}");
            return get(format!("{path}/suggestions?{query}"), Sign::Success);
        }
        "approve_board" => return step(json!({"version": 2})),
        "withdraw_board" => return step(json!({"version": 2, "reason": "数据有误要重来"})),
        _ => {}
    }
    let desk = world.caller(Role::CitySupervisor).await;
    let approval = format!("/api/v1{path}/approve");
    let reply = desk.post(&approval, &json!({"version": 2})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    match id {
        "list_boards" => {
            let period = new["period"].as_str().unwrap();
            get(format!("/boards?period={period}"), text(board))
        }
        "show_board_document" => get(format!("{path}/document"), text(place.site)),
        "export_board" => get(format!("{path}/export"), text(place.site)),
        _ => get(path.clone(), text(board)),
    }
}

fn step_of(id: &str) -> &str {
    id.split('_').next().unwrap()
}
