//! Map datums of phones. Maps in China show positions shifted: GCJ-02 by a few hundred metres, BD-09 a
//! little further. Wenxun stores WGS-84 only and converts at the edge.
//!
//! The formulas are the published approximations that the npm package gcoord uses as well; a test compares
//! with it. Outside China neither datum shifts anything.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a pair of degrees is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Datum {
    /// What satellites say and what is stored.
    #[default]
    Wgs84,
    /// 火星坐标系: Amap, Tencent, WeChat.
    Gcj02,
    /// 百度坐标系: Baidu, on top of GCJ-02.
    Bd09,
}

/// Half the long axis of the Krasovsky 1940 ellipsoid in metres, which the shift is defined on.
const KRASOVSKY_A_M: f64 = 6_378_245.0;
/// First eccentricity of that ellipsoid, squared.
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_823;
/// Baidu's scale of the ripple it adds.
const BAIDU_RIPPLE: f64 = PI * 3000.0 / 180.0;
/// Steps of the inverse; each gains two to three digits, so five reach the last bit of interest.
const INVERSE_STEPS: u8 = 8;

impl Datum {
    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// The WGS-84 longitude and latitude of a pair of degrees in this datum. Outside China (a box around it)
    /// the pair itself. Round trip with [`Datum::from_wgs84`] is well under half a metre inside.
    pub fn to_wgs84(self, lng: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::Wgs84 => (lng, lat),
            Self::Gcj02 => wgs84_of_gcj02(lng, lat),
            Self::Bd09 => {
                let (gcj_lng, gcj_lat) = gcj02_of_bd09(lng, lat);
                if is_in_china(gcj_lng, gcj_lat) {
                    wgs84_of_gcj02(gcj_lng, gcj_lat)
                } else {
                    (lng, lat)
                }
            }
        }
    }

    /// A WGS-84 pair of degrees as this datum shows it; outside China the pair itself.
    pub fn from_wgs84(self, lng: f64, lat: f64) -> (f64, f64) {
        if self == Self::Wgs84 || !is_in_china(lng, lat) {
            return (lng, lat);
        }
        let (gcj_lng, gcj_lat) = gcj02_of_wgs84(lng, lat);
        if self == Self::Gcj02 {
            (gcj_lng, gcj_lat)
        } else {
            bd09_of_gcj02(gcj_lng, gcj_lat)
        }
    }
}

/// The box in which the shift applies, in degrees; the usual one of the published formulas.
fn is_in_china(lng: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lng) && (0.8293..=55.8271).contains(&lat)
}

fn gcj02_of_wgs84(lng: f64, lat: f64) -> (f64, f64) {
    let (shift_lng, shift_lat) = shift_at(lng, lat);
    (lng + shift_lng, lat + shift_lat)
}

fn wgs84_of_gcj02(lng: f64, lat: f64) -> (f64, f64) {
    if !is_in_china(lng, lat) {
        return (lng, lat);
    }
    let (mut wgs_lng, mut wgs_lat) = (lng, lat);
    for _ in 0..INVERSE_STEPS {
        let (shift_lng, shift_lat) = shift_at(wgs_lng, wgs_lat);
        (wgs_lng, wgs_lat) = (lng - shift_lng, lat - shift_lat);
    }
    (wgs_lng, wgs_lat)
}

/// The shift of GCJ-02 in degrees at a WGS-84 point.
fn shift_at(lng: f64, lat: f64) -> (f64, f64) {
    let (east_m, north_m) = shift_m(lng - 105.0, lat - 35.0);
    let radians = lat.to_radians();
    let w2 = 1.0 - KRASOVSKY_E2 * radians.sin().powi(2);
    let prime_vertical_m = KRASOVSKY_A_M / w2.sqrt();
    let meridian_m = KRASOVSKY_A_M * (1.0 - KRASOVSKY_E2) / (w2 * w2.sqrt());
    (
        (east_m / (prime_vertical_m * radians.cos())).to_degrees(),
        (north_m / meridian_m).to_degrees(),
    )
}

