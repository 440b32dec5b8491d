//! Workbooks written as text, and sessions over them.

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use xlsform::{Compiled, Files, Form, Occasion, Script, Session};

/// The bytes of a workbook; each sheet is `(name, rows)`, cells separated by `|`.
pub fn book(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, line) in rows.trim().lines().enumerate() {
            for (column, cell) in line.split('|').enumerate() {
                let text = cell.trim();
                if !text.is_empty() {
                    let (row, column) =
                        (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                    sheet.write_string(row, column, text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// What compiling these sheets gives.
pub fn compile(sheets: &[(&str, &str)]) -> Compiled {
    xlsform::compile(&book(sheets), &Files::new())
}

/// The form of these sheets, which must compile.
pub fn form(sheets: &[(&str, &str)]) -> Form {
    let done = compile(sheets);
    done.form
        .unwrap_or_else(|| panic!("refused: {:#?}", done.errors))
}

/// The form of one survey sheet.
pub fn survey(rows: &str) -> Form {
    form(&[("survey", rows)])
}

/// Codes and cells of the errors, as in `unknown_reference survey 3 relevant`.
pub fn errors(sheets: &[(&str, &str)]) -> Vec<String> {
    cells(&compile(sheets))
}

/// The same of a finished compilation.
pub fn cells(done: &Compiled) -> Vec<String> {
    done.errors
        .iter()
        .map(|fault| {
            let code = serde_json::to_value(fault.code).unwrap();
            let place = &fault.place;
            format!(
                "{} {} {} {}",
                code.as_str().unwrap(),
                place.sheet,
                place.row,
                place.column
            )
        })
        .collect()
}

/// The morning the tests play on.
pub fn morning() -> Occasion {
    Occasion::at("2026-11-20T09:30:00+08:00", 7).unwrap()
}

/// A record of `form`.
pub fn begin(form: &Form) -> Session<'_> {
    Session::start(form, morning())
}

/// The text of one answer.
pub fn value(session: &Session<'_>, path: &str) -> String {
    session
        .outcome(vec![])
        .values
        .get(path)
        .cloned()
        .unwrap_or_default()
}

/// A script played over a form, with its outcome and the record as stored.
pub fn played(form: &Form, occasion: &Occasion, script: &Script) -> Value {
    let mut session = Session::start(form, occasion.clone());
    let want = session.play(script);
    json!({"steps": script.steps, "want": want, "answers": session.answers()})
}
