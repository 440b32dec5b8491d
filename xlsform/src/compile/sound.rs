//! What can be shown of a faulty workbook: the form without the rows that have faults.

use super::{Files, compile_book};
use crate::form::Form;
use crate::workbook::Workbook;
use std::collections::BTreeSet;

/// Rows that read a row which was taken out fall in the next pass; after so many the rest is not shown.
const PASSES: usize = 12;

/// The form that is left when every row with a fault is taken out; none when a fault lies in no row, or nothing is left.
pub fn sound_part(bytes: &[u8], files: &Files) -> Option<Form> {
    let mut book = Workbook::read(bytes).ok()?;
    for _ in 0..PASSES {
        let done = compile_book(book.clone(), files);
        if done.form.is_some() {
            return done.form;
        }
        let faulty: BTreeSet<(String, u32)> = done
            .errors
            .into_iter()
            .map(|fault| (fault.place.sheet.to_lowercase(), fault.place.row))
            .collect();
        if !take_out(&mut book, &faulty) {
            return None;
        }
    }
    None
}

/// Takes rows out; false when none of them is a row below the headers.
fn take_out(book: &mut Workbook, faulty: &BTreeSet<(String, u32)>) -> bool {
    let mut has_changed = false;
    for sheet in &mut book.sheets {
        let name = sheet.name.to_lowercase();
        let header = sheet.rows.first().map(|row| row.number);
        let before = sheet.rows.len();
        sheet.rows.retain(|row| {
            Some(row.number) == header || !faulty.contains(&(name.clone(), row.number))
        });
        has_changed |= sheet.rows.len() < before;
    }
    has_changed
}
