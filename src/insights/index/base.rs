//! The immutable bulk of the index.
use super::cell_column::CellColumn;
use super::filter::{AreaSet, Bounds, Filter};
use super::hexagons::Comb;
use super::hits::Hits;
use super::point::Point;
use super::slices::{BLOCK, Bits, NO_BITS, Plan, Slices};
use crate::areas::morton;

/// Levels with a directory of the cells that hold points.
pub(super) const DIRECTORY_LEVELS: [u8; 4] = [16, 18, 20, 22];

/// Levels with the runs of hexagons kept ready.
const COMB_LEVELS: [u8; 6] = [13, 14, 15, 16, 17, 18];

/// Quadrants of a box are halved this often before their points are looked at one by one.
const BOX_DEPTH: u8 = 7;

/// Columns sorted by position; those without position follow, by area.
#[derive(Debug, Default)]
pub(super) struct Base {
    pub(super) cells: CellColumn,
    pub(super) area: Vec<u16>,
    pub(super) day: Vec<u16>,
    pub(super) hour: Vec<u8>,
    pub(super) category: Vec<u8>,
    pub(super) outcome: Vec<u8>,
    slices: Slices,
    /// Lowest and highest area of each block.
    area_span: Vec<(u16, u16)>,
    directories: [Vec<u32>; DIRECTORY_LEVELS.len()],
    combs: [Comb; COMB_LEVELS.len()],
}

impl Base {
    /// Sorts `points` and lays them out. At most 2^32 − 1 points.
    pub(super) fn build(mut points: Vec<Point>) -> Self {
        points.sort_unstable_by_key(Point::key);
        let cells = CellColumn::build(points.iter().map_while(Point::cell));
        let directories = DIRECTORY_LEVELS.map(|level| cells.starts_at(level));
        let area_span = points
            .chunks(BLOCK)
            .map(|block| {
                block.iter().fold((u16::MAX, 0), |(low, high), p| {
                    (low.min(p.area), high.max(p.area))
                })
            })
            .collect();
        Self {
            area: points.iter().map(|p| p.area).collect(),
            day: points.iter().map(|p| p.day).collect(),
            hour: points.iter().map(|p| p.hour).collect(),
            category: points.iter().map(|p| p.category).collect(),
            outcome: points.iter().map(|p| p.outcome).collect(),
            slices: Slices::build(&points),
            combs: COMB_LEVELS.map(|level| Comb::build(&cells, level)),
            cells,
            area_span,
            directories,
        }
    }

    /// All points, with and without position.
    pub(super) fn len(&self) -> usize {
        self.area.len()
    }

    /// Bytes held by columns, slices and directories.
    pub(super) fn bytes(&self) -> usize {
        let directories: usize = self.directories.iter().map(|d| d.len() * 4).sum();
        let combs: usize = self.combs.iter().map(Comb::bytes).sum();
        self.cells.bytes()
            + self.len() * 7
            + self.slices.bytes()
            + self.area_span.len() * 4
            + directories
            + combs
    }

    /// The point at `place`.
    pub(super) fn point(&self, place: usize) -> Option<Point> {
        let cell = (place < self.cells.len()).then(|| self.cells.at(place));
        Some(Point::new(
            cell,
            *self.area.get(place)?,
            *self.category.get(place)?,
            *self.outcome.get(place)?,
            *self.day.get(place)?,
            *self.hour.get(place)?,
        ))
    }

    /// Starts of the cells at directory `number` of [`DIRECTORY_LEVELS`].
    pub(super) fn directory(&self, number: usize) -> &[u32] {
        self.directories.get(number).map_or(&[], Vec::as_slice)
    }

    /// The runs of the hexagons of `level`, where they are kept.
    pub(super) fn comb(&self, level: u8) -> Option<&Comb> {
        COMB_LEVELS
            .iter()
            .position(|known| *known == level)
            .and_then(|number| self.combs.get(number))
    }

    /// Points with a position that pass the filter inside the box.
    pub(super) fn hits_in(&self, filter: &Filter, bounds: &Bounds) -> Hits {
        let Pieces { whole, border, .. } = Pieces::of(self, bounds);
        let ends = || {
            [whole.first(), border.first(), whole.last(), border.last()]
                .into_iter()
                .flatten()
        };
        let (from, to) = (
            ends().map(|r| r.0).min().unwrap_or(0),
            ends().map(|r| r.1).max().unwrap_or(0),
        );
        let mut hits = Hits::none(from, to);
        let plan = self.slices.plan(filter);
        self.each_block(&plan, &filter.areas, &whole, |block, bits, from, to| {
            hits.add_block(block, bits, from, to);
        });
        let mut reader = self.cells.reader();
        self.each_block(&plan, &filter.areas, &border, |block, bits, from, to| {
            for place in from..to {
                let is_set = bits
                    .get(place / 64)
                    .is_some_and(|word| (word >> (place % 64)) & 1 == 1);
                if is_set && bounds.contains(reader.at(block * BLOCK + place)) {
                    hits.set(block * BLOCK + place);
                }
            }
        });
        hits.rank();
        hits
    }

