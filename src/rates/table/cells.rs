//! What may stand in a cell.

/// A whole number above 0, also written `12.0` as spreadsheets do.
pub(super) fn count(text: &str) -> Result<u64, String> {
    let plain = text.strip_suffix(".0").unwrap_or(text);
    match plain.parse::<u64>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("“{text}” is no whole number above 0")),
    }
}

/// A weight: a number above 0.
pub(super) fn weight(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err(format!("“{text}” is no number above 0")),
    }
}

/// 1, 0 or blank.
pub(super) fn answer(text: &str) -> Result<Option<bool>, String> {
    match text {
        "1" | "1.0" => Ok(Some(true)),
        "0" | "0.0" => Ok(Some(false)),
        "" => Ok(None),
        _ => Err(format!("“{text}” is neither 1, 0 nor blank")),
    }
}
