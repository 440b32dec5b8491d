//! Numbers: the one place with casts, and the text form both evaluators share.

/// Whole part of `value`, held inside the range of `i64`; not-a-number is 0.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "saturates; the one door from f64 to i64"
)]
pub fn to_i64(value: f64) -> i64 {
    value as i64
}

/// A number as a seed of chance: its whole part inside ±9·10¹⁵, where both engines count exactly.
pub fn to_seed(value: f64) -> i64 {
    to_i64(value.clamp(-9.0e15, 9.0e15))
}

/// `value` as a number; exact up to 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts and days stay far below 2^53"
)]
pub fn from_i64(value: i64) -> f64 {
    value as f64
}

/// A count as a number.
pub fn from_usize(value: usize) -> f64 {
    from_i64(i64::try_from(value).unwrap_or(i64::MAX))
}

/// A number as an index: its whole part, none when negative or not a number.
pub fn to_index(value: f64) -> Option<usize> {
    let whole = value.trunc();
    (0.0..9.0e15)
        .contains(&whole)
        .then(|| usize::try_from(to_i64(whole)).unwrap_or(usize::MAX))
}

/// Shortest text that reads back as `value`: integers without `.0`, never an exponent.
pub fn to_text(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if value == 0.0 {
        "0".to_owned()
    } else {
        format!("{value}")
    }
}

/// The number a text reads as: digits with an optional sign and point, spaces around it; NaN otherwise.
pub fn from_text(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit());
    if is_number {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// Nearest whole number, halves up (−2.5 is −2).
pub fn round(value: f64) -> f64 {
    let floor = value.floor();
    if value - floor >= 0.5 {
        floor + 1.0
    } else {
        floor
    }
}

/// Rounds to `places` decimals, halves up; negative places round before the point.
pub fn round_to(value: f64, places: f64) -> f64 {
    if !value.is_finite() || !places.is_finite() {
        return value;
    }
    let steps = to_i64(places.trunc()).clamp(-30, 30);
    let mut scale = 1.0;
    for _ in 0..steps.unsigned_abs() {
        scale *= 10.0;
    }
    let scaled = if steps < 0 {
        round(value / scale) * scale
    } else {
        round(value * scale) / scale
    };
    if scaled.is_finite() { scaled } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short_and_without_exponent() {
        assert_eq!(to_text(5.0), "5");
        assert_eq!(to_text(-0.0), "0");
        assert_eq!(to_text(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(to_text(1e21), "1000000000000000000000");
        assert_eq!(to_text(1e-7), "0.0000001");
    }

    #[test]
    fn only_plain_decimals_read_as_numbers() {
        assert!(from_text("").is_nan() && from_text("1e3").is_nan() && from_text("+1").is_nan());
        assert!(
            from_text(".").is_nan() && from_text("1.2.3").is_nan() && from_text("inf").is_nan()
        );
        assert!((from_text(" -1.5 ") + 1.5).abs() < 1e-12);
        assert!((from_text(".5") - 0.5).abs() < 1e-12 && (from_text("5.") - 5.0).abs() < 1e-12);
    }

    #[test]
    fn halves_go_up() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(round(2.5), 3.0) && near(round(-2.5), -2.0));
        assert!(near(round(0.499_999_999_999_999_94), 0.0));
        assert!(near(round_to(66.666_666, 1.0), 66.7) && near(round_to(1250.0, -2.0), 1300.0));
    }
}
