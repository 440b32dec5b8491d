//! Sample calls about units and rules of responsibility.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World, point_in};
use crate::support::{STREET_EAST, STREET_WEST};
use serde_json::{Value, json};
use wenxun::platform::auth::{Permission, Role};

/// What an operation of units needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_units"
        | "show_unit"
        | "show_unit_coverage"
        | "show_unit_rules"
        | "show_responsible_unit"
        | "list_place_duties" => Permission::ReadUnits,
        "create_unit"
        | "update_unit"
        | "change_unit_contacts"
        | "change_unit_aliases"
        | "import_units"
        | "import_unit_rules"
        | "update_unit_rules"
        | "show_rule_moves"
        | "change_place_duty" => Permission::ManageUnits,
        _ => return None,
    })
}

/// A new unit of the side's street.
pub async fn unit(world: &World, side: Side) -> Value {
    let admin = world.caller(Role::SystemAdmin).await;
    let code = format!("u{}", &world.city.new_id().simple().to_string()[12..]);
    let reply = admin.post("/api/v1/units", &new(&code, side)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn street(side: Side) -> &'static str {
    match side {
        Side::Own => STREET_EAST,
        Side::Neighbour => STREET_WEST,
    }
}

fn new(code: &str, side: Side) -> Value {
    json!({"code": code, "kind": "department", "name_zh": "某中队", "name_en": "A team", "area_code": street(side)})
}

fn csv(path: &str, lines: String) -> Option<Call> {
    Some(Call {
        method: "POST",
        path: format!("/api/v1{path}?dry_run=true"),
        body: Some((lines.into_bytes(), "text/csv")),
        sign: text("\"is_accepted\":true"),
    })
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let made = unit(world, side).await;
    let (unit, code) = (made["id"].as_str().unwrap(), made["code"].as_str().unwrap());
    let place = world.place(side);
    let rule = json!({"priority": 200, "territory": "any", "subject": "any", "unit_code": code});
    match id {
        "list_units" => get(format!("/units?q={code}"), text(unit)),
        "show_unit" => get(format!("/units/{unit}"), text(unit)),
        "show_unit_coverage" => get(
            format!("/units/coverage?area={}", place.grid),
            Sign::Count("/grids"),
        ),
        "show_unit_rules" => get("/units/rules", Sign::Success),
        "show_responsible_unit" => {
            let (lng, lat) = point_in(side);
            get(
                format!("/units/responsible?lng={lng}&lat={lat}&category=littering"),
                text(place.grid),
            )
        }
        "list_place_duties" => {
            let admin = world.caller(Role::SystemAdmin).await;
            let path = format!("/api/v1/units/duties/site/{}", place.site);
            let reply = admin.put(&path, &json!({"unit_id": unit})).await;
            assert_eq!(reply.status, 204, "{}", reply.text());
            get("/units/duties", text(place.site))
        }
        "create_unit" => json_call(
            "POST",
            "/units",
            &new(&format!("{code}.2"), side),
            Sign::Success,
        ),
        "update_unit" => json_call(
            "PATCH",
            format!("/units/{unit}"),
            &json!({"version": 1, "name_en": "Another"}),
            Sign::Success,
        ),
        "change_unit_contacts" => json_call(
            "POST",
            format!("/units/{unit}/contacts"),
            &json!({"add": [{"name": "综合科", "phone": "0731-0000"}]}),
            Sign::Success,
        ),
        "change_unit_aliases" => json_call(
            "POST",
            format!("/units/{unit}/aliases"),
            &json!({"add": [format!("又名{code}")]}),
            Sign::Success,
        ),
        "import_units" => csv(
            "/units/import",
            format!(
                "code,kind,name_zh,name_en,area_code\n{code},department,某队,A team,{}\n",
                street(side)
            ),
        ),
        "import_unit_rules" => csv(
            "/units/rules/import",
            format!(
                "priority,territory,territory_code,subject,subject_code,unit_code\n200,any,,any,,{code}\n"
            ),
        ),
        "update_unit_rules" => {
            let admin = world.caller(Role::SystemAdmin).await;
            let version = admin.get("/api/v1/units/rules").await.json()["version"].clone();
            let body = json!({"version": version, "rules": [rule]});
            json_call("PUT", "/units/rules", &body, Sign::Success)
        }
        "show_rule_moves" => json_call(
            "POST",
            "/units/rules/trial",
            &json!({"version": 0, "rules": [rule]}),
            Sign::Count("/incidents"),
        ),
        "change_place_duty" => json_call(
            "PUT",
            format!("/units/duties/site/{}", place.site),
            &json!({"unit_id": unit, "duties": ["sanitation"]}),
            Sign::Success,
        ),
        _ => None,
    }
}
