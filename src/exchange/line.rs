//! One line of a history file, turned into the envelope that a phone would have sent. The mapping stands in `docs/IMPORT.md`.

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::payload::{picture_key, take_payload};
use super::session;
use super::shift::Shift;
use crate::areas::site_id;
use crate::platform::clock::UtcMillis;
use crate::platform::problem::{FieldCode, FieldProblem};

/// Version and device that stand in imported records.
pub(super) const APP: &str = "import";

/// A line, ready for the intake.
#[derive(Debug)]
pub struct ImportLine {
    /// Pseudonym of the author, `W-…`.
    pub worker: String,
    /// When the other system received it (`uploaded_at`).
    pub received_at: Option<UtcMillis>,
    /// How many photos the line says there were.
    pub claimed_photos: i64,
    /// What it shows, for whoever chooses a picture.
    pub category: Option<String>,
    /// The envelope; the intake judges it like any other.
    pub envelope: Map<String, Value>,
}

impl ImportLine {
    /// Reads one line of a file: one record, or the three of a session of a dissuasion team.
    pub fn read_all(line: &[u8], shift: Option<Shift>) -> Result<Vec<Self>, FieldProblem> {
        match serde_json::from_slice(line).map(unwrapped) {
            Ok(Value::Object(told)) if session::is_session(&told) => session::read(told, shift),
            _ => Self::read(line, shift).map(|line| vec![line]),
        }
    }

    /// Reads one line that is one record. What the envelope checks is left to the intake, so that every fault is found by one set of rules.
    /// * `shift`: moves all instants, for the demo.
    /// * Errors: the line is no JSON object, has unknown members, or lacks what only a file tells.
    pub fn read(line: &[u8], shift: Option<Shift>) -> Result<Self, FieldProblem> {
        let value = serde_json::from_slice(line).map_err(|error| {
            FieldProblem::new("", FieldCode::BadJson).with("column", error.column())
        })?;
        let Value::Object(mut told) = unwrapped(value) else {
            return Err(FieldProblem::new("", FieldCode::WrongType));
        };
        let worker = match told.remove("worker") {
            Some(Value::String(worker)) if is_pseudonym(&worker) => worker,
            Some(_) => return Err(FieldProblem::new("/worker", FieldCode::InvalidValue)),
            None => return Err(FieldProblem::new("/worker", FieldCode::MissingField)),
        };
        let received_at = match told.remove("uploaded_at") {
            None | Some(Value::Null) => None,
            Some(given) => Some(
                instant(&given, shift)
                    .ok_or_else(|| FieldProblem::new("/uploaded_at", FieldCode::InvalidValue))?,
            ),
        };
        let claimed_photos = match told.remove("photos") {
            None => 0,
            Some(given) => given
                .as_i64()
                .filter(|count| (0..=99).contains(count))
                .ok_or_else(|| FieldProblem::new("/photos", FieldCode::OutOfRange))?,
        };
        let category = picture_key(&told);
        let envelope = envelope(&mut told, shift);
        if let Some(unknown) = told.keys().next() {
            let pointer = format!("/{}", unknown.replace('~', "~0").replace('/', "~1"));
            return Err(FieldProblem::new(pointer, FieldCode::UnknownField));
        }
        Ok(Self {
            worker,
            received_at,
            claimed_photos,
            category,
            envelope,
        })
    }

    /// Takes the instant of capture for that of receipt where the file tells none.
    pub fn receive_at_once(&mut self) {
        if self.received_at.is_none() {
            let at = self.envelope.get("captured_at");
            self.received_at = at.and_then(|at| instant(at, None));
        }
    }

    /// Names a photo as the envelope does.
    pub fn add_photo(&mut self, sha256: &str) {
        let taken_at = self.envelope.get("captured_at").cloned();
        let photo = json!({ "sha256": sha256, "taken_at": taken_at, "role": "scene" });
        if let Some(Value::Array(photos)) = self.envelope.get_mut("photos") {
            photos.push(photo);
        }
    }

    /// The envelope as raw JSON.
    pub fn raw(&self) -> Result<Box<RawValue>, serde_json::Error> {
        serde_json::value::to_raw_value(&self.envelope)
    }
}

/// The record inside `{"why": …, "record": …}`, the form of files made to be refused; anything else as it is.
fn unwrapped(value: Value) -> Value {
    match value {
        Value::Object(mut members) if members.len() == 2 && members.contains_key("why") => {
            members.remove("record").unwrap_or(Value::Null)
        }
        other => other,
    }
}

/// Moves the members of the line to their places in the envelope; absent ones stay absent.
fn envelope(told: &mut Map<String, Value>, shift: Option<Shift>) -> Map<String, Value> {
    let mut to = Map::new();
    let mut carry = |to: &mut Map<String, Value>, from: &str, name: &str| {
        if let Some(value) = told.remove(from) {
            to.insert(name.to_owned(), value);
        }
    };
    carry(&mut to, "client_id", "id");
    carry(&mut to, "captured_at", "captured_at");
    carry(&mut to, "grid_code", "area_code");
    carry(&mut to, "session_id", "shift_id");
    carry(&mut to, "note", "note");
    let mut position = Map::new();
    carry(&mut position, "lng", "lng");
    carry(&mut position, "lat", "lat");
    carry(&mut position, "accuracy_m", "accuracy_m");
    position.retain(|_, value| !value.is_null());
    let (kind, payload) = take_payload(told);
    if let Some(Value::String(code)) = told.remove("place_code") {
        to.insert("site_id".to_owned(), json!(site_id(&code)));
    }
    if let (Some(shift), Some(text)) = (shift, to.get_mut("captured_at"))
        && let Some(moved) = moved(text, shift)
    {
        *text = Value::String(moved);
    }
    let has_position = !position.is_empty();
    let position = if has_position {
        Value::Object(position)
    } else {
        Value::Null
    };
    to.insert("kind".to_owned(), json!(kind));
    to.insert("position".to_owned(), position);
    to.insert(
        "placed_by".to_owned(),
        json!(if has_position { "gps" } else { "none" }),
    );
    to.insert("photos".to_owned(), json!([]));
    to.insert(
        "app".to_owned(),
        json!({ "version": APP, "device_id": APP }),
    );
    to.insert("payload".to_owned(), Value::Object(payload));
    to
}

