//! A line that tells of a whole session of a dissuasion team: it becomes a shift made by its leader's records, a check
//! in, a check out and a report.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::line::{APP, ImportLine, instant, is_pseudonym, moved};
use super::shift::Shift;
use crate::platform::clock::UtcMillis;
use crate::platform::keys::sha256;
use crate::platform::problem::{FieldCode, FieldProblem};

/// Whether a line tells of a session.
pub(super) fn is_session(told: &Map<String, Value>) -> bool {
    told.contains_key("leader") && told.contains_key("ended_at")
}

/// The three records of a session. What they check themselves is left to the intake.
/// `contacts` and `corrected` count the incidents that name the session; they are not stored a second time.
pub(super) fn read(
    mut told: Map<String, Value>,
    shift: Option<Shift>,
) -> Result<Vec<ImportLine>, FieldProblem> {
    let fault = |name: &str, code| FieldProblem::new(format!("/{name}"), code);
    let missing = |name: &str| fault(name, FieldCode::MissingField);
    let wrong = |name: &str| fault(name, FieldCode::InvalidValue);
    let mut take = |name: &str| told.remove(name).ok_or_else(|| missing(name));
    let worker = match take("leader")? {
        Value::String(worker) if is_pseudonym(&worker) => worker,
        _ => return Err(wrong("leader")),
    };
    let id = take("client_id")?;
    let id = id.as_str().and_then(|text| Uuid::try_parse(text).ok());
    let id = id.ok_or_else(|| fault("client_id", FieldCode::BadUuid))?;
    let (start, end) = (take("captured_at")?, take("ended_at")?);
    let starts = instant(&start, shift).ok_or_else(|| wrong("captured_at"))?;
    let ends = instant(&end, shift).ok_or_else(|| wrong("ended_at"))?;
    if ends <= starts {
        return Err(fault("ended_at", FieldCode::OrderedWrong));
    }
    let text_of = |given: &Value| {
        shift.map_or_else(
            || given.as_str().map(str::to_owned),
            |shift| moved(given, shift),
        )
    };
    let start_text = text_of(&start).ok_or_else(|| wrong("captured_at"))?;
    let end_text = text_of(&end).ok_or_else(|| wrong("ended_at"))?;
    let (lng, lat, accuracy) = (take("lng")?, take("lat")?, take("accuracy_m")?);
    let mut number = |name: &str, least: i64| {
        let given = take(name)?.as_i64().filter(|given| *given >= least);
        given.ok_or_else(|| fault(name, FieldCode::OutOfRange))
    };
    let (members, handbooks) = (number("members", 1)?, number("handbooks_given", 0)?);
    number("contacts", 0)?;
    number("corrected", 0)?;
    let kind = take("kind")?;
    let name = session_name(kind.as_str().unwrap_or_default()).ok_or_else(|| wrong("kind"))?;
    take("community_code")?;
    let (place, grid) = (take("place_code")?, take("grid_code")?);
    let note = told.remove("note").unwrap_or_else(|| json!(""));
    nothing_else(&told)?;
    let session = Session {
        id,
        name,
        starts: (starts, start_text),
        ends: (ends, end_text),
        place,
        grid,
        lng,
        lat,
        accuracy,
        others: members - 1,
        handbooks,
        note,
    };
    Ok(session.lines(&worker))
}

/// A member that nobody took is one that nobody knows.
fn nothing_else(told: &Map<String, Value>) -> Result<(), FieldProblem> {
    match told.keys().next() {
        Some(unknown) => Err(FieldProblem::new(
            format!("/{unknown}"),
            FieldCode::UnknownField,
        )),
        None => Ok(()),
    }
}

/// What a line tells of a session.
struct Session {
    id: Uuid,
    name: &'static str,
    starts: (UtcMillis, String),
    ends: (UtcMillis, String),
    place: Value,
    grid: Value,
    lng: Value,
    lat: Value,
    accuracy: Value,
    others: i64,
    handbooks: i64,
    note: Value,
}

