//! Web-Mercator Morton codes: one `i64` that says where a point lies, whose prefixes are map tiles.
//!
//! At level `n` the square world of Web Mercator is cut into `2^n × 2^n` cells, x to the east and y to the
//! south, as map tiles are. The code interleaves the bits of x (even bits) and y (odd bits), so the code of
//! the cell one level coarser is the code shifted right by two, and all cells of a tile are one range.

use std::f64::consts::PI;
use std::ops::Range;

use crate::platform::num;

/// The level at which positions are stored: cells of 0.6 m at the equator.
pub const LEVEL: u8 = 26;

/// Latitude in degrees at which the Web-Mercator square ends; points beyond fall into its first or last row.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// Code at [`LEVEL`] of the cell that holds a WGS-84 point in degrees. Total: points outside the square
/// (or NaN) fall into the nearest edge cell.
pub fn cell_of(lng: f64, lat: f64) -> i64 {
    let x = (lng + 180.0) / 360.0 * cells_across(LEVEL);
    let y = row_of(lat, LEVEL);
    let edge = (1_u32 << LEVEL) - 1;
    of_xy(num::to_u32(x).min(edge), num::to_u32(y).min(edge))
}

/// The cell at `level` (≤ [`LEVEL`]) that holds `cell`, a code at [`LEVEL`].
pub fn ancestor_of(cell: i64, level: u8) -> i64 {
    cell >> (2 * u32::from(LEVEL.saturating_sub(level)))
}

/// The codes at [`LEVEL`] inside `cell`, a code at `level`; half open.
pub fn range_of(cell: i64, level: u8) -> Range<i64> {
    let shift = 2 * u32::from(LEVEL.saturating_sub(level));
    (cell << shift)..((cell + 1) << shift)
}

/// Interleaves column and row of a cell into its code, at whatever level they are.
pub fn of_xy(x: u32, y: u32) -> i64 {
    (spread(x) | (spread(y) << 1)).cast_signed()
}

/// Column and row of a cell, at the level of the code.
pub fn xy_of(cell: i64) -> (u32, u32) {
    let bits = cell.cast_unsigned();
    (gather(bits), gather(bits >> 1))
}

/// Middle of `cell`, a code at `level`: `(lng, lat)` in WGS-84 degrees.
pub fn centre_of(cell: i64, level: u8) -> (f64, f64) {
    let (x, y) = xy_of(cell);
    (
        lng_of(f64::from(x) + 0.5, level),
        lat_of(f64::from(y) + 0.5, level),
    )
}

/// Edges of `cell`, a code at `level`: `[west, south, east, north]` in WGS-84 degrees.
pub fn bounds_of(cell: i64, level: u8) -> [f64; 4] {
    let (x, y) = xy_of(cell);
    let (x, y) = (f64::from(x), f64::from(y));
    [
        lng_of(x, level),
        lat_of(y + 1.0, level),
        lng_of(x + 1.0, level),
        lat_of(y, level),
    ]
}

/// Edge of a cell at `level` in metres on the ground at latitude `lat` (sphere of 6,378,137 m, as the projection has it).
pub fn cell_edge_m(level: u8, lat: f64) -> f64 {
    40_075_016.685_578_49 * lat.to_radians().cos() / cells_across(level)
}

/// Longitude in degrees of column `x` (may be fractional) at `level`.
pub fn lng_of(x: f64, level: u8) -> f64 {
    x / cells_across(level) * 360.0 - 180.0
}

/// Latitude in degrees of row `y` (may be fractional, counted from the north) at `level`.
pub fn lat_of(y: f64, level: u8) -> f64 {
    (PI * (1.0 - 2.0 * y / cells_across(level)))
        .sinh()
        .atan()
        .to_degrees()
}

/// Row (with its fraction, counted from the north) of a latitude in degrees at `level`.
pub fn row_of(lat: f64, level: u8) -> f64 {
    let sin = lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().sin();
    (0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI)) * cells_across(level)
}

fn cells_across(level: u8) -> f64 {
    f64::from(level.min(31)).exp2()
}

/// Puts bit i of `value` at bit 2i.
fn spread(value: u32) -> u64 {
    let mut bits = u64::from(value);
    bits = (bits | (bits << 16)) & 0x0000_FFFF_0000_FFFF;
    bits = (bits | (bits << 8)) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | (bits << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | (bits << 2)) & 0x3333_3333_3333_3333;
    (bits | (bits << 1)) & 0x5555_5555_5555_5555
}

/// Puts bit 2i of `bits` at bit i; odd bits are dropped.
fn gather(bits: u64) -> u32 {
    let mut bits = bits & 0x5555_5555_5555_5555;
    bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333;
    bits = (bits | (bits >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
    bits = (bits | (bits >> 4)) & 0x00FF_00FF_00FF_00FF;
    bits = (bits | (bits >> 8)) & 0x0000_FFFF_0000_FFFF;
    bits = (bits | (bits >> 16)) & 0x0000_0000_FFFF_FFFF;
    u32::try_from(bits).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_known_tile_has_the_known_column_and_row() {
        // Column = (lng + 180) / 360 · 2^18 = 211,481.03.
        let cell = ancestor_of(cell_of(110.425, 26.87), 18);
        let (x, y) = xy_of(cell);
        assert_eq!(x, 211_481);
        let [west, south, east, north] = bounds_of(cell, 18);
        assert!(west <= 110.425 && 110.425 < east);
        assert!(south < 26.87 && 26.87 <= north);
        assert_eq!(of_xy(x, y), cell);
    }

    #[test]
    fn nonsense_falls_into_an_edge_cell() {
        assert_eq!(cell_of(f64::NAN, f64::NAN) & 1, 0);
        assert_eq!(
            xy_of(cell_of(999.0, -999.0)),
            ((1 << 26) - 1, (1 << 26) - 1)
        );
        assert_eq!(xy_of(cell_of(-999.0, 999.0)), (0, 0));
    }

    proptest! {
        #[test]
        fn the_centre_of_a_cell_lies_in_the_cell(lng in -180.0..180.0_f64, lat in -85.0..85.0_f64, level in 1_u8..=26) {
            let cell = ancestor_of(cell_of(lng, lat), level);
            let (centre_lng, centre_lat) = centre_of(cell, level);
            prop_assert_eq!(ancestor_of(cell_of(centre_lng, centre_lat), level), cell);
            let [west, south, east, north] = bounds_of(cell, level);
            prop_assert!(west - 1e-9 <= lng && lng <= east + 1e-9);
            prop_assert!(south - 1e-9 <= lat && lat <= north + 1e-9);
            prop_assert!(range_of(cell, level).contains(&cell_of(lng, lat)));
        }

        #[test]
        fn columns_and_rows_survive_the_code(x in 0_u32..(1 << 26), y in 0_u32..(1 << 26)) {
            prop_assert_eq!(xy_of(of_xy(x, y)), (x, y));
        }
    }
}
