//! The API document's claims, held against every reply the tests see.

use super::Reply;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(wenxun::app::document()).unwrap())
}

static VALIDATORS: OnceLock<Mutex<HashMap<String, &'static jsonschema::Validator>>> =
    OnceLock::new();

/// Fails when the reply's status is undeclared or its JSON body breaks the declared schema.
pub fn check(method: &str, path: &str, reply: &Reply) {
    let path = path.split('?').next().unwrap_or_default();
    let Some((template, operation)) = operation(method, path) else {
        assert!(
            !(200..300).contains(&reply.status)
                || !path.starts_with("/api/")
                || path.ends_with("/openapi.json"),
            "{method} {path} answered {} but is not in the API document",
            reply.status
        );
        return;
    };
    let declared = &operation["responses"][reply.status.to_string()];
    assert!(
        declared.is_object(),
        "{method} {template} answered the undeclared status {}: {}",
        reply.status,
        reply.text()
    );
    let kind = reply
        .header("content-type")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    if reply.status >= 400 {
        assert_eq!(
            kind, "application/problem+json",
            "{method} {template} {}",
            reply.status
        );
    }
    let schema = &declared["content"][&kind]["schema"];
    // A line-by-line file is no JSON document.
    if !schema.is_object() || !kind.ends_with("json") || kind.ends_with("ndjson") {
        return;
    }
    let key = format!("{method} {template} {} {kind}", reply.status);
    let validator = *VALIDATORS
        .get_or_init(Mutex::default)
        .lock()
        .unwrap()
        .entry(key.clone())
        .or_insert_with(|| {
            let whole = json!({"allOf": [schema], "components": document()["components"]});
            Box::leak(Box::new(jsonschema::validator_for(&whole).unwrap()))
        });
    let errors: Vec<String> = validator
        .iter_errors(&reply.json())
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{key} breaks its schema: {errors:#?}\n{}",
        reply.text()
    );
}

fn operation<'a>(method: &str, path: &str) -> Option<(&'a str, &'a Value)> {
    let wanted: Vec<&str> = path.split('/').collect();
    let mut found: Vec<(&'a str, &'a Value)> = document()["paths"]
        .as_object()?
        .iter()
        .filter(|(template, _)| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == wanted.len()
                && parts.iter().zip(&wanted).all(|(part, given)| {
                    part == given
                        || (part.contains('{') && !given.is_empty() && ends_alike(part, given))
                })
        })
        .filter_map(|(template, methods)| {
            Some((template.as_str(), methods.get(method.to_ascii_lowercase())?))
        })
        .collect();
    found.sort_by_key(|(template, _)| template.matches('{').count());
    found.first().copied()
}

fn ends_alike(part: &str, given: &str) -> bool {
    given.ends_with(part.rsplit('}').next().unwrap_or_default())
}
