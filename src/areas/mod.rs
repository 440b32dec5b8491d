//! Areas (辖区): the tree city 市 → district 区县 → street 街道 → community 社区 → grid 网格, where a point lies,
//! and the sites and roads on it.
//!
//! * An import brings a whole tree or nothing: gaps, overlaps, orphans and broken outlines are reported with code
//!   and place. Each import is a version; rows of earlier versions stay and map to the version in use
//!   (`area.now_id`, `area.path`), so old records keep their area and still count where that area lies today.
//! * A point lies in the deepest area that holds it; on a border the smaller code wins.
//! * Names of areas are no secret among staff; outlines, sites and roads are clipped to the caller's areas.
//! * Positions are WGS-84; the datums of phone maps are converted at the edge ([`datum`]).
pub mod course;
pub mod datum;
pub mod drawing;
pub mod field_pack;
pub mod geometry;
mod import;
pub mod level;
pub mod locate;
pub mod mapping;
pub mod morton;
mod places;
mod queries;
pub mod roads;
mod routes;
mod service;
mod site_id;
pub mod sites;
mod territory;
mod wire;

pub use import::{Importer, Upload};
pub use queries::area_codes;
pub use routes::configure;
pub use site_id::site_id;
pub use territory::{Area, Territories, Territory};
pub use wire::{AreaView, ImportReport, LngLat, NamedArea, PlacesReport, ProblemItem, SiteView};

/// Number of the version, and id of its only row, that carry the first administrator's role before any areas are
/// imported. The row has no outline, so nothing lies in it; the first import maps it to the real city.
pub const STAND_IN: i64 = 0;
