//! What clients send and get.

mod areas;
mod import;
mod named;
mod places;

pub use areas::{
    AreaFilter, AreaView, LngLat, LocatedView, OutlineFilter, PointQuery, TreeNode, TreeView,
};
pub use import::{
    Changes, ImportQuery, ImportReport, LevelCount, Move, PlacesCount, PlacesReport, ProblemItem,
    VersionList, VersionView,
};
pub use named::NamedArea;
pub use places::{RoadFilter, SiteFilter, SiteView};
