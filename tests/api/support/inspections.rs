//! A round of inspections: sites, draw, two inspectors, and what their phones send.

use super::{Client, ROOT, STREET_EAST, TestCity, incident, with};
use reqwest::Method;
use serde_json::{Value, json};

/// Two bus stops in each grid of both streets, and two food markets in the east.
pub async fn inspection_sites(city: &TestCity) {
    let admin = city
        .person("site.importer", &[("system_admin", ROOT)])
        .await;
    let site = |code: String, site_type: &str, lng: f64| {
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lng, 26.901]},
            "properties": {"code": code, "kind": site_type, "site_type": site_type,
                "name_zh": format!("点位{code}"), "name_en": format!("Site {code}")}})
    };
    let mut features = vec![];
    for (street, first) in [("E", 110.501), ("W", 110.509)] {
        for grid in 0..4_u32 {
            let lng = first + 0.002 * f64::from(grid);
            features.push(site(format!("{street}-{grid}-1"), "bus_stop", lng));
            features.push(site(format!("{street}-{grid}-2"), "bus_stop", lng + 0.0002));
        }
    }
    features.push(site("E-M-1".to_owned(), "wet_market", 110.5011));
    features.push(site("E-M-2".to_owned(), "wet_market", 110.5051));
    let file = json!({"type": "FeatureCollection", "features": features}).to_string();
    let (path, kind) = ("/api/v1/sites/import", "application/geo+json");
    let reply = admin
        .send(Method::POST, path, Some(file.into_bytes()), kind, &[])
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

/// A round of one street, its planner and its two inspectors.
pub struct Round {
    pub planner: Client,
    pub inspectors: [Client; 2],
    pub round: Value,
    /// Drawn sites as the planner sees them.
    pub sites: Vec<Value>,
    /// The rubric in full.
    pub rubric: Value,
}

impl Round {
    /// In the east, drawn and given to its inspectors.
    pub async fn make(city: &TestCity, changes: Value) -> Self {
        inspection_sites(city).await;
        let planner = city.street_supervisor(STREET_EAST).await;
        let mut round = Self::draft(city, planner, (STREET_EAST, "a"), changes).await;
        round.draw().await;
        round.assign(STREET_EAST).await;
        round
    }

    /// Set up by `planner` in a street; `tag` keeps the names of its people apart.
    pub async fn draft(
        city: &TestCity,
        planner: Client,
        (street, tag): (&str, &str),
        changes: Value,
    ) -> Self {
        let roles = [("third_party_assessor", ROOT)];
        let one = city.person(&format!("assessor.1.{tag}"), &roles).await;
        let other = city.person(&format!("assessor.2.{tag}"), &roles).await;
        let rubric = newest_rubric(&planner).await;
        let body = with(round_body(&rubric, street), changes);
        let made = planner.post("/api/v1/inspections/rounds", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        Self {
            planner,
            inspectors: [one, other],
            round: made.json(),
            sites: vec![],
            rubric,
        }
    }

    pub fn id(&self) -> &str {
        self.round["id"].as_str().unwrap()
    }

    /// A path below the round.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/inspections/rounds/{}{rest}", self.id())
    }

    /// The round as the planner sees it now.
    pub async fn now(&self) -> Value {
        self.planner.get(&self.path("")).await.json()
    }

    /// Draws or publishes.
    pub async fn step(&mut self, step: &str) {
        let body = json!({"version": self.now().await["version"]});
        let reply = self.planner.post(&self.path(step), &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.round = reply.json();
    }

    pub async fn draw(&mut self) {
        self.step("/draw").await;
        let reply = self.planner.get(&self.path("/sites?limit=100")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        self.sites = reply.json()["items"].as_array().unwrap().clone();
    }

    pub async fn publish(&mut self) {
        self.step("/publish").await;
    }

    /// Gives every site of an area to the two inspectors.
    pub async fn assign(&self, area: &str) {
        let pair: Vec<String> = self.inspectors.iter().map(Client::id).collect();
        let body = json!({"items": [{"area_code": area, "account_ids": pair}]});
        let reply = self.planner.put(&self.path("/assignments"), &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Drawn sites of a kind.
    pub fn of_type(&self, site_type: &str) -> Vec<Value> {
        let all = self.sites.iter();
        all.filter(|site| site["site"]["site_type"] == site_type)
            .cloned()
            .collect()
    }

    /// An inspection of a drawn site in which everything is in order, with `answers` laid over its items.
    pub fn inspection(&self, city: &TestCity, site: &Value, answers: Value) -> Value {
        let types = self.rubric["types"].as_array().unwrap();
        let of = types
            .iter()
            .find(|one| one["code"] == site["site"]["site_type"]);
        let items = of.unwrap()["items"].as_array().unwrap().iter();
        let answered = items.map(|item| {
            let code = item["code"].as_str().unwrap();
            let good = with(in_order(item), json!({ "code": code }));
            answers
                .get(code)
                .cloned()
                .map_or(good.clone(), |change| with(good, change))
        });
        let now = city.service.clock.now();
        let place = &site["site"];
        with(
            incident(city),
            json!({"kind": "site_inspection", "area_code": null, "site_id": place["id"],
                "position": {"lng": place["lng"], "lat": place["lat"], "accuracy_m": 8.0},
                "payload": {"round_site_id": site["id"], "rubric_id": self.rubric["id"],
                    "started_at": now.plus_s(-900).to_rfc3339(), "items": answered.collect::<Vec<_>>()}}),
        )
    }

    /// Both inspectors find the same at a site.
    pub async fn inspect(&self, city: &TestCity, site: &Value, answers: Value) {
        for inspector in &self.inspectors {
            let record = self.inspection(city, site, answers.clone());
            let result = inspector.capture(&record).await;
            assert_eq!(result["outcome"], "created", "{result}");
        }
    }

    /// What the planner gets from below the round.
    pub async fn get(&self, rest: &str) -> Value {
        let reply = self.planner.get(&self.path(rest)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }
}

/// The newest rubric in full.
pub async fn newest_rubric(who: &Client) -> Value {
    let listed = who.get("/api/v1/inspections/rubrics").await.json();
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    who.get(&format!("/api/v1/inspections/rubrics/{id}"))
        .await
        .json()
}

/// What sets a monthly round of a street up: four bus stops and every food market.
pub fn round_body(rubric: &Value, street: &str) -> Value {
    json!({"kind": "monthly", "title_zh": "10月督查", "title_en": "October supervision", "area_code": street,
        "from": "2026-10-01", "to": "2026-10-31", "rubric_id": rubric["id"], "strata": "community",
        "types": [{"site_type": "bus_stop", "draw": 4}, {"site_type": "wet_market", "draw": null}],
        "makes_cases": "by_tap", "case_severity": 2})
}

/// The best answer to an item.
fn in_order(item: &Value) -> Value {
    match item["kind"].as_str().unwrap() {
        "yes_no" => json!({"answer": "pass"}),
        "sample" => json!({"answer": "counted", "good": 5, "seen": 5}),
        "count_minimum" => json!({"answer": "counted", "count": 9}),
        _ => json!({"answer": "counted", "count": 0}),
    }
}
