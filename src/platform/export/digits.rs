//! Numbers and times as text, without detours: an export writes millions of them.

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;

use crate::platform::num;

/// Zone rules never change within a quarter of an hour.
const STEADY_MS: i64 = 900_000;

/// Appends a whole number.
pub(super) fn integer(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    padded(out, value.unsigned_abs(), 1);
}

/// Appends a number with `places` digits behind the point; nothing at all if it is not finite.
pub(super) fn decimal(out: &mut Vec<u8>, value: f64, places: u8) {
    if !value.is_finite() {
        return;
    }
    let scale = 10_u64.pow(u32::from(places.min(9)));
    let scaled = num::to_i64((value * num::from_u64(scale)).round());
    if scaled < 0 {
        out.push(b'-');
    }
    let units = scaled.unsigned_abs();
    padded(out, units / scale, 1);
    if places > 0 {
        out.push(b'.');
        padded(out, units % scale, usize::from(places.min(9)));
    }
}

/// Appends at least `width` digits.
fn padded(out: &mut Vec<u8>, mut value: u64, width: usize) {
    let from = out.len();
    while value > 0 || out.len() - from < width {
        out.push(b'0' + u8::try_from(value % 10).unwrap_or(0));
        value /= 10;
    }
    if let Some(digits) = out.get_mut(from..) {
        digits.reverse();
    }
}

fn small(out: &mut Vec<u8>, value: u32, width: usize) {
    padded(out, u64::from(value), width);
}

fn date_and_time(out: &mut Vec<u8>, time: NaiveDateTime, between: u8) {
    small(out, u32::try_from(time.year()).unwrap_or(0), 4);
    out.push(b'-');
    small(out, time.month(), 2);
    out.push(b'-');
    small(out, time.day(), 2);
    out.push(between);
    small(out, time.hour(), 2);
    out.push(b':');
    small(out, time.minute(), 2);
    out.push(b':');
    small(out, time.second(), 2);
}

/// Appends an instant as RFC 3339 in UTC with milliseconds.
pub(super) fn utc(out: &mut Vec<u8>, at_ms: i64) {
    let Some(at) = DateTime::from_timestamp_millis(at_ms) else {
        return;
    };
    date_and_time(out, at.naive_utc(), b'T');
    out.push(b'.');
    small(out, at.timestamp_subsec_millis(), 3);
    out.push(b'Z');
}

/// Turns instants into local times, remembering the zone's offset between neighbours.
pub(super) struct LocalTime {
    zone: Tz,
    known: Option<(i64, i64)>,
}

impl LocalTime {
    pub(super) fn new(zone: Tz) -> Self {
        Self { zone, known: None }
    }

    /// The local date and time of an instant in epoch milliseconds.
    pub(super) fn at(&mut self, at_ms: i64) -> Option<NaiveDateTime> {
        let span = at_ms.div_euclid(STEADY_MS);
        let offset_ms = match self.known {
            Some((same, offset_ms)) if same == span => offset_ms,
            _ => {
                let utc = DateTime::from_timestamp_millis(at_ms)?.naive_utc();
                let offset = self.zone.offset_from_utc_datetime(&utc).fix();
                i64::from(offset.local_minus_utc()) * 1000
            }
        };
        self.known = Some((span, offset_ms));
        DateTime::from_timestamp_millis(at_ms.checked_add(offset_ms)?)
            .map(|local| local.naive_utc())
    }

    /// Appends the local time as `2026-10-31 08:05:00`.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, at_ms: i64) {
        if let Some(local) = self.at(at_ms) {
            date_and_time(out, local, b' ');
        }
    }
}
