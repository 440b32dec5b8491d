//! What sites and roads have in common when they are imported.

use std::collections::HashSet;

use super::geometry::features::{
    Position, RawFeature, check_range, read_features, required_text, too_complex,
};
use super::geometry::problem::{Problem, ProblemCode, Severity, text};
use super::geometry::tiling::MAX_PROBLEMS;
use super::wire::{PlacesCount, PlacesReport};

/// Most sites or roads in a file.
const MAX_PLACES: usize = 50_000;
/// Longest code in characters.
const MAX_CODE: usize = 40;

/// Reads every feature of a file with `read`, which reports what is wrong with one. Codes must be unique.
pub fn read_all<T>(
    bytes: &[u8],
    problems: &mut Vec<Problem>,
    read: impl Fn(&RawFeature<'_>, String, usize, &mut Vec<Problem>) -> Option<T>,
) -> Vec<T> {
    let features = read_features(bytes, problems);
    if features.len() > MAX_PLACES {
        problems.push(too_complex("超过 5 万个", "More than 50,000 of them"));
        return Vec::new();
    }
    if features.is_empty() && problems.is_empty() {
        problems.push(Problem::error(
            ProblemCode::NotGeojson,
            "",
            text("文件是空的", "The file is empty"),
        ));
    }
    let mut seen = HashSet::with_capacity(features.len());
    let mut places = Vec::with_capacity(features.len());
    for (feature, number) in features.iter().zip(1..) {
        let Some(code) = required_text(&feature.properties, "code", "", number, problems) else {
            continue;
        };
        if code.len() > MAX_CODE {
            let detail = text(
                format!("代码最多 {MAX_CODE} 个字符"),
                format!("A code has at most {MAX_CODE} characters"),
            );
            problems.push(Problem::error(ProblemCode::WrongCodeLength, &code, detail));
        } else if !seen.insert(code.clone()) {
            let detail = text(
                format!("{code} 出现了不止一次"),
                format!("{code} stands more than once"),
            );
            problems.push(Problem::error(ProblemCode::DuplicateCode, &code, detail).and(&code));
        } else if let Some(place) = read(feature, code, number, problems) {
            places.push(place);
        }
    }
    places
}

/// Checks positions one by one; the first fault is reported and ends the feature.
pub fn are_in_range<'p>(
    positions: impl IntoIterator<Item = &'p Position>,
    code: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let fault = positions
        .into_iter()
        .find_map(|position| check_range(position, code).err());
    let is_sound = fault.is_none();
    problems.extend(fault.map(|problem| *problem));
    is_sound
}

/// A geometry that is not what this import takes.
pub fn wrong_geometry(code: &str, zh: &str, en: &str) -> Problem {
    Problem::error(ProblemCode::NotGeojson, code, text(zh, en))
}

/// The report of a file; nothing is applied yet.
pub fn report(imported: usize, mut problems: Vec<Problem>) -> PlacesReport {
    problems.sort_by_key(|problem| problem.severity);
    problems.truncate(MAX_PROBLEMS);
    PlacesReport {
        is_accepted: problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning),
        was_applied: false,
        counts: PlacesCount {
            imported,
            ..PlacesCount::default()
        },
        problems: problems.into_iter().map(Into::into).collect(),
    }
}
