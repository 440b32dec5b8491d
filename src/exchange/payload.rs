//! What kind of record a line is, told by members that only this kind has, and its payload.

use crate::ads::ad_site_id;
use serde_json::{Map, Value, json};

/// Takes the payload's members out of a line: the word of the kind, and the payload as a phone would have sent it.
/// Each kind stands here with the member that gives it away; a line without any is an incident.
pub(super) fn take_payload(told: &mut Map<String, Value>) -> (&'static str, Map<String, Value>) {
    if told.contains_key("numerator") {
        return ("tally", tally(told));
    }
    if told.contains_key("condition") {
        return ("ad_inspection", ad_inspection(told));
    }
    if told.contains_key("dwelling_code") {
        return ("survey_visit", survey_visit(told));
    }
    ("incident", incident(told))
}

/// What a line shows, for whoever chooses a picture: a behaviour's code, or `ad_` and what was found.
pub(super) fn picture_key(told: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    match text("condition") {
        Some("intact") if told.get("public_service") == Some(&json!(false)) => {
            Some("ad_commercial".to_owned())
        }
        Some(condition) => Some(format!("ad_{condition}")),
        None => text("category").map(str::to_owned),
    }
}

/// The site is known by its code; what else the line says of it stands in the list of sites.
fn ad_inspection(told: &mut Map<String, Value>) -> Map<String, Value> {
    let mut payload = Map::new();
    if let Some(condition) = told.remove("condition") {
        payload.insert("conditions".to_owned(), json!([condition]));
    }
    if let Some(Value::String(code)) = told.remove("site_code") {
        payload.insert("ad_site_id".to_owned(), json!(ad_site_id(&code)));
    }
    if let Some(theme) = told.remove("theme") {
        payload.insert("theme_seen".to_owned(), theme);
    }
    told.remove("placement");
    told.remove("public_service");
    payload
}

/// A visit as its source tells it; who imports it says which survey and door are meant.
fn survey_visit(told: &mut Map<String, Value>) -> Map<String, Value> {
    let members = [
        "form_id",
        "form_version",
        "wave",
        "dwelling_code",
        "outcome",
        "duration_s",
        "answers",
    ];
    carried(told, &members)
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
