//! Heat answers over one and ten million records: p50 and p95 by kind of filter, and memory a point.
//!
//! `cargo bench --bench heat` measures both sizes; `cargo bench --bench heat -- 1000000` one of them.
#![expect(clippy::print_stdout, reason = "a bench speaks to its terminal")]
use std::hint::black_box;
use std::time::{Duration, Instant};

use wenxun::areas::morton;
use wenxun::insights::index::{AreaSet, Bounds, Filter, Point, Shape, Snapshot, level_of_zoom};
use wenxun::platform::num;

/// A square city of 20 km: 10,000 grids, two thirds of the records around 1,500 places.
const CITY_DEGREES: f64 = 0.2;
const GRIDS_ACROSS: u64 = 100;
const PLACES: u64 = 1_500;
/// Different questions of each kind.
const QUERIES: usize = 200;
/// Each is asked so often and its best time taken: what other processes take away is not ours.
const REPEATS: usize = 3;

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
        u8::try_from(self.below(limit)).unwrap_or(0)
    }

    fn share(&mut self) -> f64 {
        num::from_u64(self.below(1 << 40)) / num::from_u64(1 << 40)
    }

    fn bell(&mut self) -> f64 {
        (0..6).map(|_| self.share() - 0.5).sum::<f64>() * 1.4
    }

    fn place(&mut self) -> (f64, f64) {
        if self.below(3) == 0 {
            return (self.share(), self.share());
        }
        let place = self.below(PLACES);
        let mut seed = Numbers(place * 7_919 + 13);
        seed.next();
        let spread = 55.0 / 20_000.0;
        let (x, y) = (
            seed.share() + self.bell() * spread,
            seed.share() + self.bell() * spread,
        );
        (x.clamp(0.0, 0.999_999), y.clamp(0.0, 0.999_999))
    }

    fn point(&mut self) -> Point {
        let (x, y) = self.place();
        let across = num::from_u64(GRIDS_ACROSS);
        let grid = num::to_u32(y * across) * 100 + num::to_u32(x * across);
        let cell = (self.below(50) > 0)
            .then(|| morton::cell_of(110.4 + x * CITY_DEGREES, 26.8 + y * CITY_DEGREES));
        let day = u16::try_from(20_000 + self.below(1_095)).unwrap_or(0);
        Point::new(
            cell,
            u16::try_from(grid).unwrap_or(0),
            self.byte(45),
            self.byte(10),
            day,
            self.byte(24),
        )
    }

    fn window(&mut self) -> (Bounds, u8) {
        let zoom = 11 + self.byte(7);
        let side = 360.0 / f64::from(1_u32 << zoom) * 2.5;
        let (x, y) = self.place();
        let (lng, lat) = (110.4 + x * CITY_DEGREES, 26.8 + y * CITY_DEGREES);
        (
            Bounds::of_degrees(
                lng - side / 2.0,
                lat - side / 2.0,
                lng + side / 2.0,
                lat + side / 2.0,
            ),
            zoom,
        )
    }
}

/// Draws a filter of one kind.
type Draw = fn(&mut Numbers) -> Filter;

fn open(_: &mut Numbers) -> Filter {
    Filter::within(AreaSet::all())
}

fn one_category(numbers: &mut Numbers) -> Filter {
    Filter {
        categories: Some([numbers.byte(45)].into_iter().collect()),
        ..open(numbers)
    }
}

fn twelve_categories(numbers: &mut Numbers) -> Filter {
    Filter {
        categories: Some((0..12).map(|_| numbers.byte(45)).collect()),
        ..open(numbers)
    }
}

fn period(numbers: &mut Numbers) -> Filter {
    let from = u16::try_from(20_000 + numbers.below(1_000)).unwrap_or(0);
    let length = [6, 29, 364]
        .get(usize::from(numbers.byte(3)))
        .copied()
        .unwrap_or(6);
    Filter {
        days: Some((from, from + length)),
        ..open(numbers)
    }
}

fn weekday_and_hour(numbers: &mut Numbers) -> Filter {
    let hours = Some([7, 8, 17, 18].into_iter().collect());
    Filter {
        weekdays: Some([1 + numbers.byte(7)].into_iter().collect()),
        hours,
        ..open(numbers)
    }
}

fn street(numbers: &mut Numbers) -> Filter {
    let first = u16::try_from(numbers.below(9_000)).unwrap_or(0);
    Filter::within(AreaSet::of_ranges([first..=first + 500]))
}

fn all_at_once(numbers: &mut Numbers) -> Filter {
    Filter {
        areas: street(numbers).areas,
        days: period(numbers).days,
        outcomes: Some([0, 1, 2].into_iter().collect()),
        categories: twelve_categories(numbers).categories,
        ..weekday_and_hour(numbers)
    }
}

const KINDS: [(&str, Draw); 7] = [
    ("no filter", open),
    ("one category", one_category),
    ("twelve categories", twelve_categories),
    ("week, month or year", period),
    ("weekday and hours", weekday_and_hour),
    ("one street", street),
    ("all at once", all_at_once),
];

fn percentile(times: &[Duration], share: f64) -> f64 {
    let place = num::to_usize(num::from_usize(times.len()) * share);
    times
        .get(place.min(times.len().saturating_sub(1)))
        .map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

fn report(name: &str, mut times: Vec<Duration>, goal_ms: f64) {
    times.sort_unstable();
    let (p50, p95) = (percentile(&times, 0.5), percentile(&times, 0.95));
    let verdict = if p95 <= goal_ms { "ok" } else { "MISSED" };
    println!("  {name:<34} p50 {p50:7.3} ms   p95 {p95:7.3} ms   goal {goal_ms:.0} ms   {verdict}");
}

fn measure(size: usize, goal_ms: f64) {
    let mut numbers = Numbers(42);
    let points: Vec<Point> = (0..size).map(|_| numbers.point()).collect();
    let started = Instant::now();
    let snapshot = Snapshot::build(points);
    let build_s = started.elapsed().as_secs_f64();
    let extra: Vec<Point> = (0..2_500).map(|_| numbers.point()).collect();
    let snapshot = snapshot.changed(&extra, &[]);
    let bytes = num::from_usize(snapshot.bytes()) / num::from_usize(size);
    println!("{size} records: built in {build_s:.2} s, {bytes:.1} bytes a record, delta of 2,500");
    let mut all = Vec::new();
    for (shape, shape_name) in [(Shape::Square, "cells"), (Shape::Hex, "honeycomb")] {
        for (name, draw) in KINDS {
            let mut times = Vec::new();
            for _ in 0..QUERIES {
                let (filter, (bounds, zoom)) = (draw(&mut numbers), numbers.window());
                let finest = level_of_zoom(zoom);
                let once = || {
                    let started = Instant::now();
                    black_box(snapshot.cells(&filter, &bounds, finest, shape));
                    started.elapsed()
                };
                times.extend((0..REPEATS).map(|_| once()).min());
            }
            all.extend_from_slice(&times);
            report(&format!("{shape_name}, {name}"), times, goal_ms);
        }
    }
    report("all kinds together", all, goal_ms);
}

fn main() {
    let wanted: Option<usize> = std::env::args().find_map(|argument| argument.parse().ok());
    for (size, goal_ms) in [(1_000_000, 1.0), (10_000_000, 5.0)] {
        if wanted.is_none_or(|wanted| wanted == size) {
            measure(size, goal_ms);
        }
    }
}
