//! The index as one reader sees it: an unchanging base, and what came and went since.
use std::sync::Arc;

use super::base::Base;
use super::cells::{CellAnswer, Matching, Shape};
use super::filter::{Bounds, Filter};
use super::groups::Groups;
use super::point::Point;

/// A delta this long is due to be merged into the base.
pub const MERGE_AT: usize = 5_000;

/// A state of the index. Readers hold it by `Arc` and never wait; a change makes a new one that shares the base.
#[derive(Debug, Default)]
pub struct Snapshot {
    base: Arc<Base>,
    /// Points with weight 1 (came) or −1 (left), unsorted.
    delta: Vec<(Point, i64)>,
}

impl Snapshot {
    /// Builds the index from all counted points; some 0.1 µs a point.
    pub fn build(points: Vec<Point>) -> Self {
        Self {
            base: Arc::new(Base::build(points)),
            delta: Vec::new(),
        }
    }

    /// The state after points came and left.
    #[must_use]
    pub fn changed(&self, came: &[Point], left: &[Point]) -> Self {
        let mut delta = self.delta.clone();
        for (points, weight) in [(came, 1), (left, -1)] {
            for point in points {
                match delta
                    .iter()
                    .position(|(known, sign)| known == point && *sign == -weight)
                {
                    Some(opposite) => {
                        delta.swap_remove(opposite);
                    }
                    None => delta.push((*point, weight)),
                }
            }
        }
        Self {
            base: Arc::clone(&self.base),
            delta,
        }
    }

    /// Whether the delta has grown so long that it slows readers.
    pub fn is_merge_due(&self) -> bool {
        self.delta.len() >= MERGE_AT
    }

    /// The same points with an empty delta. Takes time in proportion to all points: not on a thread that answers.
    #[must_use]
    pub fn merged(&self) -> Self {
        let mut left: Vec<Point> = self
            .delta
            .iter()
            .filter(|(_, weight)| *weight < 0)
            .map(|(point, _)| *point)
            .collect();
        left.sort_unstable();
        let mut points = Vec::with_capacity(self.base.len() + self.delta.len());
        for point in (0..self.base.len()).filter_map(|place| self.base.point(place)) {
            match left.binary_search(&point) {
                Ok(found) if !left.is_empty() => {
                    left.remove(found);
                }
                _ => points.push(point),
            }
        }
        points.extend(
            self.delta
                .iter()
                .filter(|(_, weight)| *weight > 0)
                .map(|(point, _)| *point),
        );
        Self::build(points)
    }

    /// All points.
    pub fn len(&self) -> usize {
        let delta: i64 = self.delta.iter().map(|(_, weight)| weight).sum();
        self.base
            .len()
            .saturating_add_signed(isize::try_from(delta).unwrap_or(0))
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held by the base and the delta.
    pub fn bytes(&self) -> usize {
        self.base.bytes() + self.delta.len() * size_of::<(Point, i64)>()
    }

    /// Counts by cell of what matches inside the box, at most 4,096 cells; `finest` ≤ 22 is the level wished for.
    pub fn cells(&self, filter: &Filter, bounds: &Bounds, finest: u8, shape: Shape) -> CellAnswer {
        self.matching(filter, bounds)
            .answer(finest, shape, self.count_unplaced(filter))
    }

    /// How many without position match.
    pub fn count_unplaced(&self, filter: &Filter) -> u64 {
        let is_unplaced =
            |(point, _): &&(Point, i64)| point.cell().is_none() && filter.matches(point);
        let delta: i64 = self
            .delta
            .iter()
            .filter(is_unplaced)
            .map(|(_, weight)| weight)
            .sum();
        u64::try_from(i64::from(self.base.unplaced(filter)) + delta).unwrap_or(0)
    }

    /// Every cell at `level` (≤ 26) with what matches, ascending codes at that level.
    pub fn all_cells(&self, filter: &Filter, level: u8) -> Vec<(i64, u32)> {
        self.matching(filter, &Bounds::WORLD).all_at(level)
    }

    /// What matches, with and without position, to be counted by other fields than the position.
    pub fn groups(&self, filter: &Filter) -> Groups<'_> {
        let delta = self
            .delta
            .iter()
            .filter(|(point, _)| filter.matches(point))
            .copied()
            .collect();
        Groups {
            base: &self.base,
            hits: self.base.hits(filter),
            delta,
        }
    }

    /// What matches inside the box.
    pub fn groups_in(&self, filter: &Filter, bounds: &Bounds) -> Groups<'_> {
        let is_inside = |(point, _): &&(Point, i64)| {
            point.cell().is_some_and(|cell| bounds.contains(cell)) && filter.matches(point)
        };
        let delta = self.delta.iter().filter(is_inside).copied().collect();
        Groups {
            base: &self.base,
            hits: self.base.hits_in(filter, bounds),
            delta,
        }
    }

    fn matching(&self, filter: &Filter, bounds: &Bounds) -> Matching<'_> {
        let weighted = |(point, weight): &(Point, i64)| {
            let cell = point
                .cell()
                .filter(|cell| bounds.contains(*cell) && filter.matches(point))?;
            Some((cell, *weight))
        };
        let delta = self.delta.iter().filter_map(weighted).collect();
        Matching {
            base: &self.base,
            hits: self.base.hits_in(filter, bounds),
            delta,
        }
    }
}
