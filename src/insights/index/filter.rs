//! What is asked for.
use std::ops::RangeInclusive;

use super::point::Point;
use crate::areas::morton;

/// A set of ordinals 0–255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ValueSet([u64; 4]);

impl ValueSet {
    /// Whether `value` is in the set.
    pub fn contains(&self, value: u8) -> bool {
        self.0
            .get(usize::from(value >> 6))
            .is_some_and(|word| (word >> (value & 63)) & 1 == 1)
    }
}

impl FromIterator<u8> for ValueSet {
    fn from_iter<I: IntoIterator<Item = u8>>(values: I) -> Self {
        let mut set = Self::default();
        for value in values {
            if let Some(word) = set.0.get_mut(usize::from(value >> 6)) {
                *word |= 1 << (value & 63);
            }
        }
        set
    }
}

/// Areas by ordinal: disjoint inclusive ranges in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AreaSet(Vec<(u16, u16)>);

impl AreaSet {
    /// Every area.
    pub fn all() -> Self {
        Self(vec![(0, u16::MAX)])
    }

    /// The union of ranges, in whatever order they come.
    pub fn of_ranges(ranges: impl IntoIterator<Item = RangeInclusive<u16>>) -> Self {
        let mut ranges: Vec<(u16, u16)> = ranges
            .into_iter()
            .filter(|r| !r.is_empty())
            .map(|r| (*r.start(), *r.end()))
            .collect();
        ranges.sort_unstable();
        let mut union: Vec<(u16, u16)> = Vec::new();
        for (low, high) in ranges {
            match union.last_mut() {
                Some(last) if u32::from(low) <= u32::from(last.1) + 1 => last.1 = last.1.max(high),
                _ => union.push((low, high)),
            }
        }
        Self(union)
    }

    /// Areas in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let pairs = self
            .0
            .iter()
            .flat_map(|a| other.0.iter().map(move |b| a.0.max(b.0)..=a.1.min(b.1)));
        Self::of_ranges(pairs)
    }

    /// Whether the area is in the set.
    pub fn contains(&self, area: u16) -> bool {
        self.0
            .iter()
            .any(|(low, high)| (*low..=*high).contains(&area))
    }

    /// Whether every area from `low` to `high` is in the set.
    pub(super) fn contains_all(&self, low: u16, high: u16) -> bool {
        self.0.iter().any(|range| range.0 <= low && high <= range.1)
    }

    /// Whether no area from `low` to `high` is in the set.
    pub(super) fn contains_none(&self, low: u16, high: u16) -> bool {
        self.0.iter().all(|range| range.1 < low || high < range.0)
    }
}

/// Which points count. `None` leaves a field open; an empty set matches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Areas in scope.
    pub areas: AreaSet,
    /// Categories by ordinal.
    pub categories: Option<ValueSet>,
    /// Outcomes by ordinal.
    pub outcomes: Option<ValueSet>,
    /// Local days, both ends included.
    pub days: Option<(u16, u16)>,
    /// Weekdays, 1 = Monday … 7.
    pub weekdays: Option<ValueSet>,
    /// Local hours, 0–23.
    pub hours: Option<ValueSet>,
}

impl Filter {
    /// Everything inside `areas`.
    pub fn within(areas: AreaSet) -> Self {
        Self {
            areas,
            categories: None,
            outcomes: None,
            days: None,
            weekdays: None,
            hours: None,
        }
    }

    /// Whether a single point counts: the meaning of the filter, which the index must agree with.
    pub fn matches(&self, point: &Point) -> bool {
        let is_in =
            |set: &Option<ValueSet>, value: u8| set.as_ref().is_none_or(|set| set.contains(value));
        is_in(&self.categories, point.category)
            && is_in(&self.outcomes, point.outcome)
            && is_in(&self.weekdays, point.weekday())
            && is_in(&self.hours, point.hour)
            && self
                .days
                .is_none_or(|(from, to)| (from..=to).contains(&point.day))
            && self.areas.contains(point.area)
    }
}

/// A box of level-26 columns and rows, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// First and last column.
    pub x: (u32, u32),
    /// First and last row, counted from the north.
    pub y: (u32, u32),
}

impl Bounds {
    /// The whole world.
    pub const WORLD: Self = Self {
        x: (0, LAST),
        y: (0, LAST),
    };

    /// The box between two corners in WGS-84 degrees; the cells the corners lie in belong to it.
    pub fn of_degrees(west: f64, south: f64, east: f64, north: f64) -> Self {
        let (x0, y0) = morton::xy_of(morton::cell_of(west, north));
        let (x1, y1) = morton::xy_of(morton::cell_of(east, south));
        Self {
            x: (x0, x1),
            y: (y0, y1),
        }
    }

    /// The box of a map tile; `None` when there is no such tile (zoom ≤ 22).
    pub fn of_tile(zoom: u8, x: u32, y: u32) -> Option<Self> {
        if zoom > 22 || x >> zoom != 0 || y >> zoom != 0 {
            return None;
        }
        let shift = morton::LEVEL - zoom;
        let side = (1_u32 << shift) - 1;
        Some(Self {
            x: (x << shift, (x << shift) + side),
            y: (y << shift, (y << shift) + side),
        })
    }

    /// Whether a cell at level 26 lies in the box.
    pub fn contains(&self, cell: i64) -> bool {
        let (x, y) = morton::xy_of(cell);
        self.x.0 <= x && x <= self.x.1 && self.y.0 <= y && y <= self.y.1
    }

    /// The longer side in cells of level 26.
    pub(super) fn side(&self) -> u32 {
        let width = self.x.1.saturating_sub(self.x.0);
        width.max(self.y.1.saturating_sub(self.y.0))
    }
}

const LAST: u32 = (1 << 26) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_areas_join_and_intersect() {
        let a = AreaSet::of_ranges([5..=9, 0..=2, 3..=4, 20..=30]);
        assert_eq!(a, AreaSet::of_ranges([0..=9, 20..=30]));
        let b = a.intersection(&AreaSet::of_ranges([8..=22]));
        assert_eq!(b, AreaSet::of_ranges([8..=9, 20..=22]));
        assert!(b.contains(20) && !b.contains(10));
        assert!(a.contains_all(21, 30) && !a.contains_all(9, 20) && a.contains_none(10, 19));
    }

    #[test]
    fn a_tile_holds_its_own_cells_only() {
        let cell = morton::cell_of(110.47, 26.87);
        let (x, y) = morton::xy_of(morton::ancestor_of(cell, 14));
        assert!(Bounds::of_tile(14, x, y).is_some_and(|tile| tile.contains(cell)));
        assert!(Bounds::of_tile(14, x + 1, y).is_some_and(|tile| !tile.contains(cell)));
        assert_eq!(Bounds::of_tile(3, 8, 0), None);
    }
}
