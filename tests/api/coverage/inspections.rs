//! Sample calls about inspections. What only a planner may is planned by the caller where the caller may plan.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World};
use crate::support::{Client, Round, STREET_EAST, STREET_WEST, newest_rubric, round_body, with};
use serde_json::{Value, json};
use wenxun::platform::auth::{Permission, Role};

/// What an operation of inspections needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_rubrics"
        | "show_rubric"
        | "list_inspection_rounds"
        | "show_inspection_round"
        | "redraw_inspection_round"
        | "list_round_sites"
        | "show_round_scores"
        | "list_round_losses"
        | "list_round_results"
        | "show_site_result" => Permission::ReadInspections,
        "import_rubric" => Permission::ManageRubrics,
        "create_inspection_case" => Permission::ManageCases,
        "export_round_results" => Permission::ExportRecords,
        "show_inspection_frame"
        | "create_inspection_round"
        | "update_inspection_round"
        | "draw_inspection_round"
        | "list_inspectors"
        | "list_inspector_assignments"
        | "assign_inspectors"
        | "list_round_planners"
        | "replace_round_planner"
        | "exclude_inspection"
        | "publish_inspection_round" => Permission::PlanInspections,
        _ => return None,
    })
}

fn street(side: Side) -> &'static str {
    match side {
        Side::Own => STREET_EAST,
        Side::Neighbour => STREET_WEST,
    }
}

/// What sets a round of every bus stop of the side up.
async fn body(who: &Client, side: Side) -> Value {
    let rubric = newest_rubric(who).await;
    let types = json!([{"site_type": "bus_stop", "draw": null}]);
    with(
        round_body(&rubric, street(side)),
        json!({"types": types, "strata": "none", "makes_cases": "never"}),
    )
}

/// Who plans a round there: the caller where it may, else the desk; nobody for a caller who may not plan at all.
async fn planner(world: &World, side: Side, caller: &Client) -> Option<Client> {
    let desk = world.fieldwork(side).planner.clone();
    let trial = body(&desk, side).await;
    match caller
        .post("/api/v1/inspections/rounds", &trial)
        .await
        .status
    {
        201 => Some(caller.clone()),
        403 => None,
        _ => Some(desk),
    }
}

/// A published round of the side with its drawn site, made once.
async fn published(world: &World, side: Side) -> &(String, String) {
    let make = async || {
        let desk = world.fieldwork(side).planner.clone();
        let (made, _) = round(world, side, desk, true).await;
        let drawn = made.sites[0]["id"].as_str().unwrap().to_owned();
        (made.id().to_owned(), drawn)
    };
    world.published_round(side).get_or_init(make).await
}

/// A round of the side with an inspection; published when asked.
async fn round(world: &World, side: Side, planner: Client, is_published: bool) -> (Round, Value) {
    let tag = world.city.new_id().simple().to_string();
    let types = json!({"types": [{"site_type": "bus_stop", "draw": null}], "strata": "none", "makes_cases": "never"});
    let place = (street(side), tag.as_str());
    let mut round = Round::draft(&world.city, planner, place, types).await;
    round.draw().await;
    round.assign(street(side)).await;
    let drawn = round.sites[0].clone();
    let record = round.inspection(
        &world.city,
        &drawn,
        json!({"bus_stop_01": {"answer": "fail"}}),
    );
    assert_eq!(
        round.inspectors[0].capture(&record).await["outcome"],
        "created"
    );
    if is_published {
        round.publish().await;
    }
    (round, record)
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side, caller: &Client) -> Option<Call> {
    let needed = permission(id)?;
    if let Some(call) = about_rubrics(world, id).await {
        return Some(call);
    }
    match id {
        "show_inspection_frame" => {
            let path = format!("/inspections/frame?area={}", street(side));
            return get(path, Sign::Count("/sites"));
        }
        "create_inspection_round" => {
            let body = body(&world.fieldwork(side).planner, side).await;
            return json_call("POST", "/inspections/rounds", &body, Sign::Success);
        }
        _ => {}
    }
    if needed == Permission::PlanInspections {
        let planner = planner(world, side, caller).await;
        return match planner {
            Some(planner) => about_planning(world, id, side, planner).await,
            None => denied(world, id, side).await,
        };
    }
    about_results(world, id, side).await
}

