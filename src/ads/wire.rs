//! What lists and details of ads look like, and what they may be asked.

mod figures;
mod inspections;
mod sites;

pub(super) use figures::{
    AdCensusView, AdDefectView, AdFiguresQuery, AdGroupView, AdInspectionsView, AdMonthView,
    AdShareReport, AdShareView, AdSummaryView, ThemeCoverageQuery, ThemeCoverageView,
    ThemePlaceView,
};
pub(super) use inspections::{AdInspectionDetail, AdInspectionQuery, AdInspectionRow};
pub(super) use sites::{
    AdImportQuery, AdPointsView, AdSiteDetail, AdSitePatch, AdSiteQuery, AdSiteView, point_view,
};
pub use sites::{AdSitesCount, AdSitesProblem, AdSitesReport};

use crate::areas::{Area, Territory};
use crate::platform::auth::Level;
use serde::Serialize;
use utoipa::ToSchema;

/// Where something lies, in words of the tree in use.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "stands flat among the members of a row"
)]
pub struct AdArea {
    /// Code of the area.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Street · community in Chinese.
    pub area_path_zh: String,
    /// Street · community in English.
    pub area_path_en: String,
}

impl AdArea {
    /// The words of the area that a row of any version maps to.
    pub fn of(area_id: i64, territory: &Territory) -> Self {
        let area = territory.by_id(area_id);
        let named = |level| area.and_then(|area| territory.at_level(area, level));
        let path: Vec<&Area> = [Level::Street, Level::Community]
            .into_iter()
            .filter_map(named)
            .collect();
        let joined = |name: fn(&Area) -> &str| {
            let parts: Vec<&str> = path.iter().map(|area| name(area)).collect();
            parts.join(" · ")
        };
        let word = |name: fn(&Area) -> &str| area.map(|area| name(area).to_owned());
        Self {
            area_code: word(|area| &area.code).unwrap_or_default(),
            area_name_zh: word(|area| &area.name_zh).unwrap_or_default(),
            area_name_en: word(|area| &area.name_en).unwrap_or_default(),
            area_path_zh: joined(|area| &area.name_zh),
            area_path_en: joined(|area| &area.name_en),
        }
    }
}
