//! What a phone sends: incidents in the worker's own grid that nothing is odd about.

use super::http::{Connection, Reply};
use serde_json::{Value, json};
use std::io::Result;
use uuid::Uuid;
use wenxun::platform::clock::Clock;
use wenxun::platform::ids::Ids;
use wenxun::platform::keys::sha256;

/// Behaviours taken in turn.
const CATEGORIES: [&str; 4] = [
    "littering",
    "spitting",
    "smoking_no_smoking_area",
    "jaywalking",
];

/// One signed-in phone.
pub struct Phone {
    pub connection: Connection,
    pub token: String,
    grid: String,
    place: (f64, f64),
    made: u32,
}

/// What the server answered for one record it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub id: Uuid,
    pub outcome: String,
    pub receipt: String,
    pub seq: i64,
}

impl Phone {
    pub fn new(connection: Connection, token: String, grid: String, place: (f64, f64)) -> Self {
        Self {
            connection,
            token,
            grid,
            place,
            made: 0,
        }
    }

    /// A new incident, some metres from the last.
    pub fn incident(&mut self) -> (Uuid, Value) {
        self.made += 1;
        let id = Ids::Random.next(&Clock::System);
        let step = f64::from(self.made % 97) * 1e-6;
        let category = CATEGORIES[usize::try_from(self.made).unwrap() % CATEGORIES.len()];
        let record = json!({
            "id": id,
            "kind": "incident",
            "captured_at": Clock::System.now().plus_s(-60).to_rfc3339(),
            "position": {"lng": self.place.0 + step, "lat": self.place.1 + step, "accuracy_m": 8.0},
            "placed_by": "gps",
            "area_code": self.grid,
            "photos": [],
            "app": {"version": "0.1.0", "device_id": "process-test"},
            "payload": {"category": category, "outcome": "corrected"}
        });
        (id, record)
    }

    /// A photo of some 20 kB that nobody sent before: its address and its bytes.
    pub fn photo() -> ([u8; 32], Vec<u8>) {
        let picture = wenxun::demo::pack::file("pictures/stairwell_1.jpg").unwrap();
        let id = Ids::Random.next(&Clock::System);
        // A comment segment right after the start of the image makes the bytes its own.
        let comment = [&[0xFF, 0xFE, 0, 18], id.as_bytes().as_slice()].concat();
        let bytes = [&picture[..2], &comment, &picture[2..]].concat();
        (sha256(&bytes), bytes)
    }

    /// Sends a photo: 201 when it was stored now, 200 when it was there.
    pub fn send_photo(&mut self, hash: &[u8; 32], bytes: &[u8]) -> Result<Reply> {
        let path = format!("/api/v1/photos/{}", hex::encode(hash));
        self.connection.call("PUT", &path, &self.token, bytes)
    }

    /// Sends records as one batch.
    pub fn send(&mut self, records: &[Value]) -> Result<Reply> {
        let body = batch(records);
        self.connection
            .call("POST", "/api/v1/records/batch", &self.token, &body)
    }

    /// Sends records and reads what the server says of each; an error when no whole answer came.
    pub fn hand_over(&mut self, records: &[Value]) -> Result<Vec<Taken>> {
        let reply = self.send(records)?;
        assert_eq!(
            reply.status,
            200,
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
        Ok(taken(&reply))
    }
}

/// The body of a batch.
pub fn batch(records: &[Value]) -> Vec<u8> {
    json!({"records": records}).to_string().into_bytes()
}

/// The results of a batch.
pub fn taken(reply: &Reply) -> Vec<Taken> {
    let answer = reply.json();
    let results = answer["results"].as_array().unwrap();
    results
        .iter()
        .map(|result| Taken {
            id: result["id"].as_str().unwrap().parse().unwrap(),
            outcome: result["outcome"].as_str().unwrap().to_owned(),
            receipt: result["receipt"].as_str().unwrap_or_default().to_owned(),
            seq: result["seq"].as_i64().unwrap_or_default(),
        })
        .collect()
}
