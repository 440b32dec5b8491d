//! Reads the outline of one area and checks it on its own: type, range, rings.

use serde_json::value::RawValue;

use super::features::{Geometry, Position, RawFeature, check_range, too_complex};
use super::problem::{Problem, ProblemCode, Text, text};
use super::simple::{self, Flaw};
use super::{Ring, Shape, Vertex, piece};

/// The outline in a GeoJSON geometry that an import has checked before.
pub fn read_trusted_shape(geometry: &RawValue) -> Option<Shape> {
    let geometry: Geometry<'_> = serde_json::from_str(geometry.get()).ok()?;
    let polygons = read_polygons(&geometry.kind, geometry.coordinates?)?;
    let rings = polygons
        .iter()
        .map(|polygon| polygon.iter().map(|ring| open_ring(ring)).collect())
        .collect();
    Shape::new(rings)
}

/// The rings of a polygon or several as they stand in the file; `None` for anything else.
fn read_polygons(kind: &str, coordinates: &RawValue) -> Option<Vec<Vec<Vec<Position>>>> {
    match kind {
        "Polygon" => Some(vec![serde_json::from_str(coordinates.get()).ok()?]),
        "MultiPolygon" => serde_json::from_str(coordinates.get()).ok(),
        _ => None,
    }
}

/// Vertices of a closed ring, without repeats and without the last point.
fn open_ring(positions: &[Position]) -> Ring {
    let mut ring: Ring = positions
        .iter()
        .map(|p| Vertex::nearest(p.0, p.1))
        .collect();
    ring.dedup();
    ring.pop();
    ring
}

/// The outline of a feature, checked on its own; `budget` is what is left of the comparisons of edges.
pub(super) fn read_shape(
    feature: &RawFeature<'_>,
    code: &str,
    budget: &mut u64,
) -> Result<Shape, Box<Problem>> {
    let unreadable = || {
        let detail = text("边界不是多边形", "The outline is not a polygon");
        Box::new(Problem::error(ProblemCode::NotGeojson, code, detail))
    };
    let (kind, coordinates) = feature.geometry.as_ref().ok_or_else(unreadable)?;
    let polygons = read_polygons(kind, coordinates).ok_or_else(unreadable)?;
    for position in polygons.iter().flatten().flatten() {
        check_range(position, code)?;
    }
    let rings = polygons
        .iter()
        .map(|polygon| polygon.iter().map(|ring| read_ring(ring, code)).collect())
        .collect::<Result<Vec<Vec<Ring>>, _>>()?;
    let is_empty = rings.is_empty() || rings.iter().any(Vec::is_empty);
    let shape = Shape::new(rings)
        .filter(|_| !is_empty)
        .ok_or_else(unreadable)?;
    check_rings(&shape, code, budget)?;
    Ok(shape)
}

fn read_ring(positions: &[Position], code: &str) -> Result<Ring, Box<Problem>> {
    let invalid = |detail: Text| {
        let place = positions.first().map(|first| (first.0, first.1));
        let problem = Problem::error(ProblemCode::InvalidRing, code, detail);
        Box::new(match place {
            Some(place) => problem.at(place),
            None => problem,
        })
    };
    let corner = |position: &Position| Vertex::nearest(position.0, position.1);
    if positions.len() < 4 {
        return Err(invalid(text(
            "一圈边界少于 4 个点",
            "A ring has fewer than 4 points",
        )));
    }
    if positions.first().map(corner) != positions.last().map(corner) {
        return Err(invalid(text("边界没有闭合", "The outline is not closed")));
    }
    let ring = open_ring(positions);
    if ring.len() < 3 {
        return Err(invalid(text("一圈边界没有面积", "A ring has no area")));
    }
    Ok(ring)
}

fn check_rings(shape: &Shape, code: &str, budget: &mut u64) -> Result<(), Box<Problem>> {
    let knot = |place: (f64, f64)| {
        let detail = text("边界在这里打了个结", "The outline meets itself here");
        Box::new(Problem::error(ProblemCode::InvalidRing, code, detail).at(place))
    };
    match simple::find_flaw(shape.rings(), budget) {
        Some(Flaw::Meets(place)) => return Err(knot(place.degrees())),
        Some(Flaw::TooComplex) => {
            return Err(Box::new(too_complex(
                "边界过于曲折",
                "The outlines are too intricate",
            )));
        }
        None => {}
    }
    let corner = shape.bounds().low.degrees();
    let area_m2 = shape.area_m2();
    if area_m2 <= 0.0 {
        return Err(knot(corner));
    }
    // Rings that cross at shared vertices, holes outside their shell, parts on top of each other.
    if shape.rings().count() > 1 {
        if !piece::is_affordable(&[shape]) {
            return Err(Box::new(too_complex(
                "边界过于曲折",
                "The outlines are too intricate",
            )));
        }
        if (piece::covered_area_m2(shape) - area_m2).abs() > 1.0 + area_m2 * 1e-6 {
            return Err(knot(corner));
        }
    }
    Ok(())
}
