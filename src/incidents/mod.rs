//! Incidents (不文明行为): geotagged uncivil behaviour, captured as records of kind `incident`.
//!
//! Grid workers and volunteers log what they see: a category of the city's list of 45 behaviours, how many, what came of
//! speaking to the person. Never who. Lists and details are clipped to the caller's areas; authors always see their own.

mod export;
mod kind;
mod pack;
mod queries;
mod routes;
mod section;
mod vocabulary;
mod wire;

pub use kind::IncidentKind;
pub use pack::VocabularyPart;
pub use queries::{IncidentFilter, incident_filter};
pub use routes::configure;
pub use section::IncidentSection;
pub use vocabulary::{Category, OutcomeWord, Vocabulary};
pub use wire::{IncidentQuery, IncidentRow};
