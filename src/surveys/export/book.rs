//! A workbook with a sheet for the interviews and one for each repeat, in constant memory.
use std::io::Write;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::rows::{Cell, Interview, Words, lines};
use super::table::Table;
use super::text::title;
use crate::platform::export::{ExportError, Received};

/// Rows of one sheet, its titles included. Source: the file format's own limit.
const SHEET_ROWS: u32 = 1_048_576;
/// Excel counts at most this many characters in a cell.
const CELL_CHARACTERS: usize = 32_767;
/// Characters of a sheet's name. Source: the file format's own limit.
const NAME_CHARACTERS: usize = 31;

/// A table with the sheet it is written to.
struct Open {
    table: Table,
    sheet: usize,
    next_row: u32,
    part: u32,
}

/// Writes every interview that comes; blocking.
pub fn write(
    tables: Vec<Table>,
    words: Words,
    mut interviews: Received<Vec<Interview>>,
    target: &mut (impl Write + Send),
) -> Result<(), ExportError> {
    let failed = |error: XlsxError| ExportError::Workbook(error.to_string());
    let mut book = Workbook::new();
    book.set_zip_compression_level(3);
    let mut open = vec![];
    for table in tables {
        let mut one = Open {
            table,
            sheet: 0,
            next_row: 0,
            part: 0,
        };
        one.begin(&mut book, words).map_err(failed)?;
        open.push(one);
    }
    while let Some(page) = interviews.take() {
        for interview in &page {
            for one in &mut open {
                for line in lines(&one.table, interview, words) {
                    one.line(&mut book, &line, words).map_err(failed)?;
                }
            }
        }
    }
    book.save_to_writer(target).map_err(failed)
}

impl Open {
    fn begin(&mut self, book: &mut Workbook, words: Words) -> Result<(), XlsxError> {
        self.part += 1;
        self.sheet = book.worksheets().len();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&self.table.name, self.sheet, self.part))?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (at, column) in (0_u16..).zip(&self.table.columns) {
            sheet.write_string_with_format(0, at, cut(title(column, words)), &bold)?;
        }
        self.next_row = 1;
        Ok(())
    }

    fn line(&mut self, book: &mut Workbook, cells: &[Cell], words: Words) -> Result<(), XlsxError> {
        if self.next_row >= SHEET_ROWS {
            self.begin(book, words)?;
        }
        let sheet = book.worksheet_from_index(self.sheet)?;
        for (at, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Blank => {}
                Cell::Number(number) => {
                    sheet.write_number(self.next_row, at, *number)?;
                }
                Cell::Text(text) => {
                    sheet.write_string(self.next_row, at, cut(text))?;
                }
            }
        }
        self.next_row += 1;
        Ok(())
    }
}

fn cut(text: &str) -> String {
    text.chars().take(CELL_CHARACTERS).collect()
}

/// Names without what the format forbids; the sheet's number keeps them apart.
fn sheet_name(name: &str, sheet: usize, part: u32) -> String {
    let plain: String = name
        .chars()
        .filter(|letter| !"[]:*?/\\'".contains(*letter))
        .take(NAME_CHARACTERS - 10)
        .collect();
    match (sheet, part) {
        (0, 1) => plain,
        _ => format!("{plain} {}", sheet + 1),
    }
}
