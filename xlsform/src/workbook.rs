//! The cells of a workbook, read part by part from the package under caps; nothing else in it is opened.
//!
//! Only worksheets of the wanted names are unpacked. The stated dimension of a sheet is ignored, so memory follows the
//! cells that hold something. Entities and outside parts are never resolved.

mod part;
mod sheet;
mod strings;
mod styles;

use crate::fault::{Code, Fault, Place};
use crate::limits;
use part::Package;
use std::sync::Arc;

/// Sheets that a form may have; all others stay packed.
pub const SHEETS: [&str; 5] = [
    "survey",
    "choices",
    "settings",
    "entities",
    "external_choices",
];

/// One cell with content.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Column from 0.
    pub column: u32,
    /// The text as a person would type it, trimmed.
    pub text: Arc<str>,
    /// A formula whose result was not stored; `text` is then empty.
    pub is_unsolved: bool,
}

/// One row with content.
#[derive(Debug, Clone)]
pub struct Row {
    /// Number as the spreadsheet shows it, from 1.
    pub number: u32,
    /// Cells with content, by column.
    pub cells: Vec<Cell>,
}

/// One sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Name as written, trimmed.
    pub name: String,
    /// Rows with content, from the top.
    pub rows: Vec<Row>,
}

/// The wanted sheets of a workbook and the names of the others.
#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// Wanted sheets in the order of the workbook.
    pub sheets: Vec<Sheet>,
    /// Names of the sheets that were left packed.
    pub others: Vec<String>,
}

impl Workbook {
    /// The sheet of that name, ignoring case.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets
            .iter()
            .find(|sheet| sheet.name.eq_ignore_ascii_case(name))
    }

    /// Takes the sheet of that name out.
    pub fn take(&mut self, name: &str) -> Option<Sheet> {
        let at = self
            .sheets
            .iter()
            .position(|sheet| sheet.name.eq_ignore_ascii_case(name))?;
        Some(self.sheets.remove(at))
    }

    /// Reads the sheets of a form out of the bytes of an XLSX file.
    /// Errors: one fault that says why the file cannot be read.
    pub fn read(bytes: &[u8]) -> Result<Self, Box<Fault>> {
        let wanted =
            |_at: usize, name: &str| SHEETS.iter().any(|known| name.eq_ignore_ascii_case(known));
        Self::read_wanted(bytes, wanted)
    }

    /// Reads the first sheet alone, whatever its name: a table.
    /// Errors: one fault that says why the file cannot be read.
    pub fn read_table(bytes: &[u8]) -> Result<Self, Box<Fault>> {
        Self::read_wanted(bytes, |at, _name| at == 0)
    }

    /// Reads the sheets that are wanted by number (from 0) and name.
    fn read_wanted(bytes: &[u8], wanted: impl Fn(usize, &str) -> bool) -> Result<Self, Box<Fault>> {
        if bytes.len() > limits::FILE_BYTES {
            return Err(too_large(
                "文件超过 20 MB，请删去图片和无关的表",
                "the file is over 20 MB; remove pictures and other sheets",
            ));
        }
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(file_fault(
                Code::EncryptedOrLegacy,
                "文件有密码保护，或是旧的 .xls 格式；请去掉密码并另存为 .xlsx",
                "the file is protected with a password or an old .xls; save it as .xlsx without a password",
            ));
        }
        let mut package = Package::open(bytes)?;
        let listed = part::sheets(&mut package)?;
        let mut book = Self::default();
        let mut numbered = listed.sheets.iter().enumerate();
        let is_needed = numbered.any(|(at, sheet)| wanted(at, &sheet.name));
        let mut reading = sheet::Reading::new(listed.is_1904);
        if is_needed {
            reading.strings = strings::read(&mut package, &listed.strings)?;
            reading.dates = styles::date_styles(&mut package, &listed.styles)?;
        }
        for (at, entry) in listed.sheets.into_iter().enumerate() {
            if !wanted(at, &entry.name) || book.sheet(&entry.name).is_some() {
                book.others.push(entry.name);
                continue;
            }
            let text = package.text(&entry.path)?.ok_or_else(damaged)?;
            let rows = reading.rows(&entry.name, &text)?;
            book.sheets.push(Sheet {
                name: entry.name,
                rows,
            });
        }
        Ok(book)
    }
}

fn file_fault(code: Code, zh: &str, en: &str) -> Box<Fault> {
    Box::new(Fault::new(code, Place::default(), "", zh, en))
}

fn too_large(zh: &str, en: &str) -> Box<Fault> {
    file_fault(Code::TooLarge, zh, en)
}

fn damaged() -> Box<Fault> {
    file_fault(
        Code::NotAWorkbook,
        "不是可读的 .xlsx 工作簿，或文件已损坏；请用表格软件另存为 .xlsx",
        "this is not a readable .xlsx workbook, or it is damaged; save it again as .xlsx",
    )
}
