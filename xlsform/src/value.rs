//! Values of answers and expressions, their conversions and comparisons.

use crate::num;
use crate::time::{DAY_MS, Day, Instant, TimeOfDay};

/// A value. A blank is the empty text; a stored not-a-number is blank.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Blank,
    /// A number; may be NaN while computing.
    Num(f64),
    /// Yes or no.
    Truth(bool),
    /// A text that is not empty.
    Text(String),
    /// A local day.
    Date(Day),
    /// A time of day.
    Time(TimeOfDay),
    /// A point in time.
    Instant(Instant),
    /// Several choices in order.
    List(Vec<String>),
    /// A position.
    Point(Point),
    /// The values of several nodes.
    Nodes(Vec<Value>),
}

/// A position on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north, WGS-84.
    pub lat: f64,
    /// Metres above the ellipsoid.
    pub altitude_m: Option<f64>,
    /// Radius of the uncertainty in metres.
    pub accuracy_m: Option<f64>,
}

impl Point {
    /// Latitude, longitude, altitude, accuracy, with spaces between.
    pub fn to_text(self) -> String {
        let parts = [
            self.lat,
            self.lng,
            self.altitude_m.unwrap_or(0.0),
            self.accuracy_m.unwrap_or(0.0),
        ];
        parts.map(num::to_text).join(" ")
    }

    /// Reads two to four numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text.split_whitespace().map(num::from_text).collect();
        let (lat, lng) = match numbers.as_slice() {
            [lat, lng] | [lat, lng, _] | [lat, lng, _, _] => (*lat, *lng),
            _ => return None,
        };
        let is_sound = numbers.iter().all(|number| number.is_finite())
            && lat.abs() <= 90.0
            && lng.abs() <= 180.0;
        is_sound.then(|| Self {
            lng,
            lat,
            altitude_m: numbers.get(2).copied(),
            accuracy_m: numbers.get(3).copied(),
        })
    }
}

impl Value {
    /// A text; blank when empty.
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// The value where one is wanted: the first of several.
    pub fn single(self) -> Self {
        match self {
            Self::Nodes(values) => values.into_iter().next().unwrap_or(Self::Blank),
            other => other,
        }
    }

    /// What is stored: one value, no empty text, no NaN, no empty list.
    pub fn stored(self) -> Self {
        match self.single() {
            Self::Num(number) if number.is_nan() => Self::Blank,
            Self::Text(text) if text.is_empty() => Self::Blank,
            Self::List(items) if items.is_empty() => Self::Blank,
            other => other,
        }
    }

    /// True for nothing, an empty text, an empty list.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Nodes(values) => values.first().is_none_or(Self::is_blank),
            _ => false,
        }
    }

    /// The text form.
    pub fn to_text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Num(number) => num::to_text(*number),
            Self::Truth(truth) => if *truth { "true" } else { "false" }.to_owned(),
            Self::Text(text) => text.clone(),
            Self::Date(day) => day.to_text(),
            Self::Time(time) => time.to_text(),
            Self::Instant(instant) => instant.to_text(),
            Self::List(items) => items.join(" "),
            Self::Point(point) => point.to_text(),
            Self::Nodes(values) => values.first().map(Self::to_text).unwrap_or_default(),
        }
    }

    /// The number it reads as; NaN when it is none. Days and instants count local days since 1970-01-01.
    pub fn to_num(&self, zone_min: i64) -> f64 {
        match self {
            Self::Num(number) => *number,
            Self::Truth(truth) => f64::from(u8::from(*truth)),
            Self::Text(text) => num::from_text(text),
            Self::Date(day) => num::from_i64(day.0),
            Self::Instant(instant) => {
                num::from_i64(instant.ms + zone_min * 60_000) / num::from_i64(DAY_MS)
            }
            Self::Time(time) => num::from_i64(time.ms) / num::from_i64(DAY_MS),
            Self::List(items) => num::from_text(&items.join(" ")),
            Self::Nodes(values) => values
                .first()
                .map_or(f64::NAN, |value| value.to_num(zone_min)),
            Self::Blank | Self::Point(_) => f64::NAN,
        }
    }

    /// Whether it counts as yes: a number other than 0, anything else that is not blank.
    pub fn to_truth(&self) -> bool {
        match self {
            Self::Truth(truth) => *truth,
            Self::Num(number) => *number != 0.0 && !number.is_nan(),
            Self::Nodes(values) => values.first().is_some_and(Self::to_truth),
            other => !other.is_blank(),
        }
    }

    /// Its items: of a list, or the words of its text.
    pub fn to_items(&self) -> Vec<String> {
        match self {
            Self::List(items) => items.clone(),
            other => other
                .to_text()
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
        }
    }

    /// The local day it means, if it means one.
    pub fn to_day(&self, zone_min: i64) -> Option<Day> {
        match self {
            Self::Date(day) => Some(*day),
            Self::Instant(instant) => Some(instant.day(instant.offset_min)),
            Self::Text(text) => Day::parse(text).or_else(|| {
                Instant::parse(text, zone_min).map(|instant| instant.day(instant.offset_min))
            }),
            Self::Num(number) if number.is_finite() && number.abs() < 1.0e8 => {
                let ms = num::to_i64((number * num::from_i64(DAY_MS)).floor());
                Some(Day((ms + zone_min * 60_000).div_euclid(DAY_MS)))
            }
            _ => None,
        }
        .filter(|day| (-719_162..=2_932_896).contains(&day.0))
    }

    /// The point in time it means: of a day its local midnight.
    pub fn to_instant(&self, zone_min: i64) -> Option<Instant> {
        let midnight = |day: Day| Instant {
            ms: day.0 * DAY_MS - zone_min * 60_000,
            offset_min: zone_min,
        };
        match self {
            Self::Instant(instant) => Some(*instant),
            Self::Date(day) => Some(midnight(*day)),
            Self::Text(text) => {
                Instant::parse(text, zone_min).or_else(|| Day::parse(text).map(midnight))
            }
            Self::Num(number) if (-719_162.0..2_932_896.0).contains(number) => Some(Instant {
                ms: num::to_i64(num::round(number * num::from_i64(DAY_MS))),
                offset_min: zone_min,
            }),
            _ => None,
        }
    }

    /// The time of day it means.
    pub fn to_time(&self) -> Option<TimeOfDay> {
        match self {
            Self::Time(time) => Some(*time),
            Self::Instant(instant) => Some(TimeOfDay {
                ms: (instant.ms + instant.offset_min * 60_000).rem_euclid(DAY_MS),
                offset_min: Some(instant.offset_min),
            }),
            Self::Text(text) => TimeOfDay::parse(text),
            _ => None,
        }
    }
}

