//! Reads areas from GeoJSON. Never trusts the file: sizes, types, ranges and rings are checked, each feature on
//! its own, so that one report names everything that is wrong.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::problem::{Problem, ProblemCode, Text, text};
use super::simple::{self, Flaw};
use super::{Ring, Shape, Vertex, piece};
use crate::areas::level::Level;

/// Largest file in bytes.
pub const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Most areas in a file.
pub const MAX_AREAS: usize = 100_000;
/// Most vertices in a file.
pub const MAX_VERTICES: usize = 2_000_000;
/// Longest name in characters.
const MAX_NAME: usize = 100;

/// One area as a file describes it, checked on its own but not against others.
#[derive(Debug, Clone)]
pub struct AreaDraft {
    /// Digits; 15 for a grid, else 12.
    pub code: String,
    /// The area above; `None` for a root.
    pub parent_code: Option<String>,
    /// Where it stands.
    pub level: Level,
    /// Chinese name.
    pub name_zh: String,
    /// English name; the Chinese one when the file has none.
    pub name_en: String,
    /// People living there.
    pub population: Option<i64>,
    /// Households there; the denominator of rates.
    pub households: Option<i64>,
    /// Its outline. `None` when that was faulty (which is reported).
    pub shape: Option<Shape>,
}

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

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    coordinates: Option<&'a RawValue>,
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
    let mut features = Vec::with_capacity(collection.features.len().min(MAX_AREAS));
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