async fn about_rubrics(world: &World, id: &str) -> Option<Call> {
    let desk = world.caller(Role::CitySupervisor).await;
    match id {
        "list_rubrics" => get("/inspections/rubrics", Sign::Count("/items/0/number")),
        "show_rubric" => {
            let rubric = newest_rubric(&desk).await;
            let rubric = rubric["id"].as_str().unwrap();
            get(format!("/inspections/rubrics/{rubric}"), text(rubric))
        }
        "import_rubric" => Some(Call {
            method: "POST",
            path: "/api/v1/inspections/rubrics/import?title_zh=a&title_en=b&dry_run=true"
                .to_owned(),
            body: Some((b"code,site_type".to_vec(), "text/csv")),
            sign: Sign::Success,
        }),
        _ => None,
    }
}

async fn about_planning(world: &World, id: &str, side: Side, planner: Client) -> Option<Call> {
    if matches!(id, "update_inspection_round" | "draw_inspection_round") {
        let tag = world.city.new_id().simple().to_string();
        let body = body(&planner, side).await;
        let draft = Round::draft(&world.city, planner, (street(side), &tag), body.clone()).await;
        let path = |rest: &str| format!("/inspections/rounds/{}{rest}", draft.id());
        return match id {
            "draw_inspection_round" => {
                json_call("POST", path("/draw"), &json!({"version": 1}), Sign::Success)
            }
            _ => json_call(
                "PUT",
                path(""),
                &with(body, json!({"seen_version": 1})),
                Sign::Success,
            ),
        };
    }
    let (round, record) = round(world, side, planner, false).await;
    let path = |rest: &str| format!("/inspections/rounds/{}{rest}", round.id());
    match id {
        "list_inspectors" => get(path("/inspectors"), text(&round.inspectors[0].id())),
        "list_inspector_assignments" => get(path("/assignments"), text(&round.inspectors[0].id())),
        "assign_inspectors" => {
            let body = json!({"items": [{"area_code": street(side), "account_ids": []}]});
            json_call("PUT", path("/assignments"), &body, Sign::Success)
        }
        "list_round_planners" => get(path("/planners"), text(&round.planner.id())),
        "replace_round_planner" => {
            let version = round.now().await["version"].clone();
            let body = json!({"account_id": round.planner.id(), "version": version});
            json_call("PUT", path("/planner"), &body, Sign::Success)
        }
        "exclude_inspection" => {
            let body = json!({"record_id": record["id"], "reason": "查错了点位"});
            json_call("POST", path("/exclusions"), &body, Sign::Success)
        }
        "publish_inspection_round" => {
            let body = json!({"version": round.now().await["version"]});
            json_call("POST", path("/publish"), &body, Sign::Success)
        }
        _ => None,
    }
}

/// A call that the permission alone refuses.
async fn denied(world: &World, id: &str, side: Side) -> Option<Call> {
    let (round, _) = published(world, side).await;
    let path = |rest: &str| format!("/inspections/rounds/{round}{rest}");
    let (method, path) = match id {
        "update_inspection_round" => ("PUT", path("")),
        "draw_inspection_round" => ("POST", path("/draw")),
        "list_inspectors" => return get(path("/inspectors"), Sign::Success),
        "list_inspector_assignments" => return get(path("/assignments"), Sign::Success),
        "assign_inspectors" => ("PUT", path("/assignments")),
        "list_round_planners" => return get(path("/planners"), Sign::Success),
        "replace_round_planner" => ("PUT", path("/planner")),
        "exclude_inspection" => ("POST", path("/exclusions")),
        _ => ("POST", path("/publish")),
    };
    json_call(method, path, &json!({}), Sign::Success)
}

async fn about_results(world: &World, id: &str, side: Side) -> Option<Call> {
    let (round, drawn) = published(world, side).await;
    let path = |rest: &str| format!("/inspections/rounds/{round}{rest}");
    match id {
        "list_inspection_rounds" => {
            get("/inspections/rounds?state=published&limit=100", text(round))
        }
        "show_inspection_round" => get(path(""), text(round)),
        "redraw_inspection_round" => {
            json_call("POST", path("/redraw"), &json!({}), Sign::Count("/sites"))
        }
        "list_round_sites" => get(path("/sites"), text(drawn)),
        "show_round_scores" => get(path("/scores"), Sign::Count("/round/n")),
        "list_round_losses" => get(path("/losses"), Sign::Count("/points_lost")),
        "list_round_results" => get(path("/results"), text(drawn)),
        "show_site_result" => get(path(&format!("/results/{drawn}")), text(drawn)),
        "export_round_results" => get(path("/export?format=ndjson"), text(drawn)),
        "create_inspection_case" => json_call(
            "POST",
            path(&format!("/results/{drawn}/items/bus_stop_01/case")),
            &json!({}),
            Sign::Success,
        ),
        _ => None,
    }
}
