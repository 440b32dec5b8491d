//! Areas.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::areas::datum::Datum;
use crate::areas::territory::Area;

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
