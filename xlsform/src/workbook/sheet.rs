//! The cells of one sheet, one at a time.

use super::part::fast_reader;
use super::strings::{Runs, resolve};
use super::{Cell, Row, damaged};
use crate::fault::{Code, Fault, Place};
use crate::limits;
use crate::num;
use crate::time::Day;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::sync::Arc;

/// What cells refer to, and how much text was taken so far.
pub struct Reading {
    pub strings: Vec<Arc<str>>,
    pub dates: Vec<bool>,
    is_1904: bool,
    taken_bytes: usize,
}

/// How a cell's value is written.
#[derive(Default, Clone, Copy, PartialEq)]
enum Written {
    #[default]
    Number,
    Shared,
    Inline,
    Truth,
    Text,
}

/// The cell being read; its memory serves the next one.
#[derive(Default)]
struct Open {
    column: u32,
    kind: Written,
    is_date: bool,
    raw: String,
    runs: Runs,
    is_value: bool,
    has_formula: bool,
}

/// Where the reader stands, and what it has found.
#[derive(Default)]
struct Cursor {
    rows: Vec<Row>,
    cells: Vec<Cell>,
    /// Cells of finished rows.
    taken: usize,
    number: u32,
    next_column: u32,
    open: Open,
    /// Whether the reader stands inside `open`.
    in_cell: bool,
}

impl Cursor {
    fn begin_row(&mut self, tag: &BytesStart<'_>) {
        self.end_row();
        self.number = row_number(tag, self.number);
        self.next_column = 0;
    }

    fn end_row(&mut self) {
        if !self.cells.is_empty() {
            let cells = std::mem::take(&mut self.cells);
            self.taken += cells.len();
            self.rows.push(Row {
                number: self.number,
                cells,
            });
        }
    }
}

impl Reading {
    pub fn new(is_1904: bool) -> Self {
        Self {
            strings: vec![],
            dates: vec![],
            is_1904,
            taken_bytes: 0,
        }
    }

    /// Rows with content, ordered by number.
    pub fn rows(&mut self, name: &str, text: &str) -> Result<Vec<Row>, Box<Fault>> {
        let mut reader = fast_reader(text);
        let mut at = Cursor::default();
        loop {
            match reader.read_event().map_err(|_error| damaged())? {
                Event::Start(tag) => match tag.local_name().into_inner() {
                    "row" => at.begin_row(&tag),
                    "c" => {
                        at.in_cell = true;
                        self.open(&mut at.open, &tag, at.next_column);
                    }
                    inner => at.open.enter(inner),
                },
                Event::Empty(tag) => match tag.local_name().into_inner() {
                    "row" => at.begin_row(&tag),
                    "c" => at.next_column = column_of(&tag, at.next_column).saturating_add(1),
                    "f" => at.open.enter("f"),
                    _ => {}
                },
                Event::Text(part) if at.in_cell => at.open.take(&part),
                Event::CData(part) if at.in_cell => at.open.take(&part),
                Event::GeneralRef(part) if at.in_cell => {
                    if let Some(letter) = resolve(&part) {
                        at.open.take(letter.encode_utf8(&mut [0; 4]));
                    }
                }
                Event::End(tag) => match tag.local_name().into_inner() {
                    "c" if at.in_cell => {
                        at.in_cell = false;
                        at.next_column = at.open.column.saturating_add(1);
                        at.cells.extend(self.close(name, at.number, &mut at.open)?);
                    }
                    "row" => at.end_row(),
                    inner => at.open.leave(inner),
                },
                Event::Eof => break,
                _ => {}
            }
            if at.rows.len() > limits::ROWS || at.taken + at.cells.len() > limits::CELLS {
                return Err(sheet_too_large(name, at.number));
            }
        }
        at.rows.sort_by_key(|row| row.number);
        for row in &mut at.rows {
            row.cells.sort_by_key(|cell| cell.column);
        }
        Ok(at.rows)
    }