pub(super) fn instant(given: &Value, shift: Option<Shift>) -> Option<UtcMillis> {
    let (at, _) = UtcMillis::parse_with_offset(given.as_str()?)?;
    Some(shift.map_or(at, |shift| UtcMillis(shift.instant_ms(at.0))))
}

/// The same local time some weeks away, with its offset.
pub(super) fn moved(given: &Value, shift: Shift) -> Option<String> {
    let at = chrono::DateTime::parse_from_rfc3339(given.as_str()?).ok()?;
    let to = shift.instant_ms(at.timestamp_millis());
    let to = chrono::DateTime::from_timestamp_millis(to)?;
    Some(to.with_timezone(at.offset()).to_rfc3339())
}

/// `W-`, the digits of a community, `-`, a number.
pub(super) fn is_pseudonym(worker: &str) -> bool {
    community_digits(worker).is_some() && worker.len() <= 40
}

/// The digits that tell the community of a pseudonym `W-03001005-02`.
pub fn community_digits(worker: &str) -> Option<&str> {
    let (community, number) = worker.strip_prefix("W-")?.split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(community) && is_number(number)).then_some(community)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use chrono::NaiveDate;

    const LINE: &str = r#"{"client_id":"2e2ddd73-dc3a-4da1-a36e-a9c3e46719dc","captured_at":"2025-11-01T06:09:47+08:00","uploaded_at":"2025-11-01T06:10:18+08:00","lat":26.870901,"lng":110.477455,"accuracy_m":9.2,"grid_code":"439803001005002","category":"quarrel_fight","severity":3,"outcome":"referred","session_id":null,"worker":"W-03001005-02","photos":1,"note":"商户门前"}"#;

    fn fault(line: &str) -> (String, FieldCode) {
        let fault = ImportLine::read(line.as_bytes(), None).unwrap_err();
        (fault.pointer, fault.code)
    }

    #[test]
    fn every_member_of_a_line_finds_its_place() {
        let mut line = ImportLine::read(LINE.as_bytes(), None).unwrap();
        line.add_photo("ab");
        let envelope = Value::Object(line.envelope.clone());
        assert_eq!(envelope["id"], "2e2ddd73-dc3a-4da1-a36e-a9c3e46719dc");
        assert_eq!(
            envelope["position"],
            json!({"lng": 110.477_455, "lat": 26.870_901, "accuracy_m": 9.2})
        );
        assert_eq!(
            envelope["payload"],
            json!({"category": "quarrel_fight", "outcome": "referred", "severity": 3, "count": 1})
        );
        assert_eq!(
            (&envelope["area_code"], &envelope["note"]),
            (&json!("439803001005002"), &json!("商户门前"))
        );
        assert_eq!(
            envelope["photos"][0]["taken_at"],
            "2025-11-01T06:09:47+08:00"
        );
        assert_eq!(
            (line.worker.as_str(), line.claimed_photos),
            ("W-03001005-02", 1)
        );
        assert_eq!(
            line.received_at.unwrap().to_rfc3339(),
            "2025-10-31T22:10:18.000Z"
        );
    }

    #[test]
    fn a_shift_moves_both_times_and_keeps_the_offset() {
        let shift = Shift::ending_lately(
            NaiveDate::from_ymd_opt(2026, 10, 31).unwrap(),
            NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
        );
        let line = ImportLine::read(LINE.as_bytes(), Some(shift)).unwrap();
        assert_eq!(line.envelope["captured_at"], "2025-11-15T06:09:47+08:00");
        assert_eq!(
            line.received_at.unwrap().to_rfc3339(),
            "2025-11-14T22:10:18.000Z"
        );
    }

    #[test]
    fn a_line_without_a_position_is_placed_by_nothing() {
        let line = LINE
            .replace("26.870901", "null")
            .replace("110.477455", "null")
            .replace("9.2", "null");
        let line = ImportLine::read(line.as_bytes(), None).unwrap();
        assert_eq!(
            (&line.envelope["position"], &line.envelope["placed_by"]),
            (&Value::Null, &json!("none"))
        );
    }

    #[test]
    fn what_only_the_file_tells_is_checked_here() {
        assert_eq!(fault("[1]"), (String::new(), FieldCode::WrongType));
        assert_eq!(fault("{"), (String::new(), FieldCode::BadJson));
        assert_eq!(fault("{}"), ("/worker".into(), FieldCode::MissingField));
        assert_eq!(
            fault(&LINE.replace("W-03001005-02", "Wang")),
            ("/worker".into(), FieldCode::InvalidValue)
        );
        assert_eq!(
            fault(&LINE.replace("\"photos\":1", "\"photos\":-1")),
            ("/photos".into(), FieldCode::OutOfRange)
        );
        assert_eq!(
            fault(&LINE.replace("06:10:18+08:00", "06:10:18")),
            ("/uploaded_at".into(), FieldCode::InvalidValue)
        );
        assert_eq!(
            fault(&LINE.replace("\"note\"", "\"name\"")),
            ("/name".into(), FieldCode::UnknownField)
        );
    }
}
