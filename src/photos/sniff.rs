//! What a file is, told by its content and never by its name. Nothing is unpacked but the list of parts of a document.

mod sound;

use super::structure::{PhotoFormat, Rejection, check_structure};
use crate::platform::keys::sha256;
use crate::platform::words::words;
use bytes::Bytes;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Parts that a document may have.
const MAX_PARTS: usize = 10_000;
/// Largest list of parts, in bytes.
const MAX_LIST_BYTES: u64 = 1024 * 1024;
/// So far from its end a PDF says that it ends.
const PDF_TAIL: usize = 2_048;

words! {
    /// A kind of file that is known by its content. The code serves as the ending of its name.
    FileFormat {
        Pdf = "pdf", "PDF 文件", "PDF document";
        Docx = "docx", "Word 文档", "Word document";
        Xlsx = "xlsx", "Excel 表格", "Excel workbook";
        Jpeg = "jpeg", "照片（JPEG）", "JPEG photo";
        Png = "png", "图片（PNG）", "PNG picture";
        Webp = "webp", "图片（WebP）", "WebP picture";
        Webm = "webm", "录音（WebM）", "WebM sound";
        Ogg = "ogg", "录音（OGG）", "OGG sound";
        M4a = "m4a", "录音（M4A）", "M4A sound";
        Mp3 = "mp3", "录音（MP3）", "MP3 sound";
        Wav = "wav", "录音（WAV）", "WAV sound";
    }
}

impl FileFormat {
    /// Media type of a download.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Webm => "audio/webm",
            Self::Ogg => "audio/ogg",
            Self::M4a => "audio/mp4",
            Self::Mp3 => "audio/mpeg",
            Self::Wav => "audio/wav",
        }
    }

    /// Whether it is a picture.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// Whether it is sound without moving pictures.
    pub fn is_sound(self) -> bool {
        matches!(
            self,
            Self::Webm | Self::Ogg | Self::M4a | Self::Mp3 | Self::Wav
        )
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Unknown, or known and not taken here.
    #[error("files of this type are not taken")]
    NotTaken,
    /// Cut off, or it does not hold what it promises.
    #[error("the file is damaged or cut off")]
    Damaged,
}

/// Kind and digest of a file, found out beside the threads that serve; a kind that `is_taken` leaves out is a [`Misfit`].
/// The digest of a damaged file still tells whether it was damaged on the way.
pub async fn look_at(
    bytes: Bytes,
    is_taken: fn(FileFormat) -> bool,
) -> (Result<FileFormat, Misfit>, [u8; 32]) {
    let looked = tokio::task::spawn_blocking(move || {
        let format = format_of(&bytes).and_then(|format| {
            let taken = is_taken(format).then_some(format);
            taken.ok_or(Misfit::NotTaken)
        });
        (format, sha256(&bytes))
    });
    looked.await.unwrap_or((Err(Misfit::Damaged), [0; 32]))
}

/// The kind of a file that is whole.
/// * Errors: [`Misfit::NotTaken`] for others, [`Misfit::Damaged`] where it is cut off or empty.
pub fn format_of(bytes: &[u8]) -> Result<FileFormat, Misfit> {
    if bytes.starts_with(b"%PDF-") {
        return pdf(bytes);
    }
    if bytes.starts_with(b"PK") {
        return document(bytes);
    }
    if let Some(found) = sound::format_of(bytes) {
        return found;
    }
    match check_structure(bytes) {
        Ok(structure) => Ok(match structure.format {
            PhotoFormat::Jpeg => FileFormat::Jpeg,
            PhotoFormat::Png => FileFormat::Png,
            PhotoFormat::Webp => FileFormat::Webp,
        }),
        Err(Rejection::UnsupportedType) => Err(Misfit::NotTaken),
        Err(_) => Err(Misfit::Damaged),
    }
}

fn pdf(bytes: &[u8]) -> Result<FileFormat, Misfit> {
    let tail = bytes
        .get(bytes.len().saturating_sub(PDF_TAIL)..)
        .unwrap_or_default();
    let ends = tail.windows(5).any(|window| window == b"%%EOF");
    ends.then_some(FileFormat::Pdf).ok_or(Misfit::Damaged)
}

/// A Word or Excel document without macros, by its list of parts.
fn document(bytes: &[u8]) -> Result<FileFormat, Misfit> {
    let damaged = |_broken: zip::result::ZipError| Misfit::Damaged;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_PARTS
        || archive
            .file_names()
            .any(|name| name.is_ok_and(|name| name.ends_with("vbaProject.bin")))
    {
        return Err(Misfit::NotTaken);
    }
    let not_taken = |_broken: zip::result::ZipError| Misfit::NotTaken;
    let list = archive.by_name("[Content_Types].xml").map_err(not_taken)?;
    let mut text = String::new();
    let read = list.take(MAX_LIST_BYTES).read_to_string(&mut text);
    read.map_err(|_unreadable| Misfit::Damaged)?;
    if text.contains("wordprocessingml.document.main+xml") {
        Ok(FileFormat::Docx)
    } else if text.contains("spreadsheetml.sheet.main+xml") {
        Ok(FileFormat::Xlsx)
    } else {
        Err(Misfit::NotTaken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> &'static str {
        match format_of(bytes) {
            Ok(format) => format.code(),
            Err(Misfit::Damaged) => "damaged",
            Err(Misfit::NotTaken) => "not taken",
        }
    }

    #[test]
    fn files_are_known_by_what_they_hold() {
        for (bytes, wanted) in [
            (b"%PDF-1.7\n1 0 obj\n%%EOF\n".as_slice(), "pdf"),
            (b"%PDF-1.7\n1 0 obj\n", "damaged"),
            (b"PK\x03\x04 cut off", "damaged"),
            (b"<html><script>alert(1)</script>", "not taken"),
            (b"MZ\x90\x00 a program", "not taken"),
            (b"", "damaged"),
            (include_bytes!("../../web/public/icon-192.png"), "png"),
        ] {
            assert_eq!(told(bytes), wanted);
        }
    }
}
