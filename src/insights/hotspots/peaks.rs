//! Tests of all cells, and significant cells gathered into hot spots.
use std::collections::BTreeMap;

use super::field::{CELL_M, Field};
use super::tail::Counts;
use crate::platform::num;
use crate::rates;

/// Of the hot spots reported, the share that may be chance; in a city without any, the chance that one is reported.
pub const FALSE_DISCOVERY_RATE: f64 = 0.001;
/// Counts above this quantile of the cells are tested as if they were no larger: one crowded cell is not a crowded
/// neighbourhood, and a very hot place must not hide the others. Chosen on five generated years with twelve known places each.
const CAP_QUANTILE: f64 = 0.99;
/// Peaks nearer than this are one hot spot.
const APART_M: f64 = 160.0;

/// A place where records crowd.
#[derive(Debug, Clone, PartialEq)]
pub struct HotSpot {
    /// Middle of the crowd in WGS-84 degrees.
    pub lng: f64,
    /// Middle of the crowd in WGS-84 degrees.
    pub lat: f64,
    /// Radius of the circle as large as its cells, in metres.
    pub radius_m: f64,
    /// Records in its cells.
    pub count: u32,
    /// What its cells would hold if records knew no place.
    pub expected: f64,
    /// Gi* of its peak as a standard score.
    pub z: f64,
    /// Chance of such a peak at one given cell.
    pub p: f64,
    /// The smallest false discovery rate at which it would be reported.
    pub q: f64,
    /// Its cells, ascending.
    pub cells: Vec<usize>,
}

/// One tested cell.
#[derive(Debug, Clone, Copy)]
struct Tested {
    z: f64,
    p: f64,
    q: f64,
}

/// The hot spots of a field at a false discovery `rate`, hottest (largest Gi*) first; and how many cells were tested.
pub fn find(field: &Field, rate: f64) -> (Vec<HotSpot>, usize) {
    let tested = test_all(field);
    let cells_tested = tested.len();
    let significant: BTreeMap<usize, Tested> = tested
        .into_iter()
        .filter(|(_, test)| test.q <= rate)
        .collect();
    let heights = significant
        .keys()
        .map(|cell| (*cell, height_of(field, *cell)))
        .collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for cell in significant.keys() {
        groups
            .entry(peak_of(field, &heights, *cell))
            .or_default()
            .push(*cell);
    }
    let records: u64 = field.inside().map(|(_, held)| u64::from(held.count)).sum();
    let mean = num::from_u64(records) / num::from_usize(cells_tested.max(1));
    let mut spots: Vec<HotSpot> = joined(field, groups, &significant)
        .iter()
        .filter_map(|(peak, cells)| Some(spot_of(field, significant.get(peak)?, cells, mean)))
        .collect();
    spots.sort_by(|a, b| b.z.total_cmp(&a.z));
    (spots, cells_tested)
}

/// Gi* of every cell on the counts as they are, its chance on the capped counts.
fn test_all(field: &Field) -> Vec<(usize, Tested)> {
    let mut all: Vec<u32> = field.inside().map(|(_, held)| held.count).collect();
    all.sort_unstable();
    let cap = all
        .get(num::to_usize(num::from_usize(all.len()) * CAP_QUANTILE))
        .copied()
        .unwrap_or(u32::MAX);
    let counts = Counts::of(all.iter().copied());
    let mut capped = Counts::of(all.iter().map(|count| (*count).min(cap)));
    let mut scores = Vec::with_capacity(all.len());
    let mut tails = Vec::with_capacity(all.len());
    for (cell, _) in field.inside() {
        let (mut sum, mut capped_sum, mut size) = (0, 0, 0);
        for (_, held) in field.neighbourhood(cell) {
            sum += held.count;
            capped_sum += held.count.min(cap);
            size += 1;
        }
        tails.push(capped.tail(capped_sum, size));
        scores.push((cell, counts.score(sum, size)));
    }
    let adjusted = rates::benjamini_hochberg(&tails);
    let tests = scores.into_iter().zip(tails.into_iter().zip(adjusted));
    tests
        .map(|((cell, z), (p, q))| (cell, Tested { z, p, q }))
        .collect()
}

/// Uphill over significant neighbours to where none is higher.
fn peak_of(field: &Field, heights: &BTreeMap<usize, u32>, from: usize) -> usize {
    let height = |cell: usize| heights.get(&cell).copied().unwrap_or(0);
    let mut here = from;
    loop {
        let neighbours = field.neighbourhood(here).map(|(cell, _)| cell);
        let top = neighbours.max_by(|a, b| height(*a).cmp(&height(*b)).then(b.cmp(a)));
        match top {
            Some(next) if height(next) > height(here) => here = next,
            _ => return here,
        }
    }
}

/// Counts smoothed less than the test smooths them, so that places two cells apart keep their own peaks:
/// 8 for the cell, 2 for neighbours by side, 1 by corner.
fn height_of(field: &Field, cell: usize) -> u32 {
    let (x, y) = field.frame.middle_of(cell);
    let weight = |near: usize| {
        let (near_x, near_y) = field.frame.middle_of(near);
        match num::to_u32(((x - near_x).abs() + (y - near_y).abs()) / CELL_M + 0.5) {
            0 => 8,
            1 => 2,
            _ => 1,
        }
    };
    field
        .neighbourhood(cell)
        .map(|(near, held)| weight(near) * held.count)
        .sum()
}

/// Joins groups whose peaks are too near to be two places; the hotter peak stays.
fn joined(
    field: &Field,
    groups: BTreeMap<usize, Vec<usize>>,
    significant: &BTreeMap<usize, Tested>,
) -> Vec<(usize, Vec<usize>)> {
    let height = |cell: usize| significant.get(&cell).map_or(0.0, |test| test.z);
    let mut ordered: Vec<(usize, Vec<usize>)> = groups.into_iter().collect();
    ordered.sort_by(|(a, _), (b, _)| height(*b).total_cmp(&height(*a)));
    let mut joined: Vec<(usize, Vec<usize>)> = Vec::new();
    for (peak, cells) in ordered {
        let (x, y) = field.frame.middle_of(peak);
        let near = joined.iter_mut().find(|(other, _)| {
            let (other_x, other_y) = field.frame.middle_of(*other);
            (x - other_x).hypot(y - other_y) < APART_M
        });
        match near {
            Some((_, known)) => known.extend(cells),
            None => joined.push((peak, cells)),
        }
    }
    joined
}

fn spot_of(field: &Field, peak: &Tested, cells: &[usize], mean: f64) -> HotSpot {
    let (mut count, mut x_m, mut y_m) = (0, 0.0, 0.0);
    for held in cells.iter().filter_map(|cell| field.held(*cell)) {
        count += held.count;
        x_m += held.x_m;
        y_m += held.y_m;
    }
    let (lng, lat) = field
        .frame
        .degrees_of(x_m / f64::from(count.max(1)), y_m / f64::from(count.max(1)));
    let size = num::from_usize(cells.len());
    let radius_m = (size / std::f64::consts::PI).sqrt() * CELL_M;
    let mut cells = cells.to_vec();
    cells.sort_unstable();
    HotSpot {
        cells,
        lng,
        lat,
        radius_m,
        count,
        expected: size * mean,
        z: peak.z,
        p: peak.p,
        q: peak.q,
    }
}
