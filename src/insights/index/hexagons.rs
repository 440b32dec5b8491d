//! Counts by hexagon (蜂窝).
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::cell_column::CellColumn;
use super::cells::{Cell, FEW, MAX_CELLS, Matching};
use super::hits::Hits;
use crate::areas::morton;
use crate::platform::num;

/// Hexagons are binned from squares so many levels finer.
const FINER: u8 = 4;

/// The honeycomb whose cells are as large as the squares of one level: pointy tops, rows shifted by half a cell,
/// one hexagon's middle at the corner of the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hexagon {
    /// From flat side to flat side, in cells of level 26.
    pub width: f64,
}

impl Hexagon {
    /// The honeycomb of `level`.
    pub fn at(level: u8) -> Self {
        let square = num::from_u64(1 << (morton::LEVEL - level.min(morton::LEVEL)));
        Self {
            width: square * (2.0 / 3.0_f64.sqrt()).sqrt(),
        }
    }

    /// The six corners relative to the middle, in cells of level 26, clockwise on the map from the top.
    pub fn corners(&self) -> [(f64, f64); 6] {
        let (half, radius) = (self.width / 2.0, self.width / 3.0_f64.sqrt());
        [
            (0.0, -radius),
            (half, -radius / 2.0),
            (half, radius / 2.0),
            (0.0, radius),
            (-half, radius / 2.0),
            (-half, -radius / 2.0),
        ]
    }

    fn row_height(self) -> f64 {
        self.width * 3.0_f64.sqrt() / 2.0
    }

    /// Row and column of the hexagon whose middle is nearest to a place in the world (x and y not negative).
    #[cfg(test)]
    fn nearest(self, x: f64, y: f64) -> Key {
        Self::nearest_at(x / self.width, y / self.row_height())
    }

    /// The same for a place given in widths across and rows down.
    fn nearest_at(across: f64, down: f64) -> Key {
        let above = num::to_i32(down);
        let candidate = |row: i32| {
            let shift = f64::from(row & 1) / 2.0;
            let column = num::to_i32(across - shift + 0.5);
            let (dx, dy) = (
                across - shift - f64::from(column),
                (down - f64::from(row)) * (3.0_f64.sqrt() / 2.0),
            );
            (dx * dx + dy * dy, (row, column))
        };
        let (upper, lower) = (candidate(above), candidate(above + 1));
        if upper.0 <= lower.0 { upper.1 } else { lower.1 }
    }

    fn middle(self, (row, column): Key) -> (f64, f64) {
        let shift = f64::from(row & 1) / 2.0;
        (
            (f64::from(column) + shift) * self.width,
            f64::from(row) * self.row_height(),
        )
    }
}

/// Row and column of a hexagon.
type Key = (i32, i32);
type Counts = HashMap<Key, i64, BuildHasherDefault<Mixer>>;

/// The points of the base as runs of neighbours in one hexagon, for one level.
#[derive(Debug, Default)]
pub(super) struct Comb {
    /// First place of each run and the number of its hexagon.
    runs: Vec<(u32, u32)>,
    hexagons: Vec<Key>,
}

impl Comb {
    /// The runs of all placed points in the honeycomb of `level`.
    pub(super) fn build(cells: &CellColumn, level: u8) -> Self {
        let fine = Fine::of(level);
        let mut numbers: HashMap<Key, u32, BuildHasherDefault<Mixer>> = HashMap::default();
        let mut comb = Self::default();
        let mut reader = cells.reader();
        let mut last_square = None;
        for place in 0..cells.len() {
            let square = reader.at(place) >> fine.shift;
            if last_square.replace(square) == Some(square) {
                continue;
            }
            let key = fine.key_of(square);
            let number = *numbers.entry(key).or_insert_with(|| {
                comb.hexagons.push(key);
                u32::try_from(comb.hexagons.len() - 1).unwrap_or(u32::MAX)
            });
            if comb.runs.last().is_none_or(|run| run.1 != number) {
                comb.runs
                    .push((u32::try_from(place).unwrap_or(u32::MAX), number));
            }
        }
        comb.sort();
        comb.runs.shrink_to_fit();
        comb
    }

    /// Numbers the hexagons by row and column.
    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.hexagons.len()).collect();
        order.sort_unstable_by_key(|number| self.hexagons.get(*number));
        let mut new_numbers = vec![0; order.len()];
        for (new, old) in (0..).zip(&order) {
            if let Some(slot) = new_numbers.get_mut(*old) {
                *slot = new;
            }
        }
        self.hexagons.sort_unstable();
        for run in &mut self.runs {
            run.1 = new_numbers.get(place_of(run.1)).copied().unwrap_or(run.1);
        }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        (self.runs.len() + self.hexagons.len()) * size_of::<Key>()
    }

    fn counts(&self, hits: &Hits) -> Vec<(Key, i64)> {
        let (from, to) = hits.span();
        let first = self
            .runs
            .partition_point(|run| place_of(run.0) <= from)
            .saturating_sub(1);
        let runs = self.runs.get(first..).unwrap_or_default();
        let ends = runs
            .iter()
            .skip(1)
            .map(|run| place_of(run.0))
            .chain([usize::MAX]);
        let mut sums = vec![0_u32; self.hexagons.len()];
        let mut before = 0;
        for ((start, number), end) in runs.iter().zip(ends) {
            if place_of(*start) >= to {
                break;
            }
            let rank = if end >= to {
                hits.count()
            } else {
                hits.before(end)
            };
            if rank > before
                && let Some(sum) = sums.get_mut(place_of(*number))
            {
                *sum += rank - before;
            }
            before = rank;
        }
        let seen = self.hexagons.iter().zip(sums).filter(|(_, sum)| *sum > 0);
        seen.map(|(key, sum)| (*key, i64::from(sum))).collect()
    }
}

