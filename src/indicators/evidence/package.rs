//! Accepted evidence as one ZIP file with a manifest, packed while it is sent: one file in memory at a time.

use super::key_of;
use crate::indicators::wire::EvidenceView;
use crate::platform::blobs::Blobs;
use crate::platform::export::{
    Cell, Column, ExportError, ExportFormat, ExportRow, Layout, TextEncoder, column, stream_book,
};
use bytes::Bytes;
use entity::evidence;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use std::io::Write as _;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Columns of the manifest.
const COLUMNS: [Column; 11] = [
    column("path", "文件", "file"),
    column("requirement", "测评要求", "requirement"),
    column("period", "时段", "period"),
    column("area", "区域", "area"),
    column("title", "内容", "what it shows"),
    column("sha256", "SHA-256", "SHA-256"),
    column("size_bytes", "字节", "bytes"),
    column("filed_at", "报送时间", "filed at"),
    column("filed_by", "报送人", "filed by"),
    column("accepted_at", "认可时间", "accepted at"),
    column("accepted_by", "认可人", "accepted by"),
];
/// Longest file name inside, in characters.
const MAX_NAME: usize = 80;

/// A line of the manifest.
struct Entry {
    path: String,
    view: EvidenceView,
}

impl ExportRow for Entry {
    fn cells<'a>(&'a self, cells: &mut Vec<Cell<'a>>) {
        let view = &self.view;
        cells.extend([
            Cell::Text(&self.path),
            Cell::Text(&view.requirement_code),
            Cell::Text(&view.period),
            Cell::Text(&view.area_code),
            Cell::Text(&view.title),
            Cell::Text(&view.sha256),
            Cell::Integer(view.size_bytes),
            Cell::Instant(view.filed_at.0),
            Cell::text(view.filed_by_name.as_deref()),
            Cell::instant(view.decided_at),
            Cell::text(view.decided_by_name.as_deref()),
        ]);
    }
}

/// Letters that no file system takes amiss.
fn plain(text: &str) -> String {
    let is_bad = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    let letters = text
        .chars()
        .map(|letter| if is_bad(letter) { '_' } else { letter });
    letters.take(MAX_NAME).collect()
}

fn path_of(view: &EvidenceView) -> String {
    let digest = view.sha256.get(..8).unwrap_or_default();
    let (requirement, name) = (plain(&view.requirement_code), plain(&view.file_name));
    format!(
        "{requirement}/{}/{}/{digest}-{name}",
        view.period, view.area_code
    )
}

/// The bytes of the package.
pub(in crate::indicators) fn package(
    blobs: Blobs,
    (rows, views): (Vec<evidence::Model>, Vec<EvidenceView>),
    (is_chinese, zone): (bool, chrono_tz::Tz),
) -> BoxStream<'static, Result<Bytes, ExportError>> {
    let layout = Layout {
        columns: &COLUMNS,
        is_chinese,
        zone,
    };
    let entries: Vec<Entry> = views
        .into_iter()
        .map(|view| Entry {
            path: path_of(&view),
            view,
        })
        .collect();
    let mut manifest = TextEncoder::new(ExportFormat::Csv, layout);
    let mut text = manifest.head();
    for entry in &entries {
        manifest.row(entry, &mut text);
    }
    let first = stream::iter([Ok(("manifest.csv".to_owned(), Bytes::from(text)))]);
    let files = stream::iter(rows.into_iter().zip(entries)).then(move |(row, entry)| {
        let blobs = blobs.clone();
        async move { Ok((entry.path, bytes_of(&blobs, &row).await?)) }
    });
    stream_book(first.chain(files).boxed(), |mut files, target| {
        let mut archive = ZipWriter::new_stream(target);
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        while let Some((path, bytes)) = files.take() {
            archive
                .start_file(path, options)
                .map_err(|error| broken(&error))?;
            archive.write_all(&bytes).map_err(|error| broken(&error))?;
        }
        archive.finish().map_err(|error| broken(&error))?;
        Ok(())
    })
}

fn broken(error: &dyn std::error::Error) -> ExportError {
    ExportError::Workbook(error.to_string())
}

async fn bytes_of(blobs: &Blobs, row: &evidence::Model) -> Result<Bytes, ExportError> {
    let lost = || ExportError::Workbook(format!("the bytes of evidence {} are gone", row.id));
    let key = key_of(row).ok_or_else(lost)?;
    let found = blobs.get(key).await;
    found
        .map_err(|error| ExportError::Rows(Box::new(error)))?
        .ok_or_else(lost)
}
