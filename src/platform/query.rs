//! Reading what lists are asked for: filters and what stands beside them, days and comma-separated words.

use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use actix_web::dev::Payload;
use actix_web::error::QueryPayloadError;
use actix_web::{FromRequest, HttpRequest, web};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// Names of a query string that stand beside the filters of a list: which page, which kind of file.
pub trait Beside: DeserializeOwned {
    /// The names.
    const NAMES: &'static [&'static str];
}

/// A query string in its two parts. A name that neither knows is refused.
#[derive(Clone, Debug, Serialize)]
pub struct QueryParts<Q, B> {
    /// The filters, the same for a list, its points and its file.
    #[serde(flatten)]
    pub filters: Q,
    /// What stands beside them.
    #[serde(flatten)]
    pub beside: B,
}

impl<Q: DeserializeOwned + 'static, B: Beside + 'static> FromRequest for QueryParts<Q, B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _body: &mut Payload) -> Self::Future {
        let is_beside = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            B::NAMES.contains(&name)
        };
        let pairs = request.query_string().split('&');
        let (beside, filters): (Vec<&str>, Vec<&str>) = pairs.partition(is_beside);
        let both = part(&beside).and_then(|beside| {
            let filters = part(&filters)?;
            Ok(Self { filters, beside })
        });
        ready(both)
    }
}

fn part<T: DeserializeOwned>(pairs: &[&str]) -> Result<T, Problem> {
    web::Query::from_query(&pairs.join("&"))
        .map(web::Query::into_inner)
        .map_err(|error| bad_query(&error))
}

/// What is wrong with a query string, with a pointer to the name.
pub fn bad_query(error: &QueryPayloadError) -> Problem {
    let message = error.to_string();
    let named = message.split('`').nth(1).unwrap_or_default();
    let code = if message.contains("unknown field") {
        FieldCode::UnknownField
    } else if message.contains("missing field") {
        FieldCode::MissingField
    } else {
        FieldCode::InvalidValue
    };
    Problem::invalid_query(vec![FieldProblem::new(format!("/{named}"), code)])
}

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
