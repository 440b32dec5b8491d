//! Surveys (入户调查): questionnaires with their versions, a frame of doors, a draw, visits, answers, rates.
//!
//! * A questionnaire is uploaded as a workbook. A draft may be replaced; a published version is immutable and kept for
//!   ever. One that asks for names, ID numbers or phones is published only after an administrator said why.
//! * A frame is a list of doors, never of persons. A survey draws doors by lot: the hash of the seed stands in the audit
//!   log before anybody knocks, the seed is told when the survey closes, and the same seed draws the same doors again.
//! * Visits are captured as records of kind `survey_visit` with private positions. Answers hang on the visit without the
//!   door; what figures need of the draw is copied beside them, so no report joins answers with doors.
//! * Supervisors see doors in their areas, surveyors those they were given, statisticians answers without doors.
//!
//! ```text
//! questionnaire: draft ── publish ──▶ published (for ever)
//! survey:        draft ── draw ──▶ field ── close ──▶ closed (the seed is told)
//! door:          to do ── visit ──▶ call back · interview · refused · not there; or another door of the reserve stands in
//! ```
//!
//! Source: the page on honest rates, the privacy charter, `docs/XLSFORM.md`; dispositions and response rates by AAPOR.

mod checks;
pub mod draw;
mod error;
mod expire;
mod export;
mod figures;
mod forms;
mod frames;
mod kind;
mod model;
mod pack;
mod planted;
mod quality;
mod queries;
mod routes;
mod service;
mod wire;

pub use expire::{Expired, expire};
pub use figures::{SurveyGauge, SurveySection};
pub use forms::Forms;
pub use frames::FrameImporter;
pub use kind::SurveyVisitKind;
pub use pack::SurveysPart;
pub use planted::{PlantedSurvey, Planter, Wave, plant_form};
pub use queries::frames::titled as frame_titled;
pub use routes::configure;
pub use wire::frames::{FrameFaults, FrameReport};
