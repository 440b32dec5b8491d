//! Rows to files while they are read: CSV, GeoJSON, NDJSON and XLSX, in constant memory.
//!
//! A capability describes its columns once and says how a row fills them; pages of rows come from a stream and
//! are only fetched when the client has taken what came before.

mod answer;
mod digits;
mod held;
mod send;
mod text;
mod xlsx;

use super::clock::UtcMillis;
use bytes::Bytes;
use chrono_tz::Tz;
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};

pub use answer::{SavedFile, Whole};
pub use held::Held;
pub use send::{Exporting, File, FormatQuery, Made, Pages, is_chinese, send, send_made};
pub use text::{TextEncoder, csv_line, csv_text};
pub use xlsx::{Pieces, Received, XlsxFile, stream_book};

/// A kind of file that lists can be saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated, UTF-8 with byte order mark, for spreadsheets.
    Csv,
    /// A workbook; a new sheet begins after 1,048,576 rows.
    Xlsx,
    /// A feature collection (RFC 7946); rows without a place have a null geometry.
    Geojson,
    /// One JSON object a line.
    Ndjson,
}

impl ExportFormat {
    /// The format of this name (`csv`, `xlsx`, `geojson`, `ndjson`).
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Csv, Self::Xlsx, Self::Geojson, Self::Ndjson]
            .into_iter()
            .find(|format| format.name() == name)
    }

    /// The name, which is also the file's ending.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Geojson => "geojson",
            Self::Ndjson => "ndjson",
        }
    }

    /// The media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => "application/geo+json",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name in GeoJSON and NDJSON; never changes.
    pub key: &'static str,
    /// Title in CSV and XLSX, Chinese.
    pub title_zh: &'static str,
    /// Title in CSV and XLSX, English.
    pub title_en: &'static str,
}

/// A column by its key and its titles in Chinese and English.
pub const fn column(key: &'static str, title_zh: &'static str, title_en: &'static str) -> Column {
    Column {
        key,
        title_zh,
        title_en,
    }
}

/// One value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing known: an empty cell, `null` in JSON.
    Empty,
    /// Text, escaped as the file needs it.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number with this many places behind the point (at most 9).
    Decimal(f64, u8),
    /// An instant in epoch milliseconds: local time in CSV and XLSX, UTC in JSON.
    Instant(i64),
}

/// Cells of what may be unknown.
impl<'a> Cell<'a> {
    /// Text; empty without one.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }

    /// A whole number; empty without one.
    pub fn integer(value: Option<i64>) -> Self {
        value.map_or(Self::Empty, Self::Integer)
    }

    /// How many; empty without a number.
    pub fn count(value: Option<u64>) -> Self {
        Self::integer(value.map(|value| i64::try_from(value).unwrap_or(i64::MAX)))
    }

    /// A number with this many places behind the point (at most 9); empty without one.
    pub fn decimal(value: Option<f64>, places: u8) -> Self {
        value.map_or(Self::Empty, |value| Self::Decimal(value, places))
    }

    /// An instant; empty without one.
    pub fn instant(at: Option<UtcMillis>) -> Self {
        at.map_or(Self::Empty, |at| Self::Instant(at.0))
    }
}

/// A row that knows its cells.
pub trait ExportRow: Send + 'static {
    /// Appends one cell for each column, in the order of the columns.
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>);
    /// Longitude and latitude (WGS-84, degrees) for GeoJSON; rows stand nowhere unless they say so.
    fn place(&self) -> Option<(f64, f64)> {
        None
    }
}

/// What stands around the rows.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Whether titles are Chinese (else English).
    pub is_chinese: bool,
    /// Zone of the local times in CSV and XLSX.
    pub zone: Tz,
}

impl Layout {
    fn titles(&self) -> impl Iterator<Item = &'static str> {
        let is_chinese = self.is_chinese;
        self.columns.iter().map(move |column| {
            if is_chinese {
                column.title_zh
            } else {
                column.title_en
            }
        })
    }
}

/// Why a file ends before its time. The client sees a broken transfer, never a file that looks whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The rows could not be read.
    #[error("read rows for an export")]
    Rows(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The workbook could not be written.
    #[error("write a workbook: {0}")]
    Workbook(String),
}

/// The file's bytes, made while `pages` are read.
/// * `pages`: rows in the order of the file, some hundreds a page; polled only when the client wants more.
/// * Errors: [`ExportError`] as the last item.
pub fn export_file<R, S>(
    format: ExportFormat,
    layout: Layout,
    pages: S,
) -> BoxStream<'static, Result<Bytes, ExportError>>
where
    R: ExportRow,
    S: Stream<Item = Result<Vec<R>, ExportError>> + Send + 'static,
{
    if format == ExportFormat::Xlsx {
        return xlsx::stream(layout, pages.boxed());
    }
    let mut encoder = TextEncoder::new(format, layout);
    let head = encoder.head();
    let tail = encoder.tail();
    let rows = pages.map_ok(move |page| {
        let mut piece = Vec::with_capacity(page.len() * 160);
        for row in &page {
            encoder.row(row, &mut piece);
        }
        Bytes::from(piece)
    });
    let ends = |bytes: Vec<u8>| futures_util::stream::iter([Ok(Bytes::from(bytes))]);
    ends(head)
        .chain(rows)
        .chain(ends(tail))
        .try_filter(|piece| std::future::ready(!piece.is_empty()))
        .boxed()
}

#[cfg(test)]
mod tests;
