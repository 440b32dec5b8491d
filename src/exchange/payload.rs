//! What kind of record a line is, told by members that only this kind has, and its payload.

use serde_json::{Map, Value, json};

/// Takes the payload's members out of a line: the word of the kind, and the payload as a phone would have sent it.
/// Each kind stands here with the member that gives it away; a line without any is an incident.
pub(super) fn take_payload(told: &mut Map<String, Value>) -> (&'static str, Map<String, Value>) {
    if told.contains_key("numerator") {
        return ("tally", tally(told));
    }
    ("incident", incident(told))
}

/// Moves the members named alike in line and payload.
fn carried(told: &mut Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), told.remove(*name)?)))
        .collect()
}

fn incident(told: &mut Map<String, Value>) -> Map<String, Value> {
    let mut payload = carried(told, &["category", "outcome", "severity"]);
    payload.insert("count".to_owned(), json!(1));
    payload
}

/// Weather is written in words; one nobody knows is left out, for no figure depends on it.
fn tally(told: &mut Map<String, Value>) -> Map<String, Value> {
    let mut payload = carried(told, &["type", "minutes", "numerator", "denominator"]);
    let weather = told.remove("weather");
    let code = weather
        .as_ref()
        .and_then(Value::as_str)
        .and_then(weather_code);
    if let Some(code) = code {
        payload.insert("weather".to_owned(), json!(code));
    }
    payload
}

fn weather_code(word: &str) -> Option<&'static str> {
    Some(match word {
        "晴" => "sunny",
        "多云" => "cloudy",
        "阴" => "overcast",
        "小雨" => "light_rain",
        "中雨" | "大雨" => "heavy_rain",
        "雾" => "fog",
        "雪" => "snow",
        "大风" => "wind",
        _ => return None,
    })
}
