//! Builders of what phones send.

use super::{Client, Reply, TestCity};
use serde_json::{Value, json};

/// Middle of the grid with code [`super::WORK_GRID`].
pub const IN_WORK_GRID: (f64, f64) = (110.501, 26.901);
/// Middle of the grid with code [`super::NEIGHBOUR_GRID`].
pub const IN_NEIGHBOUR_GRID: (f64, f64) = (110.509, 26.901);

/// An incident that nothing is odd about, captured a minute ago in the work grid.
pub fn incident(city: &TestCity) -> Value {
    json!({
        "id": city.new_id(),
        "kind": "incident",
        "captured_at": city.service.clock.now().plus_s(-60).to_rfc3339(),
        "position": {"lng": IN_WORK_GRID.0, "lat": IN_WORK_GRID.1, "accuracy_m": 8.0},
        "placed_by": "gps",
        "area_code": super::WORK_GRID,
        "photos": [],
        "app": {"version": "0.1.0", "device_id": "test"},
        "payload": {"category": "littering", "outcome": "corrected"}
    })
}

/// A count of a quarter of an hour that nothing is odd about, ended a minute ago in the work grid.
pub fn tally(city: &TestCity) -> Value {
    with(
        incident(city),
        json!({
            "kind": "tally",
            "payload": {"type": "bus_yield", "minutes": 15, "numerator": 58, "denominator": 86}
        }),
    )
}

/// `base` with `changes` laid over it, one level deep.
pub fn with(mut base: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

impl Client {
    /// Sends records as one batch.
    pub async fn send_records(&self, records: &[Value]) -> Reply {
        self.post("/api/v1/records/batch", &json!({"records": records}))
            .await
    }

    /// Sends one record and returns its result.
    pub async fn capture(&self, record: &Value) -> Value {
        let reply = self.send_records(std::slice::from_ref(record)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["results"][0].clone()
    }
}

/// Counts of buses that give way in the work grid, so many days ago.
pub async fn counted(
    city: &TestCity,
    worker: &Client,
    days_ago: i64,
    (numerator, denominator): (u64, u64),
) {
    let at = city.service.clock.now().plus_days(-days_ago).to_rfc3339();
    let payload = json!({"type": "bus_yield", "minutes": 15, "numerator": numerator, "denominator": denominator});
    let record = with(tally(city), json!({"captured_at": at, "payload": payload}));
    assert_eq!(worker.capture(&record).await["outcome"], "created");
}
