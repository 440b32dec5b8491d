//! Outlines and roads for small drawings that are kept: fewer vertices, a metre exact.

use super::geometry::{Ring, Vertex};
use super::roads;
use super::territory::{Area, Territory};
use crate::platform::auth::{AreaScope, Level};
use entity::road;

/// Vertices nearer to the line without them than this share of the drawing's width are left out: half a millimetre on paper.
const TOLERANCE: f64 = 1.0 / 1_500.0;
/// Degrees are rounded to so many parts: about a metre.
const PARTS: f64 = 1e5;
/// Roads that are drawn.
const ROADS: [&str; 2] = ["river", "arterial_road"];

/// A point in degrees: longitude, latitude.
pub type Degrees = (f64, f64);

/// A line of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnLine {
    /// `ground` (what the drawing is of), `part` (an area in it), or the class of a road or river.
    pub class: String,
    /// Its points; outlines come back to the first.
    pub points: Vec<Degrees>,
}

/// The outline of a scope, of its parts at a level, its river and its large roads.
pub fn drawn(
    territory: &Territory,
    (scope, level): (&AreaScope, Level),
    all_roads: &[road::Model],
) -> Vec<DrawnLine> {
    let highest = territory.within(scope).map(|area| area.level).min();
    let ground = territory
        .within(scope)
        .filter(|area| Some(area.level) == highest);
    let ground: Vec<&Area> = ground.collect();
    let parts = territory.within(scope).filter(|area| area.level == level);
    let boxes = ground.iter().map(|area| area.shape.bounds());
    let Some([west, south, east, north]) = boxes
        .reduce(super::geometry::Bounds::union)
        .map(|bounds| bounds.degrees())
    else {
        return vec![];
    };
    let pen = Pen {
        squeeze: f64::midpoint(south, north).to_radians().cos(),
        tolerance: (east - west).max(north - south) * TOLERANCE,
    };
    let roads = roads::touching(all_roads, territory, scope);
    let roads = roads.filter(|road| ROADS.contains(&road.class.as_str()));
    let lines = roads.flat_map(|road| {
        let lines = roads::lines_in(&road.geometry).into_iter();
        lines.map(|line| pen.line(&road.class, &line))
    });
    let outlines = |class: &'static str, areas: Vec<&Area>| {
        let rings = areas.into_iter().flat_map(|area| area.shape.rings());
        let lines: Vec<DrawnLine> = rings.map(|ring| pen.line(class, &closed(ring))).collect();
        lines
    };
    let mut all: Vec<DrawnLine> = lines.collect();
    all.extend(outlines("part", parts.collect()));
    all.extend(outlines("ground", ground));
    all
}

fn closed(ring: &Ring) -> Vec<Vertex> {
    ring.iter().chain(ring.first()).copied().collect()
}

/// How exact a drawing is.
#[derive(Clone, Copy, Debug)]
struct Pen {
    /// Degrees of latitude that are as long as one of longitude.
    squeeze: f64,
    /// In degrees of latitude.
    tolerance: f64,
}

impl Pen {
    fn line(self, class: &str, vertices: &[Vertex]) -> DrawnLine {
        let line: Vec<Degrees> = vertices.iter().map(|vertex| vertex.degrees()).collect();
        let mut points: Vec<Degrees> = line.first().copied().into_iter().collect();
        self.thin(&line, &mut points);
        let round = |degrees: f64| (degrees * PARTS).round() / PARTS;
        let rounded = points
            .into_iter()
            .map(|(lng, lat)| (round(lng), round(lat)));
        DrawnLine {
            class: class.to_owned(),
            points: rounded.collect(),
        }
    }

    /// Adds the vertices after the first that matter (Ramer, Douglas and Peucker).
    fn thin(self, line: &[Degrees], kept: &mut Vec<Degrees>) {
        let [first, inner @ .., last] = line else {
            return;
        };
        let distances = inner
            .iter()
            .map(|point| self.distance(*point, *first, *last));
        let farthest = distances.zip(1..).max_by(|a, b| a.0.total_cmp(&b.0));
        match farthest {
            Some((distance, at)) if distance > self.tolerance => {
                self.thin(line.get(..=at).unwrap_or_default(), kept);
                self.thin(line.get(at..).unwrap_or_default(), kept);
            }
            _ => kept.push(*last),
        }
    }

    /// Distance of a point from a line between two others, in degrees of latitude.
    fn distance(self, point: Degrees, from: Degrees, to: Degrees) -> f64 {
        let flat = |(lng, lat): Degrees| ((lng - from.0) * self.squeeze, lat - from.1);
        let ((x, y), (dx, dy)) = (flat(point), flat(to));
        let length2 = dx * dx + dy * dy;
        let share = if length2 > 0.0 {
            ((x * dx + y * dy) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (x - share * dx).hypot(y - share * dy)
    }
}

#[cfg(test)]
mod tests {
    use super::super::territory::tests::small;
    use super::*;

    #[test]
    fn vertices_that_nobody_sees_are_left_out_and_corners_stay() {
        let pen = Pen {
            squeeze: 1.0,
            tolerance: 0.01,
        };
        let line = [(0.0, 0.0), (1.0, 0.001), (2.0, 0.0), (2.0, 1.0), (2.0, 2.0)];
        let vertices = line.map(|(lng, lat)| Vertex::nearest(lng, lat));
        let drawn = pen.line("part", &vertices);
        assert_eq!(drawn.points, [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)]);
    }

    #[test]
    fn a_street_is_drawn_with_its_communities_and_comes_back_to_where_it_began() {
        let territory = small();
        let scope = AreaScope::subtrees(["/439805001000/".to_owned()]);
        let lines = drawn(&territory, (&scope, Level::Community), &[]);
        let of = |class: &str| lines.iter().filter(|line| line.class == class).count();
        assert_eq!((of("ground"), of("part")), (1, 3));
        for line in &lines {
            assert!(line.points.len() > 3, "{line:?}");
            assert_eq!(line.points.first(), line.points.last());
        }
    }
}
