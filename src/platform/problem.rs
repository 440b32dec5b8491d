//! The body of every answer that is not a success: RFC 9457, in the reader's language.

mod codes;
mod render;

pub use codes::{Code, FieldCode};
pub use render::{Language, render, text_page};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a request was not done.
#[derive(Debug)]
pub struct Problem {
    code: Code,
    params: serde_json::Map<String, serde_json::Value>,
    errors: Vec<FieldProblem>,
    retry_after_s: Option<u32>,
    /// What we were doing, for the log; `source` says why.
    doing: Option<&'static str>,
    source: Option<Source>,
}

impl Problem {
    /// A problem whose texts and status come from the code table.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            params: serde_json::Map::new(),
            errors: vec![],
            retry_after_s: None,
            doing: None,
            source: None,
        }
    }

    /// The input was understood as JSON but broke rules; `errors` names each place.
    pub fn invalid_body(errors: Vec<FieldProblem>) -> Self {
        Self {
            errors,
            ..Self::new(Code::InvalidBody)
        }
    }

    /// Same for query parameters; pointers are `/name`.
    pub fn invalid_query(errors: Vec<FieldProblem>) -> Self {
        Self {
            errors,
            ..Self::new(Code::InvalidQuery)
        }
    }

    /// Our own fault. The client sees only the code and the request id; the log gets the whole chain once.
    pub fn internal(doing: &'static str, source: impl Into<Source>) -> Self {
        Self {
            doing: Some(doing),
            source: Some(source.into()),
            ..Self::new(Code::Internal)
        }
    }

    /// Adds a value that the client may format.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Names single places of the input.
    #[must_use]
    pub fn at(mut self, errors: Vec<FieldProblem>) -> Self {
        self.errors = errors;
        self
    }

    /// Tells the client when to try again.
    #[must_use]
    pub fn retry_after_s(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self.with("retry_after_s", seconds)
    }

    /// Keeps the cause for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Places of the input that are wrong.
    pub fn errors(&self) -> &[FieldProblem] {
        &self.errors
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code.as_str())?;
        if let Some(doing) = self.doing {
            write!(formatter, " while trying to {doing}")?;
        }
        for error in &self.errors {
            write!(
                formatter,
                "; {} at {:?}",
                error.code.as_str(),
                error.pointer
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// An empty answer that carries the problem; the edge middleware writes the body in the reader's language.
    fn error_response(&self) -> HttpResponse {
        if matches!(self.code, Code::Internal | Code::StorageFull) {
            let mut chain = self.to_string();
            let mut cause = std::error::Error::source(self);
            while let Some(error) = cause {
                chain.push_str(": ");
                chain.push_str(&error.to_string());
                cause = error.source();
            }
            tracing::error!(error = %chain, "request failed: {chain}");
        }
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(Carried {
            code: self.code,
            params: self.params.clone(),
            errors: self.errors.clone(),
            retry_after_s: self.retry_after_s,
        });
        response
    }
}

impl From<sea_orm::DbErr> for Problem {
    fn from(source: sea_orm::DbErr) -> Self {
        if crate::platform::db::is_full(&source) {
            Self::new(Code::StorageFull).because(source)
        } else {
            Self::internal("use the database", source)
        }
    }
}

/// What travels from the handler to the edge.
#[derive(Clone, Debug)]
pub struct Carried {
    code: Code,
    params: serde_json::Map<String, serde_json::Value>,
    errors: Vec<FieldProblem>,
    retry_after_s: Option<u32>,
}

impl From<Code> for Carried {
    fn from(code: Code) -> Self {
        Self {
            code,
            params: serde_json::Map::new(),
            errors: vec![],
            retry_after_s: None,
        }
    }
}

/// One wrong place of an input.
#[derive(Clone, Debug)]
pub struct FieldProblem {
    /// RFC 6901 pointer into the body, or `/name` of a query parameter.
    pub pointer: String,
    /// What is wrong there.
    pub code: FieldCode,
    /// Numbers and names that a client may format.
    pub params: serde_json::Map<String, serde_json::Value>,
}

impl FieldProblem {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            params: serde_json::Map::new(),
        }
    }

    /// Adds a value that the client may format.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// The fault with its words in `language`.
    pub fn view(&self, language: Language) -> FieldProblemView {
        FieldProblemView {
            pointer: self.pointer.clone(),
            code: self.code.as_str().to_owned(),
            title: language.pick(self.code.zh(), self.code.en()).to_owned(),
            params: self.params.clone(),
        }
    }
}

/// RFC 9457 `application/problem+json` with our members.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemView {
    /// `/problems/{code}`, a page this service answers.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid_body")]
    pub kind: String,
    /// What happened and what to do, in the reader's language.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Stable code to branch on.
    #[schema(example = "invalid_body")]
    pub code: String,
    /// Values that a client may format.
    #[schema(value_type = Object)]
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Quote this when you ask for help.
    pub request_id: String,
    /// Places of the input that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblemView>,
}

/// One wrong place of an input.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblemView {
    /// RFC 6901 pointer into the body, or `/name` of a query parameter.
    #[schema(example = "/records/0/payload/category")]
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What is wrong, in the reader's language.
    pub title: String,
    /// Values that a client may format.
    #[schema(value_type = Object)]
    pub params: serde_json::Map<String, serde_json::Value>,
}

/// The answers any guarded operation may give besides its own.
#[derive(utoipa::IntoResponses)]
pub enum ProblemResponses {
    /// The input could not be read at all.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(ProblemView),
    /// Nobody is signed in, or the session ended.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(ProblemView),
    /// The caller's role never may.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemView),
    /// Does not exist, or lies outside the caller's areas.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemView),
    /// Stands against the present state.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemView),
    /// Larger than allowed.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(ProblemView),
    /// A type of content that is not taken.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(ProblemView),
    /// Understood but wrong; `errors` names the places.
    #[response(status = 422, content_type = "application/problem+json")]
    Unprocessable(ProblemView),
    /// Too many requests; see `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(ProblemView),
    /// Our own fault; quote the request id.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(ProblemView),
    /// Not ready or too busy; see `Retry-After`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemView),
}
