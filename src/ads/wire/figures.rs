//! What the figures look like, and what they may be asked.

use crate::platform::clock::UtcMillis;
use crate::rates::RateView;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdFiguresQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// First local day of the period of inspections and censuses, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last local day, inclusive.
    pub to: Option<String>,
    /// `district`, `street`, `community`, `grid`, `placement` or `road`; default the first of street, community and
    /// grid below the area.
    pub by: Option<String>,
}

/// A share of public-service faces against its target.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdShareView {
    /// Public-service faces ÷ all faces; `null` without any face.
    pub rate: Option<RateView>,
    /// The wanted share, 0–1.
    pub target: f64,
    /// `reached`, `not_reached` or `not_proven`; `null` without a rate.
    pub verdict: Option<&'static str>,
    /// For `not_proven`: how many more faces would decide.
    pub more_needed: Option<u64>,
}

/// The sites of one area, kind of place or road.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdGroupView {
    /// Code of the area, kind of place or road.
    pub key: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Sites in use.
    pub sites: i64,
    /// Faces that are there now.
    pub faces: i64,
    /// Public-service faces among them.
    pub public_faces: i64,
    /// The share of the register: counted, not sampled.
    pub share: AdShareView,
    /// Sites that were inspected ever.
    pub inspected: i64,
    /// Sites found in order by their last inspection ÷ inspected sites.
    pub intact: Option<RateView>,
    /// Sites that should have been renewed or found in order by now.
    pub overdue: i64,
    /// By road: the latest walk along it.
    pub census: Option<AdShareView>,
}

/// The public-service share of an area and its parts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdShareReport {
    /// Of when.
    pub as_of: UtcMillis,
    /// The area asked for; `null` for all areas of the caller.
    pub area_code: Option<String>,
    /// Sites in use.
    pub sites: i64,
    /// Faces that are there now.
    pub faces: i64,
    /// Public-service faces among them.
    pub public_faces: i64,
    /// The share of the register: counted, not sampled.
    pub share: AdShareView,
    /// Sites found in order by their last inspection ÷ inspected sites; counted when every site was inspected.
    pub intact: Option<RateView>,
    /// Sites that should have been renewed or found in order by now.
    pub overdue: i64,
    /// Sites due within the next 14 days.
    pub due_soon: i64,
    /// Sites that nobody has looked at.
    pub never_inspected: i64,
    /// What the parts are.
    pub by: &'static str,
    /// The parts.
    pub groups: Vec<AdGroupView>,
}

/// Inspections of the period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdInspectionsView {
    /// How many.
    pub count: i64,
    /// Inspections that found everything in order ÷ all.
    pub intact: Option<RateView>,
}

/// Inspections of one month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdMonthView {
    /// `YYYY-MM`.
    #[schema(example = "2026-10")]
    pub month: String,
    /// How many.
    pub count: i64,
    /// Inspections that found everything in order ÷ all.
    pub intact: Option<RateView>,
}

/// How often something is wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdDefectView {
    /// Condition.
    pub condition: String,
    /// Sites in use that show it now.
    pub sites: i64,
    /// Inspections of the period that found it.
    pub inspections: i64,
}

/// Walks of the period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdCensusView {
    /// How many.
    pub walks: i64,
    /// Faces of the latest walk of each road or site.
    pub faces: i64,
    /// Public-service faces among them.
    pub public_faces: i64,
    /// Metres of these walks.
    pub walked_m: i64,
    /// Their share; the walked ones stand for all, so it carries an interval.
    pub share: AdShareView,
}

/// Everything that ads of an area add up to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdSummaryView {
    /// The register.
    #[serde(flatten)]
    pub report: AdShareReport,
    /// First day of the period; `null` for the beginning.
    pub from: Option<NaiveDate>,
    /// Last day of the period; `null` for today.
    pub to: Option<NaiveDate>,
    /// Inspections of the period.
    pub inspections: AdInspectionsView,
    /// The same by month, oldest first, at most the last 24.
    pub trend: Vec<AdMonthView>,
    /// What is wrong, most first.
    pub defects: Vec<AdDefectView>,
    /// Inspections of the period whose photo was used before.
    pub twins: i64,
    /// Walks of the period.
    pub census: AdCensusView,
}

/// Which places to look at.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ThemeCoverageQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
}

/// A place with the themes shown about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ThemePlaceView {
    /// Code of the place.
    pub site_code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// What stands there.
    pub kind: String,
    /// The deepest area that holds it.
    pub area_code: String,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// Public-service themes shown about it.
    pub themes: Vec<String>,
    /// How many themes more it should show.
    pub missing: usize,
}

/// Which places by main roads show too few themes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ThemeCoverageView {
    /// Ads within so many metres of a place count for it.
    pub radius_m: f64,
    /// Places within so many metres of a main road are looked at.
    pub road_m: f64,
    /// So many themes are wanted.
    pub wanted: usize,
    /// Places looked at.
    pub places: usize,
    /// Places that show fewer.
    pub short: usize,
    /// These, the fewest themes first, at most 200.
    pub items: Vec<ThemePlaceView>,
}
