//! Outlines of areas: exact shapes on a lattice of 1e-7 degrees (about a centimetre), their checks and their size.
//!
//! Coordinates are whole numbers, so "does this point lie on that border" has one answer on every machine and
//! neighbours that share a border agree about it.

pub mod examine;
pub mod features;
mod measure;
mod outline;
pub mod parse;
mod piece;
pub mod problem;
mod simple;
pub mod tiling;
pub mod tree;

use std::fmt::Write as _;

use crate::platform::num;
pub use measure::{area_of_ring_m2, area_of_rings_m2, distance_m};
pub use outline::read_trusted_shape;
pub use piece::{Piece, intersection_area_m2, point_inside};

/// Lattice steps in a degree.
pub const STEPS_PER_DEGREE: f64 = 1e7;

/// A point of the lattice: longitude `x` and latitude `y` in 1e-7 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Vertex {
    /// Longitude, −1,800,000,000 ..= 1,800,000,000.
    pub x: i32,
    /// Latitude, −900,000,000 ..= 900,000,000.
    pub y: i32,
}

impl Vertex {
    /// The lattice point nearest to a longitude and latitude in degrees; values beyond the globe saturate.
    pub fn nearest(lng: f64, lat: f64) -> Self {
        let steps = |degrees: f64| {
            let limit = f64::from(i32::MAX);
            i32::try_from(num::to_i64(
                (degrees * STEPS_PER_DEGREE).round().clamp(-limit, limit),
            ))
            .unwrap_or_default()
        };
        Self {
            x: steps(lng),
            y: steps(lat),
        }
    }

    /// Longitude and latitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (
            f64::from(self.x) / STEPS_PER_DEGREE,
            f64::from(self.y) / STEPS_PER_DEGREE,
        )
    }
}

/// A closed line without its repeated last point; at least three vertices when valid.
pub type Ring = Vec<Vertex>;

/// Corners of the smallest box round something, all inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// South-west corner.
    pub low: Vertex,
    /// North-east corner.
    pub high: Vertex,
}

impl Bounds {
    /// Whether a point lies in the box or on its edge.
    pub fn contains(&self, point: Vertex) -> bool {
        self.low.x <= point.x
            && point.x <= self.high.x
            && self.low.y <= point.y
            && point.y <= self.high.y
    }

    /// The box round a set of vertices; `None` without any.
    pub fn of<'a>(vertices: impl IntoIterator<Item = &'a Vertex>) -> Option<Self> {
        vertices.into_iter().fold(None, |bounds, vertex| {
            let grown = bounds.map_or(
                Self {
                    low: *vertex,
                    high: *vertex,
                },
                |b: Self| b.including(*vertex),
            );
            Some(grown)
        })
    }

    /// Whether two boxes have a point in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.low.x <= other.high.x
            && other.low.x <= self.high.x
            && self.low.y <= other.high.y
            && other.low.y <= self.high.y
    }

    /// The box round this one and another.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.including(other.low).including(other.high)
    }

    /// `[west, south, east, north]` in degrees.
    pub fn degrees(&self) -> [f64; 4] {
        let ((west, south), (east, north)) = (self.low.degrees(), self.high.degrees());
        [west, south, east, north]
    }

    fn including(self, vertex: Vertex) -> Self {
        Self {
            low: Vertex {
                x: self.low.x.min(vertex.x),
                y: self.low.y.min(vertex.y),
            },
            high: Vertex {
                x: self.high.x.max(vertex.x),
                y: self.high.y.max(vertex.y),
            },
        }
    }
}

/// The outline of an area: polygons, each a shell and its holes.
/// Shells run counter-clockwise and holes clockwise, so the inside is always on the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    polygons: Vec<Vec<Ring>>,
    bounds: Bounds,
}

impl Shape {
    /// Takes rings as they come (first of each polygon = shell) and turns them the right way round.
    /// `None` when there is no vertex at all. Does not check that rings are simple.
    pub fn new(mut polygons: Vec<Vec<Ring>>) -> Option<Self> {
        for polygon in &mut polygons {
            for (index, ring) in polygon.iter_mut().enumerate() {
                if is_counter_clockwise(ring) != (index == 0) {
                    ring.reverse();
                }
            }
        }
        let bounds = Bounds::of(polygons.iter().flatten().flatten())?;
        Some(Self { polygons, bounds })
    }

    /// The polygons, each a shell followed by its holes.
    pub fn polygons(&self) -> &[Vec<Ring>] {
        &self.polygons
    }

