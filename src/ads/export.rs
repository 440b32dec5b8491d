//! The lists as files, made while they are sent: short reads one after another, nothing held open in between.

mod inspections;
mod sites;

use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::export::{Column, ExportError, ExportFormat, ExportRow, Layout, export_file};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Language, Problem};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::Stream;
use futures_util::future::BoxFuture;
use futures_util::stream::{StreamExt as _, unfold};
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Serialize;
use serde_json::json;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa_actix_web::service_config::ServiceConfig;

/// Rows read at once.
const PAGE: u64 = 1_000;
/// Exports of ads running at once on this node; more are asked to come back.
static RUNNING: Semaphore = Semaphore::const_new(3);

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(sites::export_ad_sites)
        .service(inspections::export_ad_inspections);
}

/// Rows that come page after page.
trait Pages: Send + 'static {
    type Row: ExportRow;

    /// The next rows; none when there are no more.
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Self::Row>, DbErr>>;
}

/// A file to be made.
struct File<P> {
    /// Operation, for the audit log.
    operation: &'static str,
    /// First part of its name.
    name: &'static str,
    columns: &'static [Column],
    format: ExportFormat,
    pages: P,
}

/// The language in which titles and words of a file are written.
fn is_chinese(request: &HttpRequest) -> bool {
    Language::from_headers(request.headers()) == Language::Chinese
}

fn format_of(name: Option<&str>) -> Result<ExportFormat, Problem> {
    ExportFormat::from_name(name.unwrap_or("csv")).ok_or_else(|| {
        Problem::invalid_query(vec![FieldProblem::new("/format", FieldCode::UnknownValue)])
    })
}

/// Notes the export in the audit log before the first row leaves, then sends the file.
async fn send<P: Pages>(
    who: &Allowed<ExportRecords>,
    request: &HttpRequest,
    zone: Zone,
    query: &impl Serialize,
    file: File<P>,
) -> Result<HttpResponse, Problem> {
    let turn = RUNNING
        .try_acquire()
        .map_err(|_none_free| Problem::new(Code::TooBusy).retry_after_s(10))?;
    let event =
        audit::Event::new(Some(who.actor()), file.operation, file.name).detail(json!(query));
    who.write::<_, DbErr>(async |tx: &DatabaseTransaction| {
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    let layout = Layout {
        columns: file.columns,
        is_chinese: is_chinese(request),
        zone: zone.0,
    };
    let day = zone.day_of(who.now());
    let name = format!("{}-{day}.{}", file.name, file.format.name());
    Ok(HttpResponse::Ok()
        .content_type(file.format.media_type())
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(export_file(file.format, layout, stream(file.pages, turn))))
}

fn stream<P: Pages>(
    pages: P,
    turn: SemaphorePermit<'static>,
) -> impl Stream<Item = Result<Vec<P::Row>, ExportError>> + Send {
    unfold(Some((pages, turn)), async |state| {
        let (mut pages, turn) = state?;
        match pages.next().await {
            Ok(page) if page.is_empty() => None,
            Ok(page) => Some((Ok(page), Some((pages, turn)))),
            Err(error) => {
                tracing::error!(error = %error, "an export broke off: {error}");
                Some((Err(ExportError::Rows(Box::new(error))), None))
            }
        }
    })
    .boxed()
}

const fn column(key: &'static str, title_zh: &'static str, title_en: &'static str) -> Column {
    Column {
        key,
        title_zh,
        title_en,
    }
}

/// Where the small copy of a photo is served.
fn thumb_path(sha256: &str) -> String {
    format!("/api/v1/photos/{sha256}/thumb")
}

/// The names of conditions, in one language.
fn condition_names(codes: &[String], is_chinese: bool) -> String {
    let words = super::AdWords::get();
    let name = |code: &String| {
        let word = words.condition(code)?;
        Some(
            if is_chinese {
                &word.name_zh
            } else {
                &word.name_en
            }
            .as_str(),
        )
    };
    let names: Vec<&str> = codes.iter().filter_map(name).collect();
    names.join(if is_chinese { "、" } else { ", " })
}

fn placement_name(code: &str, is_chinese: bool) -> String {
    let word = super::AdWords::get().placement(code);
    word.map(|word| {
        if is_chinese {
            &word.name_zh
        } else {
            &word.name_en
        }
    })
    .cloned()
    .unwrap_or_default()
}

fn theme_name(code: &str, is_chinese: bool) -> String {
    let word = super::AdWords::get().theme(code);
    word.map(|word| {
        if is_chinese {
            &word.name_zh
        } else {
            &word.name_en
        }
    })
    .cloned()
    .unwrap_or_default()
}
