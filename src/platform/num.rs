//! The one place where floats become integers and wide numbers narrow; every function saturates, NaN becomes zero.

macro_rules! saturating_from_f64 {
    ($($(#[$doc:meta])* $name:ident -> $target:ty;)*) => {$(
        $(#[$doc])*
        #[expect(
            clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss,
            reason = "float to integer casts saturate and map NaN to zero by the language's definition"
        )]
        pub fn $name(value: f64) -> $target {
            value as $target
        }
    )*};
}

saturating_from_f64! {
    /// Truncates toward zero into `0..=u32::MAX`.
    to_u32 -> u32;
    /// Truncates toward zero into `0..=u64::MAX`.
    to_u64 -> u64;
    /// Truncates toward zero into the range of `i64`.
    to_i64 -> i64;
    /// Truncates toward zero into `0..=usize::MAX`.
    to_usize -> usize;
    /// Truncates toward zero into `0..=255`.
    to_u8 -> u8;
}

/// The nearest float of an integer; exact up to 2^53.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts and identifiers here stay below 2^53")]
pub fn f64_from_i64(value: i64) -> f64 {
    value as f64
}

/// The nearest float of a count; exact up to 2^53.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts here stay below 2^53")]
pub fn f64_from_usize(value: usize) -> f64 {
    value as f64
}

/// The nearest float of a count; exact up to 2^53.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts here stay below 2^53")]
pub fn f64_from_u64(value: u64) -> f64 {
    value as f64
}

/// A length or count as the database's integer; saturates.
pub fn i64_from_usize(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A stored integer as a length or index; negative becomes zero.
pub fn usize_from_i64(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}
