//! Responsible units (责任单位): who answers for what, where, and since when.
//!
//! * A unit is an office, community, department, enterprise, volunteer team or third party. Contacts are staff accounts
//!   or desks; nobody else is named.
//! * Rules stand over two layers: territory 块 (an area with all below it, a road segment, a site) and subject 条 (a
//!   behaviour or its group, a kind of site, who deals with it). The rules are one set; a change makes the next version,
//!   and earlier versions stay. [`RuleBook::resolve`] is pure and says why.
//! * Of the rules that hold on the day, the lowest priority number goes first, then the more exact place (site, road,
//!   small area, large area, anywhere), then the more exact subject, then the earlier line.
//! * Two units with equal right, at one place or on both sides of a border, make a matter to be agreed (协调件): the first
//!   is proposed, all are named.
//! * Duties at places (路段责任, 门前三包) hold like rules of priority [`PLACE_PRIORITY`].
//!
//! Source: the responsibility table's split into 条 and 块; what no document says is marked `Assumption:`.

mod books;
mod coverage;
mod error;
mod import;
mod model;
mod planted;
mod queries;
mod routes;
mod service;
mod wire;

pub use books::{Books, Shelf, Situation};
pub use coverage::report as coverage_report;
pub use import::{UnitImporter, UnitsReport};
pub use model::{
    Duty, Matter, PLACE_PRIORITY, Place, Resolution, Rule, RuleBook, Subject, Territory, UnitKind,
};
pub use planted::{PlantedUnits, plant};
pub use queries::{contact_accounts, unit_with_code, units_of_account};
pub use routes::configure;
pub use service::{explain, unit_refs};
pub use wire::{Explained, UnitCoverageView, UnitRef};
