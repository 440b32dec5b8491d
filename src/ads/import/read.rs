//! Reading a file of ad sites; every fault is named with its line.

use crate::ads::model::{check_faces, check_owner_unit, check_refresh_days, check_theme};
use crate::ads::vocabulary::{AdWords, COMMERCIAL};
use crate::areas::Territory;
use crate::platform::auth::AreaScope;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Most sites in a file.
const MAX_SITES: usize = 50_000;
/// Longest code in characters.
const MAX_CODE: usize = 40;

/// One site of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    /// Code, unique in the file.
    #[serde(alias = "code")]
    pub site_code: String,
    /// Kind of place.
    pub placement: String,
    /// Theme.
    pub theme: String,
    /// If given, it must agree with the theme.
    #[serde(alias = "is_public_service")]
    public_service: Option<bool>,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// What the file believes; the service looks itself.
    #[serde(rename = "grid_code")]
    _grid_code: Option<String>,
    /// Faces.
    #[serde(default = "one")]
    pub faces: i64,
    /// Office or enterprise.
    pub owner_unit: Option<String>,
    /// So often it must be renewed.
    pub refresh_days: Option<i64>,
}

fn one() -> i64 {
    1
}

impl Line {
    /// Whether it is a public service.
    pub(super) fn is_public_service(&self) -> bool {
        self.theme != COMMERCIAL
    }
}

/// A fault of a file.
#[derive(Debug)]
pub(in crate::ads) struct Fault {
    /// Number of the line or feature, from 1.
    pub number: usize,
    /// Code of the site, if it could be read.
    pub site_code: String,
    /// What is wrong where.
    pub problem: FieldProblem,
}

/// The sites of a file, and everything that is wrong with it.
pub(super) fn read(
    bytes: &[u8],
    territory: &Territory,
    scope: Option<&AreaScope>,
) -> (Vec<Line>, Vec<Fault>) {
    let mut faults = vec![];
    let mut lines = vec![];
    let mut codes = HashSet::new();
    let values = values_of(bytes);
    if values.is_empty() || values.len() > MAX_SITES {
        let code = if values.is_empty() {
            FieldCode::Empty
        } else {
            FieldCode::TooMany
        };
        faults.push(Fault {
            number: 0,
            site_code: String::new(),
            problem: FieldProblem::new("", code).with("max", MAX_SITES),
        });
        return (lines, faults);
    }
    for (value, number) in values.into_iter().zip(1..) {
        let told = value.and_then(|value| {
            let code = value.get("site_code").or_else(|| value.get("code"));
            let code = code.and_then(Value::as_str).unwrap_or_default().to_owned();
            parse_value::<Line>(value, "").map_err(|fault| (code, fault))
        });
        let line = match told {
            Ok(line) => line,
            Err((site_code, problem)) => {
                faults.push(Fault {
                    number,
                    site_code,
                    problem,
                });
                continue;
            }
        };
        let mut found = FieldProblems::default();
        check(&line, territory, scope, &mut found);
        if !codes.insert(line.site_code.clone()) {
            found.add("/site_code", FieldCode::Repeated);
        }
        faults.extend(found.0.into_iter().map(|problem| Fault {
            number,
            site_code: line.site_code.clone(),
            problem,
        }));
        lines.push(line);
    }
    (lines, faults)
}

type Told = Result<Value, (String, FieldProblem)>;

/// The features of a collection, or the lines of a file, each as one object.
fn values_of(bytes: &[u8]) -> Vec<Told> {
    let bad = |_error| (String::new(), FieldProblem::new("", FieldCode::BadJson));
    if let Ok(Value::Object(mut whole)) = serde_json::from_slice(bytes)
        && let Some(Value::Array(features)) = whole.remove("features")
    {
        return features
            .into_iter()
            .map(|feature| Ok(flat(feature)))
            .collect();
    }
    bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).map_err(bad))
        .collect()
}

/// A feature's properties with its point among them.
fn flat(mut feature: Value) -> Value {
    let point = feature.pointer("/geometry/coordinates").cloned();
    let is_point = feature.pointer("/geometry/type") == Some(&json!("Point"));
    let mut members = match feature.get_mut("properties").map(Value::take) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    if let Some(Value::Array(pair)) = point.filter(|_| is_point) {
        let mut pair = pair.into_iter();
        members.insert("lng".to_owned(), pair.next().unwrap_or(Value::Null));
        members.insert("lat".to_owned(), pair.next().unwrap_or(Value::Null));
    }
    Value::Object(members)
}

fn check(line: &Line, territory: &Territory, scope: Option<&AreaScope>, found: &mut FieldProblems) {
    found.text_length("/site_code", &line.site_code, 1, MAX_CODE);
    if line.site_code.contains('\0') {
        found.add("/site_code", FieldCode::InvalidValue);
    }
    if AdWords::get().placement(&line.placement).is_none() {
        let fault = FieldProblem::new("/placement", FieldCode::UnknownValue);
        found.0.push(fault.with("value", line.placement.clone()));
    }
    check_theme(Some(&line.theme), "/theme", found);
    if line
        .public_service
        .is_some_and(|told| told != line.is_public_service())
    {
        found.add("/theme", FieldCode::InvalidValue);
    }
    check_faces(line.faces, "/faces", found);
    check_owner_unit(line.owner_unit.as_deref(), "/owner_unit", found);
    check_refresh_days(line.refresh_days, "/refresh_days", found);
    if line.lng.abs() > 180.0 || line.lat.abs() > 90.0 {
        let pointer = if line.lat.abs() > 90.0 {
            "/lat"
        } else {
            "/lng"
        };
        found.add(pointer, FieldCode::OutOfRange);
        return;
    }
    match territory.locate(line.lng, line.lat) {
        None => found.add("/lat", FieldCode::UnknownArea),
        Some(area) if scope.is_some_and(|scope| !scope.contains_path(&area.path)) => {
            found.add("/lat", FieldCode::NotInScope);
        }
        Some(_) => {}
    }
}
