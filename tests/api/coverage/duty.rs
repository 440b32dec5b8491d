//! Sample calls about teams, plans, shifts and hours.

use super::samples::{Call, Sign, get, json_call, text};
use super::world::{Side, World, point_in};
use crate::support::{Duty, TestCity, check, with};
use serde_json::{Value, json};
use wenxun::platform::auth::Permission;

/// What an operation of duty needs.
pub fn permission(id: &str) -> Option<Permission> {
    Some(match id {
        "list_teams" | "show_team" | "list_plans" | "list_calendar" | "list_shifts"
        | "show_shift" | "change_roster" | "list_swaps" | "create_swap" | "close_swap"
        | "show_my_hours" => Permission::ReadShifts,
        "change_team_members"
        | "list_team_candidates"
        | "change_register_number"
        | "update_shift"
        | "list_hours"
        | "confirm_hours"
        | "correct_hours"
        | "export_register" => Permission::LeadShifts,
        "create_team" | "update_team" | "create_plan" | "update_plan" | "show_plan_days"
        | "create_measure" => Permission::PlanShifts,
        "show_dissuasion_summary" | "list_measures" | "show_effect" => Permission::ReadInsights,
        "export_shifts" => Permission::ExportRecords,
        _ => return None,
    })
}

/// Operations about a shift to which somebody came.
const NEEDS_A_SHIFT_BEGUN: [&str; 5] = [
    "list_hours",
    "export_register",
    "confirm_hours",
    "correct_hours",
    "show_dissuasion_summary",
];

/// A new team of the side's people, its plan for Fridays, and the plan's first shift.
struct Made {
    team: Value,
    plan: Value,
    shift: Value,
}

impl Made {
    async fn new(duty: &Duty, at: (f64, f64)) -> Self {
        let area = duty.team["area_code"].clone();
        let team = json!({"name": "新队", "leader_id": duty.leader.id(), "area_code": area, "member_ids": [duty.volunteer.id()]});
        let team = duty
            .planner
            .post("/api/v1/dissuasion/teams", &team)
            .await
            .json();
        let point = json!({"lng": at.0, "lat": at.1, "name": "路口"});
        let plan = with(
            duty.fridays(json!({"point": point})),
            json!({"team_id": team["id"]}),
        );
        let plan = duty
            .planner
            .post("/api/v1/dissuasion/plans", &plan)
            .await
            .json();
        let listed = format!(
            "from=2026-10-30&to=2026-10-30&team={}",
            team["id"].as_str().unwrap()
        );
        let shift = duty.shifts(&listed).await[0].clone();
        Self { team, plan, shift }
    }

    /// The volunteer comes to the shift.
    async fn begun(&self, city: &TestCity, duty: &Duty, at: (f64, f64)) {
        let coming = check(city, id_of(&self.shift), "in", city.service.clock.now());
        let position = json!({"lng": at.0, "lat": at.1, "accuracy_m": 8.0});
        let result = duty
            .volunteer
            .capture(&with(coming, json!({"position": position})))
            .await;
        assert_eq!(result["outcome"], "created", "{result}");
    }

    /// Confirms an hour of the volunteer; the id of the entry.
    async fn confirmed(&self, duty: &Duty) -> String {
        let path = format!("/api/v1/dissuasion/shifts/{}/hours", id_of(&self.shift));
        let seen = duty.planner.post(&path, &hours(duty)).await.json();
        let people = seen["people"].as_array().unwrap();
        let entry = people
            .iter()
            .find_map(|one| one["hours"]["entry_id"].as_str());
        entry.unwrap().to_owned()
    }
}

