//! Red and black lists (红黑榜): which units and places of an area a period praises, and which it criticises.
//!
//! ```text
//! draft ── approved by somebody else ──▶ approved ── withdrawn with a reason ──▶ withdrawn
//!   └───────────── withdrawn with a reason ───────────────────────────────────────▲
//! ```
//! * In a list stand units, districts, streets, communities, sites and roads by their codes; never a person, never a name
//!   that somebody types, and no grid, as a grid is one worker's. A reason that holds a phone, ID or plate number is refused.
//! * Criticism needs proof: the row of a settled league (its last tier; praise takes the first), cases, published results of inspections, or records. A unit or area
//!   whose league is not settled, or has an open appeal, is not criticised.
//! * Who had a hand in a draft does not approve it. An approved list is canonical JSON with its SHA-256 and never changes;
//!   triggers on both engines refuse it. It may be withdrawn, with a reason, and then shows so; its document stays.
//! * One list stands for a period and area. Who names the version that stands wins; the other gets 409 with the present state.
//! * Drafts are seen where lists are drafted; approved lists by all who read indicators there. Nothing is published here.
//!
//! Source: 红黑榜 of the circulars of city management; the privacy charter. What no document says is marked `Assumption:`.

mod checks;
mod error;
mod export;
mod model;
mod queries;
mod routes;
mod service;
mod subjects;
mod tiers;
mod view;
mod wire;

pub use routes::configure;
