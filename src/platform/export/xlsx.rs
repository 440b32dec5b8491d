//! Workbooks in constant memory: rows go to a temporary file as they come, which is packed into the answer at the end.

use std::io::{self, Write};

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use tokio::sync::mpsc;

use super::digits::LocalTime;
use super::{Cell, Column, ExportError, ExportRow, Layout};
use crate::platform::num;

/// Rows of one sheet, its titles included. Source: the file format's own limit.
const SHEET_ROWS: u32 = 1_048_576;
/// Excel counts at most this many characters in a cell.
const CELL_CHARACTERS: usize = 32_767;
/// 1970-01-01 as the workbook counts days.
const EPOCH_DAY: f64 = 25_569.0;
const DAY_MS: f64 = 86_400_000.0;
/// Deflate level (1–9): a third faster than the usual 6 for files a tenth larger.
const XLSX_DEFLATE: u8 = 3;
/// Bytes of one piece of the answer.
const PIECE_BYTES: usize = 64 * 1024;

/// Writes rows into a workbook; blocking.
pub struct XlsxFile {
    book: Workbook,
    layout: Layout,
    local: LocalTime,
    time: Format,
    sheets: u32,
    next_row: u32,
    sheet_rows: u32,
}

impl XlsxFile {
    /// An empty workbook with its first sheet and titles.
    /// * Errors: [`ExportError::Workbook`], also below, when the temporary file cannot be written.
    pub fn new(layout: Layout) -> Result<Self, ExportError> {
        Self::with_sheet_rows(layout, SHEET_ROWS)
    }

    pub(super) fn with_sheet_rows(layout: Layout, sheet_rows: u32) -> Result<Self, ExportError> {
        let mut file = Self::empty(layout, sheet_rows);
        file.begin_sheet().map_err(|error| failed(&error))?;
        Ok(file)
    }

    fn empty(layout: Layout, sheet_rows: u32) -> Self {
        let mut book = Workbook::new();
        book.set_zip_compression_level(XLSX_DEFLATE);
        Self {
            book,
            layout,
            local: LocalTime::new(layout.zone),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            sheets: 0,
            next_row: 0,
            sheet_rows,
        }
    }

    /// A workbook whose sheets are begun one by one with [`Self::sheet`].
    pub fn of_sheets(is_chinese: bool, zone: chrono_tz::Tz) -> Self {
        let layout = Layout {
            columns: &[],
            is_chinese,
            zone,
        };
        Self::empty(layout, SHEET_ROWS)
    }

    /// Begins a sheet of its own name and columns; a name that the format forbids is an error.
    pub fn sheet(&mut self, name: &str, columns: &'static [Column]) -> Result<(), ExportError> {
        self.layout.columns = columns;
        self.begin_sheet().map_err(|error| failed(&error))?;
        let index = usize::try_from(self.sheets.saturating_sub(1)).unwrap_or_default();
        let sheet = self.book.worksheet_from_index(index);
        let named = sheet.and_then(|sheet| sheet.set_name(name).map(|_| ()));
        named.map_err(|error| failed(&error))
    }

    /// Appends one row; begins a new sheet when this one is full.
    pub fn row(&mut self, row: &impl ExportRow) -> Result<(), ExportError> {
        let mut cells = Vec::with_capacity(self.layout.columns.len());
        row.cells(&mut cells);
        self.write_row(&cells).map_err(|error| failed(&error))
    }

