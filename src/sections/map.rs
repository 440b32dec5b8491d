//! A drawing of where things were: counts by square, lines to recognise the place by, numbered marks. Kept in frozen
//! reports as it is written here, so that it can be drawn again for ever without a map from elsewhere.

use crate::areas::drawing::DrawnLine;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Column from the west, row from the south, and how many.
pub type MapCell = (u32, u32, u32);

/// A drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionMap)]
pub struct MapView {
    /// Edge of a square in metres; never so small that one could point at a home.
    #[schema(example = 100.0)]
    pub cell_m: f64,
    /// West and south end of column 0 and row 0, in WGS-84 degrees.
    #[schema(value_type = [f64; 2])]
    pub corner: (f64, f64),
    /// Degrees of longitude and latitude that a square measures.
    #[schema(value_type = [f64; 2])]
    pub step: (f64, f64),
    /// `[column, row, count]` of each square that holds enough.
    #[schema(value_type = Vec<[u32; 3]>)]
    pub cells: Vec<MapCell>,
    /// The least that a square must hold to be drawn.
    pub least: u32,
    /// How many are in squares that hold less.
    pub scattered: u64,
    /// How many have no position.
    pub unplaced: u64,
    /// Outlines, river and large roads, in the order of drawing.
    pub lines: Vec<MapLine>,
    /// Numbered places.
    pub marks: Vec<MapMark>,
    /// How many places there were; the marks are the first of them.
    pub found: u64,
    /// Of the places found, the share that may be chance.
    pub false_discovery_rate: f64,
}

impl MapView {
    /// The squares: longitude and latitude of the middle, edge in metres, how many.
    pub fn squares(&self) -> impl Iterator<Item = (f64, f64, f64, u32)> {
        let middle = |corner: f64, step: f64, at: u32| corner + (f64::from(at) + 0.5) * step;
        self.cells.iter().map(move |(column, row, count)| {
            let lng = middle(self.corner.0, self.step.0, *column);
            let lat = middle(self.corner.1, self.step.1, *row);
            (lng, lat, self.cell_m, *count)
        })
    }
}

/// A line of a drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionMapLine)]
pub struct MapLine {
    /// `ground` (the outline of the whole), `part` (an area in it), `river` or the class of a road.
    pub class: String,
    /// Longitude and latitude of its points in WGS-84 degrees.
    #[schema(value_type = Vec<[f64; 2]>)]
    pub points: Vec<(f64, f64)>,
}

impl From<DrawnLine> for MapLine {
    fn from(line: DrawnLine) -> Self {
        Self {
            class: line.class,
            points: line.points,
        }
    }
}

/// A numbered place: the row of the section's table with this number as its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = SectionMapMark)]
pub struct MapMark {
    /// 1 = first.
    pub number: u32,
    /// Middle, WGS-84 degrees.
    pub lng: f64,
    /// Middle, WGS-84 degrees.
    pub lat: f64,
    /// Radius in metres.
    pub radius_m: f64,
}
