//! Insights (洞察): heat maps, hot spots, dashboards and live news of records; reads only.
//!
//! * Permission `read_insights`; every answer is clipped to the caller's areas, so totals equal those of SQL over them.
//! * A record counts where its area lies, on the local day and hour when it happened. Without position it counts in
//!   areas, matrix, trend and categories, not in cells; `unplaced` tells how many.
//! * Records per patrol hour divide by the time that shifts of dissuasion were held there ([`patrol`]).
//! * Flags `null_island`, `future` and `superseded` leave a record out of all figures.
//! * Answers come from an index in memory ([`index`]) that every node builds at its start and keeps up to date by
//!   reading the change log; until it stands, answers are `warming_up`.
//!
//! Source: the architecture's rows on heat maps and the page on honest rates.
mod asked;
mod crowds;
mod desk;
mod follower;
pub mod hotspots;
pub mod index;
mod kept;
pub mod mvt;
mod overview;
mod patrol;
mod queries;
mod routes;
mod section;
mod standing;
mod wire;

pub use follower::Insights;
pub use routes::configure;
pub use section::PlaceSection;
