//! A dissuasion team with its people, and what they send.

use super::{Client, IN_WORK_GRID, STREET_EAST, TestCity, WORK_GRID};
use serde_json::{Value, json};
use wenxun::platform::clock::UtcMillis;

/// A team of three: a leader and two volunteers, planned by the street supervisor.
pub struct Duty {
    pub planner: Client,
    pub leader: Client,
    pub volunteer: Client,
    pub mate: Client,
    pub team: Value,
}

impl Duty {
    /// In the street of the work grid.
    pub async fn make(city: &TestCity) -> Self {
        Self::make_in(city, STREET_EAST, "439801001001", "a").await
    }

    /// In a street; `tag` keeps the names of its people apart.
    pub async fn make_in(city: &TestCity, street: &str, community: &str, tag: &str) -> Self {
        let planner = city
            .person(&format!("planner.{tag}"), &[("street_supervisor", street)])
            .await;
        let leader = city
            .person(&format!("leader.{tag}"), &[("dissuasion_leader", street)])
            .await;
        let role = [("dissuasion_volunteer", community)];
        let volunteer = city.person(&format!("volunteer.{tag}"), &role).await;
        let mate = city.person(&format!("mate.{tag}"), &role).await;
        let team = json!({
            "name": format!("第{tag}劝导队"), "home_unit": "某单位", "leader_id": leader.id(), "area_code": street,
            "member_ids": [volunteer.id(), mate.id()]
        });
        let reply = planner.post("/api/v1/dissuasion/teams", &team).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        Self {
            planner,
            leader,
            volunteer,
            mate,
            team: reply.json(),
        }
    }

    pub fn team_id(&self) -> &str {
        self.team["id"].as_str().unwrap()
    }

    /// A plan of Fridays at 16:00 for two hours in the middle of the work grid, with changes laid over it.
    pub fn fridays(&self, changes: Value) -> Value {
        let base = json!({
            "team_id": self.team_id(), "name": "周五文明劝导", "rules": ["FREQ=WEEKLY;BYDAY=FR"], "starts_on": "2026-10-01",
            "start_time": "16:00", "minutes": 120, "needed": 3,
            "point": {"lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1, "name": "学宫农贸市场"}
        });
        super::with(base, changes)
    }

    /// Makes a plan and returns it.
    pub async fn plan(&self, changes: Value) -> Value {
        let reply = self
            .planner
            .post("/api/v1/dissuasion/plans", &self.fridays(changes))
            .await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()
    }

    /// The Friday plan and its shift of today, 16:00 to 18:00.
    pub async fn shift_today(&self) -> Value {
        self.plan(json!({})).await;
        self.shifts("from=2026-10-30&to=2026-10-30").await[0].clone()
    }

    /// Shifts as the planner sees them.
    pub async fn shifts(&self, query: &str) -> Vec<Value> {
        let path = format!("/api/v1/dissuasion/shifts?{query}");
        let reply = self.planner.get(&path).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["items"].as_array().unwrap().clone()
    }
}

impl Client {
    /// The account's id.
    pub fn id(&self) -> String {
        self.account_id.clone().unwrap()
    }
}

/// An envelope of a shift's record in the middle of the work grid.
fn envelope(city: &TestCity, kind: &str, at: UtcMillis, payload: Value) -> Value {
    json!({
        "id": city.new_id(), "kind": kind, "captured_at": at.to_rfc3339(),
        "position": {"lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1, "accuracy_m": 8.0},
        "placed_by": "map_pin", "area_code": WORK_GRID, "photos": [],
        "app": {"version": "0.1.0", "device_id": format!("test {}", city.address)},
        "payload": payload
    })
}

/// Somebody comes (`in`) or goes (`out`).
pub fn check(city: &TestCity, shift: &str, direction: &str, at: UtcMillis) -> Value {
    let payload = json!({"shift": shift, "direction": direction});
    envelope(city, "shift_check", at, payload)
}

/// A report with these members of the payload.
pub fn report(city: &TestCity, shift: &str, at: UtcMillis, payload: Value) -> Value {
    let payload = super::with(json!({"shift": shift}), payload);
    envelope(city, "shift_report", at, payload)
}

/// A shift made on the phone at the middle of the work grid.
pub fn ad_hoc(starts_at: UtcMillis, changes: Value) -> Value {
    let base = json!({
        "name": "临时劝导", "place_name": "路口", "lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1,
        "starts_at": starts_at.to_rfc3339(), "planned_minutes": 60
    });
    super::with(base, changes)
}
