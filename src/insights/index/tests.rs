//! The index against plain loops over all points.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::areas::morton;

/// Repeatable numbers without a crate: xorshift.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn byte(&mut self, limit: u64) -> u8 {
        u8::try_from(self.below(limit)).unwrap()
    }

    fn degrees(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * crate::platform::num::from_u64(self.below(1 << 30))
            / f64::from(1 << 30)
    }

    fn point(&mut self) -> Point {
        let spread = if self.below(3) == 0 { 0.1 } else { 0.003 };
        let (lng, lat) = (
            110.42 + self.degrees(0.0, spread),
            26.82 + self.degrees(0.0, spread),
        );
        let cell = (self.below(20) > 0).then(|| morton::cell_of(lng, lat));
        let day = u16::try_from(20_400 + self.below(365)).unwrap();
        Point::new(
            cell,
            u16::try_from(self.below(700)).unwrap(),
            self.byte(45),
            self.byte(10),
            day,
            self.byte(24),
        )
    }

    fn set(&mut self, limit: u64) -> Option<ValueSet> {
        match self.below(3) {
            0 => None,
            _ => Some((0..=self.below(limit)).map(|_| self.byte(limit)).collect()),
        }
    }

    fn filter(&mut self) -> Filter {
        let mut filter = Filter::within(AreaSet::all());
        if self.below(2) == 0 {
            let low = u16::try_from(self.below(600)).unwrap();
            filter.areas = AreaSet::of_ranges([low..=low + 60, 650..=660]);
        }
        filter.categories = self.set(45);
        filter.outcomes = self.set(10);
        filter.hours = self.set(24);
        filter.weekdays = self.set(8);
        let from = u16::try_from(20_300 + self.below(400)).unwrap();
        filter.days = (self.below(2) == 0).then_some((from, from + 100));
        filter
    }

    fn bounds(&mut self) -> Bounds {
        if self.below(3) == 0 {
            return Bounds::WORLD;
        }
        let (west, south) = (
            110.41 + self.degrees(0.0, 0.1),
            26.81 + self.degrees(0.0, 0.1),
        );
        Bounds::of_degrees(
            west,
            south,
            west + self.degrees(0.0, 0.05),
            south + self.degrees(0.0, 0.05),
        )
    }
}

fn counted(points: &[Point], filter: &Filter, bounds: &Bounds, level: u8) -> BTreeMap<i64, u32> {
    let mut counts = BTreeMap::new();
    for cell in points
        .iter()
        .filter(|p| filter.matches(p))
        .filter_map(Point::cell)
        .filter(|c| bounds.contains(*c))
    {
        *counts.entry(morton::ancestor_of(cell, level)).or_default() += 1;
    }
    counts
}

fn check_cells(
    snapshot: &Snapshot,
    points: &[Point],
    filter: &Filter,
    bounds: &Bounds,
    finest: u8,
) {
    let answer = snapshot.cells(filter, bounds, finest, Shape::Square);
    let mut level = finest;
    let mut expected = counted(points, filter, bounds, level);
    while expected.len() > MAX_CELLS {
        level -= 1;
        expected = counted(points, filter, bounds, level);
    }
    assert_eq!(answer.level, level);
    let got: BTreeMap<i64, u32> = answer
        .cells
        .iter()
        .map(|c| {
            (
                morton::ancestor_of(morton::cell_of(c.lng(), c.lat()), level),
                c.count,
            )
        })
        .collect();
    assert_eq!(got, expected);
    assert_eq!(
        answer.total,
        expected.values().map(|c| u64::from(*c)).sum::<u64>()
    );
    assert_eq!(answer.max, expected.values().max().copied().unwrap_or(0));
    let unplaced = points
        .iter()
        .filter(|p| p.cell().is_none() && filter.matches(p))
        .count();
    assert_eq!(answer.unplaced, u64::try_from(unplaced).unwrap());
    let comb = snapshot.cells(filter, bounds, finest, Shape::Hex);
    assert_eq!(comb.total, answer.total);
    assert!(comb.cells.len() <= MAX_CELLS && comb.level <= level);
}

