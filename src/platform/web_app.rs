//! The embedded phone app: precompressed, hashed assets for ever, the shell never cached, missing assets 404.

use crate::platform::problem::{Code, Problem};
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// Shown when the binary was built without the web app.
const NOT_BUILT: &str = include_str!("web_app/not_built.html");

/// Serves every path that no route took: files of the app, or its shell for page addresses.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") || path.starts_with("problems/") || path.starts_with("health/") {
        return Err(Problem::new(Code::NotFound));
    }
    if !matches!(
        *request.method(),
        actix_web::http::Method::GET | actix_web::http::Method::HEAD
    ) {
        return Err(Problem::new(Code::MethodNotAllowed));
    }
    let is_file = path
        .rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'));
    let name = if path.is_empty() || !is_file {
        "index.html"
    } else {
        path
    };
    if matches!(name.rsplit('.').next(), Some("br" | "gz")) {
        return Err(Problem::new(Code::NotFound));
    }
    match file(&request, name) {
        Some(answer) => Ok(answer),
        None if is_file => Err(Problem::new(Code::NotFound)),
        None => Ok(HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(NOT_BUILT)),
    }
}

fn file(request: &HttpRequest, name: &str) -> Option<HttpResponse> {
    let plain = Dist::get(name)?;
    let etag = format!(
        "\"{}\"",
        hex::encode(plain.metadata.sha256_hash().get(..16).unwrap_or_default())
    );
    let cache = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::ETAG, etag.clone()))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    let seen = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    if seen.is_some_and(|seen| seen.split(',').any(|tag| tag.trim() == etag)) {
        return Some(
            answer
                .status(actix_web::http::StatusCode::NOT_MODIFIED)
                .finish(),
        );
    }
    answer.content_type(media_type(name));
    let (body, encoding) = smallest(request, name, plain);
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(encoding)));
    }
    Some(answer.body(body))
}

fn smallest(
    request: &HttpRequest,
    name: &str,
    plain: EmbeddedFile,
) -> (web::Bytes, Option<&'static str>) {
    let accepted = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let takes = |coding: &str| {
        accepted
            .split(',')
            .any(|part| part.split(';').next().unwrap_or_default().trim() == coding)
    };
    for (coding, extension) in [("br", "br"), ("gzip", "gz")] {
        if takes(coding)
            && let Some(packed) = Dist::get(&format!("{name}.{extension}"))
        {
            return (bytes(packed), Some(coding));
        }
    }
    (bytes(plain), None)
}

fn bytes(file: EmbeddedFile) -> web::Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(data) => web::Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => web::Bytes::from(data),
    }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
