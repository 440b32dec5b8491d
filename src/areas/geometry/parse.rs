//! Reads areas from GeoJSON: sizes, types, ranges and rings are checked, each feature on its own, so that one
//! report names everything that is wrong.

use serde_json::{Map, Value};

use super::features::{is_name, missing, read_features, required_text, too_complex};
use super::outline::read_shape;
use super::problem::{Problem, ProblemCode, text};
use super::{Shape, simple};
use crate::areas::level::Level;

/// Most areas in a file.
pub const MAX_AREAS: usize = 100_000;
/// Most vertices in a file.
pub const MAX_VERTICES: usize = 2_000_000;

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
