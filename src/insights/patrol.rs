//! Hours that somebody stood somewhere (劝导、巡查时数): the denominator of records per patrol hour.
//!
//! A shift counts from its first check-in to its last check-out (as planned where nobody checked), never more than an hour
//! beyond the plan, and only if somebody came. Along a road its time is spread evenly. Filters on weekday and hour cut the
//! time as they cut the records. No person is seen: whether one or ten stood there, an hour is an hour.
use std::collections::HashMap;
use std::sync::Arc;

use super::asked::Asked;
use super::index::{Cell, Filter, Shape, ValueSet};
use super::queries::Stood;
use super::standing::Standing;
use crate::areas::geometry::distance_m;
use crate::areas::{Area, Territory};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::num;

/// Under so many hours a rate says nothing and is hidden.
pub(super) const LEAST_HOURS: f64 = 1.0;
/// Finest level of cells with hours: some 270 m at 27° north. Who stands at a corner sees as far.
pub(super) const FINEST_LEVEL: u8 = 17;
/// A road counts at points this far apart, in metres.
const STEP_M: f64 = 40.0;
/// Most points of one road.
const MOST_STEPS: f64 = 500.0;
const HOUR_MS: i64 = 3_600_000;
/// No shift is longer, in milliseconds.
const LONGEST_MS: i64 = 24 * HOUR_MS;

/// A point with the hours that somebody stood there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    lng: f64,
    lat: f64,
    /// Ordinal of the area that holds it.
    area: Option<usize>,
    hours: f64,
}

/// Where somebody stood, and how long.
#[derive(Debug, Default)]
pub(super) struct Patrols(Vec<Spot>);

impl Patrols {
    /// The hours of shifts inside what was asked for.
    pub(super) fn of(stood: &[Stood], asked: &Asked, standing: &Standing, zone: Zone) -> Self {
        let mut places: HashMap<&str, Arc<[Spot]>> = HashMap::new();
        let mut spots = Vec::new();
        let areas = standing.territory.areas();
        let is_inside = |spot: &&Spot| {
            let area = spot.area.and_then(|area| areas.get(area));
            area.is_some_and(|area| asked.scope.contains_path(&area.path))
        };
        for shift in stood {
            let hours = hours_of((shift.from, shift.until), &asked.filter, zone);
            if hours <= 0.0 {
                continue;
            }
            let place = places
                .entry(shift.line.as_str())
                .or_insert_with(|| spread(&shift.line, &standing.territory));
            // A road may leave the areas asked for, where no records are counted.
            let inside = place.iter().filter(|spot| is_inside(spot));
            spots.extend(inside.map(|spot| Spot {
                hours: spot.hours * hours,
                ..*spot
            }));
        }
        Self(spots)
    }

    /// Hours by ordinal of the area.
    pub(super) fn by_area(&self, areas: usize) -> Vec<f64> {
        let mut hours = vec![0.0; areas];
        for spot in &self.0 {
            if let Some(slot) = spot.area.and_then(|area| hours.get_mut(area)) {
                *slot += spot.hours;
            }
        }
        hours
    }

    /// Cells of a level and shape with their hours, from north-west to south-east.
    pub(super) fn by_cell(&self, level: u8, shape: Shape) -> Vec<(Cell, f64)> {
        let mut hours: HashMap<(u64, u64), (Cell, f64)> = HashMap::new();
        for spot in &self.0 {
            let cell = Cell::holding(spot.lng, spot.lat, level, shape);
            hours.entry(cell.key()).or_insert((cell, 0.0)).1 += spot.hours;
        }
        let mut cells: Vec<(Cell, f64)> = hours.into_values().collect();
        cells.sort_by(|(a, _), (b, _)| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)));
        cells
    }
}

/// Hours of an area and all below it, out of hours by ordinal.
pub(super) fn hours_below(standing: &Standing, area: &Area, hours: &[f64]) -> f64 {
    let range = standing.ordinals_of(&area.path);
    let places = range.map(|range| usize::from(*range.start())..=usize::from(*range.end()));
    places
        .and_then(|places| hours.get(places))
        .map_or(0.0, |hours| hours.iter().sum())
}

/// Records per hour, rounded to four places; `None` under an hour.
pub(super) fn per_hour(count: u64, hours: f64) -> Option<f64> {
    (hours >= LEAST_HOURS).then(|| (num::from_u64(count) / hours * 1e4).round() / 1e4)
}

