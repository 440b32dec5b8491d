//! Counts by square cell.
use super::base::{Base, DIRECTORY_LEVELS};
use super::hexagons;
use super::hits::Hits;
use crate::areas::morton;
use crate::platform::num;

/// Most cells in one answer: phones stall above ten thousand features.
pub const MAX_CELLS: usize = 4096;
/// The finest level of a cell that is shown: some 8 m at 27° north.
pub const MAX_LEVEL: u8 = 22;
/// Up to so many points are visited one by one; more are counted by rank.
pub(super) const FEW: u32 = 20_000;

/// The form of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Squares of the Web-Mercator grid.
    Square,
    /// Hexagons of about the same area.
    Hex,
}

/// One cell with its count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Column of the middle, in (fractional) cells of level 26.
    pub x: f64,
    /// Row of the middle, in (fractional) cells of level 26, counted from the north.
    pub y: f64,
    /// Records in it; not 0 in an answer.
    pub count: u32,
}

impl Cell {
    /// Longitude of the middle in WGS-84 degrees.
    pub fn lng(&self) -> f64 {
        morton::lng_of(self.x, morton::LEVEL)
    }

    /// Latitude of the middle in WGS-84 degrees.
    pub fn lat(&self) -> f64 {
        morton::lat_of(self.y, morton::LEVEL)
    }

    /// The cell of `level` in which a place is counted, with nothing in it.
    pub fn holding(lng: f64, lat: f64, level: u8, shape: Shape) -> Self {
        let cell = morton::cell_of(lng, lat);
        match shape {
            Shape::Square => middle_of(morton::ancestor_of(cell, level), level, 0),
            Shape::Hex => {
                let (x, y) = hexagons::middle_at(level, cell);
                Self { x, y, count: 0 }
            }
        }
    }

    /// What tells cells of one answer apart.
    pub fn key(&self) -> (u64, u64) {
        (self.x.to_bits(), self.y.to_bits())
    }
}

/// Counts by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellAnswer {
    /// At most [`MAX_CELLS`].
    pub cells: Vec<Cell>,
    /// Level of the squares, or of the squares as large as the hexagons.
    pub level: u8,
    /// Sum of the counts.
    pub total: u64,
    /// Largest count.
    pub max: u32,
    /// Matching records without position: in no cell.
    pub unplaced: u64,
}

/// The finest level asked for at a map zoom, before coarsening.
pub fn level_of_zoom(zoom: u8) -> u8 {
    zoom.saturating_add(8).min(MAX_LEVEL)
}

/// Ascending Morton codes at one level with their counts.
pub(super) type Counted = Vec<(i64, u32)>;

/// Matching points of the base and what the delta adds to them or takes away: (code at level 26, weight).
pub(super) struct Matching<'a> {
    pub(super) base: &'a Base,
    pub(super) hits: Hits,
    pub(super) delta: Vec<(i64, i64)>,
}

