//! Reads any GeoJSON feature collection, feature by feature, and never trusts it.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::problem::{Problem, ProblemCode, Text, text};

/// Largest file in bytes.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Longest name in characters.
const MAX_NAME: usize = 100;

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(borrow, default)]
    geometry: Option<Geometry<'a>>,
}

/// A geometry whose coordinates are not yet read.
#[derive(Deserialize)]
pub(super) struct Geometry<'a> {
    /// `Polygon`, `Point`, …
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// JSON of its coordinates.
    #[serde(borrow, default)]
    pub(super) coordinates: Option<&'a RawValue>,
}

/// Longitude and latitude; further numbers (height) are ignored.
pub struct Position(pub f64, pub f64);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = Position;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a position of two numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
                let missing = || serde::de::Error::custom("a position needs two numbers");
                let lng = numbers.next_element()?.ok_or_else(missing)?;
                let lat = numbers.next_element()?.ok_or_else(missing)?;
                while numbers.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position(lng, lat))
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// A feature of any GeoJSON file: its properties and the text of its geometry.
pub struct RawFeature<'a> {
    /// As they stand in the file.
    pub properties: Map<String, Value>,
    /// `Polygon`, `Point`, … and the JSON of its coordinates.
    pub geometry: Option<(String, &'a RawValue)>,
}

/// Splits a GeoJSON feature collection (a byte order mark is tolerated) into features. What cannot be read
/// is a problem each; a file that is no collection at all gives nothing but one problem.
pub fn read_features<'a>(bytes: &'a [u8], problems: &mut Vec<Problem>) -> Vec<RawFeature<'a>> {
    let not_geojson = |detail: Text| Problem::error(ProblemCode::NotGeojson, "", detail);
    if bytes.len() > MAX_BYTES {
        problems.push(too_complex(
            "文件超过 50 MB",
            "The file is larger than 50 MB",
        ));
        return Vec::new();
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let collection: Collection<'a> = match serde_json::from_slice(bytes) {
        Ok(collection) => collection,
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            problems.push(not_geojson(text(
                format!("第 {line} 行第 {column} 个字符处读不下去"),
                format!("Cannot be read at line {line}, column {column}"),
            )));
            return Vec::new();
        }
    };
    if collection.kind != "FeatureCollection" {
        problems.push(not_geojson(text(
            "不是 FeatureCollection",
            "Not a FeatureCollection",
        )));
        return Vec::new();
    }
    let mut features = Vec::with_capacity(collection.features.len());
    for (index, raw) in collection.features.into_iter().enumerate() {
        let number = index + 1;
        match serde_json::from_str::<Feature<'a>>(raw.get()) {
            Ok(feature) if feature.kind == "Feature" => features.push(RawFeature {
                properties: feature.properties.unwrap_or_default(),
                geometry: feature
                    .geometry
                    .and_then(|g| Some((g.kind, g.coordinates?))),
            }),
            _ => problems.push(not_geojson(text(
                format!("第 {number} 个要素读不懂"),
                format!("Feature {number} cannot be read"),
            ))),
        }
    }
    features
}

/// A file that asks for too much.
pub fn too_complex(zh: &str, en: &str) -> Problem {
    Problem::error(ProblemCode::TooComplex, "", text(zh, en))
}

/// Whether a text may be a name: 1 to 100 characters, none of them for control.
pub(super) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= MAX_NAME && !name.contains(char::is_control)
}

/// A property that must be a text of 1 to 100 characters; else a problem and `None`.
pub fn required_text(
    properties: &Map<String, Value>,
    key: &str,
    code: &str,
    number: usize,
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let value = properties
        .get(key)
        .and_then(Value::as_str)
        .filter(|value| is_name(value));
    if value.is_none() {
        problems.push(missing(key, code, number));
    }
    value.map(str::to_owned)
}

/// A property that is absent or no text.
pub(super) fn missing(key: &str, code: &str, number: usize) -> Problem {
    let detail = text(
        format!("第 {number} 个要素没有文字属性 {key}"),
        format!("Feature {number} has no text property {key}"),
    );
    Problem::error(ProblemCode::MissingProperty, code, detail)
}

/// Checks that a position lies on the globe and that its axes are not exchanged.
/// Assumption: no installation lies where exchanging the axes would put it into China's box.
pub fn check_range(position: &Position, code: &str) -> Result<(), Box<Problem>> {
    let Position(lng, lat) = *position;
    let is_on_globe = |lng: f64, lat: f64| lng.abs() <= 180.0 && lat.abs() <= 90.0;
    let is_china =
        |lng: f64, lat: f64| (73.0..=135.1).contains(&lng) && (3.8..=53.6).contains(&lat);
    if is_china(lat, lng) && !is_china(lng, lat) {
        let detail = text(
            "应先写经度，再写纬度",
            "Longitude comes first, then latitude",
        );
        return Err(Box::new(
            Problem::error(ProblemCode::SwappedAxes, code, detail).at((lat, lng)),
        ));
    }
    if is_on_globe(lng, lat) {
        return Ok(());
    }
    let detail = text(
        "经度应在 ±180 之内，纬度应在 ±90 之内",
        "Longitude must be within ±180 and latitude within ±90",
    );
    Err(Box::new(Problem::error(
        ProblemCode::OutOfRange,
        code,
        detail,
    )))
}
