//! Reading what lists are asked for: days and comma-separated words.

use crate::platform::problem::{FieldCode, FieldProblem};
use chrono::NaiveDate;

/// A local day, `YYYY-MM-DD`.
pub fn day(pointer: &str, text: Option<&str>, found: &mut Vec<FieldProblem>) -> Option<NaiveDate> {
    let parsed = text.map(|text| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10)
    });
    if parsed == Some(None) {
        found.push(FieldProblem::new(pointer, FieldCode::BadDate));
    }
    parsed.flatten()
}

/// Comma-separated words; each that `read` does not know is a fault with `code`.
pub fn list<T>(
    pointer: &str,
    text: Option<&str>,
    code: FieldCode,
    found: &mut Vec<FieldProblem>,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut values = vec![];
    for word in text
        .into_iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match read(word) {
            Some(value) => values.push(value),
            None => found.push(FieldProblem::new(pointer, code).with("value", word)),
        }
    }
    values
}

/// A first and a last local day, in order.
pub fn days(
    from: Option<&str>,
    to: Option<&str>,
    found: &mut Vec<FieldProblem>,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let (from, to) = (day("/from", from, found), day("/to", to, found));
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        found.push(FieldProblem::new("/from", FieldCode::OrderedWrong));
    }
    (from, to)
}
