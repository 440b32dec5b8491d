//! A list as a file to be saved, made while it is sent: short reads one after another, nothing held open in between.

use super::{Column, ExportError, ExportFormat, ExportRow, Layout, export_file};
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ExportRecords;
use crate::platform::days::Zone;
use crate::platform::num;
use crate::platform::problem::{Code, FieldCode, FieldProblem, Language, Problem};
use crate::platform::query::{Beside, QueryParts};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt as _, unfold};
use sea_orm::{DatabaseTransaction, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::future::Future;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::IntoParams;

/// Exports of every kind running at once on this node; more are asked to come back.
static RUNNING: Semaphore = Semaphore::const_new(3);

/// Rows that come page after page.
pub trait Pages: Send + Sync + 'static {
    /// A row of the file.
    type Row: ExportRow;
    /// Where a row stands in the order.
    type Place: Clone + Send;

    /// Rows of a full page; a shorter one is the last.
    const PAGE: usize = 1_000;

    /// At most `limit` rows after a place.
    fn read(
        &self,
        after: Option<Self::Place>,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<Self::Row>, DbErr>> + Send;

    /// Where a row stands.
    fn place_of(&self, row: &Self::Row) -> Self::Place;
}

/// Which kind of file is asked for.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// `csv`, `xlsx`, `geojson` or `ndjson`; default `csv`.
    #[param(example = "csv")]
    format: Option<String>,
}

impl Beside for FormatQuery {
    const NAMES: &'static [&'static str] = &["format"];
}

/// The filters of a list and the kind of file asked for.
pub type Exporting<Q> = QueryParts<Q, FormatQuery>;

/// A file to be made.
#[derive(Debug)]
pub struct File<P> {
    /// Operation, for the audit log.
    pub operation: &'static str,
    /// First part of its name, and the subject in the audit log.
    pub name: &'static str,
    /// What stands in it.
    pub columns: &'static [Column],
    /// Where its rows come from.
    pub pages: P,
}

/// Whether titles and words of the file are Chinese.
pub fn is_chinese(request: &HttpRequest) -> bool {
    Language::from_headers(request.headers()) == Language::Chinese
}

impl FormatQuery {
    /// Whether a workbook is asked for.
    pub fn is_workbook(&self) -> bool {
        self.format.as_deref() == Some(ExportFormat::Xlsx.name())
    }

    /// The kind of file; CSV without a name.
    fn read(&self) -> Result<ExportFormat, Problem> {
        ExportFormat::from_name(self.format.as_deref().unwrap_or("csv")).ok_or_else(|| {
            Problem::invalid_query(vec![FieldProblem::new("/format", FieldCode::UnknownValue)])
        })
    }
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
    asked: &Exporting<impl Serialize>,
    file: File<P>,
) -> Result<HttpResponse, Problem> {
    let format = asked.beside.read()?;
    let layout = Layout {
        columns: file.columns,
        is_chinese: is_chinese(request),
        zone: zone.0,
    };
    let made = Made {
        operation: file.operation,
        subject: file.name.to_owned(),
        name: file.name,
        ending: format.name(),
        media_type: format.media_type(),
        pieces: export_file(format, layout, stream(file.pages)),
    };
    send_made(who, zone, asked, made).await
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
    unfold(Some((pages, None)), async |next| {
        let (pages, after) = next?;
        match pages.read(after, num::u64_from_usize(P::PAGE)).await {
            Ok(rows) => {
                let last = rows.last().filter(|_| rows.len() >= P::PAGE);
                let place = last.map(|row| pages.place_of(row));
                Some((Ok(rows), place.map(|place| (pages, Some(place)))))
            }
            Err(error) => {
                tracing::error!(error = %error, "an export broke off: {error}");
                Some((Err(ExportError::Rows(Box::new(error))), None))
            }
        }
    })
    .boxed()
}