    /// A cell begins. Its attributes hold no entities, so they are read as they stand.
    fn open(&self, open: &mut Open, tag: &BytesStart<'_>, next_column: u32) {
        open.begin(next_column);
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value: &str = &attribute.value;
            match attribute.key.into_inner() {
                "r" => open.column = column_at(value, next_column),
                "s" => {
                    let style: usize = value.parse().unwrap_or(0);
                    open.is_date = self.dates.get(style).copied().unwrap_or(false);
                }
                "t" => {
                    open.kind = match value {
                        "s" => Written::Shared,
                        "inlineStr" => Written::Inline,
                        "b" => Written::Truth,
                        "str" | "e" | "d" => Written::Text,
                        _ => Written::Number,
                    }
                }
                _ => {}
            }
        }
    }

    fn close(
        &mut self,
        sheet: &str,
        row: u32,
        open: &mut Open,
    ) -> Result<Option<Cell>, Box<Fault>> {
        if open.column >= limits::COLUMNS {
            return Err(sheet_too_large(sheet, row));
        }
        let text = self.text(open);
        if text.len() > limits::CELL_BYTES {
            let zh = "单元格的文字超过 1 MB";
            let fault = Fault::new(
                Code::TooLarge,
                Place::new(sheet, row, ""),
                &text,
                zh,
                "a cell holds over 1 MB of text",
            );
            return Err(Box::new(fault));
        }
        self.taken_bytes += text.len();
        if self.taken_bytes > limits::TEXT_BYTES {
            return Err(sheet_too_large(sheet, row));
        }
        let is_unsolved = open.has_formula && text.is_empty();
        Ok((!text.is_empty() || is_unsolved).then_some(Cell {
            column: open.column,
            text,
            is_unsolved,
        }))
    }

    fn text(&self, open: &mut Open) -> Arc<str> {
        let raw = open.raw.trim();
        match open.kind {
            Written::Shared => {
                let shared = raw.parse().ok().and_then(|at: usize| self.strings.get(at));
                shared.map_or_else(|| Arc::from(""), Arc::clone)
            }
            Written::Inline => open.runs.finish(),
            Written::Truth => Arc::from(if raw == "1" { "yes" } else { "no" }),
            Written::Text => Arc::from(raw),
            Written::Number => match raw.parse::<f64>() {
                Ok(number) if open.is_date => Arc::from(self.date(number)),
                Ok(number) if number.is_finite() => Arc::from(num::to_text(number)),
                _ => Arc::from(raw),
            },
        }
    }

    /// The day and time of a spreadsheet's serial number.
    fn date(&self, serial: f64) -> String {
        let base = if self.is_1904 { -24_107 } else { -25_569 };
        let whole = serial.floor();
        let seconds = num::to_i64(((serial - whole) * 86_400.0).round());
        let clock = format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        if whole < 1.0 && !self.is_1904 {
            return clock;
        }
        let day = Day(num::to_i64(whole).saturating_add(base)).to_text();
        if seconds == 0 {
            day
        } else {
            format!("{day}T{clock}")
        }
    }
}

impl Open {
    fn begin(&mut self, column: u32) {
        self.column = column;
        self.kind = Written::default();
        self.is_date = false;
        self.raw.clear();
        self.runs.clear();
        self.is_value = false;
        self.has_formula = false;
    }

    /// An element begins inside the cell.
    fn enter(&mut self, name: &str) {
        match name {
            "v" => self.is_value = true,
            "f" => self.has_formula = true,
            other => self.runs.open(other),
        }
    }

    /// An element ends inside the cell.
    fn leave(&mut self, name: &str) {
        match name {
            "v" => self.is_value = false,
            other => self.runs.close(other),
        }
    }

    /// Text between tags.
    fn take(&mut self, text: &str) {
        if self.is_value && self.raw.len() <= limits::CELL_BYTES {
            self.raw.push_str(text);
        } else {
            self.runs.push(text);
        }
    }
}

fn row_number(tag: &BytesStart<'_>, last: u32) -> u32 {
    reference(tag)
        .and_then(|number| number.parse().ok())
        .unwrap_or_else(|| last.saturating_add(1))
}

/// Column from 0 of a reference such as `AB12`.
fn column_of(tag: &BytesStart<'_>, next: u32) -> u32 {
    reference(tag).map_or(next, |place| column_at(&place, next))
}

/// The attribute `r`, which holds no entities.
fn reference<'t>(tag: &'t BytesStart<'_>) -> Option<Cow<'t, str>> {
    let mut attributes = tag.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.into_inner() == "r")
        .map(|attribute| attribute.value)
}

fn column_at(place: &str, next: u32) -> u32 {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0_u32, |sum, letter| {
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        sum.saturating_mul(26).saturating_add(value)
    });
    if column == 0 { next } else { column - 1 }
}

fn sheet_too_large(sheet: &str, row: u32) -> Box<Fault> {
    Box::new(Fault::new(
        Code::TooLarge,
        Place::new(sheet, row, ""),
        "",
        "表过大：行、列或文字超出上限",
        "the sheet is too large: rows, columns or text are over the limit",
    ))
}
