//! One middleware around everything.

use crate::platform::problem::{Carried, Code, Language, render};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, ResponseError, web};
use futures_util::FutureExt as _;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

/// What the edge sends with every answer.
#[derive(Clone, Debug)]
pub struct Edge {
    headers: Arc<Vec<(HeaderName, HeaderValue)>>,
}

impl Edge {
    /// Headers for pages and API. `image_hosts` and `connect_hosts` are added to the policy for a configured base map;
    /// `is_tls` adds HSTS.
    pub fn new(image_hosts: &[String], connect_hosts: &[String], is_tls: bool) -> Self {
        let images = image_hosts.iter().fold(
            String::from("img-src 'self' blob: data:"),
            |policy, host| policy + " " + host,
        );
        let connects = connect_hosts
            .iter()
            .fold(String::from("connect-src 'self'"), |policy, host| {
                policy + " " + host
            });
        let policy = format!(
            "default-src 'self'; {images}; media-src 'self' blob:; worker-src 'self'; {connects}; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'"
        );
        let mut headers = vec![
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
            (
                header::REFERRER_POLICY,
                HeaderValue::from_static("no-referrer"),
            ),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
                ),
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.push((header::CONTENT_SECURITY_POLICY, policy));
        }
        if is_tls {
            headers.push((
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            ));
        }
        Self {
            headers: Arc::new(headers),
        }
    }

    fn write_to(&self, headers: &mut HeaderMap, request_id: &str) {
        for (name, value) in self.headers.iter() {
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        if let Ok(value) = HeaderValue::from_str(request_id) {
            headers.insert(HeaderName::from_static("x-request-id"), value);
        }
    }
}

/// The id of the request, taken from `X-Request-Id` when that is well formed.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl RequestId {
    fn of(request: &ServiceRequest) -> Self {
        let sent = request
            .headers()
            .get("x-request-id")
            .and_then(|value| value.to_str().ok());
        let well_formed = |text: &&str| {
            (8..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        match sent.filter(well_formed) {
            Some(text) => Self(text.to_owned()),
            None => Self(random_id()),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "request ids are noise, not data: no test depends on them"
)]
fn random_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Wraps every request. Put it outermost.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let settings = request.app_data::<web::Data<Edge>>().cloned();
    let language = Language::from_headers(request.headers());
    let id = RequestId::of(&request);
    let method = request.method().to_string();
    let instance = request.path().to_owned();
    tracing::Span::current().record("request_id", id.0.as_str());
    request.extensions_mut().insert(id.clone());
    let answered = if let Some(code) = refused_at_once(&request) {
        Err(Carried::from(code))
    } else {
        match AssertUnwindSafe(next.call(request)).catch_unwind().await {
            Ok(Ok(response)) => Ok(response.map_into_boxed_body()),
            Ok(Err(error)) => Err(carried_by(&error)),
            Err(panic) => Err(carried_after(&*panic)),
        }
    };
    let mut response = match answered {
        Ok(response) => with_problem_body(response, language, &instance, &id.0),
        Err(carried) => {
            let rendered = Rendered {
                carried,
                language,
                id,
                instance,
                settings,
            };
            return Err(rendered.into());
        }
    };
    if let Some(settings) = settings {
        settings.write_to(response.headers_mut(), &id.0);
    }
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "none".to_owned());
    super::metrics::observe(&route, &method, response.status(), started.elapsed());
    Ok(response)
}

/// The character NUL is in no name and no text, and PostgreSQL cannot even be asked for it.
fn refused_at_once(request: &ServiceRequest) -> Option<Code> {
    if request.path().contains("%00") {
        Some(Code::NotFound)
    } else if request.query_string().contains("%00") {
        Some(Code::InvalidQuery)
    } else {
        None
    }
}

/// What an error tells the client: its own code, or that of its status.
fn carried_by(error: &Error) -> Carried {
    let error = error.as_response_error();
    let carried = error
        .error_response()
        .extensions()
        .get::<Carried>()
        .cloned();
    carried.unwrap_or_else(|| Carried::from(code_of(error.status_code())))
}

/// A panic is our own fault: logged once, and the client sees no more of it than of any other.
fn carried_after(panic: &(dyn std::any::Any + Send)) -> Carried {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said = said
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = %said, "a handler panicked: {said}");
    Carried::from(Code::Internal)
}

/// Gives an answer that is not a success its problem body, unless the handler wrote one itself.
fn with_problem_body(
    response: ServiceResponse<BoxBody>,
    language: Language,
    instance: &str,
    request_id: &str,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let carried = response.response().extensions().get::<Carried>().cloned();
    let is_plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| {
            kind.to_str()
                .is_ok_and(|kind| kind.starts_with("text/plain"))
        });
    let Some(carried) = carried.or_else(|| is_plain.then(|| Carried::from(code_of(status)))) else {
        return response;
    };
    let body = problem_response(&carried, language, instance, request_id);
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut response = response.into_response(body);
    if let Some(allow) = allow {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn problem_response(
    carried: &Carried,
    language: Language,
    instance: &str,
    request_id: &str,
) -> HttpResponse {
    let mut response = HttpResponse::build(carried.code().status());
    response
        .insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(seconds) = carried.retry_after_s() {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if carried.code().status() == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.body(render(carried, language, instance, request_id))
}

fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::REQUEST_TIMEOUT => Code::RequestTimeout,
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => Code::TooBusy,
        status if status.is_server_error() => Code::Internal,
        _ => Code::BadRequest,
    }
}

/// A problem that left the normal way; it carries everything its answer needs.
struct Rendered {
    carried: Carried,
    language: Language,
    id: RequestId,
    instance: String,
    settings: Option<web::Data<Edge>>,
}

impl fmt::Debug for Rendered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.carried.code().as_str())
    }
}

impl fmt::Display for Rendered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

impl ResponseError for Rendered {
    fn status_code(&self) -> StatusCode {
        self.carried.code().status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response =
            problem_response(&self.carried, self.language, &self.instance, &self.id.0);
        if let Some(settings) = &self.settings {
            settings.write_to(response.headers_mut(), &self.id.0);
        }
        response
    }
}
