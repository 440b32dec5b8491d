//! Hot spots (热点): places where records crowd more than chance puts them.
//!
//! The city is cut into cells of 100 m; records and empty cells alike count. Each cell is tested with its eight
//! neighbours by Getis and Ord's Gi*: is their sum larger than that of as many cells drawn at random from the same
//! city? Counts are skewed, so the chance is not read off the normal curve but computed from the counts themselves
//! (`tail`). All cells are tested at once, so q values by Benjamini and Hochberg decide; neighbouring significant
//! cells that rise to the same peak are one hot spot (`peaks`).
//! What is called hot is thus a crowded neighbourhood beyond the unevenness that this city's cells have anyway.
//!
//! Source of Gi*: J. K. Ord, A. Getis, Geographical Analysis 27 (1995) 286–306.
mod field;
mod peaks;
mod tail;

pub use field::{CELL_M, Field, Frame};
pub use peaks::{FALSE_DISCOVERY_RATE, HotSpot, find};

#[cfg(test)]
mod tests;
