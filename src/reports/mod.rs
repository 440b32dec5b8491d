//! Reports (周观察, 月分析, 季通报, 年考核): what a period came to in an area, told by sections that capabilities write
//! ([`crate::sections`]), with the scoreboard of the edition that held.
//!
//! * While a period runs its report is preliminary, and reckoned anew each time. Once it is over somebody may freeze it: once,
//!   for ever. Triggers on both engines refuse any change.
//! * At nine on the morning after a period the service freezes the report of the whole city by itself, unless the schedule
//!   says otherwise.
//! * A frozen report is canonical JSON (RFC 8785); its SHA-256 is printed on every page. `content` gives just these bytes, so
//!   that anybody can reckon the hash again: `sha256sum report-2026-10.json`.
//! * Each number leads to the list of its records, and what figures leave out is told with who decided and why.
//!
//! ```text
//! running (preliminary) ── period over ──▶ over ── frozen by a city supervisor or the service ──▶ frozen
//! ```

mod book;
mod error;
mod jobs;
mod lines;
mod model;
mod queries;
mod routes;
mod schedule;
mod service;
mod wire;

pub use jobs::register_jobs;
pub use routes::configure;
pub use service::ReportMaker;
