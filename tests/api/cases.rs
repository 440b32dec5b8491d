//! Cases: stages, rights, proof, deadlines, merging, and what the reporter sees of it.

mod deadlines;
mod lists;
mod merging;
mod proof;
mod reporters;
mod stages;

use crate::support::{
    Client, IN_WORK_GRID, Reply, STREET_EAST, STREET_WEST, TestCity, WORK_GRID, incident, with,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A city with two units in the eastern street, one in the western, their contacts and supervisors.
pub struct Desk {
    pub city: TestCity,
    pub supervisor: Client,
    pub colleague: Client,
    pub fixer: Client,
    pub other: Client,
    pub worker: Client,
    /// The unit that the rules name.
    pub unit: String,
    /// Another unit of the street, answered for by `other`.
    pub neighbour: String,
}

async fn unit(admin: &Client, code: &str, street: &str, contact: &Client) -> String {
    let new = json!({"code": code, "kind": "department", "name_zh": format!("{code}中队"), "name_en": code, "area_code": street});
    let made = admin.post("/api/v1/units", &new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let add = json!({"add": [{"account_id": contact.account_id}]});
    let reply = admin
        .post(&format!("/api/v1/units/{id}/contacts"), &add)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    id
}

impl Desk {
    pub async fn make() -> Self {
        let city = TestCity::spawn().await;
        let admin = city.city_supervisor().await;
        let supervisor = city.street_supervisor(STREET_EAST).await;
        let colleague = city
            .person("colleague", &[("street_supervisor", STREET_EAST)])
            .await;
        let fixer = city
            .person("fixer", &[("responsible_unit", STREET_EAST)])
            .await;
        let other = city
            .person("other", &[("responsible_unit", STREET_EAST)])
            .await;
        let far = city
            .person("far", &[("responsible_unit", STREET_WEST)])
            .await;
        let worker = city.grid_worker(WORK_GRID).await;
        let first = unit(&admin, "east.first", STREET_EAST, &fixer).await;
        let neighbour = unit(&admin, "east.second", STREET_EAST, &other).await;
        unit(&admin, "west.first", STREET_WEST, &far).await;
        let rule = json!({"priority": 200, "territory": "area", "territory_code": STREET_EAST, "subject": "any", "unit_code": "east.first"});
        let reply = admin
            .put(
                "/api/v1/units/rules",
                &json!({"version": 0, "rules": [rule]}),
            )
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        Self {
            city,
            supervisor,
            colleague,
            fixer,
            other,
            worker,
            unit: first,
            neighbour,
        }
    }

    /// Moves the clock; everybody signs in anew, as access ends after a quarter of an hour.
    pub async fn later(&mut self, seconds: i64) {
        self.city.advance_s(seconds);
        self.supervisor = self.city.sign_in(&format!("street.{STREET_EAST}")).await;
        self.colleague = self.city.sign_in("colleague").await;
        self.fixer = self.city.sign_in("fixer").await;
        self.other = self.city.sign_in("other").await;
        self.worker = self.city.sign_in(&format!("grid.{WORK_GRID}")).await;
    }

    /// An incident in the work grid, with changes laid over it; its id.
    pub async fn record(&self, changes: Value) -> String {
        let record = with(incident(&self.city), changes);
        let result = self.worker.capture(&record).await;
        assert_eq!(result["outcome"], "created", "{result}");
        record["id"].as_str().unwrap().to_owned()
    }

    /// A case of a new record.
    pub async fn case(&self) -> Value {
        let body = json!({"source": "record", "record_id": self.record(json!({})).await});
        let made = self.supervisor.post("/api/v1/cases", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()
    }

    /// A step by somebody.
    pub async fn step(&self, who: &Client, case: &Value, body: Value) -> Reply {
        let path = format!("/api/v1/cases/{}/steps", case["id"].as_str().unwrap());
        who.post(&path, &with(json!({"version": case["version"]}), body))
            .await
    }

    /// A step that must succeed; the case after it.
    pub async fn take(&self, who: &Client, case: &Value, body: Value) -> Value {
        let reply = self.step(who, case, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// A case at the unit's, not started.
    pub async fn dispatched(&self) -> Value {
        let case = self.case().await;
        let case = self
            .take(&self.supervisor, &case, json!({"action": "file"}))
            .await;
        self.take(&self.supervisor, &case, json!({"action": "dispatch"}))
            .await
    }

    /// A case that the unit works on.
    pub async fn handling(&self) -> Value {
        let case = self.dispatched().await;
        self.take(&self.fixer, &case, json!({"action": "start"}))
            .await
    }

    /// A report with a good photo of the place.
    pub async fn report(&self) -> Value {
        let photo = self.photo(&self.fixer, "p09_no_exif.jpg").await;
        json!({"action": "report", "outcome": "fixed", "note": "已清理", "photos": [self.after(&photo, IN_WORK_GRID)]})
    }

    /// A case reported as fixed.
    pub async fn reported(&self) -> Value {
        let case = self.handling().await;
        let report = self.report().await;
        self.take(&self.fixer, &case, report).await
    }

    /// A case closed as fixed.
    pub async fn closed(&self) -> Value {
        let case = self.reported().await;
        let case = self
            .take(&self.supervisor, &case, json!({"action": "verify"}))
            .await;
        self.take(&self.supervisor, &case, json!({"action": "close"}))
            .await
    }

    /// An after-photo taken now at a place.
    pub fn after(&self, sha256: &str, (lng, lat): (f64, f64)) -> Value {
        let now = self.city.service.clock.now().to_rfc3339();
        json!({"sha256": sha256, "taken_at": now, "position": {"lng": lng, "lat": lat, "accuracy_m": 6.0}})
    }

    /// Sends the bytes of a photo; its content address.
    pub async fn photo(&self, who: &Client, name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/photos/");
        let bytes = std::fs::read(format!("{folder}{name}")).unwrap();
        let hash = hex::encode(aws_lc_rs::digest::digest(
            &aws_lc_rs::digest::SHA256,
            &bytes,
        ));
        let path = format!("/api/v1/photos/{hash}");
        let reply = who
            .send(
                Method::PUT,
                &path,
                Some(bytes),
                "application/octet-stream",
                &[],
            )
            .await;
        assert!([200, 201].contains(&reply.status), "{}", reply.text());
        hash
    }

    /// The status with which somebody gets the small copy of a photo, once the background has made it.
    pub async fn status_of_photo(&self, who: &Client, sha256: &str) -> u16 {
        for _ in 0..250 {
            self.city.run_jobs().await;
            let reply = who.get(&format!("/api/v1/photos/{sha256}/thumb")).await;
            if reply.status == 200 || reply.code() != "photo_not_ready" {
                return reply.status;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the copies were never made")
    }

    /// The case as somebody sees it now.
    pub async fn look(&self, who: &Client, case: &Value) -> Reply {
        who.get(&format!("/api/v1/cases/{}", case["id"].as_str().unwrap()))
            .await
    }
}

/// Actions open to whoever got this answer.
pub fn open(case: &Value) -> Vec<&str> {
    let steps = case["steps"].as_array().unwrap();
    steps
        .iter()
        .map(|step| step["action"].as_str().unwrap())
        .collect()
}