    /// Packs the workbook into `target`.
    pub fn finish(mut self, target: impl Write + Send) -> Result<(), ExportError> {
        self.book
            .save_to_writer(target)
            .map_err(|error| failed(&error))
    }

    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (number, title) in (0_u16..).zip(self.layout.titles()) {
            sheet.set_column_width(number, 16)?;
            sheet.write_string_with_format(0, number, title, &bold)?;
        }
        self.sheets += 1;
        self.next_row = 1;
        Ok(())
    }

    fn write_row(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if self.next_row >= self.sheet_rows {
            self.begin_sheet()?;
        }
        let index = usize::try_from(self.sheets.saturating_sub(1)).unwrap_or_default();
        let sheet = self.book.worksheet_from_index(index)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write_cell(
                sheet,
                self.next_row,
                column,
                *cell,
                &mut self.local,
                &self.time,
            )?;
        }
        self.next_row += 1;
        Ok(())
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Cell<'_>,
    local: &mut LocalTime,
    time: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty | Cell::Text("") => {}
        Cell::Text(text) if text.len() <= CELL_CHARACTERS => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Text(text) => {
            let cut: String = text.chars().take(CELL_CHARACTERS).collect();
            sheet.write_string(row, column, cut)?;
        }
        // A whole number is exact up to 2^53; ours are counts.
        Cell::Integer(value) => {
            sheet.write_number(row, column, num::from_i64(value))?;
        }
        Cell::Decimal(value, _) if value.is_finite() => {
            sheet.write_number(row, column, value)?;
        }
        Cell::Decimal(..) => {}
        Cell::Instant(at_ms) => {
            if let Some(at) = local.at(at_ms) {
                let days = num::from_i64(at.and_utc().timestamp_millis()) / DAY_MS + EPOCH_DAY;
                sheet.write_number_with_format(row, column, days, time)?;
            }
        }
    }
    Ok(())
}

fn failed(error: &XlsxError) -> ExportError {
    ExportError::Workbook(error.to_string())
}

/// What a blocking writer takes, as it comes.
#[derive(Debug)]
pub struct Received<T>(mpsc::Receiver<T>);

impl<T> Received<T> {
    /// The next one; blocks. `None` at the end.
    pub fn take(&mut self) -> Option<T> {
        self.0.blocking_recv()
    }
}

/// A workbook of rows.
pub(super) fn stream<R: ExportRow>(
    layout: Layout,
    pages: BoxStream<'static, Result<Vec<R>, ExportError>>,
) -> BoxStream<'static, Result<Bytes, ExportError>> {
    stream_book(pages, move |mut pages: Received<Vec<R>>, target| {
        let mut book = XlsxFile::new(layout)?;
        while let Some(page) = pages.take() {
            for row in &page {
                book.row(row)?;
            }
        }
        book.finish(target)
    })
}

/// The bytes of a file that is written in one go when all pages came: a blocking thread takes the pages, then sends the
/// pieces; both channels are short.
pub fn stream_book<T, W>(
    mut pages: BoxStream<'static, Result<T, ExportError>>,
    write: W,
) -> BoxStream<'static, Result<Bytes, ExportError>>
where
    T: Send + 'static,
    W: FnOnce(Received<T>, &mut Pieces) -> Result<(), ExportError> + Send + 'static,
{
    let begin = async move {
        let (page_sender, page_receiver) = mpsc::channel::<T>(2);
        let (piece_sender, piece_receiver) = mpsc::channel::<Result<Bytes, ExportError>>(2);
        tokio::task::spawn_blocking(move || write_book(write, page_receiver, piece_sender));
        while let Some(page) = pages.try_next().await? {
            // A closed channel means that the writer failed; its error waits among the pieces.
            if page_sender.send(page).await.is_err() {
                break;
            }
        }
        let pieces = stream::unfold(piece_receiver, async |mut receiver| {
            receiver.recv().await.map(|piece| (piece, receiver))
        });
        Ok::<_, ExportError>(pieces)
    };
    stream::once(begin).try_flatten().boxed()
}

fn write_book<T, W>(
    write: W,
    pages: mpsc::Receiver<T>,
    pieces: mpsc::Sender<Result<Bytes, ExportError>>,
) where
    W: FnOnce(Received<T>, &mut Pieces) -> Result<(), ExportError>,
{
    let mut target = Pieces {
        sender: pieces,
        gathered: Vec::with_capacity(PIECE_BYTES),
    };
    let last = match write(Received(pages), &mut target) {
        Ok(()) => target
            .flush()
            .map_err(|error| ExportError::Workbook(error.to_string())),
        Err(error) => Err(error),
    };
    if let Err(error) = last {
        // Nobody listens any more when the client has left.
        let _ = target.sender.blocking_send(Err(error));
    }
}

/// Gathers what the packer writes into pieces for the client.
#[derive(Debug)]
pub struct Pieces {
    sender: mpsc::Sender<Result<Bytes, ExportError>>,
    gathered: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE_BYTES));
        self.sender
            .blocking_send(Ok(Bytes::from(piece)))
            .map_err(|_closed| io::ErrorKind::BrokenPipe.into())
    }
}
