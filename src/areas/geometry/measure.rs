//! Areas in square metres on the WGS-84 ellipsoid, edges taken straight in longitude and latitude.

use super::{Ring, edges};

/// Polar half axis of WGS-84 in metres.
const POLAR_AXIS_M: f64 = 6_356_752.314_245;
/// First eccentricity of WGS-84.
const ECCENTRICITY: f64 = 0.081_819_190_842_622;

/// Area between the equator and a latitude, per radian of longitude, in square metres; negative in the south.
fn zone_m2(lat_degrees: f64) -> f64 {
    let sin = lat_degrees.to_radians().sin();
    let esin = ECCENTRICITY * sin;
    POLAR_AXIS_M.powi(2) / 2.0 * (sin / (1.0 - esin * esin) + esin.atanh() / ECCENTRICITY)
}

/// Mean radius of the Earth in metres.
const RADIUS_M: f64 = 6_371_008.8;

/// Distance along the sphere between two points of `(lng, lat)` degrees, in metres; within 0.5 % of the ellipsoid.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let h = half(a.1, b.1) + a.1.to_radians().cos() * b.1.to_radians().cos() * half(a.0, b.0);
    2.0 * RADIUS_M * h.sqrt().min(1.0).asin()
}

/// Signed area of a ring of `(lng, lat)` degrees: positive when counter-clockwise. The last point need not repeat
/// the first. Two rings that share an edge see the same contribution of it, so areas of parts add up.
pub fn area_of_ring_m2(ring: &[(f64, f64)]) -> f64 {
    let Some(&(_, reference)) = ring.first() else {
        return 0.0;
    };
    let base = zone_m2(reference);
    let ends = ring.iter().copied().skip(1).chain(ring.first().copied());
    ring.iter()
        .copied()
        .zip(ends)
        .map(|((lng_a, lat_a), (lng_b, lat_b))| {
            // Simpson's rule along the edge; the error is far below a square millimetre for edges of kilometres.
            let mean =
                (zone_m2(lat_a) + 4.0 * zone_m2(f64::midpoint(lat_a, lat_b)) + zone_m2(lat_b))
                    / 6.0
                    - base;
            -mean * (lng_b - lng_a).to_radians()
        })
        .sum()
}

/// Area enclosed by rings that have the inside on their left, in square metres.
pub fn area_of_rings_m2<'a>(rings: impl Iterator<Item = &'a Ring>) -> f64 {
    rings
        .map(|ring| {
            let points: Vec<(f64, f64)> = edges(ring).map(|(start, _)| start.degrees()).collect();
            area_of_ring_m2(&points)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_degree_at_the_equator_has_the_published_area() {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        // 12,308.778 km² by GeographicLib; lines of latitude here, geodesics there, hence the tolerance.
        assert!((area_of_ring_m2(&ring) / 1e6 - 12_308.8).abs() < 2.0);
    }

    #[test]
    fn a_degree_of_latitude_is_about_111_kilometres() {
        assert!((distance_m((110.0, 26.0), (110.0, 27.0)) - 111_195.0).abs() < 1.0);
        assert!((distance_m((110.0, 60.0), (111.0, 60.0)) - 55_597.0).abs() < 20.0);
        assert!(distance_m((110.0, 26.0), (110.0, 26.0)).abs() < 1e-9);
    }

    #[test]
    fn the_whole_ellipsoid_has_its_known_surface() {
        let total = (zone_m2(90.0) - zone_m2(-90.0)) * std::f64::consts::TAU;
        assert!((total / 5.100_656_217_24e14 - 1.0).abs() < 1e-9);
    }
}
