//! The sorted column of positions: 4 bytes a point.
use std::ops::Range;

/// Ascending Morton codes at level 26. The low 32 bits stand in one column; the high bits change only where a
/// level-10 tile (some 39 km) ends, so they stand once for each run.
#[derive(Debug, Default)]
pub(super) struct CellColumn {
    low: Vec<u32>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    high: u32,
    start: usize,
}

impl CellColumn {
    /// A column of ascending codes.
    pub(super) fn build(cells: impl Iterator<Item = i64>) -> Self {
        let mut column = Self::default();
        for cell in cells {
            let (high, low) = split(cell);
            if column.runs.last().is_none_or(|run| run.high != high) {
                column.runs.push(Run {
                    high,
                    start: column.low.len(),
                });
            }
            column.low.push(low);
        }
        column.low.shrink_to_fit();
        column
    }

    /// How many points have a position.
    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.low.len() * 4 + self.runs.len() * size_of::<Run>()
    }

    /// The code of the point at `place`; 0 beyond the end.
    pub(super) fn at(&self, place: usize) -> i64 {
        let run = self.runs.partition_point(|run| run.start <= place);
        let high = run
            .checked_sub(1)
            .and_then(|run| self.runs.get(run))
            .map_or(0, |run| run.high);
        whole(high, self.low.get(place).copied().unwrap_or(0))
    }

    /// The first place whose code is at least `cell`, which is known to lie in `from..=to`.
    pub(super) fn lower_bound_in(&self, cell: i64, from: usize, to: usize) -> usize {
        let (high, low) = split(cell);
        let run = self.runs.partition_point(|run| run.high < high);
        let Some(found) = self.runs.get(run) else {
            return to;
        };
        if found.high > high {
            return found.start.clamp(from, to);
        }
        let (start, end) = (found.start.max(from), self.end_of(run).min(to));
        let within = self.low.get(start..end).unwrap_or_default();
        start + within.partition_point(|here| *here < low)
    }

    /// Starts of the cells at `level` that hold points, ascending.
    pub(super) fn starts_at(&self, level: u8) -> Vec<u32> {
        let shift = 2 * u32::from(26 - level.min(26));
        let mut starts = Vec::new();
        for (run, range) in self.pieces() {
            let mut last = None;
            for (place, low) in range.clone().zip(self.low.get(range).unwrap_or_default()) {
                let cell = whole(run, *low) >> shift;
                if last.replace(cell) != Some(cell) {
                    starts.push(u32::try_from(place).unwrap_or(u32::MAX));
                }
            }
        }
        starts
            .dedup_by_key(|start| self.at(usize::try_from(*start).unwrap_or(usize::MAX)) >> shift);
        starts
    }

    /// Reads codes at ascending places, remembering the run it is in.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            column: self,
            run: 0,
            high: self.runs.first().map_or(0, |run| run.high),
            end: self.end_of(0),
        }
    }

    fn pieces(&self) -> impl Iterator<Item = (u32, Range<usize>)> {
        self.runs
            .iter()
            .enumerate()
            .map(|(place, run)| (run.high, run.start..self.end_of(place)))
    }

    fn end_of(&self, run: usize) -> usize {
        self.runs
            .get(run + 1)
            .map_or(self.low.len(), |next| next.start)
    }
}

/// See [`CellColumn::reader`].
pub(super) struct Reader<'a> {
    column: &'a CellColumn,
    run: usize,
    high: u32,
    end: usize,
}

impl Reader<'_> {
    /// The code at `place`, which must not be before the place read last.
    pub(super) fn at(&mut self, place: usize) -> i64 {
        while place >= self.end {
            let Some(next) = self.column.runs.get(self.run + 1) else {
                break;
            };
            self.run += 1;
            self.high = next.high;
            self.end = self.column.end_of(self.run);
        }
        whole(self.high, self.column.low.get(place).copied().unwrap_or(0))
    }
}

fn split(cell: i64) -> (u32, u32) {
    let bits = cell.cast_unsigned();
    (
        u32::try_from(bits >> 32).unwrap_or(u32::MAX),
        u32::try_from(bits & 0xFFFF_FFFF).unwrap_or(0),
    )
}

fn whole(high: u32, low: u32) -> i64 {
    ((u64::from(high) << 32) | u64::from(low)).cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn codes_and_bounds_agree_with_a_plain_sorted_list(mut cells in prop::collection::vec(0_i64..(1 << 52), 0..200), probe in 0_i64..(1 << 52), level in 1_u8..=26) {
            cells.sort_unstable();
            let column = CellColumn::build(cells.iter().copied());
            let mut reader = column.reader();
            for (place, cell) in cells.iter().enumerate() {
                prop_assert_eq!(column.at(place), *cell);
                prop_assert_eq!(reader.at(place), *cell);
                prop_assert_eq!(column.lower_bound_in(*cell, 0, cells.len()), cells.partition_point(|c| c < cell));
            }
            prop_assert_eq!(column.lower_bound_in(probe, 0, cells.len()), cells.partition_point(|c| *c < probe));
            let shift = 2 * (26 - level);
            let mut distinct: Vec<i64> = cells.iter().map(|c| c >> shift).collect();
            distinct.dedup();
            let starts: Vec<i64> = column.starts_at(level).iter().map(|s| column.at(usize::try_from(*s).unwrap_or(0)) >> shift).collect();
            prop_assert_eq!(starts, distinct);
        }
    }
}