impl Matching<'_> {
    /// Cells at `finest`, or as little coarser as gives at most [`MAX_CELLS`].
    pub(super) fn answer(&self, finest: u8, shape: Shape, unplaced: u64) -> CellAnswer {
        let (level, squares) = self.squares(finest);
        let (level, cells) = match shape {
            Shape::Square => (
                level,
                squares
                    .iter()
                    .map(|(code, count)| middle_of(*code, level, *count))
                    .collect(),
            ),
            Shape::Hex => hexagons::bin(self, level),
        };
        let counts = || cells.iter().map(|cell: &Cell| cell.count);
        let (total, max) = (counts().map(u64::from).sum(), counts().max().unwrap_or(0));
        CellAnswer {
            cells,
            level,
            total,
            max,
            unplaced,
        }
    }

    fn squares(&self, finest: u8) -> (u8, Counted) {
        // Whatever the delta takes away, more base cells than this are more than MAX_CELLS.
        let most = MAX_CELLS + self.delta.len();
        let (mut level, mut cells) = if self.hits.count() <= FEW {
            let level = self.level_of_points(finest, most);
            (level, self.by_point(level))
        } else {
            self.by_directories(finest, most)
        };
        while cells.len() > most {
            cells = coarsened(cells, 1);
            level -= 1;
        }
        self.add_delta(&mut cells, level);
        while cells.len() > MAX_CELLS {
            cells = coarsened(cells, 1);
            level -= 1;
        }
        (level, cells)
    }

    /// Down the directories until one gives more than `most` cells or is as fine as `finest`.
    fn by_directories(&self, finest: u8, most: usize) -> (u8, Counted) {
        let (mut level, mut cells) = (finest, Vec::new());
        for (number, directory_level) in DIRECTORY_LEVELS.into_iter().enumerate() {
            level = directory_level;
            cells = self.by_directory(number, level);
            if level >= finest || cells.len() > most {
                break;
            }
        }
        (
            level.min(finest),
            coarsened(cells, level.saturating_sub(finest)),
        )
    }

    /// The finest level, at most `finest`, at which the points lie in at most `most` cells: two neighbours in the
    /// order of codes part at the level of the highest bit in which they differ.
    fn level_of_points(&self, finest: u8, most: usize) -> u8 {
        let mut parting = [0_usize; 32];
        let mut reader = self.base.cells.reader();
        let mut last = None;
        self.hits.each(|place| {
            let code = reader.at(place);
            let differing = 63 - (last.replace(code).unwrap_or(code) ^ code | 1).leading_zeros();
            if let Some(pairs) = usize::try_from(26 - differing.min(51) / 2)
                .ok()
                .and_then(|level| parting.get_mut(level))
            {
                *pairs += 1;
            }
        });
        let mut cells = 1;
        for (level, pairs) in (0..=finest).zip(&parting) {
            cells += pairs;
            if cells > most {
                return level.saturating_sub(1);
            }
        }
        finest
    }

    /// Every cell at `level` (≤ 26), however many there are.
    pub(super) fn all_at(&self, level: u8) -> Counted {
        let directory = DIRECTORY_LEVELS.iter().position(|known| *known >= level);
        let mut cells = match directory {
            Some(number) if self.hits.count() > FEW => {
                let known = DIRECTORY_LEVELS.get(number).copied().unwrap_or(level);
                coarsened(self.by_directory(number, known), known - level)
            }
            _ => self.by_point(level),
        };
        self.add_delta(&mut cells, level);
        cells
    }

    fn by_point(&self, level: u8) -> Counted {
        let shift = shift_to(level);
        let mut cells = Counted::new();
        let mut reader = self.base.cells.reader();
        self.hits
            .each(|place| count(&mut cells, reader.at(place) >> shift, 1));
        cells
    }

    fn by_directory(&self, number: usize, level: u8) -> Counted {
        let shift = shift_to(level);
        let starts = self.base.directory(number);
        let (from, to) = self.hits.span();
        let place_of = |start: u32| usize::try_from(start).unwrap_or(usize::MAX);
        let first = starts
            .partition_point(|start| place_of(*start) <= from)
            .saturating_sub(1);
        let mut cells = Counted::new();
        let mut reader = self.base.cells.reader();
        let mut before = 0;
        let mut last = None;
        for start in starts
            .get(first..)
            .unwrap_or_default()
            .iter()
            .map(|start| place_of(*start))
        {
            let rank = self.hits.before(start);
            if let Some(cell_start) = last.replace(start).filter(|_| rank > before) {
                cells.push((reader.at(cell_start) >> shift, rank - before));
            }
            before = rank;
            if start >= to {
                break;
            }
        }
        let left = self.hits.count() - before;
        if let Some(cell_start) = last.filter(|_| left > 0) {
            cells.push((reader.at(cell_start) >> shift, left));
        }
        cells
    }

    fn add_delta(&self, cells: &mut Counted, level: u8) {
        if self.delta.is_empty() {
            return;
        }
        let shift = shift_to(level);
        let mut changes: Vec<(i64, i64)> = self
            .delta
            .iter()
            .map(|(code, weight)| (code >> shift, *weight))
            .collect();
        changes.sort_unstable_by_key(|(code, _)| *code);
        let mut base = std::mem::take(cells).into_iter().peekable();
        for group in changes.chunk_by(|a, b| a.0 == b.0) {
            let code = group.first().map_or(0, |(code, _)| *code);
            while let Some(earlier) = base.next_if(|(here, _)| *here < code) {
                cells.push(earlier);
            }
            let known = base
                .next_if(|(here, _)| *here == code)
                .map_or(0, |(_, count)| i64::from(count));
            let sum = known + group.iter().map(|(_, weight)| weight).sum::<i64>();
            if let Ok(sum @ 1..) = u32::try_from(sum) {
                cells.push((code, sum));
            }
        }
        cells.extend(base);
    }
}

/// Cells `levels` coarser.
fn coarsened(cells: Counted, levels: u8) -> Counted {
    if levels == 0 {
        return cells;
    }
    let mut coarse = Counted::new();
    for (code, more) in cells {
        count(&mut coarse, code >> (2 * levels), more);
    }
    coarse
}

fn count(cells: &mut Counted, code: i64, more: u32) {
    match cells.last_mut() {
        Some(last) if last.0 == code => last.1 += more,
        _ => cells.push((code, more)),
    }
}

fn shift_to(level: u8) -> u8 {
    2 * (morton::LEVEL - level.min(morton::LEVEL))
}

fn middle_of(code: i64, level: u8, count: u32) -> Cell {
    let (x, y) = morton::xy_of(code);
    let side = num::from_u64(1 << (morton::LEVEL - level));
    Cell {
        x: (f64::from(x) + 0.5) * side,
        y: (f64::from(y) + 0.5) * side,
        count,
    }
}
