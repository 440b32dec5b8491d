//! Where a road runs, for the distance of points from it.

use super::geometry::features::Position;
use entity::road;
use serde::Deserialize;

/// Metres in a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// The lines of one road.
#[derive(Clone, Debug)]
pub struct Course {
    /// Code of the road.
    pub code: String,
    lines: Vec<Vec<(f64, f64)>>,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Lines {
    LineString(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
}

impl Course {
    /// Reads the geometry of a road's row; an unreadable one has no lines and is near to nothing.
    pub fn of(road: &road::Model) -> Self {
        let lines = match serde_json::from_str(&road.geometry) {
            Ok(Lines::LineString(line)) => vec![line],
            Ok(Lines::MultiLineString(lines)) => lines,
            Err(_unreadable) => vec![],
        };
        let lines: Vec<Vec<(f64, f64)>> = lines
            .into_iter()
            .map(|line| line.into_iter().map(|at| (at.0, at.1)).collect())
            .collect();
        let nothing: [f64; 4] = [180.0, 90.0, -180.0, -90.0];
        let bounds = lines.iter().flatten().fold(nothing, |all, (lng, lat)| {
            let [west, south, east, north] = all;
            [
                west.min(*lng),
                south.min(*lat),
                east.max(*lng),
                north.max(*lat),
            ]
        });
        Self {
            code: road.code.clone(),
            lines,
            bounds,
        }
    }

    /// The distance of a point (longitude, latitude in degrees) in metres if it is at most `within_m`. Flat about the
    /// point: exact to 0.5 % over some kilometres.
    pub fn distance_m(&self, point: (f64, f64), within_m: f64) -> Option<f64> {
        let (lng, lat) = point;
        let per_lng = DEGREE_M * lat.to_radians().cos();
        let (wide, tall) = (within_m / per_lng.max(1.0), within_m / DEGREE_M);
        let [west, south, east, north] = self.bounds;
        if lng < west - wide || lng > east + wide || lat < south - tall || lat > north + tall {
            return None;
        }
        let flat = |at: &(f64, f64)| ((at.0 - lng) * per_lng, (at.1 - lat) * DEGREE_M);
        let segments = self.lines.iter().flat_map(|line| {
            let ends = line.iter().skip(1);
            line.iter().zip(ends)
        });
        let nearest = segments
            .map(|(a, b)| from_origin(flat(a), flat(b)))
            .fold(f64::INFINITY, f64::min);
        (nearest <= within_m).then_some(nearest)
    }
}

/// Distance of the origin from the segment between two points of a plane.
fn from_origin(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 {
        (-(a.0 * dx + a.1 * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a.0 + along * dx).hypot(a.1 + along * dy)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn road(geometry: &str) -> Course {
        Course::of(&road::Model {
            code: "R1".into(),
            class: "arterial_road".into(),
            name_zh: String::new(),
            name_en: String::new(),
            length_m: 0.0,
            is_bridge: false,
            geometry: geometry.into(),
            is_active: true,
        })
    }

    #[test]
    fn a_point_beside_a_road_is_as_far_as_the_foot_of_its_perpendicular() {
        let course = road(
            r#"{"type":"LineString","coordinates":[[110.5,26.9],[110.51,26.9],[110.51,26.95]]}"#,
        );
        let beside = course.distance_m((110.505, 26.9009), 300.0).unwrap();
        assert!((beside - 100.0).abs() < 1.0, "{beside}");
        assert_eq!(course.distance_m((110.505, 26.9009), 50.0), None);
        let beyond_the_end = course.distance_m((110.4990, 26.9), 300.0).unwrap();
        assert!((beyond_the_end - 99.2).abs() < 1.0, "{beyond_the_end}");
        assert_eq!(course.distance_m((110.6, 26.9), 300.0), None);
    }

    #[test]
    fn a_road_in_parts_is_as_near_as_its_nearest_part_and_a_broken_one_is_near_to_nothing() {
        let parts = r#"{"type":"MultiLineString","coordinates":[[[110.5,26.9],[110.501,26.9]],[[110.52,26.9],[110.521,26.9]]]}"#;
        let near = road(parts).distance_m((110.5205, 26.9), 10.0).unwrap();
        assert!(near < 0.001, "{near}");
        assert_eq!(road("{}").distance_m((110.5, 26.9), 1e6), None);
    }
}
