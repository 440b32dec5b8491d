//! Tables that people send: a CSV file, or the first sheet of an XLSX workbook, with a line of titles. Faults stand at cells.

use crate::platform::problem::{FieldCode, FieldProblem};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A fault of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CellFault {
    /// Number of the line, the title line being 1; 0 for the file.
    pub line: usize,
    /// Which column.
    pub column: String,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub title_zh: &'static str,
    /// What is wrong, in English.
    pub title_en: &'static str,
    /// What stood there.
    pub value: Option<String>,
}

impl CellFault {
    /// A fault of a line; the column is what `fault` points at.
    pub fn at(line: usize, fault: &FieldProblem) -> Self {
        let value = fault.params.get("value").and_then(|value| value.as_str());
        Self {
            line,
            column: fault.pointer.trim_start_matches('/').to_owned(),
            code: fault.code.as_str(),
            title_zh: fault.code.zh(),
            title_en: fault.code.en(),
            value: value.map(str::to_owned),
        }
    }

    fn new(line: usize, column: &str, code: FieldCode, value: impl Into<String>) -> Self {
        Self::at(
            line,
            &FieldProblem::new(column, code).with("value", value.into()),
        )
    }
}

/// A line of a table.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number, the title line being 1.
    pub number: usize,
    cells: HashMap<&'static str, String>,
}

impl Line {
    /// What stands in a column, trimmed; empty where nothing stands.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// What a table must look like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Titles that are known.
    pub columns: &'static [&'static str],
    /// Those that must be there.
    pub required: &'static [&'static str],
    /// Most lines.
    pub max_lines: usize,
}

impl Shape {
    /// Reads the lines that hold anything. A file that is no table gives its faults alone.
    pub fn read(&self, bytes: &[u8]) -> Result<Vec<Line>, Vec<CellFault>> {
        let rows = if bytes.starts_with(b"PK") {
            workbook_rows(bytes)
        } else {
            csv_rows(bytes)
        };
        let mut rows = rows.map_err(|fault| vec![fault])?.into_iter();
        let titles = rows.next().map(|(_, titles)| titles).unwrap_or_default();
        let places = self.places(&titles)?;
        let line = |(number, row): (usize, Vec<String>)| {
            let cells = row.into_iter().enumerate().filter_map(|(at, text)| {
                let column = places.get(at).copied().flatten()?;
                (!text.is_empty()).then_some((column, text))
            });
            Line {
                number,
                cells: cells.collect(),
            }
        };
        let lines: Vec<Line> = rows
            .map(line)
            .filter(|line| !line.cells.is_empty())
            .take(self.max_lines + 1)
            .collect();
        let alone = |code| Err(vec![CellFault::new(0, "", code, "")]);
        match lines.len() {
            0 => alone(FieldCode::Empty),
            count if count > self.max_lines => alone(FieldCode::TooMany),
            _ => Ok(lines),
        }
    }

    /// Which known column each place of the title line is.
    fn places(&self, titles: &[String]) -> Result<Vec<Option<&'static str>>, Vec<CellFault>> {
        let (mut places, mut faults) = (vec![], vec![]);
        for title in titles {
            let known = self.columns.iter().copied().find(|known| known == title);
            if !title.is_empty() && known.is_none() {
                faults.push(CellFault::new(1, title, FieldCode::UnknownColumn, title));
            } else if known.is_some() && places.contains(&known) {
                faults.push(CellFault::new(1, title, FieldCode::Repeated, title));
            }
            places.push(known);
        }
        for column in self.required {
            if !places.contains(&Some(*column)) {
                faults.push(CellFault::new(1, column, FieldCode::MissingColumn, ""));
            }
        }
        if faults.is_empty() {
            Ok(places)
        } else {
            Err(faults)
        }
    }
}

/// Rows with their numbers.
type Rows = Vec<(usize, Vec<String>)>;

fn csv_rows(bytes: &[u8]) -> Result<Rows, CellFault> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text);
    let line = |at: Option<&csv::Position>| {
        usize::try_from(at.map_or(0, csv::Position::line)).unwrap_or_default()
    };
    let unreadable = |error: csv::Error| {
        CellFault::new(
            line(error.position()),
            "",
            FieldCode::UnreadableFile,
            error.to_string(),
        )
    };
    let row = |row: csv::StringRecord| {
        let cells = row.iter().map(str::to_owned).collect();
        (line(row.position()), cells)
    };
    let rows: Result<Rows, csv::Error> = reader.records().map(|one| one.map(row)).collect();
    rows.map_err(unreadable)
}

fn workbook_rows(bytes: &[u8]) -> Result<Rows, CellFault> {
    let unreadable = |fault: Box<xlsform::Fault>| {
        CellFault::new(0, "", FieldCode::UnreadableFile, fault.text.en)
    };
    let book = xlsform::Workbook::read_table(bytes).map_err(unreadable)?;
    let rows = book.sheets.into_iter().flat_map(|sheet| sheet.rows);
    let row = |row: xlsform::SheetRow| {
        let mut cells: Vec<String> = vec![];
        for cell in &row.cells {
            let at = usize::try_from(cell.column).unwrap_or(usize::MAX);
            // Whatever stands far to the right belongs to no column.
            if at < MAX_COLUMNS {
                cells.resize(cells.len().max(at + 1), String::new());
                if let Some(slot) = cells.get_mut(at) {
                    slot.push_str(&cell.text);
                }
            }
        }
        (usize::try_from(row.number).unwrap_or_default(), cells)
    };
    Ok(rows.map(row).collect())
}

/// Most columns of a sheet that are looked at.
const MAX_COLUMNS: usize = 100;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const SHAPE: Shape = Shape {
        columns: &["code", "title", "note"],
        required: &["code", "title"],
        max_lines: 3,
    };

    #[test]
    fn lines_are_numbered_as_a_person_sees_them_and_empty_ones_are_passed_over() {
        let lines = SHAPE
            .read("\u{feff}title, code\nOne,1\n,\nTwo, 2 \n".as_bytes())
            .unwrap();
        let seen: Vec<(usize, &str, &str, &str)> = lines
            .iter()
            .map(|line| {
                (
                    line.number,
                    line.cell("code"),
                    line.cell("title"),
                    line.cell("note"),
                )
            })
            .collect();
        assert_eq!(seen, [(2, "1", "One", ""), (4, "2", "Two", "")]);
    }

    #[test]
    fn every_wrong_title_is_named_and_files_that_are_no_tables_say_so() {
        let faults = SHAPE.read(b"code,code,colour\n1,2,3\n").unwrap_err();
        let seen: Vec<(&str, &str)> = faults
            .iter()
            .map(|one| (one.column.as_str(), one.code))
            .collect();
        assert_eq!(
            seen,
            [
                ("code", "repeated"),
                ("colour", "unknown_column"),
                ("title", "missing_column")
            ]
        );
        assert_eq!(
            SHAPE.read(b"PK not a workbook").unwrap_err()[0].code,
            "unreadable_file"
        );
        assert_eq!(
            SHAPE.read(b"code,title\n\xff\xfe,1\n").unwrap_err()[0].code,
            "unreadable_file"
        );
        assert_eq!(SHAPE.read(b"code,title\n").unwrap_err()[0].code, "empty");
        assert_eq!(
            SHAPE.read(b"code,title\n1,1\n2,2\n3,3\n4,4\n").unwrap_err()[0].code,
            "too_many"
        );
    }
}