fn place_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The squares a level's hexagons are binned from.
#[derive(Clone, Copy)]
struct Fine {
    shift: u8,
    /// Of a square in widths and rows of the honeycomb.
    across: f64,
    down: f64,
}

impl Fine {
    fn of(level: u8) -> Self {
        let shift = morton::LEVEL - (level + FINER).min(morton::LEVEL);
        let (side, honeycomb) = (num::from_u64(1 << shift), Hexagon::at(level));
        Self {
            shift: 2 * shift,
            across: side / honeycomb.width,
            down: side / honeycomb.row_height(),
        }
    }

    fn key_of(self, square: i64) -> Key {
        let (x, y) = morton::xy_of(square);
        Hexagon::nearest_at(
            (f64::from(x) + 0.5) * self.across,
            (f64::from(y) + 0.5) * self.down,
        )
    }
}

/// Middle of the hexagon of `level` in which the cell `cell` of level 26 is counted, in cells of level 26.
pub(super) fn middle_at(level: u8, cell: i64) -> (f64, f64) {
    let fine = Fine::of(level);
    Hexagon::at(level).middle(fine.key_of(cell >> fine.shift))
}

/// Hexagons at `level`, or as little coarser as gives at most [`MAX_CELLS`].
pub(super) fn bin(matching: &Matching<'_>, mut level: u8) -> (u8, Vec<Cell>) {
    loop {
        match binned(matching, level) {
            Some(cells) if cells.len() <= MAX_CELLS || level == 0 => return (level, cells),
            _ => level -= 1,
        }
    }
}

/// The hexagons of `level`; `None` as soon as they are certainly too many.
fn binned(matching: &Matching<'_>, level: u8) -> Option<Vec<Cell>> {
    let (fine, honeycomb) = (Fine::of(level), Hexagon::at(level));
    let mut counts = match matching
        .base
        .comb(level)
        .filter(|_| matching.hits.count() > FEW)
    {
        Some(comb) => comb.counts(&matching.hits),
        None => by_point(matching, fine, level)?,
    };
    counts.extend(
        matching
            .delta
            .iter()
            .map(|(code, weight)| (fine.key_of(code >> fine.shift), *weight)),
    );
    counts.sort_unstable();
    let cell_of = |group: &[(Key, i64)]| {
        let (x, y) = honeycomb.middle(group.first()?.0);
        let count = group.iter().map(|(_, count)| count).sum::<i64>();
        let count = u32::try_from(count).ok().filter(|count| *count > 0)?;
        Some(Cell { x, y, count })
    };
    let cells = counts.chunk_by(|a, b| a.0 == b.0).filter_map(cell_of);
    Some(cells.collect())
}

fn by_point(matching: &Matching<'_>, fine: Fine, level: u8) -> Option<Vec<(Key, i64)>> {
    // Each line of the delta can empty one hexagon at most.
    let most = match level {
        0 => usize::MAX,
        _ => MAX_CELLS + matching.delta.len(),
    };
    let mut counts = Counts::with_capacity_and_hasher(2 * MAX_CELLS, BuildHasherDefault::default());
    let mut reader = matching.base.cells.reader();
    let mut square_before = i64::MIN;
    let mut open: (Key, i64) = ((0, 0), 0);
    matching.hits.each_while(|place| {
        let square = reader.at(place) >> fine.shift;
        if square != square_before {
            square_before = square;
            let key = fine.key_of(square);
            if key != open.0 {
                add(&mut counts, open);
                open = (key, 0);
            }
        }
        open.1 += 1;
        counts.len() <= most
    });
    add(&mut counts, open);
    (counts.len() <= most).then(|| counts.into_iter().collect())
}

fn add(counts: &mut Counts, (key, sum): (Key, i64)) {
    if sum > 0 {
        *counts.entry(key).or_default() += sum;
    }
}

/// Multiplies rows and columns apart; they come from us, so nobody can choose them to collide.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_i32(i32::from(*byte));
        }
    }

    fn write_i32(&mut self, value: i32) {
        let mixed = self.0.rotate_left(32) ^ u64::from(value.cast_unsigned());
        self.0 = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hexagon_is_as_large_as_the_square() {
        let hexagon = Hexagon::at(20);
        let corners = hexagon.corners().into_iter();
        let next = corners.clone().cycle().skip(1);
        let area: f64 = corners
            .zip(next)
            .map(|((ax, ay), (bx, by))| (ax * by - bx * ay) / 2.0)
            .sum();
        assert!((area - 64.0 * 64.0).abs() < 1e-6, "{area}");
    }

    proptest! {
        #[test]
        fn every_place_lies_in_the_hexagon_it_is_counted_in(x in 0.0..1e6_f64, y in 0.0..1e6_f64) {
            let hexagon = Hexagon::at(18);
            let (mx, my) = hexagon.middle(hexagon.nearest(x, y));
            let (dx, dy) = ((x - mx).abs(), (y - my).abs());
            let half = hexagon.width / 2.0 + 1e-6;
            prop_assert!(dx <= half);
            prop_assert!(dx / 2.0 + dy * 3.0_f64.sqrt() / 2.0 <= half);
        }
    }
}
