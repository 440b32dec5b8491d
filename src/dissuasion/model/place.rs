//! Where a shift stands, and how far somebody is from it.

use serde::{Deserialize, Serialize};

/// Beyond this distance from the place a check is flagged, in metres. Source: the shift's description of the field work.
pub(in crate::dissuasion) const FAR_M: f64 = 200.0;
/// Metres of one degree of latitude on a sphere of 6,371,008.8 m.
const DEGREE_M: f64 = 111_195.08;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::dissuasion) enum PlaceKind {
    Site,
    Road,
    Point,
}

impl PlaceKind {
    /// The word in the database.
    pub(in crate::dissuasion) fn code(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Road => "road",
            Self::Point => "point",
        }
    }
}

/// A crossing, a stretch of road, or any point.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dissuasion) struct Place {
    pub kind: PlaceKind,
    /// Code of the site or road.
    pub code: Option<String>,
    pub name_zh: String,
    pub name_en: String,
    /// One pair of degrees (longitude, latitude) for a site or point, the vertices of a road.
    pub line: Vec<(f64, f64)>,
}

impl Place {
    /// The line as the database keeps it.
    pub(in crate::dissuasion) fn line_text(&self) -> String {
        serde_json::to_string(&self.line).unwrap_or_default()
    }

    /// The point in the middle of the line, for lists and for the area a shift counts in.
    pub(in crate::dissuasion) fn middle(&self) -> Option<(f64, f64)> {
        self.line.get(self.line.len() / 2).copied()
    }
}

/// Reads a line as the database keeps it; unreadable text is an empty line.
pub(in crate::dissuasion) fn read_line(text: &str) -> Vec<(f64, f64)> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Metres from `from` (degrees) to the nearest point of `line`; `None` for an empty line.
/// The neighbourhood is taken as flat: below 0.1 % wrong within ten kilometres.
pub(in crate::dissuasion) fn distance_m(line: &[(f64, f64)], from: (f64, f64)) -> Option<f64> {
    let shrink = from.1.to_radians().cos();
    let flat = |point: &(f64, f64)| {
        (
            (point.0 - from.0) * shrink * DEGREE_M,
            (point.1 - from.1) * DEGREE_M,
        )
    };
    let first = flat(line.first()?);
    let alone = first.0.hypot(first.1);
    let pieces = line.iter().zip(line.iter().skip(1));
    Some(
        pieces
            .map(|(a, b)| to_segment_m(flat(a), flat(b)))
            .fold(alone, f64::min),
    )
}

/// Distance of the origin from a segment.
fn to_segment_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 {
        (-(a.0 * dx + a.1 * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (a.0 + along * dx).hypot(a.1 + along * dy)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_thousandth_of_a_degree_of_latitude_is_a_hundred_and_eleven_metres() {
        let metres = distance_m(&[(110.5, 26.9)], (110.5, 26.901)).unwrap();
        assert!((metres - 111.2).abs() < 0.1, "{metres}");
    }

    #[test]
    fn beside_the_middle_of_a_road_the_ends_do_not_count() {
        let road = [(110.5, 26.9), (110.52, 26.9)];
        let beside = distance_m(&road, (110.51, 26.9005)).unwrap();
        assert!((beside - 55.6).abs() < 0.1, "{beside}");
        let beyond = distance_m(&road, (110.521, 26.9)).unwrap();
        assert!((beyond - 99.2).abs() < 0.2, "{beyond}");
        assert_eq!(distance_m(&[], (110.5, 26.9)), None);
    }

    #[test]
    fn a_line_survives_the_database() {
        let place = Place {
            kind: PlaceKind::Road,
            code: Some("R1".into()),
            name_zh: "学宫路".into(),
            name_en: "Xuegong Road".into(),
            line: vec![(110.5, 26.9), (110.6, 26.9), (110.7, 26.9)],
        };
        assert_eq!(read_line(&place.line_text()), place.line);
        assert_eq!(place.middle(), Some((110.6, 26.9)));
        assert!(read_line("nonsense").is_empty());
    }
}
