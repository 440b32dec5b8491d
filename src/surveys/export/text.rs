//! CSV.
use super::rows::{Cell, Words};
use super::table::Table;
use crate::platform::export::csv_text;

/// The titles: names of the columns with codes, what they say with labels. UTF-8 with byte order mark, for spreadsheets.
pub fn head(table: &Table, words: Words) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    for (at, column) in table.columns.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_text(&mut out, title(column, words));
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// What stands above a column.
pub fn title(column: &super::table::Column, words: Words) -> &str {
    match words {
        Words::Codes => &column.name,
        Words::Chinese => &column.title.zh,
        Words::English => &column.title.en,
    }
}

/// Appends a line.
pub fn line(cells: &[Cell], out: &mut Vec<u8>) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match cell {
            Cell::Blank => {}
            Cell::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Cell::Text(text) => csv_text(out, text),
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers_and_formulas_are_escaped() {
        let mut out = vec![];
        let text = |word: &str| Cell::Text(word.to_owned());
        line(
            &[Cell::Number(-2.5), text("=1+1"), Cell::Blank, text("a,b")],
            &mut out,
        );
        assert_eq!(out, b"-2.5,\"'=1+1\",,\"a,b\"\r\n");
    }
}
