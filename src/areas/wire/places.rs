//! Sites and roads.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

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
