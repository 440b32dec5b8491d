//! Counts by weekday and hour, day, area, category and outcome.
use super::base::Base;
use super::hits::Hits;
use super::point::{Point, weekday_of};

/// Matching points, ready to be counted by any of their fields.
#[derive(Debug)]
pub struct Groups<'a> {
    pub(super) base: &'a Base,
    pub(super) hits: Hits,
    pub(super) delta: Vec<(Point, i64)>,
}

impl Groups<'_> {
    /// All of them.
    pub fn total(&self) -> u64 {
        let delta: i64 = self.delta.iter().map(|(_, weight)| weight).sum();
        u64::try_from(i64::from(self.hits.count()) + delta).unwrap_or(0)
    }

    /// By weekday and hour: `24 · (weekday − 1) + hour`, 168 counts.
    pub fn matrix(&self) -> Vec<u64> {
        let slot =
            |weekday: u8, hour: u8| usize::from(weekday.saturating_sub(1)) * 24 + usize::from(hour);
        self.counted(
            168,
            |base, place| {
                let day = base.day.get(place).copied().unwrap_or(0);
                slot(weekday_of(day), base.hour.get(place).copied().unwrap_or(0))
            },
            |point| slot(point.weekday(), point.hour),
        )
    }

    /// By local day since 1970-01-01; as long as the last day with a record demands.
    pub fn days(&self) -> Vec<u64> {
        let mut counts = self.counted(
            1 << 16,
            |base, place| column(&base.day, place).into(),
            |point| point.day.into(),
        );
        counts.truncate(
            counts
                .iter()
                .rposition(|count| *count > 0)
                .map_or(0, |last| last + 1),
        );
        counts
    }

    /// By ordinal of the area itself (not summed over subtrees), `areas` long.
    pub fn areas(&self, areas: usize) -> Vec<u64> {
        self.counted(
            areas,
            |base, place| column(&base.area, place).into(),
            |point| point.area.into(),
        )
    }

    /// By ordinal of the category, 256 counts.
    pub fn categories(&self) -> Vec<u64> {
        self.counted(
            256,
            |base, place| column(&base.category, place).into(),
            |point| point.category.into(),
        )
    }

    /// By ordinal of the outcome, 256 counts.
    pub fn outcomes(&self) -> Vec<u64> {
        self.counted(
            256,
            |base, place| column(&base.outcome, place).into(),
            |point| point.outcome.into(),
        )
    }

    /// Day and hour of the last record of each area, by ordinal of the area itself; what the delta took back counts on.
    pub fn last_hours(&self, areas: usize) -> Vec<Option<(u16, u8)>> {
        let mut last = vec![None; areas];
        let mut note = |area: u16, day: u16, hour: u8| {
            if let Some(known) = last.get_mut(usize::from(area)) {
                *known = (*known).max(Some((day, hour)));
            }
        };
        let base = self.base;
        self.hits.each(|place| {
            note(
                column(&base.area, place),
                column(&base.day, place),
                column(&base.hour, place),
            );
        });
        for (point, _) in self.delta.iter().filter(|(_, weight)| *weight > 0) {
            note(point.area, point.day, point.hour);
        }
        last
    }

    fn counted(
        &self,
        slots: usize,
        of_base: impl Fn(&Base, usize) -> usize,
        of_delta: impl Fn(&Point) -> usize,
    ) -> Vec<u64> {
        let mut counts = vec![0_i64; slots];
        self.hits.each(|place| {
            if let Some(count) = counts.get_mut(of_base(self.base, place)) {
                *count += 1;
            }
        });
        for (point, weight) in &self.delta {
            if let Some(count) = counts.get_mut(of_delta(point)) {
                *count += weight;
            }
        }
        counts
            .into_iter()
            .map(|count| u64::try_from(count).unwrap_or(0))
            .collect()
    }
}

fn column<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}
