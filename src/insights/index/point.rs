//! One counted record.

/// Sort keys from here on belong to points without a position.
const UNPLACED: i64 = 1 << 60;

/// A counted record, reduced to what figures are made of; 16 bytes. Two records alike in all of it are
/// interchangeable, so taking one out needs no identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    key: i64,
    /// Ordinal of the area in path order, so that a subtree is one range.
    pub area: u16,
    /// Local day of `happened_at`, counted from 1970-01-01.
    pub day: u16,
    /// Local hour, 0–23.
    pub hour: u8,
    /// Ordinal of the category in the vocabulary.
    pub category: u8,
    /// Ordinal of the outcome in the vocabulary.
    pub outcome: u8,
}

impl Point {
    /// A point at `cell` (Morton code at level 26), or without position.
    pub fn new(
        cell: Option<i64>,
        area: u16,
        category: u8,
        outcome: u8,
        day: u16,
        hour: u8,
    ) -> Self {
        let key = cell.unwrap_or_else(|| UNPLACED + i64::from(area));
        Self {
            key,
            area,
            day,
            hour,
            category,
            outcome,
        }
    }

    /// Morton code at level 26; `None` without position.
    pub fn cell(&self) -> Option<i64> {
        (self.key < UNPLACED).then_some(self.key)
    }

    /// What points are sorted by: the cell; those without one follow, by area.
    pub(super) fn key(&self) -> i64 {
        self.key
    }

    /// 1 = Monday … 7 = Sunday.
    pub fn weekday(&self) -> u8 {
        weekday_of(self.day)
    }
}

/// Weekday of a day counted from 1970-01-01 (a Thursday): 1 = Monday … 7 = Sunday.
pub fn weekday_of(day: u16) -> u8 {
    u8::try_from((u32::from(day) + 3) % 7 + 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_november_2026_is_a_sunday() {
        assert_eq!(weekday_of(0), 4);
        assert_eq!(weekday_of(20_758), 7);
        assert_eq!(weekday_of(20_759), 1);
    }

    #[test]
    fn a_point_stays_small() {
        assert_eq!(size_of::<Point>(), 16);
    }
}
