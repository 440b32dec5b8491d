//! Leagues (排行): areas or responsible units beside one another by one figure of a period, in tiers and never in ranks.
//!
//! ```text
//! live table ── drafted ──▶ draft 草稿 ── opened ──▶ open 公示中 ── window over, every appeal decided ──▶ settled 已定稿
//!                             └──────── withdrawn 已撤回, with a reason ────────┘
//! ```
//! * A live table is reckoned each time it is asked for. Who cannot be told apart stands in one tier ([`crate::rates::tiers`]).
//! * Figures come from gauges alone ([`crate::gauges`]): no operation takes a figure, neither a draft nor an appeal nor a
//!   decision. A draft keeps what was read with its SHA-256; a recount reads all of it again and keeps both.
//! * While the window is open those concerned see the league, and whoever answers for a row (a contact of the unit, or the
//!   supervisors of the area) may appeal once. Somebody else decides: rejected, set aside (the row stays, without a tier,
//!   with who decided and why) or recounted.
//! * A settled league is one canonical JSON document (RFC 8785) known by its SHA-256; triggers on both engines refuse any
//!   change. It names who decided, nobody else.
//!
//! Source: the page on honest rates; the design of leagues with an appeal window; what no document says is marked `Assumption:`.

mod concerned;
mod document;
mod error;
mod export;
mod model;
mod planted;
mod queries;
mod routes;
mod service;
mod settled;
mod table;
mod view;
mod wire;

pub use model::LeagueSubject;
pub use planted::{LeaguePlanter, PastLeague};
pub use routes::configure;
pub use service::Ground as LeagueGround;
pub use settled::{Contested, SettledLeague, contested, settled};
pub use wire::{LeagueAsked, LeagueRow, SetAside};
