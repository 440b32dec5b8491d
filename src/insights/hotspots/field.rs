//! The city as a grid of metres.
use crate::platform::num;

/// Side of a cell in metres. At 200 m hot spots 240 m apart melt into one.
pub const CELL_M: f64 = 100.0;
/// A field of more cells than this is refused: some 2,000 km².
const MAX_CELLS: usize = 1 << 21;

/// A local grid of square cells of [`CELL_M`] over a box in WGS-84 degrees, rows from south to north.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    west: f64,
    south: f64,
    m_per_degree_lng: f64,
    m_per_degree_lat: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from south to north.
    pub rows: usize,
}

impl Frame {
    /// The grid over `[west, south, east, north]`; `None` when the box is empty or larger than some 20,000 km².
    /// Metres per degree at the middle latitude: series of the WGS-84 ellipsoid.
    pub fn over([west, south, east, north]: [f64; 4]) -> Option<Self> {
        let latitude = f64::midpoint(south, north).to_radians();
        let m_per_degree_lat =
            111_132.954 - 559.822 * (2.0 * latitude).cos() + 1.175 * (4.0 * latitude).cos();
        let m_per_degree_lng = 111_412.84 * latitude.cos() - 93.5 * (3.0 * latitude).cos();
        let columns = num::to_usize(((east - west) * m_per_degree_lng / CELL_M).ceil());
        let rows = num::to_usize(((north - south) * m_per_degree_lat / CELL_M).ceil());
        let is_fit = columns > 0 && rows > 0 && columns.checked_mul(rows)? <= MAX_CELLS;
        is_fit.then_some(Self {
            west,
            south,
            m_per_degree_lng,
            m_per_degree_lat,
            columns,
            rows,
        })
    }

    /// Metres east and north of the corner.
    pub fn metres_of(&self, lng: f64, lat: f64) -> (f64, f64) {
        (
            (lng - self.west) * self.m_per_degree_lng,
            (lat - self.south) * self.m_per_degree_lat,
        )
    }

    /// WGS-84 degrees of a place given in metres.
    pub fn degrees_of(&self, x_m: f64, y_m: f64) -> (f64, f64) {
        (
            self.west + x_m / self.m_per_degree_lng,
            self.south + y_m / self.m_per_degree_lat,
        )
    }

    /// The cell that holds a place given in metres; `None` outside the grid.
    pub fn cell_at(&self, x_m: f64, y_m: f64) -> Option<usize> {
        if x_m < 0.0 || y_m < 0.0 {
            return None;
        }
        let (column, row) = (num::to_usize(x_m / CELL_M), num::to_usize(y_m / CELL_M));
        (column < self.columns && row < self.rows).then_some(row * self.columns + column)
    }

    /// `[west, south, east, north]` of some columns (half open) of a row, in WGS-84 degrees.
    pub fn degrees_of_run(&self, row: usize, columns: std::ops::Range<usize>) -> [f64; 4] {
        let at = |number: usize| num::from_usize(number) * CELL_M;
        let (west, south) = self.degrees_of(at(columns.start), at(row));
        let (east, north) = self.degrees_of(at(columns.end), at(row + 1));
        [west, south, east, north]
    }

    /// Middle of a cell in metres.
    pub fn middle_of(&self, cell: usize) -> (f64, f64) {
        let middle = |number: usize| (num::from_usize(number) + 0.5) * CELL_M;
        (middle(cell % self.columns), middle(cell / self.columns))
    }
}

/// What one cell holds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Held {
    pub(super) count: u32,
    /// Sums of the records' metres, for the middle of the crowd.
    pub(super) x_m: f64,
    pub(super) y_m: f64,
}

/// Counts over a grid. Cells outside the areas in question do not take part.
#[derive(Debug, Clone)]
pub struct Field {
    /// The grid.
    pub frame: Frame,
    cells: Vec<Option<Held>>,
}

impl Field {
    /// An empty field of the cells whose middle (longitude, latitude) `is_inside`.
    pub fn of(frame: Frame, is_inside: impl Fn(f64, f64) -> bool) -> Self {
        let cells = (0..frame.columns * frame.rows).map(|cell| {
            let (x_m, y_m) = frame.middle_of(cell);
            let (lng, lat) = frame.degrees_of(x_m, y_m);
            is_inside(lng, lat).then(Held::default)
        });
        Self {
            cells: cells.collect(),
            frame,
        }
    }

    /// Counts `count` records at a place. A cell at the border whose middle lies outside takes part once it holds records.
    pub fn add(&mut self, lng: f64, lat: f64, count: u32) {
        let (x_m, y_m) = self.frame.metres_of(lng, lat);
        let slot = self
            .frame
            .cell_at(x_m, y_m)
            .and_then(|cell| self.cells.get_mut(cell));
        if let Some(slot) = slot {
            let held = slot.get_or_insert_default();
            held.count += count;
            held.x_m += x_m * f64::from(count);
            held.y_m += y_m * f64::from(count);
        }
    }

    pub(super) fn held(&self, cell: usize) -> Option<Held> {
        self.cells.get(cell).copied().flatten()
    }

    /// Column, row and count of each cell with records.
    pub fn counts(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        let columns = self.frame.columns;
        self.inside()
            .filter(|(_, held)| held.count > 0)
            .map(move |(cell, held)| (cell % columns, cell / columns, held.count))
    }

    /// The cells that take part.
    pub(super) fn inside(&self) -> impl Iterator<Item = (usize, Held)> {
        self.cells
            .iter()
            .enumerate()
            .filter_map(|(cell, held)| held.map(|held| (cell, held)))
    }

    /// The cell itself and those of its eight neighbours that take part.
    pub(super) fn neighbourhood(&self, cell: usize) -> impl Iterator<Item = (usize, Held)> {
        let (column, row) = (cell % self.frame.columns, cell / self.frame.columns);
        let rows = row.saturating_sub(1)..(row + 2).min(self.frame.rows);
        let columns = column.saturating_sub(1)..(column + 2).min(self.frame.columns);
        rows.flat_map(move |row| {
            columns
                .clone()
                .map(move |column| row * self.frame.columns + column)
        })
        .filter_map(|cell| self.held(cell).map(|held| (cell, held)))
    }
}
