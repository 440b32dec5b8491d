//! What a file is, told by its content and never by its name. Nothing is unpacked but the list of parts of a document.

use crate::indicators::error::IndicatorError;
use crate::photos::structure::{PhotoFormat, Rejection, check_structure};
use crate::platform::words::words;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Parts that a document may have.
const MAX_PARTS: usize = 10_000;
/// Largest list of parts, in bytes.
const MAX_LIST_BYTES: u64 = 1024 * 1024;
/// So far from its end a PDF says that it ends.
const PDF_TAIL: usize = 2_048;

words! {
    /// A kind of file that is taken as evidence.
    Format {
        Pdf = "pdf", "PDF 文件", "PDF document";
        Docx = "docx", "Word 文档", "Word document";
        Xlsx = "xlsx", "Excel 表格", "Excel workbook";
        Jpeg = "jpeg", "照片（JPEG）", "JPEG photo";
        Png = "png", "图片（PNG）", "PNG picture";
    }
}

impl Format {
    /// Media type of a download.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// The kind of a file that is whole; `TypeNotTaken` for others, `Damaged` where it is cut off.
pub(super) fn format_of(bytes: &[u8]) -> Result<Format, IndicatorError> {
    if bytes.starts_with(b"%PDF-") {
        return pdf(bytes);
    }
    if bytes.starts_with(b"PK") {
        return document(bytes);
    }
    match check_structure(bytes) {
        Ok(structure) => match structure.format {
            PhotoFormat::Jpeg => Ok(Format::Jpeg),
            PhotoFormat::Png => Ok(Format::Png),
            PhotoFormat::Webp => Err(IndicatorError::TypeNotTaken),
        },
        Err(Rejection::UnsupportedType) => Err(IndicatorError::TypeNotTaken),
        Err(_) => Err(IndicatorError::Damaged),
    }
}

fn pdf(bytes: &[u8]) -> Result<Format, IndicatorError> {
    let tail = bytes
        .get(bytes.len().saturating_sub(PDF_TAIL)..)
        .unwrap_or_default();
    let ends = tail.windows(5).any(|window| window == b"%%EOF");
    ends.then_some(Format::Pdf).ok_or(IndicatorError::Damaged)
}

/// A Word or Excel document without macros, by its list of parts.
fn document(bytes: &[u8]) -> Result<Format, IndicatorError> {
    let damaged = |_broken: zip::result::ZipError| IndicatorError::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS
        || archive
            .file_names()
            .any(|name| name.is_ok_and(|name| name.ends_with("vbaProject.bin")))
    {
        return Err(IndicatorError::TypeNotTaken);
    }
    let not_taken = |_broken: zip::result::ZipError| IndicatorError::TypeNotTaken;
    let list = archive.by_name("[Content_Types].xml").map_err(not_taken)?;
    let mut text = String::new();
    let read = list.take(MAX_LIST_BYTES).read_to_string(&mut text);
    read.map_err(|_unreadable| IndicatorError::Damaged)?;
    if text.contains("wordprocessingml.document.main+xml") {
        Ok(Format::Docx)
    } else if text.contains("spreadsheetml.sheet.main+xml") {
        Ok(Format::Xlsx)
    } else {
        Err(IndicatorError::TypeNotTaken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> &'static str {
        match format_of(bytes) {
            Ok(format) => format.code(),
            Err(IndicatorError::Damaged) => "damaged",
            Err(_) => "not taken",
        }
    }

    #[test]
    fn files_are_known_by_what_they_hold() {
        assert_eq!(told(b"%PDF-1.7\n1 0 obj\n%%EOF\n"), "pdf");
        assert_eq!(told(b"%PDF-1.7\n1 0 obj\n"), "damaged");
        assert_eq!(told(b"PK\x03\x04 cut off"), "damaged");
        assert_eq!(told(b"<html><script>alert(1)</script>"), "not taken");
        assert_eq!(told(b"MZ\x90\x00 a program"), "not taken");
        assert_eq!(told(b""), "damaged");
    }
}