    /// Points with or without position that pass the filter.
    pub(super) fn hits(&self, filter: &Filter) -> Hits {
        let mut hits = Hits::none(0, self.len());
        let plan = self.slices.plan(filter);
        let all = [(0, self.len())];
        self.each_block(&plan, &filter.areas, &all, |block, bits, from, to| {
            hits.add_block(block, bits, from, to);
        });
        hits.rank();
        hits
    }

    /// How many points without position pass the filter.
    pub(super) fn unplaced(&self, filter: &Filter) -> u32 {
        let mut hits = Hits::none(self.cells.len(), self.len());
        let plan = self.slices.plan(filter);
        let rest = [(self.cells.len(), self.len())];
        self.each_block(&plan, &filter.areas, &rest, |block, bits, from, to| {
            hits.add_block(block, bits, from, to);
        });
        hits.rank();
        hits.count()
    }

    /// Visits the blocks of ascending disjoint ranges of places: (block, its bits, from, to) with places in the block.
    fn each_block(
        &self,
        plan: &Plan,
        areas: &AreaSet,
        ranges: &[(usize, usize)],
        mut visit: impl FnMut(usize, &Bits, usize, usize),
    ) {
        let mut current = (usize::MAX, NO_BITS);
        for &(from, to) in ranges {
            let mut place = from;
            while place < to {
                let block = place / BLOCK;
                let end = to.min((block + 1) * BLOCK);
                if current.0 != block {
                    current = (block, self.block_bits(plan, areas, block));
                }
                visit(
                    block,
                    &current.1,
                    place - block * BLOCK,
                    end - block * BLOCK,
                );
                place = end;
            }
        }
    }

    fn block_bits(&self, plan: &Plan, areas: &AreaSet, block: usize) -> Bits {
        let Some(&(low, high)) = self.area_span.get(block) else {
            return NO_BITS;
        };
        if areas.contains_none(low, high) {
            return NO_BITS;
        }
        let mut bits = self.slices.evaluate(plan, block);
        if !areas.contains_all(low, high) {
            let start = block * BLOCK;
            let here = self
                .area
                .get(start..self.len().min(start + BLOCK))
                .unwrap_or_default();
            for (word, areas_here) in bits
                .iter_mut()
                .zip(here.chunks(64))
                .filter(|(word, _)| **word != 0)
            {
                let mut inside = 0;
                for (place, area) in areas_here.iter().enumerate() {
                    inside |= u64::from(areas.contains(*area)) << place;
                }
                *word &= inside;
            }
        }
        bits
    }
}

/// Quadrants are split down to this level: some [`BOX_DEPTH`] halvings of the box's longer side.
fn box_level(bounds: &Bounds) -> u8 {
    let side_bits = u8::try_from(32 - bounds.side().leading_zeros()).unwrap_or(32);
    (morton::LEVEL - side_bits.min(morton::LEVEL) + BOX_DEPTH).min(morton::LEVEL)
}

/// Ranges of places that make up a box.
struct Pieces<'a> {
    base: &'a Base,
    bounds: &'a Bounds,
    deepest: u8,
    /// Wholly inside.
    whole: Vec<(usize, usize)>,
    /// On the border.
    border: Vec<(usize, usize)>,
}

impl<'a> Pieces<'a> {
    fn of(base: &'a Base, bounds: &'a Bounds) -> Self {
        let mut pieces = Self {
            base,
            bounds,
            deepest: box_level(bounds),
            whole: Vec::new(),
            border: Vec::new(),
        };
        pieces.add(0, 0, (0, base.cells.len()));
        pieces
    }

    /// Adds what lies both in the box and in `cell` at `level`, whose points are at `places`.
    fn add(&mut self, cell: i64, level: u8, places: (usize, usize)) {
        let shift = morton::LEVEL - level;
        let (x, y) = morton::xy_of(cell);
        let side = (1_u32 << shift) - 1;
        let (x, y) = (
            (x << shift, (x << shift) + side),
            (y << shift, (y << shift) + side),
        );
        let b = self.bounds;
        let is_apart = x.1 < b.x.0 || b.x.1 < x.0 || y.1 < b.y.0 || b.y.1 < y.0;
        if is_apart || places.0 == places.1 {
            return;
        }
        let is_inside = b.x.0 <= x.0 && x.1 <= b.x.1 && b.y.0 <= y.0 && y.1 <= b.y.1;
        let is_small = places.1 - places.0 <= BLOCK / 4;
        if is_inside {
            extend(&mut self.whole, places);
        } else if level >= self.deepest || is_small {
            extend(&mut self.border, places);
        } else {
            let mut from = places.0;
            for quadrant in 0..4 {
                let child = cell * 4 + quadrant;
                let end = morton::range_of(child, level + 1).end;
                let to = self.base.cells.lower_bound_in(end, from, places.1);
                self.add(child, level + 1, (from, to));
                from = to;
            }
        }
    }
}

/// Adds a range behind the others, joined to the last when they touch.
fn extend(ranges: &mut Vec<(usize, usize)>, range: (usize, usize)) {
    match ranges.last_mut() {
        Some(last) if last.1 == range.0 => last.1 = range.1,
        _ => ranges.push(range),
    }
}
