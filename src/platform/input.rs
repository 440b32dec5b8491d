//! Reading what clients send: JSON bodies and values with a pointer to the fault.

use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

/// Rules that types alone cannot say. Pushes one problem per broken rule.
pub trait Check {
    /// Looks at the whole value; `found` collects problems with pointers.
    fn check(&self, found: &mut FieldProblems);
}

/// Collected faults of one input.
#[derive(Debug, Default)]
pub struct FieldProblems(pub Vec<FieldProblem>);

impl FieldProblems {
    /// Adds a fault at an RFC 6901 `pointer`.
    pub fn add(&mut self, pointer: impl Into<String>, code: FieldCode) {
        self.0.push(FieldProblem::new(pointer, code));
    }

    /// Adds `too_long` or `too_short` when the text's characters lie outside `min..=max`.
    pub fn text_length(&mut self, pointer: &str, text: &str, min: usize, max: usize) {
        let characters = text.chars().count();
        if characters > max {
            self.0.push(
                FieldProblem::new(pointer, FieldCode::TooLong)
                    .with("max", max)
                    .with("length", characters),
            );
        } else if characters < min {
            self.0.push(
                FieldProblem::new(pointer, FieldCode::TooShort)
                    .with("min", min)
                    .with("length", characters),
            );
        }
    }

    /// Ends the check: an `invalid_body` problem when anything was found.
    pub fn into_result(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid_body(self.0))
        }
    }
}

/// Reads a field of a change that may be absent, null or a value; stands beside `#[serde(default)]`.
pub fn present_or_null<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    serde::Deserialize::deserialize(from).map(Some)
}

/// Largest JSON body of an ordinary call, in bytes.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;

/// A JSON body of at most 1 MiB that parsed, had no unknown field and passed its [`Check`].
#[derive(Debug)]
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned + Check + 'static> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_json(request);
        let body = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Problem::new(Code::UnsupportedMediaType));
            }
            let body = body
                .await
                .map_err(|source| Problem::internal("take the body", source.to_string()))?;
            let bytes = read_limited(body, MAX_JSON_BYTES).await?;
            if holds_nul(&bytes) {
                let fault = FieldProblem::new("", FieldCode::InvalidValue);
                return Err(Problem::invalid_body(vec![fault]));
            }
            let value: T =
                parse_json(&bytes).map_err(|found| Problem::invalid_body(vec![found]))?;
            let mut found = FieldProblems::default();
            value.check(&mut found);
            found.into_result()?;
            Ok(Self(value))
        })
    }
}

/// Whether a text in this JSON holds the character NUL, which PostgreSQL cannot store.
fn holds_nul(json: &[u8]) -> bool {
    json.windows(6).enumerate().any(|(at, window)| {
        let before = json.get(..at).unwrap_or_default();
        window == br"\u0000"
            && before
                .iter()
                .rev()
                .take_while(|byte| **byte == b'\\')
                .count()
                % 2
                == 0
    })
}

/// Whether the request says that its body is JSON.
pub fn is_json(request: &HttpRequest) -> bool {
    request
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/json")
                || essence.to_ascii_lowercase().ends_with("+json")
        })
}

/// The whole body, or `payload_too_large` (with the limit) as soon as it exceeds `max` bytes.
pub async fn read_limited(mut body: web::Payload, max: usize) -> Result<web::BytesMut, Problem> {
    use futures_util::StreamExt as _;
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|source| Problem::new(Code::BodyInterrupted).because(source))?;
        if bytes.len() + chunk.len() > max {
            return Err(Problem::new(Code::PayloadTooLarge).with("max_bytes", max));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Parses JSON text and names the place of the first fault.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FieldProblem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| field_problem(&error, ""))?;
    match reader.end() {
        Ok(()) => Ok(value),
        Err(_trailing) => Err(FieldProblem::new("", FieldCode::BadJson)),
    }
}

/// Reads a typed value out of JSON already parsed; pointers start with `base`.
pub fn parse_value<T: DeserializeOwned>(
    value: serde_json::Value,
    base: &str,
) -> Result<T, FieldProblem> {
    serde_path_to_error::deserialize(value).map_err(|error| field_problem(&error, base))
}

fn field_problem(
    error: &serde_path_to_error::Error<serde_json::Error>,
    base: &str,
) -> FieldProblem {
    let mut pointer = base.to_owned();
    for segment in error.path() {
        match segment {
            serde_path_to_error::Segment::Seq { index } => {
                pointer.extend(["/", &index.to_string()]);
            }
            serde_path_to_error::Segment::Map { key }
            | serde_path_to_error::Segment::Enum { variant: key } => {
                pointer.extend(["/", &key.replace('~', "~0").replace('/', "~1")]);
            }
            serde_path_to_error::Segment::Unknown => {}
        }
    }
    let inner = error.inner();
    let message = inner.to_string();
    if inner.is_syntax() || inner.is_eof() || inner.is_io() {
        return FieldProblem::new(base, FieldCode::BadJson)
            .with("line", inner.line())
            .with("column", inner.column());
    }
    let named = message.split('`').nth(1).unwrap_or_default().to_owned();
    if message.starts_with("unknown field") {
        if !pointer.ends_with(&format!("/{named}")) {
            pointer.extend(["/", &named]);
        }
        return FieldProblem::new(pointer, FieldCode::UnknownField).with("field", named);
    }
    if message.starts_with("missing field") {
        return FieldProblem::new(format!("{pointer}/{named}"), FieldCode::MissingField)
            .with("field", named);
    }
    if message.starts_with("unknown variant") {
        return FieldProblem::new(pointer, FieldCode::UnknownValue).with("value", named);
    }
    if message.starts_with("invalid type") {
        return FieldProblem::new(pointer, FieldCode::WrongType);
    }
    FieldProblem::new(pointer, FieldCode::InvalidValue)
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn nul_is_found_and_a_backslash_before_u0000_is_not_mistaken_for_it() {
        assert!(holds_nul(br#"{"a":"x\u0000"}"#));
        assert!(holds_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!holds_nul(br#"{"a":"\\u0000"}"#));
        assert!(!holds_nul(br#"{"a":"\u0001"}"#));
    }
}
