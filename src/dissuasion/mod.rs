//! Dissuasion (文明劝导): teams that stand at crossings and stops, speak to people, count, and have their hours recorded.
//!
//! * A plan of a team says on which days, when and where; shifts are made from it 60 days ahead. A phone may make up a
//!   shift on the spot. Rosters follow the team unless changed; who changes says which version was seen.
//! * Comings and goings (`shift_check`) and what was done (`shift_report`) are captured as records. A payload never holds a
//!   name: people with an account by id, others as a number. An incident that carries the shift's id counts as one person.
//! * Hours go from check to check, capped by the plan and one hour unless a leader says otherwise, and count when a
//!   leader confirmed them. The ledger only grows: a correction is a new row. Nobody confirms own hours.
//! * A member sees the team's names and own hours, a leader the team's hours, a planner those of the area.
//!   Figures show no person.
//! * After the term of attendance (a setting) nothing says any more who was at a shift: a number stays with the shift, and
//!   one sum of minutes with the person, for the certificates.
//!
//! ```text
//! shift:  ahead ── check ──▶ running ── report, or an hour after the plan ──▶ held
//!           │ └── time passed, nobody came ──▶ missed
//!           └── called off ──▶ called_off (a check or report all the same makes it running or held)
//! hours:  by the checks ── leader confirms ──▶ ledger row ── corrected ──▶ another row
//! ```

mod error;
mod export;
mod kind;
mod model;
mod pack;
mod planted;
mod queries;
mod routes;
mod section;
mod service;
mod vocabulary;
mod wire;

pub use kind::{ShiftCheckKind, ShiftReportKind};
pub use pack::ShiftsPart;
pub use planted::{Planted, confirm_history, plant};
pub use routes::configure;
pub use section::DutySection;
pub use service::duty::{make_shifts, register_jobs};
pub use service::sums::count_shifts;
pub use service::term::{Expired, expire};
