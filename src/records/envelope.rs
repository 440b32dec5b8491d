//! The envelope as a phone sends it, checked field by field.

mod note;

pub use note::mask_personal_data;

use super::kind::{AnyPayload, ErasedKind, Kinds};
use crate::areas::datum::Datum;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::num;
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// Longest note, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 2_000;
/// Longest reason of a correction, in characters.
const MAX_REASON_CHARACTERS: usize = 500;
/// Most photos of a record.
const MAX_PHOTOS: usize = 9;
/// No accuracy circle is wider than the Earth, in metres.
const MAX_ACCURACY_M: f64 = 40_000_000.0;

/// The envelope, field for field; nothing else may stand in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    id: String,
    kind: String,
    captured_at: String,
    captured_monotonic_ms: Option<i64>,
    boot_id: Option<String>,
    position: Option<SentPosition>,
    placed_by: PlacedBy,
    area_code: Option<String>,
    shift_id: Option<String>,
    site_id: Option<String>,
    note: Option<String>,
    #[serde(default)]
    photos: Vec<SentPhoto>,
    corrects: Option<String>,
    correction_reason: Option<String>,
    app: SentApp,
    payload: serde_json::Value,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentPosition {
    lng: f64,
    lat: f64,
    accuracy_m: f64,
    altitude_m: Option<f64>,
    speed_mps: Option<f64>,
    fix_age_ms: Option<f64>,
    #[serde(default)]
    datum: Datum,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentPhoto {
    sha256: String,
    taken_at: Option<String>,
    role: PhotoRole,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentApp {
    version: String,
    device_id: String,
}

/// How the position came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlacedBy {
    Gps,
    MapPin,
    Site,
    None,
}

impl PlacedBy {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Gps => "gps",
            Self::MapPin => "map_pin",
            Self::Site => "site",
            Self::None => "none",
        }
    }
}

/// What a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhotoRole {
    Scene,
    Before,
    After,
    Document,
}

impl PhotoRole {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Before => "before",
            Self::After => "after",
            Self::Document => "document",
        }
    }
}

/// A position in WGS-84, with the pair as sent when that was in another datum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Position {
    pub lng: f64,
    pub lat: f64,
    pub accuracy_m: f64,
    pub altitude_m: Option<f64>,
    pub speed_mps: Option<f64>,
    pub fix_age_ms: Option<i64>,
    pub datum: Datum,
    pub raw: Option<(f64, f64)>,
}

/// A photo named by a record.
#[derive(Clone, Debug)]
pub(crate) struct Photo {
    pub sha256: [u8; 32],
    pub taken_at: Option<UtcMillis>,
    pub role: PhotoRole,
}

/// An understood record.
pub(crate) struct Envelope {
    pub id: Uuid,
    pub kind: Arc<dyn ErasedKind>,
    pub captured_at: UtcMillis,
    pub captured_offset_min: i32,
    pub captured_monotonic_ms: Option<i64>,
    pub boot_id: Option<String>,
    pub position: Option<Position>,
    pub placed_by: PlacedBy,
    pub area_code: Option<String>,
    pub shift_id: Option<Uuid>,
    pub site_id: Option<Uuid>,
    pub note: Option<String>,
    pub photos: Vec<Photo>,
    pub corrects: Option<Uuid>,
    pub correction_reason: Option<String>,
    pub app_version: String,
    pub device_id: String,
    pub payload: AnyPayload,
}

/// Reads one record. Everything that is wrong is named at once, with pointers into the record. An imported record may
/// claim photos that it cannot name.
pub(crate) fn read(
    value: serde_json::Value,
    kinds: &Kinds,
    claimed_photos: i64,
) -> Result<Envelope, Vec<FieldProblem>> {
    let sent: Sent = parse_value(value, "").map_err(|fault| vec![fault])?;
    let mut found = FieldProblems::default();
    let Some(kind) = kinds.find(&sent.kind) else {
        return Err(vec![
            FieldProblem::new("/kind", FieldCode::UnknownKind).with("kind", sent.kind),
        ]);
    };
    let id = uuid_at("/id", &sent.id, &mut found);
    let captured = instant_at("/captured_at", &sent.captured_at, &mut found);
    let position = sent
        .position
        .as_ref()
        .and_then(|position| position_of(position, &mut found));
    let shift_id = optional_uuid("/shift_id", sent.shift_id.as_deref(), &mut found);
    let site_id = optional_uuid("/site_id", sent.site_id.as_deref(), &mut found);
    let corrects = optional_uuid("/corrects", sent.corrects.as_deref(), &mut found);
    check_texts(&sent, &mut found);
    let photos = photos_of(&sent.photos, &mut found);
    if sent.photos.len().max(num::usize_from_i64(claimed_photos)) < kind.min_photos() {
        found.add("/photos", FieldCode::Empty);
    }
    let payload = kind.parse(sent.payload, &mut found);
    let (Some(id), Some((captured_at, captured_offset_min)), Some(payload), true) =
        (id, captured, payload, found.0.is_empty())
    else {
        return Err(found.0);
    };
    Ok(Envelope {
        id,
        kind: Arc::clone(kind),
        captured_at,
        captured_offset_min,
        captured_monotonic_ms: sent.captured_monotonic_ms,
        boot_id: sent.boot_id,
        position,
        placed_by: sent.placed_by,
        area_code: sent.area_code,
        shift_id,
        site_id,
        note: sent
            .note
            .map(|note| note.replace('\0', ""))
            .filter(|note| !note.trim().is_empty()),
        photos,
        corrects,
        correction_reason: sent.correction_reason,
        app_version: sent.app.version,
        device_id: sent.app.device_id,
        payload,
    })
}

