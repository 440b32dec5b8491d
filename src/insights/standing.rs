//! The index as of one change, with the words its numbers stand for.
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike as _, NaiveDate};

use super::index::{AreaSet, Point, Snapshot};
use super::queries::{KindList, Row};
use crate::areas::{Area, Territory};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;

/// Days from 0001-01-01 to 1970-01-01, as chrono counts them.
const EPOCH_DAY: i32 = 719_163;

/// All counted records up to one change.
#[derive(Debug)]
pub(super) struct Standing {
    /// Last change that is contained.
    pub(super) seq: i64,
    /// The tree whose areas the ordinals are places in.
    pub(super) territory: Arc<Territory>,
    /// Words of categories and outcomes.
    pub(super) codes: Arc<Codes>,
    /// The kinds that figures know.
    pub(super) kinds: Arc<KindList>,
    /// The records of each kind.
    pub(super) snapshots: Vec<Arc<Snapshot>>,
}

impl Standing {
    /// The records of the kind at a place of the list; none for any other place.
    pub(super) fn of_kind(&self, place: usize) -> &Snapshot {
        static NONE: LazyLock<Snapshot> = LazyLock::new(Snapshot::default);
        self.snapshots.get(place).map_or(&NONE, Arc::as_ref)
    }

    /// The areas of a scope as ordinals.
    pub(super) fn areas_of(&self, scope: &AreaScope) -> AreaSet {
        AreaSet::of_ranges(
            scope
                .paths()
                .iter()
                .filter_map(|path| self.ordinals_of(path)),
        )
    }

    /// The ordinals of an area and all below it.
    pub(super) fn ordinals_of(&self, path: &str) -> Option<std::ops::RangeInclusive<u16>> {
        let subtree = self.territory.subtree(path);
        let first = self
            .territory
            .areas()
            .partition_point(|area| area.path.as_str() < path);
        let last = (first + subtree.len())
            .checked_sub(1)
            .filter(|last| *last >= first)?;
        Some(u16::try_from(first).ok()?..=u16::try_from(last).ok()?)
    }

    /// Counts of each area's subtree out of counts by ordinal.
    pub(super) fn sum_below(&self, area: &Area, counts: &[u64]) -> u64 {
        let range = self.ordinals_of(&area.path);
        let places = range.map(|range| usize::from(*range.start())..=usize::from(*range.end()));
        places
            .and_then(|places| counts.get(places))
            .map_or(0, |counts| counts.iter().sum())
    }
}

/// Words of categories and outcomes by ordinal, in the order they were first met.
#[derive(Debug, Clone, Default)]
pub(super) struct Codes {
    categories: Vec<String>,
    outcomes: Vec<String>,
}

impl Codes {
    /// Word of a category.
    pub(super) fn category(&self, ordinal: usize) -> &str {
        self.categories.get(ordinal).map_or("", String::as_str)
    }

    /// Word of an outcome.
    pub(super) fn outcome(&self, ordinal: usize) -> &str {
        self.outcomes.get(ordinal).map_or("", String::as_str)
    }

    /// Ordinal of a category that occurs.
    pub(super) fn category_of(&self, code: &str) -> Option<u8> {
        ordinal_of(&self.categories, code)
    }

    /// Ordinal of an outcome that occurs.
    pub(super) fn outcome_of(&self, code: &str) -> Option<u8> {
        ordinal_of(&self.outcomes, code)
    }
}

fn ordinal_of(codes: &[String], code: &str) -> Option<u8> {
    codes
        .iter()
        .position(|known| known == code)
        .and_then(|place| u8::try_from(place).ok())
}

fn intern(codes: &mut Vec<String>, code: &str) -> Option<u8> {
    ordinal_of(codes, code).or_else(|| {
        codes.push(code.to_owned());
        u8::try_from(codes.len() - 1).ok()
    })
}

/// Turns rows into points.
#[derive(Debug)]
pub(super) struct Placer {
    territory: Arc<Territory>,
    zone: Zone,
    codes: Codes,
    /// Area rows of every version to ordinals in the tree.
    ordinals: HashMap<i64, Option<u16>>,
}

impl Placer {
    pub(super) fn new(territory: Arc<Territory>, zone: Zone) -> Self {
        Self {
            territory,
            zone,
            codes: Codes::default(),
            ordinals: HashMap::new(),
        }
    }

    pub(super) fn territory(&self) -> &Arc<Territory> {
        &self.territory
    }

    pub(super) fn codes(&self) -> Arc<Codes> {
        Arc::new(self.codes.clone())
    }

    /// The point of a row; `None` when its area maps to none in use, or there are more than 256 categories or outcomes.
    pub(super) fn point_of(&mut self, row: &Row) -> Option<Point> {
        let territory = &self.territory;
        let area = *self.ordinals.entry(row.area_id).or_insert_with(|| {
            let path = &territory.by_id(row.area_id)?.path;
            u16::try_from(territory.areas().partition_point(|area| area.path < *path)).ok()
        });
        let happened_at = UtcMillis(row.happened_at);
        let (_, hour) = self.zone.weekday_and_hour(happened_at);
        let (category, outcome) = if row.kind == 0 {
            (
                intern(&mut self.codes.categories, &row.category)?,
                intern(&mut self.codes.outcomes, &row.outcome)?,
            )
        } else {
            (0, 0)
        };
        Some(Point::new(
            row.cell,
            area?,
            category,
            outcome,
            day_number(self.zone.day_of(happened_at)),
            hour,
        ))
    }
}

/// A local day as the index counts it: from 1970-01-01, capped at 0 and 65,535 (the year 2149).
pub(super) fn day_number(day: NaiveDate) -> u16 {
    let days = day.num_days_from_ce() - EPOCH_DAY;
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

/// The local day behind a number of the index.
pub(super) fn day_of_number(number: u16) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(i32::from(number) + EPOCH_DAY).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_their_numbers_correspond() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default();
        assert_eq!(day_number(day), 20_758);
        assert_eq!(day_of_number(20_758), day);
        assert_eq!(day_number(NaiveDate::MIN), 0);
    }
}