impl Session {
    /// A check in, a check out and a report, each received when it was made.
    fn lines(&self, worker: &str) -> Vec<ImportLine> {
        let minutes = (self.ends.0.0 - self.starts.0.0) / 60_000;
        let ad_hoc = json!({"name": self.name, "site_code": self.place, "lng": self.lng, "lat": self.lat,
            "starts_at": self.starts.1, "planned_minutes": minutes});
        let check =
            |direction: &str| json!({"shift": self.id, "direction": direction, "ad_hoc": ad_hoc});
        let report = json!({"shift": self.id, "members": [], "others": self.others, "counters": [],
            "handouts": [{"item": "handbook", "count": self.handbooks}], "ad_hoc": ad_hoc});
        let empty = json!("");
        let records = [
            ("in", "shift_check", &self.starts, &empty, check("in")),
            ("out", "shift_check", &self.ends, &empty, check("out")),
            ("report", "shift_report", &self.ends, &self.note, report),
        ];
        let line = |(part, kind, (at, text), note, payload): (
            &str,
            &str,
            &(UtcMillis, String),
            &Value,
            Value,
        )| {
            let envelope = json!({"id": part_id(self.id, part), "kind": kind, "captured_at": text, "area_code": self.grid,
                "note": note, "photos": [], "position": {"lng": self.lng, "lat": self.lat, "accuracy_m": self.accuracy}, "placed_by": "gps",
                "app": {"version": APP, "device_id": APP}, "payload": payload});
            let Value::Object(envelope) = envelope else {
                return None;
            };
            Some(ImportLine {
                worker: worker.to_owned(),
                received_at: Some(*at),
                claimed_photos: 0,
                category: None,
                envelope,
            })
        };
        records.into_iter().filter_map(line).collect()
    }
}

/// What a session of a kind is called.
fn session_name(kind: &str) -> Option<&'static str> {
    match kind {
        "friday_campaign" => Some("周五文明劝导"),
        "monthly_15" => Some("15日文明劝导"),
        "regular" => Some("日常文明劝导"),
        _ => None,
    }
}

/// The id of a record made out of a part of a session: the same at every import.
fn part_id(session: Uuid, part: &str) -> Uuid {
    let digest = sha256(format!("wenxun session {session} {part}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    const LINE: &str = r#"{"client_id":"6600131e-f7d4-4d6d-8d25-956b9b78f4d6","captured_at":"2025-11-01T10:00:00+08:00","ended_at":"2025-11-01T13:00:00+08:00","kind":"regular","place_code":"P0146","community_code":"439802004004","grid_code":"439802004004006","lat":26.850478,"lng":110.50648,"accuracy_m":17.1,"leader":"W-02004004-01","members":7,"contacts":5,"corrected":1,"handbooks_given":7,"note":"高峰时段"}"#;

    fn lines(text: &str) -> Result<Vec<ImportLine>, FieldProblem> {
        let Value::Object(told) = serde_json::from_str(text).unwrap() else {
            unreachable!("a line is an object")
        };
        assert!(is_session(&told));
        read(told, None)
    }

    #[test]
    fn a_session_becomes_a_check_in_a_check_out_and_a_report_under_the_same_ids_every_time() {
        let made = lines(LINE).unwrap();
        let again = lines(LINE).unwrap();
        let kinds: Vec<&Value> = made.iter().map(|line| &line.envelope["kind"]).collect();
        assert_eq!(kinds, ["shift_check", "shift_check", "shift_report"]);
        for (line, same) in made.iter().zip(&again) {
            assert_eq!(line.envelope, same.envelope);
            assert_eq!(
                line.envelope["payload"]["shift"],
                "6600131e-f7d4-4d6d-8d25-956b9b78f4d6"
            );
            assert_eq!(line.envelope["payload"]["ad_hoc"]["planned_minutes"], 180);
        }
        assert_eq!(made[2].envelope["payload"]["others"], 6);
        assert_eq!(made[2].envelope["payload"]["handouts"][0]["count"], 7);
        assert_eq!(made[2].envelope["note"], "高峰时段");
        assert_eq!(
            made[1].received_at.unwrap().to_rfc3339(),
            "2025-11-01T05:00:00.000Z"
        );
    }

    #[test]
    fn what_is_wrong_with_a_session_is_told_with_its_place() {
        for (from, to, pointer) in [
            ("W-02004004-01", "Wang", "/leader"),
            ("13:00:00+08:00", "09:00:00+08:00", "/ended_at"),
            ("\"members\":7", "\"members\":0", "/members"),
            ("regular", "party", "/kind"),
            ("\"note\"", "\"name\"", "/name"),
            ("6600131e", "x", "/client_id"),
        ] {
            let fault = lines(&LINE.replace(from, to)).unwrap_err();
            assert_eq!(fault.pointer, pointer, "{to}");
        }
    }
}
