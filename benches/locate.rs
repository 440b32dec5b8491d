//! Point → grid among 10,000 areas: the goal is at most half a microsecond a lookup.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use wenxun::areas::geometry::{Shape, Vertex};
use wenxun::areas::level::Level;
use wenxun::areas::locate::Locator;

/// Areas in each direction.
const ACROSS: u32 = 100;
/// Edge of an area in lattice steps of 1e-7 degrees, about 300 m.
const EDGE: i32 = 30_000;
/// Points on each side of an area.
const POINTS_ON_A_SIDE: i32 = 6;

/// A repeatable wobble, so that borders are crooked but shared.
fn wobble(x: i32, y: i32, salt: i32) -> i32 {
    let mixed =
        x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663) ^ salt.wrapping_mul(83_492_791);
    mixed.rem_euclid(EDGE / POINTS_ON_A_SIDE / 2)
}

fn vertex(column: i32, row: i32) -> Vertex {
    let step = EDGE / POINTS_ON_A_SIDE;
    Vertex {
        x: 1_104_000_000 + column * step + wobble(column, row, 1),
        y: 268_000_000 + row * step + wobble(column, row, 2),
    }
}

fn area(number: u32) -> Option<Shape> {
    let side = POINTS_ON_A_SIDE;
    let left = i32::try_from(number % ACROSS).ok()? * side;
    let bottom = i32::try_from(number / ACROSS).ok()? * side;
    let south = (0..side).map(|n| vertex(left + n, bottom));
    let east = (0..side).map(|n| vertex(left + side, bottom + n));
    let north = (0..side).map(|n| vertex(left + side - n, bottom + side));
    let west = (0..side).map(|n| vertex(left, bottom + side - n));
    Shape::new(vec![vec![
        south.chain(east).chain(north).chain(west).collect(),
    ]])
}

fn locate(criterion: &mut Criterion) {
    let areas: Vec<(String, Shape)> = (0..ACROSS * ACROSS)
        .filter_map(|number| Some((format!("{number:015}"), area(number)?)))
        .collect();
    let locator = Locator::new(
        areas
            .iter()
            .map(|(code, shape)| (Level::Grid, code.as_str(), Arc::new(shape.clone()))),
    );
    let points: Vec<(f64, f64)> = (0..100_000_u32)
        .map(|n| {
            let (a, b) = (
                f64::from(n) * 0.618_033_988_75 % 1.0,
                f64::from(n) * 0.754_877_666_2 % 1.0,
            );
            (110.4 + a * 0.3, 26.8 + b * 0.3)
        })
        .collect();
    let mut next = points.iter().cycle();
    criterion.bench_function("locate a point among 10,000 areas", |bencher| {
        bencher.iter(|| {
            next.next()
                .and_then(|&(lng, lat)| locator.locate(black_box(lng), black_box(lat)))
        });
    });
}

criterion_group!(benches, locate);
criterion_main!(benches);
