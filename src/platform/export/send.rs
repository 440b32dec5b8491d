//! A list as a file to be saved, made while it is sent: short reads one after another, nothing held open in between.

use super::{Column, ExportError, ExportFormat, ExportRow, Layout, export_file};
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Language, Problem};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::Stream;
use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, StreamExt as _, unfold};
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Serialize;
use serde_json::json;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Exports of every kind running at once on this node; more are asked to come back.
static RUNNING: Semaphore = Semaphore::const_new(3);

/// Rows that come page after page.
pub trait Pages: Send + 'static {
    /// A row of the file.
    type Row: ExportRow;

    /// Rows of a full page; a shorter one is the last.
    const PAGE: usize = 1_000;

    /// The next rows.
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Self::Row>, DbErr>>;
}

/// A file to be made.
#[derive(Debug)]
pub struct File<P> {
    /// Operation, for the audit log.
    pub operation: &'static str,
    /// First part of its name, and the subject in the audit log.
    pub name: &'static str,
    /// What stands in it.
    pub columns: &'static [Column],
    /// Kind of file.
    pub format: ExportFormat,
    /// Where its rows come from.
    pub pages: P,
}

/// Whether titles and words of the file are Chinese.
pub fn is_chinese(request: &HttpRequest) -> bool {
    Language::from_headers(request.headers()) == Language::Chinese
}

/// The kind of file by its `name`; CSV without one.
pub fn format_of(name: Option<&str>) -> Result<ExportFormat, Problem> {
    ExportFormat::from_name(name.unwrap_or("csv")).ok_or_else(|| {
        Problem::invalid_query(vec![FieldProblem::new("/format", FieldCode::UnknownValue)])
    })
}

/// A file whose bytes the caller makes.
pub struct Made {
    /// Operation, for the audit log.
    pub operation: &'static str,
    /// The subject in the audit log.
    pub subject: String,
    /// First part of its name.
    pub name: &'static str,
    /// Ending of its name.
    pub ending: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// Its bytes, made while they are asked for.
    pub pieces: BoxStream<'static, Result<Bytes, ExportError>>,
}

/// Notes the export in the audit log before the first row leaves, then sends the file.
pub async fn send<P: Pages>(
    who: &Allowed<ExportRecords>,
    request: &HttpRequest,
    zone: Zone,
    query: &impl Serialize,
    file: File<P>,
) -> Result<HttpResponse, Problem> {
    let layout = Layout {
        columns: file.columns,
        is_chinese: is_chinese(request),
        zone: zone.0,
    };
    let made = Made {
        operation: file.operation,
        subject: file.name.to_owned(),
        name: file.name,
        ending: file.format.name(),
        media_type: file.format.media_type(),
        pieces: export_file(file.format, layout, stream(file.pages)),
    };
    send_made(who, zone, query, made).await
}

/// The same for a file whose bytes the caller makes.
pub async fn send_made<M>(
    who: &Allowed<M>,
    zone: Zone,
    query: &impl Serialize,
    made: Made,
) -> Result<HttpResponse, Problem> {
    let turn = RUNNING
        .try_acquire()
        .map_err(|_none_free| Problem::new(Code::TooBusy).retry_after_s(10))?;
    let event =
        audit::Event::new(Some(who.actor()), made.operation, made.subject).detail(json!(query));
    who.write::<_, DbErr>(async |tx: &DatabaseTransaction| {
        audit::record(tx, &who.state().clock, event).await
    })
    .await?;
    let day = zone.day_of(who.now());
    let name = format!("{}-{day}.{}", made.name, made.ending);
    Ok(HttpResponse::Ok()
        .content_type(made.media_type)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(with_turn(made.pieces, turn)))
}

/// The turn is given back when the file ends or the client goes away.
fn with_turn(
    pieces: BoxStream<'static, Result<Bytes, ExportError>>,
    turn: SemaphorePermit<'static>,
) -> impl Stream<Item = Result<Bytes, ExportError>> + Send {
    unfold((pieces, turn), async |(mut pieces, turn)| {
        let piece = pieces.next().await?;
        Some((piece, (pieces, turn)))
    })
}

fn stream<P: Pages>(pages: P) -> impl Stream<Item = Result<Vec<P::Row>, ExportError>> + Send {
    unfold(Some(pages), async |pages| {
        let mut pages = pages?;
        match pages.next().await {
            Ok(page) if page.len() < P::PAGE => Some((Ok(page), None)),
            Ok(page) => Some((Ok(page), Some(pages))),
            Err(error) => {
                tracing::error!(error = %error, "an export broke off: {error}");
                Some((Err(ExportError::Rows(Box::new(error))), None))
            }
        }
    })
    .boxed()
}
