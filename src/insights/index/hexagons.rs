//! Counts by hexagon (蜂窝).
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::cells::{Cell, Counted, MAX_CELLS, Matching};
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

    /// Row and column of the hexagon whose middle is nearest.
    fn nearest(self, x: f64, y: f64) -> (i32, i32) {
        let above = (y / self.row_height()).floor();
        let candidate = |row: f64| {
            let shift = if row.rem_euclid(2.0) == 0.0 { 0.0 } else { 0.5 };
            let column = (x / self.width - shift).round();
            let (dx, dy) = (
                x - (column + shift) * self.width,
                y - row * self.row_height(),
            );
            (dx * dx + dy * dy, row, column)
        };
        let (upper, lower) = (candidate(above), candidate(above + 1.0));
        let (_, row, column) = if upper.0 <= lower.0 { upper } else { lower };
        (num::to_i32(row), num::to_i32(column))
    }

    fn middle(self, row: i32, column: i32) -> (f64, f64) {
        let shift = f64::from(row.rem_euclid(2)) / 2.0;
        (
            (f64::from(column) + shift) * self.width,
            f64::from(row) * self.row_height(),
        )
    }
}

/// Hexagons at `level`, or as little coarser as gives at most [`MAX_CELLS`].
pub(super) fn bin(matching: &Matching<'_>, mut level: u8) -> (u8, Vec<Cell>) {
    loop {
        let fine = (level + FINER).min(morton::LEVEL);
        let cells = binned(&matching.all_at(fine), fine, Hexagon::at(level));
        if cells.len() <= MAX_CELLS || level == 0 {
            return (level, cells);
        }
        level -= 1;
    }
}

fn binned(squares: &Counted, level: u8, hexagon: Hexagon) -> Vec<Cell> {
    let side = num::from_u64(1 << (morton::LEVEL - level));
    let mut counts: HashMap<(i32, i32), u32, BuildHasherDefault<Mixer>> = HashMap::default();
    let mut open: Option<((i32, i32), u32)> = None;
    for (code, count) in squares {
        let (x, y) = morton::xy_of(*code);
        let key = hexagon.nearest((f64::from(x) + 0.5) * side, (f64::from(y) + 0.5) * side);
        match &mut open {
            Some((last, sum)) if *last == key => *sum += count,
            _ => {
                if let Some((last, sum)) = open.replace((key, *count)) {
                    *counts.entry(last).or_default() += sum;
                }
            }
        }
    }
    if let Some((last, sum)) = open {
        *counts.entry(last).or_default() += sum;
    }
    let mut keys: Vec<_> = counts.into_iter().collect();
    keys.sort_unstable();
    keys.into_iter()
        .map(|((row, column), count)| {
            let (x, y) = hexagon.middle(row, column);
            Cell { x, y, count }
        })
        .collect()
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
        let corners = hexagon.corners();
        let area: f64 = (0..6)
            .map(|i| {
                let ((ax, ay), (bx, by)) = (corners[i], corners[(i + 1) % 6]);
                (ax * by - bx * ay) / 2.0
            })
            .sum();
        assert!((area - 64.0 * 64.0).abs() < 1e-6, "{area}");
    }

    proptest! {
        #[test]
        fn every_place_lies_in_the_hexagon_it_is_counted_in(x in 0.0..1e6_f64, y in 0.0..1e6_f64) {
            let hexagon = Hexagon::at(18);
            let (row, column) = hexagon.nearest(x, y);
            let (mx, my) = hexagon.middle(row, column);
            let (dx, dy) = ((x - mx).abs(), (y - my).abs());
            let half = hexagon.width / 2.0 + 1e-6;
            prop_assert!(dx <= half);
            prop_assert!(dx / 2.0 + dy * 3.0_f64.sqrt() / 2.0 <= half);
        }
    }
}
