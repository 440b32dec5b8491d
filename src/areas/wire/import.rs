//! Imports and their reports.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::LngLat;
use crate::areas::geometry::problem::{Problem, ProblemCode, Severity};
use crate::platform::clock::UtcMillis;

/// The versions of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionList {
    /// The newest first.
    pub items: Vec<VersionView>,
}

/// One import of the tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number, from 1.
    pub version: i64,
    /// When.
    pub imported_at: UtcMillis,
    /// By whom; null for the command line.
    pub imported_by_name: Option<String>,
    /// Name of the file.
    pub source_name: String,
    /// Areas at each level.
    #[schema(value_type = std::collections::BTreeMap<String, i64>)]
    pub counts: std::collections::BTreeMap<String, i64>,
    /// Whether it is in use.
    pub is_current: bool,
}

/// How to import.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only look: report, change nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Name of the file, for the list of versions.
    pub name: Option<String>,
}

/// What an import of areas found and did.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// Whether the file has no error.
    pub is_accepted: bool,
    /// Whether the file is in use now.
    pub was_applied: bool,
    /// The version it became.
    pub version: Option<i64>,
    /// Areas at each level, in the file and in use before.
    pub counts: Vec<LevelCount>,
    /// Errors first; at most 500.
    pub problems: Vec<ProblemItem>,
    /// What would change or changed.
    pub changes: Changes,
}

/// Areas of one level.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelCount {
    /// Level.
    #[schema(example = "grid")]
    pub level: &'static str,
    /// In the file.
    pub imported: usize,
    /// In use before the import.
    pub in_use: usize,
}

/// Differences from the version in use, by code.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Changes {
    /// Codes that are new.
    pub added: Vec<String>,
    /// Codes that end.
    pub removed: Vec<String>,
    /// Where records of areas that end count from now on.
    pub moved: Vec<Move>,
}

/// The successor of an area that ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct Move {
    /// Code that ends.
    pub from: String,
    /// Code that takes its records.
    pub to: String,
    /// Share of the old area's ground in the new one, 0 to 1; 0 when a higher area had to stand in.
    pub overlap_share: f64,
}

/// One thing an import found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemItem {
    /// `error` stops the import.
    pub severity: Severity,
    /// What it is.
    pub code: ProblemCode,
    /// The area (or site or road) it is about; empty for the whole file.
    pub area_code: String,
    /// The other area, if two are involved.
    pub other_code: Option<String>,
    /// Size of the ground in question in square metres.
    pub area_m2: Option<f64>,
    /// Where to look.
    pub place: Option<LngLat>,
    /// What it is, in Chinese.
    pub title_zh: &'static str,
    /// What it is, in English.
    pub title_en: &'static str,
    /// What exactly, in Chinese.
    pub detail_zh: String,
    /// What exactly, in English.
    pub detail_en: String,
    /// The ground in question, a GeoJSON geometry.
    #[schema(value_type = Option<Object>)]
    pub geometry: Option<serde_json::Value>,
}

impl From<Problem> for ProblemItem {
    fn from(problem: Problem) -> Self {
        let (title_zh, title_en) = problem.code.titles();
        Self {
            severity: problem.severity,
            code: problem.code,
            area_code: problem.area_code,
            other_code: problem.other_code,
            area_m2: problem
                .area_m2
                .map(|area_m2| (area_m2 * 10.0).round() / 10.0),
            place: problem.place.map(LngLat::from),
            title_zh,
            title_en,
            detail_zh: problem.detail.zh,
            detail_en: problem.detail.en,
            geometry: problem
                .piece
                .and_then(|piece| serde_json::from_str(&piece.to_geojson()).ok()),
        }
    }
}

/// What an import of sites or roads found and did.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacesReport {
    /// Whether the file has no error.
    pub is_accepted: bool,
    /// Whether the file is in use now.
    pub was_applied: bool,
    /// How many.
    pub counts: PlacesCount,
    /// Errors first; at most 500.
    pub problems: Vec<ProblemItem>,
}

/// Numbers of an import of sites or roads.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PlacesCount {
    /// In the file.
    pub imported: usize,
    /// New codes.
    pub added: usize,
    /// Codes that were in use and are no longer in the file; they stay for old records.
    pub retired: usize,
}
