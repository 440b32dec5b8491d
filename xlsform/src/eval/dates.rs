//! Functions of days and times.

use crate::num;
use crate::time::{DAY_MS, Day};
use crate::value::Value;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAYS_ZH: [&str; 7] = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/// Runs one of the functions; what is no day or time gives a blank or NaN.
pub fn call(name: &str, value: &Value, format: &str, zone_min: i64, language: &str) -> Value {
    match name {
        "date" => value.to_day(zone_min).map_or(Value::Blank, Value::Date),
        "date-time" => value
            .to_instant(zone_min)
            .map_or(Value::Blank, Value::Instant),
        "decimal-date-time" => {
            let days = value
                .to_instant(zone_min)
                .map(|instant| num::from_i64(instant.ms) / num::from_i64(DAY_MS));
            match value {
                Value::Num(number) => Value::Num(*number),
                _ => Value::Num(days.unwrap_or(f64::NAN)),
            }
        }
        "decimal-time" => {
            let share = value
                .to_time()
                .map(|time| num::from_i64(time.ms) / num::from_i64(DAY_MS));
            Value::Num(share.unwrap_or(f64::NAN))
        }
        _ => formatted(value, format, zone_min, language),
    }
}

/// A day or time written after a pattern of `%` codes.
fn formatted(value: &Value, format: &str, zone_min: i64, language: &str) -> Value {
    let (day, ms) = match (value, value.to_instant(zone_min)) {
        (Value::Date(day), _) => (Some(*day), 0),
        (_, Some(instant)) => {
            let local = instant.ms + instant.offset_min * 60_000;
            (
                Some(Day(local.div_euclid(DAY_MS))),
                local.rem_euclid(DAY_MS),
            )
        }
        (_, None) => match value.to_time() {
            Some(time) => (None, time.ms),
            None => return Value::Blank,
        },
    };
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some(code) => out.push_str(&piece(code, day, ms, language)),
            None => out.push('%'),
        }
    }
    Value::text(&out)
}

fn piece(code: char, day: Option<Day>, ms: i64, language: &str) -> String {
    let seconds = ms / 1000;
    let (year, month, of_month) = day.map_or((0, 0, 0), Day::civil);
    let is_chinese = language.starts_with("zh");
    let named = |at: i64, names: &[&str]| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        names.get(at).copied().unwrap_or_default().to_owned()
    };
    match code {
        'Y' => format!("{year:04}"),
        'y' => format!("{:02}", year % 100),
        'm' => format!("{month:02}"),
        'n' => month.to_string(),
        'b' if is_chinese => format!("{month}月"),
        'b' => named(month - 1, &MONTHS),
        'd' => format!("{of_month:02}"),
        'e' => of_month.to_string(),
        'a' => {
            let week = if is_chinese { &DAYS_ZH } else { &DAYS };
            day.map(|day| named(day.weekday(), week))
                .unwrap_or_default()
        }
        'H' => format!("{:02}", seconds / 3600),
        'h' => (seconds / 3600).to_string(),
        'M' => format!("{:02}", seconds / 60 % 60),
        'S' => format!("{:02}", seconds % 60),
        '3' => format!("{:03}", ms % 1000),
        other => format!("%{other}"),
    }
}
