//! Lock 3: every operation of the API document is called as nobody, as every role in the own area, and as the same role
//! about the neighbour's area. What came out is committed as `api-spec/access.txt`.

mod boards;
mod cases;
mod duty;
mod indicators;
mod inspections;
mod leagues;
mod samples;
mod surveys;
mod units;
mod world;

use crate::spec;
use crate::support::{Client, Reply};
use reqwest::Method;
use samples::{Call, Needs, Sign};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use wenxun::platform::auth::{Level, Permission, Role};
use world::{Side, World};

/// Operations that need no sign-in: before anybody can be signed in, and health.
pub const PUBLIC: [&str; 6] = [
    "create_first_administrator",
    "create_session",
    "refresh_session",
    "show_liveness",
    "show_readiness",
    "show_service",
];

/// Operations whose answer to a role that may is not looked into here, each with its reason. The list may only shrink.
const EXEMPT: [(&str, &str); 2] = [
    (
        "follow_insights",
        "its answer never ends; tests/api/insights/live.rs reads it",
    ),
    (
        "follow_survey",
        "its answer never ends; tests/api/surveys/progress.rs reads it",
    ),
];

/// Operations that show or take the same in every area, each with its reason. The list may only shrink.
const EVERYWHERE: [(&str, &str); 51] = [
    ("list_league_figures", "names of figures, the same for all"),
    ("show_report_schedule", "one schedule for the whole city"),
    (
        "update_report_schedule",
        "one schedule for the whole city; only city-wide roles may",
    ),
    ("list_rubrics", "one rubric for the whole city"),
    ("show_rubric", "one rubric for the whole city"),
    (
        "import_rubric",
        "one rubric for the whole city; only city-wide roles may",
    ),
    ("show_my_hours", "about the caller only"),
    ("list_calendar", "the same table for all"),
    ("show_plan_days", "arithmetic without a place"),
    ("change_my_password", "about the caller only"),
    ("end_session", "about the caller only"),
    ("list_my_devices", "about the caller only"),
    ("show_me", "about the caller only"),
    ("show_field_pack", "made for the caller"),
    ("locate_area", "names of areas are no secret"),
    ("list_roles", "the same table for all who manage accounts"),
    ("list_area_versions", "the tree is one for the whole city"),
    (
        "import_areas",
        "the tree is one for the whole city; only city-wide roles may",
    ),
    (
        "import_sites",
        "one list for the whole city; only city-wide roles may",
    ),
    (
        "import_roads",
        "one list for the whole city; only city-wide roles may",
    ),
    (
        "send_records",
        "captured records are taken everywhere and flagged",
    ),
    (
        "rescue_records",
        "captured records are taken everywhere and flagged",
    ),
    (
        "upload_photo",
        "bytes without a place; a record gives them one",
    ),
    (
        "list_audit_events",
        "one log for the whole city; only city-wide roles may",
    ),
    (
        "verify_audit",
        "one log for the whole city; only city-wide roles may",
    ),
    ("follow_insights", "see EXEMPT"),
    ("check_form", "questionnaires hold nothing of any area"),
    ("create_form", "questionnaires hold nothing of any area"),
    ("list_forms", "questionnaires hold nothing of any area"),
    ("list_form_files", "questionnaires hold nothing of any area"),
    (
        "upload_form_file",
        "questionnaires hold nothing of any area",
    ),
    ("show_form_file", "questionnaires hold nothing of any area"),
    (
        "show_form_version",
        "questionnaires hold nothing of any area",
    ),
    (
        "show_form_workbook",
        "questionnaires hold nothing of any area",
    ),
    ("show_form_diff", "questionnaires hold nothing of any area"),
    ("publish_form", "questionnaires hold nothing of any area"),
    (
        "delete_form_draft",
        "questionnaires hold nothing of any area",
    ),
    (
        "import_units",
        "units are made for the whole city; only city-wide roles may",
    ),
    (
        "import_unit_rules",
        "one set for the whole city; only city-wide roles may",
    ),
    (
        "update_unit_rules",
        "one set for the whole city; only city-wide roles may",
    ),
    (
        "show_rule_moves",
        "one set for the whole city; only city-wide roles may",
    ),
    (
        "change_place_duty",
        "places of the whole city; only city-wide roles may",
    ),
    (
        "show_unit_rules",
        "who answers for what is no secret among staff",
    ),
    (
        "list_framework_editions",
        "one responsibility table for the whole city",
    ),
    (
        "show_framework_edition",
        "one responsibility table for the whole city",
    ),
    ("list_gauges", "the same list for all"),
    ("list_case_steps", "the same table for all"),
    ("list_notices", "about the caller only"),
    ("confirm_notices", "about the caller only"),
    ("list_saved_views", "about the caller only"),
    ("create_saved_view", "about the caller only"),
];