fn optional_uuid(pointer: &str, text: Option<&str>, found: &mut FieldProblems) -> Option<Uuid> {
    text.and_then(|text| uuid_at(pointer, text, found))
}

fn check_texts(sent: &Sent, found: &mut FieldProblems) {
    found.text_length(
        "/note",
        sent.note.as_deref().unwrap_or_default(),
        0,
        MAX_NOTE_CHARACTERS,
    );
    if sent.corrects.is_some() != sent.correction_reason.is_some() {
        found.add("/correction_reason", FieldCode::BothOrNeither);
    } else if let Some(reason) = &sent.correction_reason {
        found.text_length("/correction_reason", reason, 1, MAX_REASON_CHARACTERS);
    }
    if sent.corrects.is_some() && sent.corrects.as_deref() == Some(sent.id.as_str()) {
        found.add("/corrects", FieldCode::InvalidValue);
    }
    for (pointer, text, max) in [
        ("/area_code", sent.area_code.as_deref(), 20),
        ("/boot_id", sent.boot_id.as_deref(), 100),
        ("/app/version", Some(sent.app.version.as_str()), 50),
        ("/app/device_id", Some(sent.app.device_id.as_str()), 100),
    ] {
        found.text_length(pointer, text.unwrap_or_default(), 0, max);
    }
    for (pointer, text) in [
        ("/area_code", sent.area_code.as_deref()),
        ("/boot_id", sent.boot_id.as_deref()),
        ("/correction_reason", sent.correction_reason.as_deref()),
        ("/app/version", Some(sent.app.version.as_str())),
        ("/app/device_id", Some(sent.app.device_id.as_str())),
    ] {
        if text.is_some_and(|text| text.contains('\0')) {
            found.add(pointer, FieldCode::InvalidValue);
        }
    }
}

fn uuid_at(pointer: &str, text: &str, found: &mut FieldProblems) -> Option<Uuid> {
    // Hyphenated only: one spelling, so that one id is one key.
    let parsed = Uuid::try_parse(text).ok().filter(|_| text.len() == 36);
    let parsed = parsed.filter(|id| matches!(id.get_version_num(), 4 | 7 | 8));
    if parsed.is_none() {
        found.add(pointer, FieldCode::BadUuid);
    }
    parsed
}

fn instant_at(pointer: &str, text: &str, found: &mut FieldProblems) -> Option<(UtcMillis, i32)> {
    let parsed = UtcMillis::parse_with_offset(text);
    if parsed.is_none() {
        let without_offset = UtcMillis::parse_with_offset(&format!("{text}Z")).is_some();
        found.add(
            pointer,
            if without_offset {
                FieldCode::NoOffset
            } else {
                FieldCode::InvalidValue
            },
        );
    }
    parsed
}

fn position_of(sent: &SentPosition, found: &mut FieldProblems) -> Option<Position> {
    let before = found.0.len();
    let mut within = |pointer: &str, value: f64, min: f64, max: f64| {
        if !(min..=max).contains(&value) {
            found.0.push(
                FieldProblem::new(pointer, FieldCode::OutOfRange)
                    .with("min", min)
                    .with("max", max),
            );
        }
    };
    within("/position/lng", sent.lng, -180.0, 180.0);
    within("/position/lat", sent.lat, -90.0, 90.0);
    within("/position/accuracy_m", sent.accuracy_m, 0.0, MAX_ACCURACY_M);
    within(
        "/position/altitude_m",
        sent.altitude_m.unwrap_or_default(),
        -20_000.0,
        100_000.0,
    );
    within(
        "/position/speed_mps",
        sent.speed_mps.unwrap_or_default(),
        0.0,
        1_000.0,
    );
    within(
        "/position/fix_age_ms",
        sent.fix_age_ms.unwrap_or_default(),
        0.0,
        1e13,
    );
    if found.0.len() > before {
        return None;
    }
    let (lng, lat) = sent.datum.to_wgs84(sent.lng, sent.lat);
    Some(Position {
        lng,
        lat,
        accuracy_m: sent.accuracy_m,
        altitude_m: sent.altitude_m,
        speed_mps: sent.speed_mps,
        fix_age_ms: sent.fix_age_ms.map(crate::platform::num::to_i64),
        datum: sent.datum,
        raw: (sent.datum != Datum::Wgs84).then_some((sent.lng, sent.lat)),
    })
}

fn photos_of(sent: &[SentPhoto], found: &mut FieldProblems) -> Vec<Photo> {
    if sent.len() > MAX_PHOTOS {
        found
            .0
            .push(FieldProblem::new("/photos", FieldCode::TooMany).with("max", MAX_PHOTOS));
        return vec![];
    }
    let mut photos: Vec<Photo> = Vec::with_capacity(sent.len());
    for (at, photo) in sent.iter().enumerate() {
        let mut sha256 = [0_u8; 32];
        let is_lower = !photo.sha256.bytes().any(|byte| byte.is_ascii_uppercase());
        if !is_lower || hex::decode_to_slice(&photo.sha256, &mut sha256).is_err() {
            found.add(format!("/photos/{at}/sha256"), FieldCode::BadHash);
        } else if photos.iter().any(|other| other.sha256 == sha256) {
            found.add(format!("/photos/{at}/sha256"), FieldCode::RepeatedPhoto);
        }
        let taken_at = photo
            .taken_at
            .as_deref()
            .and_then(|text| instant_at(&format!("/photos/{at}/taken_at"), text, found))
            .map(|(instant, _)| instant);
        photos.push(Photo {
            sha256,
            taken_at,
            role: photo.role,
        });
    }
    photos
}