    /// All rings, shells and holes.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flatten()
    }

    /// The box round it.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Number of vertices.
    pub fn vertex_count(&self) -> usize {
        self.rings().map(Vec::len).sum()
    }

    /// Area on the WGS-84 ellipsoid in square metres.
    pub fn area_m2(&self) -> f64 {
        area_of_rings_m2(self.rings())
    }

    /// Whether a lattice point lies inside or on the border; exact.
    pub fn contains(&self, point: Vertex) -> bool {
        if !self.bounds.contains(point) {
            return false;
        }
        let mut is_inside = false;
        for ring in self.rings() {
            for (a, b) in edges(ring) {
                if a == point {
                    return true;
                }
                if (a.y > point.y) != (b.y > point.y) {
                    let side = cross(a, b, point);
                    if side == 0 {
                        return true;
                    }
                    is_inside ^= (side > 0) == (b.y > a.y);
                } else if a.y == point.y && b.y == point.y && is_between(point.x, a.x, b.x) {
                    return true;
                }
            }
        }
        is_inside
    }

    /// A GeoJSON geometry, `Polygon` or `MultiPolygon`, rings closed, 7 decimals at most.
    pub fn to_geojson(&self) -> String {
        let mut text = String::with_capacity(self.vertex_count() * 24 + 64);
        if let [polygon] = self.polygons.as_slice() {
            text.push_str(r#"{"type":"Polygon","coordinates":"#);
            write_polygon(&mut text, polygon);
        } else {
            text.push_str(r#"{"type":"MultiPolygon","coordinates":["#);
            for (index, polygon) in self.polygons.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_polygon(&mut text, polygon);
            }
            text.push(']');
        }
        text.push('}');
        text
    }
}

fn write_polygon(text: &mut String, polygon: &[Ring]) {
    text.push('[');
    for (index, ring) in polygon.iter().enumerate() {
        text.push_str(if index > 0 { ",[" } else { "[" });
        for (position, vertex) in ring.iter().chain(ring.first()).enumerate() {
            let (lng, lat) = vertex.degrees();
            let comma = if position > 0 { "," } else { "" };
            // Writing to a String cannot fail.
            let _ = write!(text, "{comma}[{lng},{lat}]");
        }
        text.push(']');
    }
    text.push(']');
}

/// The edges of a ring, each from its start to its end.
pub fn edges(ring: &[Vertex]) -> impl Iterator<Item = (Vertex, Vertex)> + '_ {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().skip(1).chain(ring.first().copied()))
}

/// Twice the signed area of the triangle `o a b`, in lattice units: positive when `b` lies left of `o → a`.
pub fn cross(o: Vertex, a: Vertex, b: Vertex) -> i128 {
    let (ax, ay) = (
        i64::from(a.x) - i64::from(o.x),
        i64::from(a.y) - i64::from(o.y),
    );
    let (bx, by) = (
        i64::from(b.x) - i64::from(o.x),
        i64::from(b.y) - i64::from(o.y),
    );
    i128::from(ax) * i128::from(by) - i128::from(ay) * i128::from(bx)
}

fn is_between(value: i32, one_end: i32, other_end: i32) -> bool {
    one_end.min(other_end) <= value && value <= one_end.max(other_end)
}

fn is_counter_clockwise(ring: &[Vertex]) -> bool {
    let Some(first) = ring.first() else {
        return true;
    };
    edges(ring).map(|(a, b)| cross(*first, a, b)).sum::<i128>() > 0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Ring {
        vec![
            Vertex { x, y },
            Vertex { x: x + side, y },
            Vertex {
                x: x + side,
                y: y + side,
            },
            Vertex { x, y: y + side },
        ]
    }

    #[test]
    fn a_hole_is_outside_and_its_border_is_inside() {
        let shape = Shape::new(vec![vec![square(0, 0, 100), square(40, 40, 20)]]).unwrap();
        let at = |x, y| shape.contains(Vertex { x, y });
        assert!(at(0, 0) && at(100, 50) && at(20, 20));
        assert!(!at(50, 50) && !at(101, 50) && !at(50, -1));
        assert!(at(40, 50) && at(60, 60));
    }

    #[test]
    fn rings_are_turned_so_that_the_inside_is_on_the_left() {
        let mut clockwise = square(0, 0, 100);
        clockwise.reverse();
        let shape = Shape::new(vec![vec![clockwise, square(40, 40, 20)]]).unwrap();
        let turns: Vec<bool> = shape
            .rings()
            .map(|ring| is_counter_clockwise(ring))
            .collect();
        assert_eq!(turns, [true, false]);
    }

    #[test]
    fn geojson_text_closes_rings() {
        let shape = Shape::new(vec![vec![square(1_100_000_000, 270_000_000, 5)]]).unwrap();
        assert_eq!(
            shape.to_geojson(),
            r#"{"type":"Polygon","coordinates":[[[110,27],[110.0000005,27],[110.0000005,27.0000005],[110,27.0000005],[110,27]]]}"#
        );
    }

    proptest! {
        #[test]
        fn halves_of_a_box_share_only_their_border(cut in 1_i32..99, x in 0_i32..=100, y in 0_i32..=100) {
            let at = |left: i32, right: i32| vec![
                Vertex { x: left, y: 0 }, Vertex { x: right, y: 0 }, Vertex { x: right, y: 100 }, Vertex { x: left, y: 100 },
            ];
            let left = Shape::new(vec![vec![at(0, cut)]]).unwrap();
            let right = Shape::new(vec![vec![at(cut, 100)]]).unwrap();
            let point = Vertex { x, y };
            prop_assert_eq!(left.contains(point), x <= cut);
            prop_assert_eq!(right.contains(point), x >= cut);
        }
    }
}