fn id_of(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn hours(duty: &Duty) -> Value {
    json!({"items": [{"account_id": duty.volunteer.id(), "minutes": 60, "reason": "在场"}]})
}

fn measure(duty: &Duty) -> Value {
    json!({"area_code": duty.team["area_code"], "what": "增设围栏", "starts_on": "2026-07-01"})
}

/// The call of operation `id` about the thing on `side`.
pub async fn call(world: &World, id: &str, side: Side) -> Option<Call> {
    permission(id)?;
    let (duty, at) = (world.duty(side), point_in(side));
    let made = Made::new(duty, at).await;
    if NEEDS_A_SHIFT_BEGUN.contains(&id) {
        made.begun(&world.city, duty, at).await;
    }
    if let Some(call) = reading(&made, id, duty).await {
        return Some(call);
    }
    if let Some(call) = changing(&made, id, duty, at) {
        return Some(call);
    }
    changing_shifts(&made, id, duty).await
}

async fn reading(made: &Made, id: &str, duty: &Duty) -> Option<Call> {
    let (team, shift) = (id_of(&made.team), id_of(&made.shift));
    match id {
        "list_teams" => get("/dissuasion/teams", text(duty.team_id())),
        "show_team" => get(format!("/dissuasion/teams/{team}"), text(team)),
        "list_plans" => get(format!("/dissuasion/plans?team={team}"), text(team)),
        "list_calendar" => get("/dissuasion/calendar", Sign::Success),
        "list_shifts" => get(format!("/dissuasion/shifts?team={team}"), text(shift)),
        "show_shift" => get(format!("/dissuasion/shifts/{shift}"), text(shift)),
        "export_shifts" => get(
            format!("/dissuasion/shifts/export?team={team}&format=ndjson"),
            text(shift),
        ),
        "list_swaps" => {
            let offer = json!({"shift_id": shift});
            let swap = duty
                .volunteer
                .post("/api/v1/dissuasion/swaps", &offer)
                .await
                .json();
            get("/dissuasion/swaps", text(id_of(&swap)))
        }
        "show_my_hours" => get("/dissuasion/hours/mine", Sign::Success),
        "show_dissuasion_summary" => {
            made.confirmed(duty).await;
            get(
                format!("/dissuasion/summary?from=2026-10-01&to=2026-10-31&team={team}"),
                Sign::Count("/hours/confirmed_min"),
            )
        }
        "list_measures" => {
            let measure = measure(duty);
            let seen = duty
                .planner
                .post("/api/v1/dissuasion/measures", &measure)
                .await
                .json();
            get("/dissuasion/measures", text(id_of(&seen)))
        }
        "show_effect" => {
            let area = duty.team["area_code"].as_str().unwrap();
            get(
                format!("/dissuasion/effect?area={area}&on=2026-07-01&days=60"),
                Sign::Count("/after/here"),
            )
        }
        "list_team_candidates" => get("/dissuasion/people?q=volunteer", text(&duty.volunteer.id())),
        "list_hours" => {
            made.confirmed(duty).await;
            get("/dissuasion/hours", text(&duty.volunteer.id()))
        }
        "export_register" => {
            made.confirmed(duty).await;
            let name = duty.volunteer.get("/api/v1/me").await.json()["name"]
                .as_str()
                .unwrap()
                .to_owned();
            get("/dissuasion/register?columns=name", Sign::Text(name))
        }
        _ => None,
    }
}

fn changing(made: &Made, id: &str, duty: &Duty, at: (f64, f64)) -> Option<Call> {
    let (team, plan) = (id_of(&made.team), id_of(&made.plan));
    match id {
        "create_team" => {
            let new = json!({"name": "又一队", "leader_id": duty.leader.id(), "area_code": duty.team["area_code"]});
            json_call("POST", "/dissuasion/teams", &new, Sign::Success)
        }
        "create_measure" => json_call(
            "POST",
            "/dissuasion/measures",
            &measure(duty),
            Sign::Success,
        ),
        "update_team" => {
            let patch = json!({"version": 1, "name": "改名"});
            json_call(
                "PATCH",
                format!("/dissuasion/teams/{team}"),
                &patch,
                Sign::Success,
            )
        }
        "change_team_members" => {
            let change = json!({"version": 1, "remove": [duty.volunteer.id()]});
            json_call(
                "POST",
                format!("/dissuasion/teams/{team}/members"),
                &change,
                Sign::Success,
            )
        }
        "change_register_number" => {
            let path = format!(
                "/dissuasion/volunteers/{}/register-number",
                duty.volunteer.id()
            );
            json_call(
                "PUT",
                path,
                &json!({"register_number": "YL-1"}),
                Sign::Success,
            )
        }
        "create_plan" => {
            let point = json!({"lng": at.0, "lat": at.1, "name": "路口"});
            let new = with(
                duty.fridays(json!({"point": point})),
                json!({"team_id": team}),
            );
            json_call("POST", "/dissuasion/plans", &new, Sign::Success)
        }
        "update_plan" => {
            let patch = json!({"version": 1, "needed": 2});
            json_call(
                "PATCH",
                format!("/dissuasion/plans/{plan}"),
                &patch,
                Sign::Success,
            )
        }
        "show_plan_days" => {
            let rules = json!({"rules": ["FREQ=WEEKLY;BYDAY=FR"], "starts_on": "2026-10-30"});
            json_call("POST", "/dissuasion/plans/preview", &rules, Sign::Success)
        }
        _ => None,
    }
}

async fn changing_shifts(made: &Made, id: &str, duty: &Duty) -> Option<Call> {
    let shift = id_of(&made.shift);
    match id {
        "update_shift" => {
            let patch = json!({"version": 1, "is_called_off": true, "reason": "暴雨"});
            json_call(
                "PATCH",
                format!("/dissuasion/shifts/{shift}"),
                &patch,
                Sign::Success,
            )
        }
        "change_roster" => {
            let change = json!({"version": 1, "changes": [{"account_id": duty.volunteer.id(), "is_on": false}]});
            json_call(
                "POST",
                format!("/dissuasion/shifts/{shift}/roster"),
                &change,
                Sign::Success,
            )
        }
        "create_swap" => json_call(
            "POST",
            "/dissuasion/swaps",
            &json!({"shift_id": shift}),
            Sign::Success,
        ),
        "close_swap" => {
            let offer = json!({"shift_id": shift});
            let swap = duty
                .volunteer
                .post("/api/v1/dissuasion/swaps", &offer)
                .await
                .json();
            let path = format!("/dissuasion/swaps/{}/answer", id_of(&swap));
            json_call("POST", path, &json!({"answer": "take"}), Sign::Success)
        }
        "confirm_hours" => json_call(
            "POST",
            format!("/dissuasion/shifts/{shift}/hours"),
            &hours(duty),
            Sign::Success,
        ),
        "correct_hours" => {
            let entry = made.confirmed(duty).await;
            let right = json!({"minutes": 30, "reason": "中途离开"});
            json_call(
                "POST",
                format!("/dissuasion/hours/{entry}/corrections"),
                &right,
                Sign::Success,
            )
        }
        _ => None,
    }
}
