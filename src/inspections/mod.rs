//! Inspections (点位检查): sites drawn by lot, checked by rubric, scored, sealed until they are published.
//!
//! * A rubric (检查标准) says what is checked at each kind of site; the weights of a kind sum to 100. Versions are imported
//!   whole and never change. How an item earns its points stands in `model::item`, how a score comes about in `model::mark`.
//! * A round (一轮) draws sites by kind and stratum from a seed whose hash is told at the draw and the seed when the round is
//!   published, so that anybody can draw again. Every site takes two inspectors; the score of a site is the mean of theirs.
//! * What an inspector sends is sealed: nobody but the round's planner sees it, and nobody corrects it. Publishing freezes
//!   every score; from then on triggers refuse any change. Only a new inspection in a new round changes a score.
//! * Inspections that do not count are named with who left them out and why.
//!
//! Source: `demo/vocabulary/site_types.csv` and `check_items.csv`; the issue on inspections; what no document says is marked
//! `Assumption:`.

mod cases;
mod error;
mod export;
mod figures;
mod gauge;
mod import;
mod jobs;
mod kind;
mod lot;
mod model;
mod pack;
mod planted;
mod queries;
mod read;
mod routes;
mod rubrics;
mod section;
mod service;
mod wire;

pub use gauge::InspectionGauge;
pub use jobs::register_jobs;
pub use kind::SiteInspectionKind;
pub use model::{Item as CheckItem, ItemKind as CheckItemKind};
pub use pack::InspectionsPart;
pub use planted::{PastRound, PlantedRound, PlantedSite, RoundPlanter, named_id};
pub use queries::found::published_within;
pub use routes::configure;
pub use rubrics::{Rubrics, plant_vocabulary};
pub use section::InspectionSection;
