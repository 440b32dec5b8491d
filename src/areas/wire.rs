//! What clients send and get.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::datum::Datum;
use super::geometry::problem::{Problem, ProblemCode, Severity};
use super::territory::Area;
use crate::platform::clock::UtcMillis;

/// A WGS-84 point in degrees.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct LngLat {
    /// Degrees east.
    #[schema(example = 110.4712)]
    pub lng: f64,
    /// Degrees north.
    #[schema(example = 26.8643)]
    pub lat: f64,
}

impl From<(f64, f64)> for LngLat {
    fn from((lng, lat): (f64, f64)) -> Self {
        Self { lng, lat }
    }
}

/// One area without its outline.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaView {
    /// 15 digits for a grid, else 12.
    #[schema(example = "439802001001001")]
    pub code: String,
    /// The area above; null for a root.
    pub parent_code: Option<String>,
    /// `city`, `district`, `street`, `community` or `grid`.
    #[schema(example = "grid")]
    pub level: &'static str,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// People living there.
    pub population: Option<i64>,
    /// Households there.
    pub households: Option<i64>,
    /// Size in square metres.
    pub area_m2: f64,
    /// West, south, east, north in degrees.
    pub bbox: [f64; 4],
    /// A point inside.
    pub centre: LngLat,
    /// Version of the tree.
    pub version: i64,
}

impl AreaView {
    /// The view of an area of a version.
    pub fn new(area: &Area, version: i64) -> Self {
        Self {
            code: area.code.clone(),
            parent_code: area.parent_code.clone(),
            level: area.level.code(),
            name_zh: area.name_zh.clone(),
            name_en: area.name_en.clone(),
            population: area.population,
            households: area.households,
            area_m2: area.area_m2.round(),
            bbox: area.shape.bounds().degrees(),
            centre: area.centre.into(),
            version,
        }
    }
}

/// Which areas to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AreaFilter {
    /// Only this level.
    pub level: Option<String>,
    /// Only areas directly below this code.
    pub parent: Option<String>,
    /// Part of a name, or the beginning of a code.
    pub q: Option<String>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Rows a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
}

/// Which outlines to draw.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OutlineFilter {
    /// Only this level; all levels when absent.
    pub level: Option<String>,
    /// Only inside the area with this code.
    pub area: Option<String>,
}

/// A point to look up.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PointQuery {
    /// Degrees east, -180 to 180.
    pub lng: f64,
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// How the degrees are to be read: `wgs84` (default), `gcj02` or `bd09`.
    #[param(inline)]
    pub datum: Option<Datum>,
}

/// Where a point lies.
#[derive(Debug, Serialize, ToSchema)]
pub struct LocatedView {
    /// The deepest area that holds it; null outside the city.
    pub area: Option<AreaView>,
    /// The areas above that one, the root first.
    pub ancestors: Vec<AreaView>,
}

/// The tree of names.
#[derive(Debug, Serialize, ToSchema)]
pub struct TreeView {
    /// Version of the tree; 0 before the first import.
    pub version: i64,
    /// Areas without parent. Of areas above the caller's only the name is shown.
    pub roots: Vec<TreeNode>,
}

/// One area in the tree of names.
#[derive(Debug, Serialize, ToSchema)]
pub struct TreeNode {
    /// Code.
    pub code: String,
    /// Level.
    #[schema(example = "street")]
    pub level: &'static str,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Whether the caller's areas contain it; false for the names on the way down.
    pub is_in_scope: bool,
    /// Areas directly below.
    #[schema(no_recursion)]
    pub children: Vec<TreeNode>,
}

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

/// Which sites to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SiteFilter {
    /// Only inside the area with this code.
    pub area: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// `lng,lat,radius_m` (at most 5,000 m): the nearest first, one page.
    pub near: Option<String>,
    /// Where to go on; not together with `near`.
    pub cursor: Option<String>,
    /// Rows a page, at most 100.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
}

/// A place that work refers to.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiteView {
    /// What records name it by; stays the same over every import.
    pub id: Uuid,
    /// Code.
    #[schema(example = "P0001")]
    pub code: String,
    /// What stands there.
    #[schema(example = "bus_stop")]
    pub kind: String,
    /// Which check list applies.
    pub site_type: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// The deepest area that holds it.
    pub area_code: String,
    /// Metres from the point asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
}

/// Which roads to draw.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoadFilter {
    /// Only those that touch the area with this code.
    pub area: Option<String>,
}
