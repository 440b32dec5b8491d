//! CSV, GeoJSON and NDJSON.

use super::digits::{self, LocalTime};
use super::{Cell, ExportFormat, ExportRow, Layout};

/// Writes rows as text; the caller owns the buffer.
pub struct TextEncoder {
    format: ExportFormat,
    layout: Layout,
    local: LocalTime,
    has_rows: bool,
}

impl TextEncoder {
    /// For CSV, GeoJSON or NDJSON ([`ExportFormat::Xlsx`] is no text and written like NDJSON here).
    pub fn new(format: ExportFormat, layout: Layout) -> Self {
        Self {
            format,
            layout,
            local: LocalTime::new(layout.zone),
            has_rows: false,
        }
    }

    /// What stands before the first row.
    pub fn head(&self) -> Vec<u8> {
        match self.format {
            ExportFormat::Csv => {
                let mut head = "\u{feff}".as_bytes().to_vec();
                for (number, title) in self.layout.titles().enumerate() {
                    if number > 0 {
                        head.push(b',');
                    }
                    csv_text(&mut head, title);
                }
                head.extend_from_slice(b"\r\n");
                head
            }
            ExportFormat::Geojson => br#"{"type":"FeatureCollection","features":["#.to_vec(),
            ExportFormat::Ndjson | ExportFormat::Xlsx => Vec::new(),
        }
    }

    /// Appends one row.
    pub fn row(&mut self, row: &impl ExportRow, out: &mut Vec<u8>) {
        let mut cells = Vec::with_capacity(self.layout.columns.len());
        row.cells(&mut cells);
        match self.format {
            ExportFormat::Csv => self.csv_row(&cells, out),
            ExportFormat::Geojson => {
                if self.has_rows {
                    out.push(b',');
                }
                out.extend_from_slice(br#"{"type":"Feature","geometry":"#);
                match row.place() {
                    Some((lng, lat)) => {
                        out.extend_from_slice(br#"{"type":"Point","coordinates":["#);
                        digits::decimal(out, lng, 6);
                        out.push(b',');
                        digits::decimal(out, lat, 6);
                        out.extend_from_slice(b"]}");
                    }
                    None => out.extend_from_slice(b"null"),
                }
                out.extend_from_slice(br#","properties":"#);
                self.object(&cells, out);
                out.push(b'}');
            }
            ExportFormat::Ndjson | ExportFormat::Xlsx => {
                self.object(&cells, out);
                out.push(b'\n');
            }
        }
        self.has_rows = true;
    }

    /// What stands behind the last row.
    pub fn tail(&self) -> Vec<u8> {
        match self.format {
            ExportFormat::Geojson => b"]}\n".to_vec(),
            _ => Vec::new(),
        }
    }

    fn csv_row(&mut self, cells: &[Cell<'_>], out: &mut Vec<u8>) {
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            match *cell {
                Cell::Empty => {}
                Cell::Text(text) => csv_text(out, text),
                Cell::Integer(value) => digits::integer(out, value),
                Cell::Decimal(value, places) => digits::decimal(out, value, places),
                Cell::Instant(at_ms) => self.local.write(out, at_ms),
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    fn object(&self, cells: &[Cell<'_>], out: &mut Vec<u8>) {
        out.push(b'{');
        for (number, (column, cell)) in self.layout.columns.iter().zip(cells).enumerate() {
            if number > 0 {
                out.push(b',');
            }
            out.push(b'"');
            out.extend_from_slice(column.key.as_bytes());
            out.extend_from_slice(b"\":");
            match *cell {
                Cell::Text(text) => json_text(out, text),
                Cell::Integer(value) => digits::integer(out, value),
                Cell::Decimal(value, places) if value.is_finite() => {
                    digits::decimal(out, value, places);
                }
                Cell::Instant(at_ms) => {
                    out.push(b'"');
                    digits::utc(out, at_ms);
                    out.push(b'"');
                }
                Cell::Empty | Cell::Decimal(..) => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
    }
}

/// Text that a spreadsheet would run as a formula gets an apostrophe in front.
pub(super) fn is_formula(text: &str) -> bool {
    matches!(
        text.as_bytes().first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    )
}

/// One line of CSV (with its line end) for files whose columns are chosen at run time; formulas are escaped as everywhere.
pub fn csv_line<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, text) in texts.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_text(&mut out, text);
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// Appends one cell of CSV, in quotes where it needs them; formulas are escaped.
pub fn csv_text(out: &mut Vec<u8>, text: &str) {
    let is_formula = is_formula(text);
    let is_plain = !is_formula
        && !text
            .bytes()
            .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
    if is_plain {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    if is_formula {
        out.push(b'\'');
    }
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn json_text(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0..=0x1F => {
                let low = HEX.get(usize::from(byte % 16)).copied().unwrap_or(b'0');
                out.extend_from_slice(b"\\u00");
                out.push(b'0' + byte / 16);
                out.push(low);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}