/// Belongs to a person, not to an area: the own device ends, anybody else's does not exist; likewise saved views.
const BY_PERSON: [&str; 3] = ["end_my_device", "update_saved_view", "delete_saved_view"];

/// What a role got of a thing in an area.
fn outcome(call: &Call, reply: &Reply) -> String {
    if !(200..300).contains(&reply.status) {
        return format!("{} {}", reply.status, reply.code());
    }
    let is_seen = match &call.sign {
        Sign::Success => true,
        Sign::Text(text) => reply.text().contains(text.as_str()),
        Sign::Count(pointer) => {
            reply
                .json()
                .pointer(pointer)
                .and_then(serde_json::Value::as_f64)
                > Some(0.0)
        }
        Sign::Bytes => !reply.body.is_empty(),
    };
    if is_seen { "yes" } else { "nothing" }.to_owned()
}

async fn send(client: &Client, call: &Call) -> Reply {
    let method = Method::from_bytes(call.method.as_bytes()).unwrap();
    let (body, content_type) = match &call.body {
        Some((body, content_type)) => (Some(body.clone()), *content_type),
        None => (None, ""),
    };
    client
        .send(method, &call.path, body, content_type, &[])
        .await
}

/// Ids of all operations but the public ones.
fn guarded() -> BTreeSet<String> {
    spec::operations()
        .into_iter()
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .filter(|id| !PUBLIC.contains(&id.as_str()))
        .collect()
}

fn is_exempt(id: &str) -> bool {
    EXEMPT.iter().any(|(exempt, _)| *exempt == id)
}

/// Whether the whole small city lies in the area of the role, so that there is no neighbour.
fn is_city_wide(role: Role) -> bool {
    matches!(role.level(), Level::City | Level::District)
}

#[tokio::test]
async fn nobody_gets_anything_from_a_guarded_operation() {
    let world = World::make().await;
    let role = Role::SystemAdmin;
    for id in guarded() {
        let caller = world.caller(role).await;
        let call = samples::call(&world, &id, Side::Own, &caller).await;
        let mut nobody = world.city.stranger();
        let reply = send(&nobody, &call).await;
        assert_eq!(
            (reply.status, reply.code()),
            (401, "sign_in_required".into()),
            "{id}: {}",
            reply.text()
        );
        nobody.token = Some("eyJhbGciOiJub25lIn0.e30.".into());
        assert_eq!(
            send(&nobody, &call).await.status,
            401,
            "{id} with a made-up token"
        );
    }
}