/// Reads every area of a file. Drafts whose properties are unusable are left out and reported; a faulty
/// outline leaves the draft without shape.
pub fn read_areas(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<AreaDraft> {
    let features = read_features(bytes, problems);
    if features.len() > MAX_AREAS {
        problems.push(too_complex("区划超过 10 万个", "More than 100,000 areas"));
        return Vec::new();
    }
    if features.is_empty() && problems.is_empty() {
        problems.push(Problem::error(
            ProblemCode::NotGeojson,
            "",
            text("文件里没有区划", "The file holds no areas"),
        ));
    }
    let mut budget = simple::COMPARISONS;
    let mut vertices = 0;
    let mut drafts = Vec::with_capacity(features.len());
    for (index, feature) in features.iter().enumerate() {
        let Some(mut draft) = read_properties(&feature.properties, index + 1, problems) else {
            continue;
        };
        match read_shape(feature, &draft.code, &mut budget) {
            Ok(shape) => {
                vertices += shape.vertex_count();
                draft.shape = Some(shape);
            }
            Err(problem) => problems.push(*problem),
        }
        if vertices > MAX_VERTICES {
            problems.push(too_complex(
                "顶点超过 200 万个",
                "More than 2,000,000 vertices",
            ));
            return Vec::new();
        }
        drafts.push(draft);
    }
    drafts
}

/// A file that asks for too much.
pub fn too_complex(zh: &str, en: &str) -> Problem {
    Problem::error(ProblemCode::TooComplex, "", text(zh, en))
}

fn read_properties(
    properties: &Map<String, Value>,
    number: usize,
    problems: &mut Vec<Problem>,
) -> Option<AreaDraft> {
    let code = required_text(properties, "code", "", number, problems)?;
    let level_word = required_text(properties, "level", &code, number, problems);
    let name_zh = required_text(properties, "name_zh", &code, number, problems);
    let parent_code = match properties.get("parent_code") {
        None | Some(Value::Null) => None,
        Some(Value::String(parent)) if parent.is_empty() => None,
        Some(Value::String(parent)) => Some(parent.clone()),
        Some(_) => {
            problems.push(missing("parent_code", &code, number));
            return None;
        }
    };
    let (level_word, name_zh) = (level_word?, name_zh?);
    let Some(level) = Level::parse(&level_word) else {
        let word: String = level_word.chars().take(20).collect();
        let detail = text(
            format!("层级写的是“{word}”"),
            format!("The level says \"{word}\""),
        );
        problems.push(Problem::error(ProblemCode::UnknownLevel, &code, detail));
        return None;
    };
    let name_en = properties
        .get("name_en")
        .and_then(Value::as_str)
        .filter(|name| is_name(name));
    let population = read_count(properties, "population", &code, number, problems);
    let households = read_count(properties, "households", &code, number, problems);
    Some(AreaDraft {
        level,
        parent_code,
        name_en: name_en.unwrap_or(&name_zh).to_owned(),
        population,
        households,
        shape: None,
        code,
        name_zh,
    })
}

/// A number of people or households; absent or null is fine, anything but a whole number from 0 is reported.
fn read_count(
    properties: &Map<String, Value>,
    key: &str,
    code: &str,
    number: usize,
    problems: &mut Vec<Problem>,
) -> Option<i64> {
    let value = properties.get(key).filter(|value| !value.is_null())?;
    let count = value
        .as_i64()
        .filter(|count| (0..=2_000_000_000).contains(count));
    if count.is_none() {
        let detail = text(
            format!("第 {number} 个要素的 {key} 不是个数"),
            format!("{key} of feature {number} is not a count"),
        );
        problems.push(Problem::error(ProblemCode::MissingProperty, code, detail));
    }
    count
}

fn is_name(name: &str) -> bool {
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

fn missing(key: &str, code: &str, number: usize) -> Problem {
    let detail = text(
        format!("第 {number} 个要素没有文字属性 {key}"),
        format!("Feature {number} has no text property {key}"),
    );
    Problem::error(ProblemCode::MissingProperty, code, detail)
}

/// The outline in a GeoJSON geometry that an import has checked before.
pub fn read_trusted_shape(geometry: &RawValue) -> Option<Shape> {
    let geometry: Geometry<'_> = serde_json::from_str(geometry.get()).ok()?;
    let polygons = read_polygons(&geometry.kind, geometry.coordinates?)?;
    let rings = polygons
        .iter()
        .map(|polygon| polygon.iter().map(|ring| open_ring(ring)).collect())
        .collect();
    Shape::new(rings)
}

/// The rings of a polygon or several as they stand in the file; `None` for anything else.
fn read_polygons(kind: &str, coordinates: &RawValue) -> Option<Vec<Vec<Vec<Position>>>> {
    match kind {
        "Polygon" => Some(vec![serde_json::from_str(coordinates.get()).ok()?]),
        "MultiPolygon" => serde_json::from_str(coordinates.get()).ok(),
        _ => None,
    }
}

/// Vertices of a closed ring, without repeats and without the last point.
fn open_ring(positions: &[Position]) -> Ring {
    let mut ring: Ring = positions
        .iter()
        .map(|p| Vertex::nearest(p.0, p.1))
        .collect();
    ring.dedup();
    ring.pop();
    ring
}

fn read_shape(
    feature: &RawFeature<'_>,
    code: &str,
    budget: &mut u64,
) -> Result<Shape, Box<Problem>> {
    let unreadable = || {
        let detail = text("边界不是多边形", "The outline is not a polygon");
        Box::new(Problem::error(ProblemCode::NotGeojson, code, detail))
    };
    let (kind, coordinates) = feature.geometry.as_ref().ok_or_else(unreadable)?;
    let polygons = read_polygons(kind, coordinates).ok_or_else(unreadable)?;
    for position in polygons.iter().flatten().flatten() {
        check_range(position, code)?;
    }
    let rings = polygons
        .iter()
        .map(|polygon| polygon.iter().map(|ring| read_ring(ring, code)).collect())
        .collect::<Result<Vec<Vec<Ring>>, _>>()?;
    let is_empty = rings.is_empty() || rings.iter().any(Vec::is_empty);
    let shape = Shape::new(rings)
        .filter(|_| !is_empty)
        .ok_or_else(unreadable)?;
    check_rings(&shape, code, budget)?;
    Ok(shape)
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

fn read_ring(positions: &[Position], code: &str) -> Result<Ring, Box<Problem>> {
    let invalid = |detail: Text| {
        let place = positions.first().map(|first| (first.0, first.1));
        let problem = Problem::error(ProblemCode::InvalidRing, code, detail);
        Box::new(match place {
            Some(place) => problem.at(place),
            None => problem,
        })
    };
    let corner = |position: &Position| Vertex::nearest(position.0, position.1);
    if positions.len() < 4 {
        return Err(invalid(text(
            "一圈边界少于 4 个点",
            "A ring has fewer than 4 points",
        )));
    }
    if positions.first().map(corner) != positions.last().map(corner) {
        return Err(invalid(text("边界没有闭合", "The outline is not closed")));
    }
    let ring = open_ring(positions);
    if ring.len() < 3 {
        return Err(invalid(text("一圈边界没有面积", "A ring has no area")));
    }
    Ok(ring)
}

fn check_rings(shape: &Shape, code: &str, budget: &mut u64) -> Result<(), Box<Problem>> {
    let knot = |place: (f64, f64)| {
        let detail = text("边界在这里打了个结", "The outline meets itself here");
        Box::new(Problem::error(ProblemCode::InvalidRing, code, detail).at(place))
    };
    match simple::find_flaw(shape.rings(), budget) {
        Some(Flaw::Meets(place)) => return Err(knot(place.degrees())),
        Some(Flaw::TooComplex) => {
            return Err(Box::new(too_complex(
                "边界过于曲折",
                "The outlines are too intricate",
            )));
        }
        None => {}
    }
    let corner = shape.bounds().low.degrees();
    let area_m2 = shape.area_m2();
    if area_m2 <= 0.0 {
        return Err(knot(corner));
    }
    // Rings that cross at shared vertices, holes outside their shell, parts on top of each other.
    if shape.rings().count() > 1 {
        if !piece::is_affordable(&[shape]) {
            return Err(Box::new(too_complex(
                "边界过于曲折",
                "The outlines are too intricate",
            )));
        }
        if (piece::covered_area_m2(shape) - area_m2).abs() > 1.0 + area_m2 * 1e-6 {
            return Err(knot(corner));
        }
    }
    Ok(())
}