fn check_groups(snapshot: &Snapshot, points: &[Point], filter: &Filter) {
    let groups = snapshot.groups(filter);
    let matching: Vec<&Point> = points.iter().filter(|p| filter.matches(p)).collect();
    let by = |slots: usize, slot: &dyn Fn(&Point) -> usize| {
        let mut counts = vec![0_u64; slots];
        for point in &matching {
            counts[slot(point)] += 1;
        }
        counts
    };
    assert_eq!(groups.total(), u64::try_from(matching.len()).unwrap());
    assert_eq!(
        groups.matrix(),
        by(168, &|p| usize::from(p.weekday() - 1) * 24
            + usize::from(p.hour))
    );
    assert_eq!(groups.areas(700), by(700, &|p| p.area.into()));
    assert_eq!(groups.categories(), by(256, &|p| p.category.into()));
    assert_eq!(groups.outcomes(), by(256, &|p| p.outcome.into()));
    let days = groups.days();
    assert_eq!(days, by(1 << 16, &|p| p.day.into())[..days.len()]);
    assert_eq!(days.iter().sum::<u64>(), groups.total());
}

#[test]
fn a_hundred_and_fifty_thousand_points_are_counted_as_a_plain_loop_counts_them() {
    let mut numbers = Numbers(7);
    let points: Vec<Point> = (0..150_000).map(|_| numbers.point()).collect();
    let snapshot = Snapshot::build(points.clone());
    let everything = Filter::within(AreaSet::all());
    for finest in [12, 15, 17, 18, 19, 20, 21, 22] {
        check_cells(&snapshot, &points, &everything, &Bounds::WORLD, finest);
    }
    for _ in 0..12 {
        let (filter, bounds) = (numbers.filter(), numbers.bounds());
        check_cells(&snapshot, &points, &filter, &bounds, 22);
        check_groups(&snapshot, &points, &filter);
    }
}

#[test]
fn an_empty_index_answers_with_nothing() {
    let snapshot = Snapshot::default();
    check_cells(
        &snapshot,
        &[],
        &Filter::within(AreaSet::all()),
        &Bounds::WORLD,
        20,
    );
    check_groups(&snapshot, &[], &Filter::within(AreaSet::all()));
    assert!(snapshot.is_empty());
}

#[test]
fn taking_out_what_came_leaves_the_index_as_it_was() {
    let mut numbers = Numbers(11);
    let points: Vec<Point> = (0..500).map(|_| numbers.point()).collect();
    let snapshot = Snapshot::build(points[..300].to_vec())
        .changed(&points[300..], &[])
        .changed(&[], &points[100..]);
    assert_eq!(snapshot.len(), 100);
    for state in [&snapshot, &snapshot.merged()] {
        check_cells(
            state,
            &points[..100],
            &Filter::within(AreaSet::all()),
            &Bounds::WORLD,
            22,
        );
        check_groups(state, &points[..100], &Filter::within(AreaSet::all()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_filter_and_box_agree_with_a_plain_loop_before_and_after_merging(seed in 1_u64.., size in 0_usize..4_000, kept in 0.0..1.0_f64) {
        let mut numbers = Numbers(seed);
        let points: Vec<Point> = (0..size).map(|_| numbers.point()).collect();
        let cut = crate::platform::num::to_usize(crate::platform::num::from_usize(size) * kept);
        let (first, later) = points.split_at(cut);
        let left = &points[cut / 3..cut / 2];
        let snapshot = Snapshot::build(first.to_vec()).changed(later, left);
        let remaining = [&points[..cut / 3], &points[cut / 2..]].concat();
        let merged = snapshot.merged();
        prop_assert_eq!(merged.len(), remaining.len());
        for _ in 0..4 {
            let (filter, bounds) = (numbers.filter(), numbers.bounds());
            let finest = 10 + numbers.byte(13);
            for state in [&snapshot, &merged] {
                check_cells(state, &remaining, &filter, &bounds, finest);
                check_groups(state, &remaining, &filter);
            }
        }
    }
}
