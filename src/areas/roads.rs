//! Roads and rivers, drawn as background and named in lists. An import replaces them, as with sites.

use entity::road;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use std::sync::Arc;

use super::geometry::features::{Position, RawFeature, required_text};
use super::geometry::problem::Problem;
use super::geometry::{Shape, Vertex, distance_m};
use super::import::{Importer, Upload};
use super::places::{self, PlaceTable};
use super::service;
use super::territory::Territory;
use super::wire::PlacesReport;
use crate::platform::auth::AreaScope;
use crate::platform::db::{Global, find_global};

impl Global for road::Entity {
    const REASON: &'static str = "a road crosses areas; lists keep those that touch the caller's";
}

impl PlaceTable for road::Entity {
    const OPERATION: &'static str = "import_roads";
    const SUBJECT: &'static str = "roads";
    const CODE: road::Column = road::Column::Code;
    const IS_ACTIVE: road::Column = road::Column::IsActive;

    fn code_of(row: &road::Model) -> &str {
        &row.code
    }

    fn is_renewed(column: &road::Column) -> bool {
        !matches!(column, road::Column::Code)
    }
}

impl Importer<'_> {
    /// Examines a file of roads and, unless it has errors or only a report is wanted, replaces them.
    pub async fn import_roads(&self, upload: &Upload) -> Result<PlacesReport, DbErr> {
        let read = |bytes: &[u8], problems: &mut _| places::read_all(bytes, problems, read_road);
        places::import::<road::Entity>(self, upload, read).await
    }
}

fn read_road(
    feature: &RawFeature<'_>,
    code: String,
    number: usize,
    problems: &mut Vec<Problem>,
) -> Option<road::Model> {
    let mut property = |key: &str| required_text(&feature.properties, key, &code, number, problems);
    let (class, name_zh) = (property("class"), property("name_zh"));
    let (class, name_zh) = (class?, name_zh?);
    let name_en = feature
        .properties
        .get("name_en")
        .and_then(Value::as_str)
        .unwrap_or(&name_zh)
        .to_owned();
    let Some(lines) = lines_of(feature) else {
        problems.push(places::wrong_geometry(
            &code,
            "形状不是线",
            "The shape is not a line",
        ));
        return None;
    };
    if !places::are_in_range(lines.iter().flatten(), &code, problems) {
        return None;
    }
    let measured_m = lines.iter().map(|line| length_m(line)).sum();
    Some(road::Model {
        length_m: feature
            .properties
            .get("length_m")
            .and_then(Value::as_f64)
            .unwrap_or(measured_m),
        is_bridge: feature
            .properties
            .get("bridge")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
        geometry: geojson_of(&lines),
        is_active: true,
        name_en,
        code,
        class,
        name_zh,
    })
}

fn lines_of(feature: &RawFeature<'_>) -> Option<Vec<Vec<Position>>> {
    let (kind, raw) = feature.geometry.as_ref()?;
    let lines: Vec<Vec<Position>> = match kind.as_str() {
        "LineString" => vec![serde_json::from_str(raw.get()).ok()?],
        "MultiLineString" => serde_json::from_str(raw.get()).ok()?,
        _ => return None,
    };
    let is_sound = !lines.is_empty() && lines.iter().all(|line| line.len() >= 2);
    is_sound.then_some(lines)
}

fn length_m(line: &[Position]) -> f64 {
    line.iter()
        .zip(line.iter().skip(1))
        .map(|(a, b)| distance_m((a.0, a.1), (b.0, b.1)))
        .sum()
}

fn geojson_of(lines: &[Vec<Position>]) -> String {
    let line = |line: &Vec<Position>| -> Value { line.iter().map(|p| json!([p.0, p.1])).collect() };
    match lines {
        [only] => json!({"type": "LineString", "coordinates": line(only)}).to_string(),
        several => json!({"type": "MultiLineString", "coordinates": several.iter().map(line).collect::<Value>()}).to_string(),
    }
}

/// Every road in use, by code.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<road::Model>, DbErr> {
    find_global::<road::Entity>()
        .filter(road::Column::IsActive.eq(true))
        .order_by_asc(road::Column::Code)
        .all(db)
        .await
}

/// The road in use with a code.
pub async fn find(db: &impl ConnectionTrait, code: &str) -> Result<Option<road::Model>, DbErr> {
    find_global::<road::Entity>()
        .filter(road::Column::Code.eq(code))
        .filter(road::Column::IsActive.eq(true))
        .one(db)
        .await
}

/// The vertices of a road in degrees (longitude, latitude), all its lines one after another.
pub fn line_of(road: &road::Model) -> Vec<(f64, f64)> {
    let vertices = vertices_of(&road.geometry).into_iter();
    vertices.map(Vertex::degrees).collect()
}

/// The roads that touch a scope.
pub fn touching<'a>(
    roads: &'a [road::Model],
    territory: &Territory,
    scope: &AreaScope,
) -> impl Iterator<Item = &'a road::Model> {
    let paths = scope.paths();
    let shapes: Vec<Arc<Shape>> = territory
        .areas()
        .iter()
        .filter(|area| paths.contains(&area.path) || (area.parent_code.is_none() && paths == ["/"]))
        .map(|area| Arc::clone(&area.shape))
        .collect();
    roads.iter().filter(move |road| {
        let vertices = vertices_of(&road.geometry);
        vertices
            .iter()
            .any(|vertex| shapes.iter().any(|shape| shape.contains(*vertex)))
    })
}

/// A GeoJSON feature collection of the roads that touch a scope.
pub fn collection_within(
    roads: &[road::Model],
    territory: &Territory,
    scope: &AreaScope,
) -> String {
    service::collection(touching(roads, territory, scope).map(feature))
}

fn feature(road: &road::Model) -> String {
    let properties = json!({"code": road.code, "class": road.class, "name_zh": road.name_zh,
        "name_en": road.name_en, "length_m": road.length_m, "bridge": road.is_bridge});
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{}}}"#,
        road.geometry
    )
}

/// The lines of a road as vertices.
pub(super) fn lines_in(geometry: &str) -> Vec<Vec<Vertex>> {
    #[derive(serde::Deserialize)]
    #[serde(tag = "type", content = "coordinates")]
    enum Lines {
        LineString(Vec<Position>),
        MultiLineString(Vec<Vec<Position>>),
    }
    let lines = match serde_json::from_str(geometry) {
        Ok(Lines::LineString(line)) => vec![line],
        Ok(Lines::MultiLineString(lines)) => lines,
        Err(_unreadable) => Vec::new(),
    };
    let vertex = |position: &Position| Vertex::nearest(position.0, position.1);
    let vertices = |line: &Vec<Position>| line.iter().map(vertex).collect();
    lines.iter().map(vertices).collect()
}

fn vertices_of(geometry: &str) -> Vec<Vertex> {
    lines_in(geometry).concat()
}
