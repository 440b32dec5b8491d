//! Leagues: live tables in tiers, and their life from the draft to the settled document.

mod life;
mod live;
mod refusals;

use crate::support::{
    Client, IN_NEIGHBOUR_GRID, NEIGHBOUR_GRID, ROOT, Reply, STREET_EAST, TestCity, WORK_GRID,
    counted, tally, with,
};
use serde_json::{Value, json};

/// The live table of a query.
pub async fn table(who: &Client, query: &str) -> Value {
    let reply = who.get(&format!("/api/v1/leagues/table?{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["table"].clone()
}

/// A city with two city supervisors, the supervisors of both streets, and counts of the quarter before in both: good ones in
/// the east, bad ones in the west.
pub struct Contest {
    pub city: TestCity,
    pub office: Client,
    pub colleague: Client,
    pub east: Client,
    pub west: Client,
    worker: Client,
}

/// Streets beside one another in the third quarter.
pub fn streets() -> Value {
    json!({"subject": "area", "source": "tally_rate", "code": "bus_yield", "period": "2026-Q3", "level": "street"})
}

impl Contest {
    pub async fn make() -> Self {
        let city = TestCity::spawn().await;
        let worker = city.grid_worker(WORK_GRID).await;
        counted(&city, &worker, 40, (180, 200)).await;
        let neighbour = city.grid_worker(NEIGHBOUR_GRID).await;
        let (lng, lat) = IN_NEIGHBOUR_GRID;
        let at = city.service.clock.now().plus_days(-40).to_rfc3339();
        let payload =
            json!({"type": "bus_yield", "minutes": 15, "numerator": 40, "denominator": 200});
        let there = json!({"position": {"lng": lng, "lat": lat, "accuracy_m": 8.0}, "area_code": NEIGHBOUR_GRID,
            "captured_at": at, "payload": payload});
        let record = with(tally(&city), there);
        assert_eq!(neighbour.capture(&record).await["outcome"], "created");
        let office = city.city_supervisor().await;
        let roles = [("city_supervisor", ROOT)];
        let colleague = city.person("city.colleague", &roles).await;
        let east = city.street_supervisor(STREET_EAST).await;
        let west = city.street_supervisor(crate::support::STREET_WEST).await;
        Self {
            city,
            office,
            colleague,
            east,
            west,
            worker,
        }
    }

    /// More counts in the east in the quarter before, sent late.
    pub async fn late_counts(&self, counts: (u64, u64)) {
        counted(&self.city, &self.worker, 45, counts).await;
    }

    /// Moves the clock by days; everybody signs in anew.
    pub async fn later(&mut self, days: i64) {
        self.city.advance_s(days * 86_400);
        self.office = self.city.sign_in("city.supervisor").await;
        self.colleague = self.city.sign_in("city.colleague").await;
        self.east = self.city.sign_in(&format!("street.{STREET_EAST}")).await;
    }

    /// A draft of [`streets`].
    pub async fn draft(&self) -> Value {
        drafted(&self.office, &streets()).await
    }

    /// The same, open to appeals for two working days: it is Friday, so till Tuesday.
    pub async fn open(&self) -> Value {
        let draft = self.draft().await;
        let body = json!({"action": "open", "working_days": 2});
        taken(&self.office, &draft, body).await
    }

    /// The same with an appeal of the east.
    pub async fn appealed(&self) -> Value {
        let league = self.open().await;
        let reply = appeal(&self.east, &league, STREET_EAST, "有一条线路停运，不该算").await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()
    }
}

/// A draft that must be made.
pub async fn drafted(office: &Client, body: &Value) -> Value {
    let made = office.post("/api/v1/leagues", body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

fn path(league: &Value, rest: &str) -> String {
    let id = league["league"]["id"].as_str().unwrap();
    format!("/api/v1/leagues/{id}{rest}")
}

/// A step at the version that `league` shows.
pub async fn step(who: &Client, league: &Value, body: Value) -> Reply {
    let body = with(json!({"version": league["league"]["version"]}), body);
    who.post(&path(league, "/steps"), &body).await
}

/// A step that must succeed.
pub async fn taken(who: &Client, league: &Value, body: Value) -> Value {
    let reply = step(who, league, body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// An appeal without proof.
pub async fn appeal(who: &Client, league: &Value, code: &str, reason: &str) -> Reply {
    let body = json!({"code": code, "reason": reason});
    who.post(&path(league, "/appeals"), &body).await
}

/// A decision on the first appeal that `league` shows.
pub async fn decide(who: &Client, league: &Value, decision: &str) -> Reply {
    let appeal = league["appeals"][0]["id"].as_str().unwrap();
    let body = json!({"version": league["league"]["version"], "decision": decision, "reason": "核对了原始记录"});
    who.post(&path(league, &format!("/appeals/{appeal}/decision")), &body)
        .await
}

/// The league as somebody sees it now.
pub async fn seen(who: &Client, league: &Value) -> Reply {
    who.get(&path(league, "")).await
}