/// The shift in metres east and north, `x` and `y` in degrees from 105 E 35 N.
fn shift_m(x: f64, y: f64) -> (f64, f64) {
    let wave = |amplitude: f64, argument: f64| amplitude * (argument * PI).sin() * 2.0 / 3.0;
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x) + 0.1 * x * y;
    let root = x.abs().sqrt();
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * root
        + common
        + wave(20.0, x)
        + wave(40.0, x / 3.0)
        + wave(150.0, x / 12.0)
        + wave(300.0, x / 30.0);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.2 * root
        + common
        + wave(20.0, y)
        + wave(40.0, y / 3.0)
        + wave(160.0, y / 12.0)
        + wave(320.0, y / 30.0);
    (east, north)
}

fn bd09_of_gcj02(lng: f64, lat: f64) -> (f64, f64) {
    let radius = lng.hypot(lat) + 0.000_02 * (lat * BAIDU_RIPPLE).sin();
    let angle = lat.atan2(lng) + 0.000_003 * (lng * BAIDU_RIPPLE).cos();
    (radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

/// The published inverse, not exact: off by less than a quarter of a metre.
fn gcj02_of_bd09(lng: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lng - 0.0065, lat - 0.006);
    let radius = x.hypot(y) - 0.000_02 * (y * BAIDU_RIPPLE).sin();
    let angle = y.atan2(x) - 0.000_003 * (x * BAIDU_RIPPLE).cos();
    (radius * angle.cos(), radius * angle.sin())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    /// The larger of both differences in degrees.
    fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
        (a.0 - b.0).abs().max((a.1 - b.1).abs())
    }

    fn apart_m(a: (f64, f64), b: (f64, f64)) -> f64 {
        let metre = 111_320.0;
        ((a.0 - b.0) * metre * a.1.to_radians().cos()).hypot((a.1 - b.1) * metre)
    }

    #[test]
    fn conversions_agree_with_the_oracle() {
        let file = include_str!("../../tests/data/datum_vectors.csv");
        let mut compared = 0;
        for row in file.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let [from, to, _, lng, lat, want_lng, want_lat] = cells.as_slice() else {
                unreachable!()
            };
            let number = |text: &str| text.parse::<f64>().unwrap();
            let (lng, lat, want) = (
                number(lng),
                number(lat),
                (number(want_lng), number(want_lat)),
            );
            let got = match (*from, *to) {
                ("WGS84", "GCJ02") => Datum::Gcj02.from_wgs84(lng, lat),
                ("GCJ02", "WGS84") => Datum::Gcj02.to_wgs84(lng, lat),
                ("WGS84", "BD09") => Datum::Bd09.from_wgs84(lng, lat),
                _ => Datum::Bd09.to_wgs84(lng, lat),
            };
            // The oracle stops its inverse when 1e-6 is reached; forwards there is nothing to round.
            let limit = if *to == "WGS84" { 1e-6 } else { 2e-9 };
            assert!(apart(got, want) <= limit, "{row}: got {got:?}");
            compared += 1;
        }
        assert_eq!(compared, 680);
    }

    proptest! {
        #[test]
        fn a_round_trip_inside_china_is_under_half_a_metre(lng in 73.0..137.0_f64, lat in 1.0..55.0_f64) {
            for datum in [Datum::Gcj02, Datum::Bd09] {
                let (shown_lng, shown_lat) = datum.from_wgs84(lng, lat);
                prop_assert!(apart_m((lng, lat), datum.to_wgs84(shown_lng, shown_lat)) < 0.5);
            }
        }

        #[test]
        fn nothing_is_shifted_outside_china(lng in -180.0..71.9_f64, lat in -90.0..90.0_f64) {
            for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                prop_assert_eq!(datum.from_wgs84(lng, lat), (lng, lat));
                prop_assert_eq!(datum.to_wgs84(lng, lat), (lng, lat));
            }
        }
    }
}