#[tokio::test]
async fn every_role_reaches_what_it_may_in_its_own_area_and_nothing_of_the_neighbours() {
    let world = World::make().await;
    let mut table: BTreeMap<String, BTreeMap<(String, String), Vec<&str>>> = BTreeMap::new();
    let mut wrong = vec![];
    for id in guarded() {
        for role in Role::ALL.iter().copied() {
            let (own, neighbour) = both_sides(&world, &id, role).await;
            wrong.extend(faults(&id, role, &own, &neighbour));
            let row = table.entry(id.clone()).or_default();
            row.entry((own, neighbour)).or_default().push(role.code());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    spec::agree("access.txt", &print(&table));
}

async fn both_sides(world: &World, id: &str, role: Role) -> (String, String) {
    let mut cells = vec![];
    for side in [Side::Own, Side::Neighbour] {
        let caller = world.caller(role).await;
        let call = samples::call(world, id, side, &caller).await;
        if is_exempt(id) && samples::needs(id).held_by(role) {
            cells.push("exempt".to_owned());
        } else {
            cells.push(outcome(&call, &send(&caller, &call).await));
        }
    }
    (cells[0].clone(), cells[1].clone())
}

/// What must not be.
fn faults(id: &str, role: Role, own: &str, neighbour: &str) -> Vec<String> {
    let mut wrong = vec![];
    let mut fault = |text: &str| {
        wrong.push(format!(
            "{id} as {}: {text} ({own} / {neighbour})",
            role.code()
        ));
    };
    let is_denied = own == "403 permission_denied";
    if samples::needs(id).held_by(role) == is_denied {
        fault("the table of permissions says otherwise");
    }
    if is_denied != (neighbour == "403 permission_denied") {
        fault("403 depends on the area");
    }
    let is_everywhere = EVERYWHERE.iter().any(|(everywhere, _)| *everywhere == id);
    if neighbour == "yes" && !is_city_wide(role) && !is_everywhere {
        fault("the neighbour's things are reached");
    }
    if is_city_wide(role) && own != neighbour && !BY_PERSON.contains(&id) {
        fault("the whole city is one area to this role");
    }
    if own.starts_with('5') || neighbour.starts_with('5') {
        fault("server error");
    }
    wrong
}

#[test]
fn every_kind_of_operation_is_reached_by_somebody_and_the_lists_of_exceptions_only_shrink() {
    let known = guarded();
    for (id, _) in EXEMPT.iter().chain(&EVERYWHERE) {
        assert!(known.contains(*id), "{id} is gone: take it off the list");
    }
    let committed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/api-spec/access.txt"))
            .unwrap();
    for id in known {
        let rows = committed
            .split_once(&format!("\n{id} "))
            .map(|(_, rest)| rest.split("\n\n").next().unwrap());
        assert!(rows.is_some(), "{id} is not in access.txt");
    }
    assert_eq!(
        (PUBLIC.len(), EXEMPT.len(), EVERYWHERE.len()),
        (6, 2, 51),
        "an exception more needs a review"
    );
}

fn print(table: &BTreeMap<String, BTreeMap<(String, String), Vec<&str>>>) -> String {
    let paths: BTreeMap<String, String> = spec::operations()
        .into_iter()
        .map(|(path, method, operation)| {
            (
                operation["operationId"].as_str().unwrap().to_owned(),
                format!("{method} {path}"),
            )
        })
        .collect();
    let mut text = String::from(
        "# Who gets what: operation × role, measured by the tests.\n# `own / neighbour`: of a thing in the role's own area, made by somebody else / of the same in the next street.\n# yes = reached, nothing = an answer without it, otherwise status and code. City and district roles have no neighbour.\n# Nobody gets 401 from each of these.\n",
    );
    for (id, rows) in table {
        writeln!(text, "\n{id} {} [{}]", paths[id], samples::needs(id).word()).unwrap();
        for ((own, neighbour), roles) in rows {
            writeln!(text, "  {own} / {neighbour}: {}", roles.join(", ")).unwrap();
        }
    }
    let public: Vec<&str> = PUBLIC.to_vec();
    writeln!(text, "\n# Without sign-in: {}", public.join(", ")).unwrap();
    text
}

impl Needs {
    fn held_by(self, role: Role) -> bool {
        match self {
            Needs::SignIn => true,
            Needs::Permission(permission) => role.reach(permission).is_some(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Needs::SignIn => "sign-in",
            Needs::Permission(permission) => Permission::code(permission),
        }
    }
}