/// The part of a stretch of time (epoch milliseconds) on the weekdays and hours of a filter, in hours.
fn hours_of((from, until): (i64, i64), filter: &Filter, zone: Zone) -> f64 {
    let until = until.min(from.saturating_add(LONGEST_MS));
    let is_in =
        |values: &Option<ValueSet>, value| values.as_ref().is_none_or(|set| set.contains(value));
    let (mut at, mut sum) = (from, 0);
    while at < until {
        let instant = UtcMillis(at);
        let local = at + zone.offset_ms_at(instant);
        let end = (at + HOUR_MS - local.rem_euclid(HOUR_MS)).min(until);
        let (weekday, hour) = zone.weekday_and_hour(instant);
        if is_in(&filter.weekdays, weekday) && is_in(&filter.hours, hour) {
            sum += end - at;
        }
        at = end;
    }
    num::from_i64(sum) / num::from_i64(HOUR_MS)
}

/// The points of a place, each with its share of the time; none when the line cannot be read.
fn spread(line: &str, territory: &Territory) -> Arc<[Spot]> {
    let line: Vec<(f64, f64)> = serde_json::from_str(line).unwrap_or_default();
    let points = points_of(&line);
    let share = 1.0 / num::from_usize(points.len().max(1));
    let areas = territory.areas();
    let spot = |(lng, lat): (f64, f64)| Spot {
        lng,
        lat,
        area: territory
            .locate(lng, lat)
            .map(|area| areas.partition_point(|other| other.path < area.path)),
        hours: share,
    };
    points.into_iter().map(spot).collect()
}

/// The vertex of a point, or points evenly along a line.
fn points_of(line: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let pieces: Vec<_> = line.iter().zip(line.iter().skip(1)).collect();
    let whole: f64 = pieces.iter().map(|(a, b)| distance_m(**a, **b)).sum();
    if whole < STEP_M {
        return line.first().copied().into_iter().collect();
    }
    let steps = (whole / STEP_M).ceil().min(MOST_STEPS);
    let step_m = whole / steps;
    let (mut points, mut due) = (Vec::new(), step_m / 2.0);
    for (a, b) in pieces {
        let metres = distance_m(*a, *b);
        while due <= metres && metres > 0.0 {
            let part = due / metres;
            points.push((a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part));
            due += step_m;
        }
        due -= metres;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::index::AreaSet;
    use super::*;

    const ZONE: Zone = Zone(chrono_tz::Asia::Shanghai);
    /// Friday 2026-10-30 09:30 in Shanghai.
    const HALF_PAST_NINE: i64 = 1_793_323_800_000;

    fn hours(minutes: i64, weekdays: &[u8], hours: &[u8]) -> f64 {
        let set = |values: &[u8]| (!values.is_empty()).then(|| values.iter().copied().collect());
        let filter = Filter {
            weekdays: set(weekdays),
            hours: set(hours),
            ..Filter::within(AreaSet::all())
        };
        let until = HALF_PAST_NINE + minutes * 60_000;
        hours_of((HALF_PAST_NINE, until), &filter, ZONE)
    }

    #[test]
    fn the_time_of_a_shift_is_cut_as_its_records_are() {
        let is = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        is(hours(150, &[], &[]), 2.5);
        is(hours(150, &[], &[10]), 1.0);
        is(hours(150, &[], &[9]), 0.5);
        is(hours(150, &[5], &[]), 2.5);
        is(hours(150, &[4], &[]), 0.0);
        is(hours(-5, &[], &[]), 0.0);
        is(hours(60 * 100, &[], &[]), 24.0);
    }

    #[test]
    fn a_road_is_covered_evenly_and_a_corner_is_one_point() {
        assert_eq!(points_of(&[(110.5, 26.9)]), [(110.5, 26.9)]);
        assert!(points_of(&[]).is_empty());
        let road = [(110.500, 26.9), (110.501, 26.9), (110.504, 26.9)];
        let points = points_of(&road);
        assert_eq!(points.len(), 10);
        let gaps = points.iter().zip(points.iter().skip(1));
        for (a, b) in gaps {
            assert!((distance_m(*a, *b) - 39.7).abs() < 1.0, "{a:?} {b:?}");
        }
    }

    #[test]
    fn under_an_hour_there_is_no_rate() {
        assert_eq!(per_hour(3, 0.99), None);
        assert_eq!(per_hour(3, 1.5), Some(2.0));
        assert_eq!(per_hour(0, 8.0), Some(0.0));
    }
}
