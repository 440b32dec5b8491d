//! Red and black lists: who may stand in them, what proves it, four eyes, and that nothing moves afterwards.

mod approval;
mod entries;
mod tiers;

use crate::support::{
    Client, IN_NEIGHBOUR_GRID, IN_WORK_GRID, NEIGHBOUR_GRID, Reply, STREET_EAST, STREET_WEST,
    TestCity, WORK_GRID, incident, with,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A month that is over.
pub const OVER: &str = "2026-09";
/// A community of the eastern street.
pub const COMMUNITY: &str = "439801001001";
/// A reason that says enough.
pub const WHY: &str = "连续两个月复查通过";

/// A city with a unit, a site, a road and a record in each street, and a draft of the eastern street.
pub struct Lists {
    pub city: TestCity,
    /// Drafts for the east.
    pub drafter: Client,
    /// Approves for the city.
    pub approver: Client,
    pub worker: Client,
    /// Incidents in the east and in the west.
    pub records: [String; 2],
    /// Path of the draft.
    pub path: String,
}

async fn import(admin: &Client, what: &str, shape: &str, at: impl Fn(f64) -> Value) {
    let feature = |code: &str, lng: f64| {
        json!({"type": "Feature", "geometry": {"type": shape, "coordinates": at(lng)},
            "properties": {"code": format!("{what}-{code}"), "kind": "bus_stop", "site_type": "bus_stop",
                "class": "back_alley", "name_zh": "某处", "name_en": "Somewhere"}})
    };
    let features = [
        feature("east", IN_WORK_GRID.0),
        feature("west", IN_NEIGHBOUR_GRID.0),
    ];
    let file = json!({"type": "FeatureCollection", "features": features}).to_string();
    let (path, kind) = (format!("/api/v1/{what}/import"), "application/geo+json");
    let reply = admin
        .send(Method::POST, &path, Some(file.into_bytes()), kind, &[])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

async fn seen(city: &TestCity, worker: &Client, (grid, at): (&str, (f64, f64))) -> String {
    let position = json!({"lng": at.0, "lat": at.1, "accuracy_m": 8.0});
    let record = with(
        incident(city),
        json!({"position": position, "area_code": grid}),
    );
    assert_eq!(worker.capture(&record).await["outcome"], "created");
    record["id"].as_str().unwrap().to_owned()
}

impl Lists {
    pub async fn make() -> Self {
        let city = TestCity::spawn().await;
        let approver = city.city_supervisor().await;
        let drafter = city.street_supervisor(STREET_EAST).await;
        import(&approver, "sites", "Point", |lng| json!([lng, 26.901])).await;
        import(&approver, "roads", "LineString", |lng| {
            json!([[lng - 0.0003, 26.901], [lng + 0.0003, 26.901]])
        })
        .await;
        for (code, area) in [("east.um", STREET_EAST), ("west.um", STREET_WEST)] {
            let unit = json!({"code": code, "kind": "department", "name_zh": "某中队", "name_en": "A team", "area_code": area});
            assert_eq!(approver.post("/api/v1/units", &unit).await.status, 201);
        }
        let worker = city.grid_worker(WORK_GRID).await;
        let other = city.grid_worker(NEIGHBOUR_GRID).await;
        let east = seen(&city, &worker, (WORK_GRID, IN_WORK_GRID)).await;
        let west = seen(&city, &other, (NEIGHBOUR_GRID, IN_NEIGHBOUR_GRID)).await;
        let made = draft(&drafter, OVER).await;
        Self {
            path: path(&made),
            records: [east, west],
            city,
            drafter,
            approver,
            worker,
        }
    }

    /// Puts entries into the draft as it stands.
    pub async fn put(&self, entries: Value) -> Reply {
        let version = self.now().await["board"]["version"].clone();
        let body = json!({"version": version, "entries": entries});
        self.drafter.put(&self.path, &body).await
    }

    /// Puts entries that hold.
    pub async fn fill(&self, entries: Value) -> Value {
        let reply = self.put(entries).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// The list as the drafter sees it.
    pub async fn now(&self) -> Value {
        self.drafter.get(&self.path).await.json()
    }

    /// Takes a step of the list as it stands.
    pub async fn step(&self, who: &Client, step: &str, body: Value) -> Reply {
        let version = json!({"version": self.now().await["board"]["version"]});
        let path = format!("{}/{step}", self.path);
        who.post(&path, &with(version, body)).await
    }

    /// Criticism of the eastern unit that a record proves.
    pub fn black(&self) -> Value {
        json!({"colour": "black", "subject": {"kind": "unit", "code": "east.um"}, "reason": "两次复查未通过",
            "proof": [{"kind": "record", "id": self.records[0]}]})
    }
}

/// Praise of a site.
pub fn red() -> Value {
    json!({"colour": "red", "subject": {"kind": "site", "code": "sites-east"}, "reason": WHY})
}

/// Begins the list of a period.
pub async fn draft(who: &Client, period: &str) -> Value {
    let reply = who.post("/api/v1/boards", &json!({"period": period})).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

/// Path of a list.
pub fn path(list: &Value) -> String {
    format!("/api/v1/boards/{}", list["board"]["id"].as_str().unwrap())
}

/// Status and code of a refusal, with the first place that is wrong.
pub fn refusal(reply: &Reply) -> (u16, String, String) {
    let at = reply.json()["errors"][0]["pointer"].clone();
    let at = at.as_str().unwrap_or_default().to_owned();
    (reply.status, reply.code(), at)
}