/// `=`: numbers when one side is a number and the other reads as one, days, times, else texts.
pub fn equal(a: &Value, b: &Value, zone_min: i64) -> bool {
    match (a, b) {
        (Value::Num(x), _) | (_, Value::Num(x)) if x.is_nan() => false,
        (Value::Num(_), other) | (other, Value::Num(_)) if !other.to_num(zone_min).is_nan() => {
            same(a.to_num(zone_min), b.to_num(zone_min))
        }
        (Value::Date(_) | Value::Instant(_), _) | (_, Value::Date(_) | Value::Instant(_)) => {
            match (moment(a, zone_min), moment(b, zone_min)) {
                (Some(x), Some(y)) => same(x, y),
                _ => a.to_text() == b.to_text(),
            }
        }
        (Value::Time(_), _) | (_, Value::Time(_)) => match (a.to_time(), b.to_time()) {
            (Some(x), Some(y)) => x.ms == y.ms,
            _ => a.to_text() == b.to_text(),
        },
        _ => a.to_text() == b.to_text(),
    }
}

fn same(x: f64, y: f64) -> bool {
    x.partial_cmp(&y) == Some(std::cmp::Ordering::Equal)
}

/// `<`: numbers, days or times; none when the sides cannot be compared.
pub fn compare(a: &Value, b: &Value, zone_min: i64) -> Option<std::cmp::Ordering> {
    let is_moment = |value: &Value| matches!(value, Value::Date(_) | Value::Instant(_));
    if is_moment(a) || is_moment(b) {
        return moment(a, zone_min)?.partial_cmp(&moment(b, zone_min)?);
    }
    if matches!(a, Value::Time(_)) || matches!(b, Value::Time(_)) {
        return Some(a.to_time()?.ms.cmp(&b.to_time()?.ms));
    }
    a.to_num(zone_min).partial_cmp(&b.to_num(zone_min))
}

/// Local days since 1970, with a fraction for instants; also of texts that are days or instants, and of numbers.
fn moment(value: &Value, zone_min: i64) -> Option<f64> {
    match value {
        Value::Date(_) | Value::Instant(_) | Value::Num(_) => Some(value.to_num(zone_min)),
        Value::Text(text) => match Day::parse(text) {
            Some(day) => Some(num::from_i64(day.0)),
            None => Instant::parse(text, zone_min)
                .map(|instant| Value::Instant(instant).to_num(zone_min)),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;

    #[test]
    fn equality_follows_the_sides() {
        let eq = |a: &Value, b: &Value| equal(a, b, 480);
        let text = |text: &str| Value::text(text);
        assert!(eq(&Value::Num(5.0), &text("5.0")) && !eq(&text("5"), &text("5.0")));
        assert!(eq(&Value::Blank, &text("")) && !eq(&Value::Num(f64::NAN), &Value::Blank));
        assert!(
            eq(&Value::Truth(true), &Value::Num(1.0)) && eq(&Value::Truth(true), &text("true"))
        );
        let day = Value::Date(Day::parse("2026-11-20").unwrap());
        assert!(eq(&day, &text("2026-11-20")) && !eq(&day, &text("x")) && !eq(&day, &Value::Blank));
    }

    #[test]
    fn order_is_of_numbers_days_and_times_only() {
        use std::cmp::Ordering::{Greater, Less};
        let order = |a: &Value, b: &Value| compare(a, b, 480);
        let text = |text: &str| Value::text(text);
        assert_eq!(order(&text("9"), &text("10")), Some(Less));
        assert_eq!(order(&text("a"), &text("b")), None);
        let day = Value::Date(Day::parse("2026-11-20").unwrap());
        assert_eq!(order(&day, &text("2026-11-19")), Some(Greater));
        assert_eq!(order(&day, &Value::Blank), None);
        let noon = Value::Time(TimeOfDay::parse("12:00").unwrap());
        assert_eq!(order(&noon, &text("11:59:00+08:00")), Some(Greater));
    }

    #[test]
    fn a_number_of_days_falls_on_its_local_day() {
        assert_eq!(Value::Num(20_000.0).to_day(480), Some(Day(20_000)));
        assert_eq!(Value::Num(20_000.7).to_day(480), Some(Day(20_001)));
        assert_eq!(Value::Num(1e300).to_day(480), None);
    }
}
