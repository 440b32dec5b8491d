//! The immutable bulk of the index.
use super::cell_column::CellColumn;
use super::filter::{AreaSet, Bounds, Filter};
use super::hits::Hits;
use super::point::Point;
use super::slices::{BLOCK, Bits, NO_BITS, Plan, Slices};
use crate::areas::morton;

/// Levels with a directory of the cells that hold points.
pub(super) const DIRECTORY_LEVELS: [u8; 4] = [16, 18, 20, 22];

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
        self.cells.bytes()
            + self.len() * 7
            + self.slices.bytes()
            + self.area_span.len() * 4
            + directories
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

    /// Points with a position that pass the filter inside the box.
    pub(super) fn hits_in(&self, filter: &Filter, bounds: &Bounds) -> Hits {
        let deepest = box_level(bounds);
        let mut pieces = Pieces {
            base: self,
            bounds,
            deepest,
            whole: Vec::new(),
            border: Vec::new(),
        };
        pieces.add(0, 0, (0, self.cells.len()));
        let Pieces { whole, border, .. } = pieces;
        let mut hits = Hits::none(self.len());
        self.evaluate(filter, &whole, &mut hits);
        let mut at_border = Hits::none(if border.is_empty() { 0 } else { self.len() });
        self.evaluate(filter, &border, &mut at_border);
        for (from, to) in border {
            let mut reader = self.cells.reader();
            at_border.each_in(from, to, |place| {
                if bounds.contains(reader.at(place)) {
                    hits.set(place);
                }
            });
        }
        hits.rank();
        hits
    }

    /// Points with or without position that pass the filter.
    pub(super) fn hits(&self, filter: &Filter) -> Hits {
        let mut hits = Hits::none(self.len());
        self.evaluate(filter, &[(0, self.len())], &mut hits);
        hits.rank();
        hits
    }

    /// Points without position that pass the filter.
    pub(super) fn unplaced(&self, filter: &Filter) -> u32 {
        let mut hits = Hits::none(self.len());
        self.evaluate(filter, &[(self.cells.len(), self.len())], &mut hits);
        hits.rank();
        hits.count()
    }

    /// Sets the bits of ascending disjoint ranges of places that pass the filter.
    fn evaluate(&self, filter: &Filter, ranges: &[(usize, usize)], hits: &mut Hits) {
        let plan = self.slices.plan(filter);
        let mut current: Option<(usize, Bits)> = None;
        for &(from, to) in ranges {
            let mut place = from;
            while place < to {
                let block = place / BLOCK;
                let end = to.min((block + 1) * BLOCK);
                let bits = match &current {
                    Some((known, bits)) if *known == block => *bits,
                    _ => {
                        let bits = self.block_bits(&plan, &filter.areas, block);
                        current = Some((block, bits));
                        bits
                    }
                };
                hits.add_block(block, &bits, place - block * BLOCK, end - block * BLOCK);
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

impl Pieces<'_> {
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
