//! The API document, its readable page, and the pages behind problem types.

use super::{Service, mount};
use crate::platform::http::configure_health;
use crate::platform::problem::{Code, Problem, ProblemView, text_page};
use actix_web::{App, HttpResponse, web};
use std::sync::OnceLock;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Info, License, OpenApi};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_actix_web::AppExt as _;

/// The page that renders the document; no foreign host.
const DOCS_PAGE: &str = include_str!("docs.html");
const DOCS_SCRIPT: &str = include_str!("docs.js");
const DOCS_STYLE: &str = include_str!("docs.css");

/// The document of everything that is mounted.
pub fn document() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .service(utoipa_actix_web::scope("/api/v1").configure(mount))
        .configure(configure_health)
        .split_for_parts();
    finish(document)
}

fn finish(mut document: OpenApi) -> OpenApi {
    let mut info = Info::new("Wenxun 文巡", env!("CARGO_PKG_VERSION"));
    info.description = Some("Field inspection and questionnaires for cities. Times are RFC 3339 in UTC, positions WGS-84.".to_owned());
    info.license = Some(
        License::builder()
            .name("Apache-2.0")
            .identifier(Some("Apache-2.0"))
            .build(),
    );
    document.info = info;
    let mut problem = vec![(ProblemView::name().into_owned(), ProblemView::schema())];
    ProblemView::schemas(&mut problem);
    let components = document.components.get_or_insert_default();
    components.schemas.extend(problem);
    components.add_security_scheme(
        "bearer",
        SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
    );
    document
}

/// The document as bytes, made once.
fn document_bytes() -> web::Bytes {
    static BYTES: OnceLock<web::Bytes> = OnceLock::new();
    BYTES
        .get_or_init(|| serde_json::to_vec(&document()).unwrap_or_default().into())
        .clone()
}

pub(super) fn configure(app: &mut web::ServiceConfig) {
    app.route("/api/v1/openapi.json", web::get().to(serve_document))
        .route(
            "/docs",
            web::get().to(|| async { page("text/html; charset=utf-8", DOCS_PAGE) }),
        )
        .route(
            "/docs/docs.js",
            web::get().to(|| async { page("text/javascript; charset=utf-8", DOCS_SCRIPT) }),
        )
        .route(
            "/docs/docs.css",
            web::get().to(|| async { page("text/css; charset=utf-8", DOCS_STYLE) }),
        )
        .route("/problems/{code}", web::get().to(show_problem_type));
}

async fn serve_document() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(document_bytes())
}

fn page(media_type: &'static str, body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(("cache-control", "no-cache"))
        .body(body)
}

async fn show_problem_type(code: web::Path<String>) -> Result<HttpResponse, Problem> {
    let known = Code::ALL
        .iter()
        .copied()
        .find(|known| known.as_str() == code.as_str());
    let known = known.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(text_page(known)))
}

impl Service {
    /// The API document as committed in `api-spec/openapi.json`.
    pub fn document_text() -> String {
        let mut text = serde_json::to_string_pretty(&document()).unwrap_or_default();
        text.push('\n');
        text
    }
}
