//! Sample calls about leagues.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World, point_in};
use crate::support::{Client, tally, with};
use serde_json::{Value, json};
use wenxun::platform::auth::{Permission, Role};

/// What an operation of leagues needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_league_figures"
        | "show_league_table"
        | "list_leagues"
        | "show_league"
        | "show_league_document" => Permission::ReadIndicators,
        "create_league" | "change_league_state" | "decide_league_appeal" => {
            Permission::ManageIndicators
        }
        "create_league_appeal" => Permission::AppealLeagues,
        "export_league" => Permission::ExportRecords,
        _ => return None,
    })
}

/// The community of the side by the buses that gave way in it in the quarter before.
fn asked(world: &World, side: Side) -> Value {
    json!({"subject": "area", "source": "tally_rate", "code": "bus_yield", "period": "2026-Q3",
        "area": world.place(side).community, "level": "community"})
}

/// Buses were counted in the side, and no league is about them.
async fn ground(world: &World, side: Side) -> Client {
    let place = world.place(side);
    let worker = world.city.sign_in(&format!("grid.{}", place.grid)).await;
    let (lng, lat) = point_in(side);
    let at = world.city.service.clock.now().plus_days(-40).to_rfc3339();
    let there = json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": place.grid, "captured_at": at});
    let record = with(tally(&world.city), there);
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    let office = world.caller(Role::CitySupervisor).await;
    for state in ["draft", "open"] {
        let list = format!("/api/v1/leagues?limit=100&state={state}");
        let known = office.get(&list).await.json();
        for league in known["items"].as_array().unwrap() {
            let body = json!({"version": league["version"], "action": "withdraw", "reason": "口径有误，重做"});
            posted(&office, &path(&league["id"], "/steps"), &body).await;
        }
    }
    office
}

fn path(id: &Value, rest: &str) -> String {
    format!("/leagues/{}{rest}", id.as_str().unwrap())
}

/// What a call must answer, and the league after it.
async fn posted(who: &Client, path: &str, body: &Value) -> Value {
    let reply = who.post(&format!("/api/v1{path}"), body).await;
    assert!([200, 201].contains(&reply.status), "{}", reply.text());
    reply.json()
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let community = world.place(side).community;
    match id {
        "list_league_figures" => return get("/leagues/figures", Sign::Success),
        "show_league_table" => {
            let query = "subject=area&source=tally_rate&code=bus_yield&level=community";
            let path = format!("/leagues/table?{query}&area={community}");
            return get(path, text(community));
        }
        _ => {}
    }
    let office = ground(world, side).await;
    if id == "create_league" {
        return json_call("POST", "/leagues", &asked(world, side), Sign::Success);
    }
    let draft = posted(&office, "/leagues", &asked(world, side)).await;
    let league = &draft["league"]["id"];
    let open = json!({"version": 1, "action": "open"});
    if id == "change_league_state" {
        return json_call("POST", path(league, "/steps"), &open, Sign::Success);
    }
    posted(&office, &path(league, "/steps"), &open).await;
    let appeal = json!({"code": community, "reason": "有一条线路停运"});
    match id {
        "list_leagues" => get("/leagues?state=open", text(league.as_str().unwrap())),
        "show_league" => get(path(league, ""), text(community)),
        "show_league_document" => get(path(league, "/document"), Sign::Bytes),
        "export_league" => get(path(league, "/export?format=csv"), text(community)),
        "create_league_appeal" => {
            json_call("POST", path(league, "/appeals"), &appeal, Sign::Success)
        }
        _ => {
            let district = world.caller(Role::DistrictSupervisor).await;
            let filed = posted(&district, &path(league, "/appeals"), &appeal).await;
            let decision = filed["appeals"][0]["id"].as_str().unwrap();
            let body = json!({"version": 3, "decision": "rejected", "reason": "核对了原始记录"});
            let rest = format!("/appeals/{decision}/decision");
            json_call("POST", path(league, &rest), &body, Sign::Success)
        }
    }
}
