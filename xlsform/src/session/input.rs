//! Values from outside: texts of scripts and defaults, JSON of stored answers, results of calculations.

use crate::form::Node;
use crate::kind::Kind;
use crate::num;
use crate::time::{Day, Instant, TimeOfDay};
use crate::value::{Point, Value};
use serde_json::{Value as Json, json};

/// The value a text means for a question; none when it means none. Lists of choices are not looked at.
pub fn parse(node: &Node, text: &str, zone_min: i64) -> Option<Value> {
    let text = if matches!(node.kind, Kind::Text | Kind::Hidden) {
        text
    } else {
        text.trim()
    };
    if text.is_empty() {
        return Some(Value::Blank);
    }
    let number = num::from_text(text);
    match node.kind {
        Kind::Integer => {
            (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(Value::Num(number))
        }
        Kind::Decimal => number.is_finite().then_some(Value::Num(number)),
        Kind::Range => is_on_scale(node, number).then_some(Value::Num(number)),
        Kind::SelectMultiple | Kind::Rank => Some(Value::List(
            text.split_whitespace().map(ToOwned::to_owned).collect(),
        )),
        Kind::Date | Kind::Today => Day::parse(text)
            .or_else(|| {
                Instant::parse(text, zone_min).map(|instant| instant.day(instant.offset_min))
            })
            .map(Value::Date),
        Kind::Time => TimeOfDay::parse(text).map(Value::Time),
        Kind::DateTime | Kind::Start | Kind::End => {
            Instant::parse(text, zone_min).map(Value::Instant)
        }
        Kind::Geopoint | Kind::StartGeopoint => Point::parse(text).map(Value::Point),
        Kind::Acknowledge => ["OK", "ok", "yes", "true"]
            .contains(&text)
            .then(|| Value::text("OK")),
        _ => Some(Value::text(text)),
    }
}

/// True when a number is one of the steps of a range.
pub fn is_on_scale(node: &Node, number: f64) -> bool {
    let Some(range) = node.range else {
        return number.is_finite();
    };
    let (least, most) = (range.start.min(range.end), range.start.max(range.end));
    let steps = (number - least) / range.step;
    number >= least && number <= most && (steps - num::round(steps)).abs() < 1e-6
}

/// What a calculation stores in a node.
pub fn coerce(node: &Node, value: Value, zone_min: i64) -> Value {
    let value = value.stored();
    if value.is_blank() {
        return Value::Blank;
    }
    match node.kind {
        Kind::Calculate | Kind::Hidden => value,
        Kind::Integer => Value::Num(value.to_num(zone_min).trunc()).stored(),
        Kind::Decimal | Kind::Range => Value::Num(value.to_num(zone_min)).stored(),
        Kind::SelectMultiple | Kind::Rank => Value::List(value.to_items()).stored(),
        Kind::Date => value.to_day(zone_min).map_or(Value::Blank, Value::Date),
        Kind::Time => value.to_time().map_or(Value::Blank, Value::Time),
        Kind::DateTime => value
            .to_instant(zone_min)
            .map_or(Value::Blank, Value::Instant),
        Kind::Geopoint => match value {
            Value::Point(_) => value,
            other => Point::parse(&other.to_text()).map_or(Value::Blank, Value::Point),
        },
        _ => Value::text(&value.to_text()),
    }
}

/// A value as stored answers hold it; none for a blank.
pub fn to_json(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Blank | Value::Nodes(_) => return None,
        Value::Num(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => {
            json!(num::to_i64(*number))
        }
        Value::Num(number) if number.is_finite() => json!(number),
        Value::Truth(truth) => json!(truth),
        Value::List(items) => json!(items),
        Value::Point(point) => {
            let mut map = serde_json::Map::new();
            map.insert("lng".to_owned(), json!(point.lng));
            map.insert("lat".to_owned(), json!(point.lat));
            if let Some(altitude) = point.altitude_m {
                map.insert("altitude_m".to_owned(), json!(altitude));
            }
            if let Some(accuracy) = point.accuracy_m {
                map.insert("accuracy_m".to_owned(), json!(accuracy));
            }
            Json::Object(map)
        }
        other => json!(other.to_text()),
    })
}

/// A stored answer read back; none when it is of the wrong type.
pub fn from_json(node: &Node, json: &Json, zone_min: i64) -> Option<Value> {
    match (node.kind, json) {
        (Kind::Integer | Kind::Decimal | Kind::Range, Json::Number(number)) => {
            let number = number.as_f64()?;
            let fits = match node.kind {
                Kind::Integer => number.fract() == 0.0,
                Kind::Range => is_on_scale(node, number),
                _ => number.is_finite(),
            };
            fits.then_some(Value::Num(number))
        }
        (Kind::SelectMultiple | Kind::Rank, Json::Array(items)) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| item.as_str().map(ToOwned::to_owned))
                .collect();
            items.map(Value::List).map(Value::stored)
        }
        (Kind::Geopoint | Kind::StartGeopoint, Json::Object(map)) => {
            let number = |key: &str| map.get(key).and_then(Json::as_f64);
            let (lng, lat) = (number("lng")?, number("lat")?);
            (lng.abs() <= 180.0 && lat.abs() <= 90.0).then(|| {
                Value::Point(Point {
                    lng,
                    lat,
                    altitude_m: number("altitude_m"),
                    accuracy_m: number("accuracy_m"),
                })
            })
        }
        (Kind::Calculate | Kind::Hidden, Json::Number(number)) => number.as_f64().map(Value::Num),
        (Kind::Calculate | Kind::Hidden, Json::Bool(truth)) => Some(Value::Truth(*truth)),
        (Kind::Calculate | Kind::Hidden, Json::Array(items)) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| item.as_str().map(ToOwned::to_owned))
                .collect();
            items.map(Value::List).map(Value::stored)
        }
        (
            Kind::Integer
            | Kind::Decimal
            | Kind::Range
            | Kind::SelectMultiple
            | Kind::Rank
            | Kind::Geopoint
            | Kind::StartGeopoint,
            _,
        ) => None,
        (Kind::SelectOne, Json::String(text)) if text.contains(char::is_whitespace) => None,
        (_, Json::String(text)) => parse(node, text, zone_min),
        _ => None,
    }
}
