//! The point index: every counted record as a row of typed columns in memory, sorted by position.
//!
//! ```text
//! rows of SQL ─► Point ─► Base (sorted columns, bit slices, cell directories; immutable, shared by Arc)
//!                   └───► delta (< 5,000 points with a sign) ─► merged into a new Base now and then
//! Query = Filter × box ─► Hits (one bit a point) ─► cells, matrix, days, areas, categories
//! ```
//!
//! A filter is evaluated on bit slices: bit k of a field of 64 neighbouring points is one machine word, so a set of
//! categories or a range of days costs a few word operations for 64 points, whatever the combination of filters is.
//! Points are sorted by Morton code, so a cell is a run of bits and its count is a difference of two ranks.
mod base;
mod cell_column;
mod cells;
mod filter;
mod groups;
mod hexagons;
mod hits;
mod point;
mod slices;
mod snapshot;
#[cfg(test)]
mod tests;

pub use cells::{Cell, CellAnswer, MAX_CELLS, MAX_LEVEL, Shape, level_of_zoom};
pub use filter::{AreaSet, Bounds, Filter, ValueSet};
pub use groups::Groups;
pub use hexagons::Hexagon;
pub use point::{Point, weekday_of};
pub use snapshot::{MERGE_AT, Snapshot};
