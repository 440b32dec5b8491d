//! Number conversions that saturate instead of surprising: the one place where `as` may stand.
//!
//! `From` and `TryFrom` cover whole numbers; what is left are floats. A NaN becomes zero, a value beyond
//! the target's range becomes the nearest end of that range.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "float casts saturate by definition of the language; every use goes through here"
)]

/// The whole part of `value` as `i64`, saturating; NaN is 0.
pub fn to_i64(value: f64) -> i64 {
    value as i64
}

/// The whole part of `value` as `u64`, saturating (negative is 0); NaN is 0.
pub fn to_u64(value: f64) -> u64 {
    value as u64
}

/// The whole part of `value` as `i32`, saturating; NaN is 0.
pub fn to_i32(value: f64) -> i32 {
    value as i32
}

/// The whole part of `value` as `u32`, saturating (negative is 0); NaN is 0.
pub fn to_u32(value: f64) -> u32 {
    value as u32
}

/// The whole part of `value` as `usize`, saturating (negative is 0); NaN is 0.
pub fn to_usize(value: f64) -> usize {
    value as usize
}

/// The nearest `f32`; beyond its range an infinity.
pub fn to_f32(value: f64) -> f32 {
    value as f32
}

/// The nearest `f64` of a whole number; exact up to 2^53.
pub fn from_i64(value: i64) -> f64 {
    value as f64
}

/// The nearest `f64` of a whole number; exact up to 2^53.
pub fn from_u64(value: u64) -> f64 {
    value as f64
}

/// The nearest `f64` of a 128-bit whole number.
pub fn from_i128(value: i128) -> f64 {
    value as f64
}

/// The nearest `f64` of a count; exact up to 2^53.
pub fn from_usize(value: usize) -> f64 {
    value as f64
}

/// A length or count as the database's integer; saturates.
pub fn i64_from_usize(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The nearest `u64`; all of them on the machines we know.
pub fn u64_from_usize(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

/// A counted number of rows; negative becomes zero.
pub fn to_count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

/// A stored integer as a length or index; negative becomes zero.
pub fn usize_from_i64(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_saturate_and_never_panic() {
        assert_eq!(to_u32(-1.0), 0);
        assert_eq!(to_u32(1e20), u32::MAX);
        assert_eq!(to_i64(f64::NAN), 0);
        assert_eq!(to_i64(-2.9), -2);
        assert_eq!(to_usize(3.99), 3);
        assert_eq!(to_u64(f64::INFINITY), u64::MAX);
        assert_eq!(to_i32(-1e10), i32::MIN);
    }
}
