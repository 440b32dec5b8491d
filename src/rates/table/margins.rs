//! Known margins: `{"sex": {"male": 0.49, "female": 0.51}, "age_band": {…}}`.
use super::read::{Group, Table};
use super::{Fault, Faults};
use crate::rates::design::{Margin, RakingError};

/// The margins of a file, fitted to the table. Every category of the file must answer in the table and the other way
/// round; only rows with an answer are raked.
pub(super) fn margins(
    table: &Table,
    bytes: &[u8],
) -> Result<(Vec<String>, Vec<Margin>), Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let parsed: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes)
        .map_err(|error| {
            vec![Fault::of_file(format!(
                "the margins are no JSON object: {error}"
            ))]
        })?;
    let mut faults = Faults::default();
    if parsed.is_empty() {
        faults.push(Fault::of_file("the margins name no column"));
    }
    let (mut names, mut margins) = (vec![], vec![]);
    for (column, sizes) in &parsed {
        let Some(group) = table.groups.iter().find(|group| group.name == *column) else {
            faults.push(Fault::of_column(
                column,
                "the margins name it, but the table has no such grouping column",
            ));
            continue;
        };
        let Some(sizes) = sizes.as_object() else {
            let text = "its margin must be an object of category and size";
            faults.push(Fault::of_column(column, text));
            continue;
        };
        names.push(column.clone());
        margins.push(margin(table, group, sizes, &mut faults));
    }
    if faults.is_empty() {
        Ok((names, margins))
    } else {
        Err(faults.into_vec())
    }
}

fn margin(
    table: &Table,
    group: &Group,
    sizes: &serde_json::Map<String, serde_json::Value>,
    faults: &mut Faults,
) -> Margin {
    let mut answering = vec![false; group.values.len()];
    for ((row, of), answer) in table.rows.iter().zip(&group.of_row).zip(&table.answers) {
        match of {
            Some(value) if answer.is_some() => {
                if let Some(slot) = answering.get_mut(*value) {
                    *slot = true;
                }
            }
            None if answer.is_some() => {
                let text = "blank, but the row has an answer and this column is raked";
                faults.push(Fault::at(*row, &group.name, text));
            }
            _ => {}
        }
    }
    for category in sizes.keys() {
        let has_answer = group
            .values
            .iter()
            .zip(&answering)
            .any(|(value, has)| value == category && *has);
        if !has_answer {
            let text = format!("the margins name “{category}”, but no row with an answer has it");
            faults.push(Fault::of_column(&group.name, text));
        }
    }
    let mut wanted = vec![];
    for (value, has_answer) in group.values.iter().zip(&answering) {
        let size = sizes.get(value).map(|size| (size, size.as_f64()));
        wanted.push(match size {
            Some((_, Some(size))) if size > 0.0 => size,
            Some((given, _)) => {
                let text = format!("the size of “{value}” is {given}, it must be a number above 0");
                faults.push(Fault::of_column(&group.name, text));
                1.0
            }
            None if *has_answer => {
                let text =
                    format!("rows with an answer have “{value}”, but the margins do not name it");
                faults.push(Fault::of_column(&group.name, text));
                1.0
            }
            None => 0.0,
        });
    }
    compact(table, group, &wanted)
}

/// Leaves out the categories that nobody asked for (only rows without an answer have them).
fn compact(table: &Table, group: &Group, wanted: &[f64]) -> Margin {
    let mut numbers = vec![None; wanted.len()];
    let mut kept = vec![];
    for (slot, size) in numbers.iter_mut().zip(wanted) {
        if *size > 0.0 {
            *slot = Some(kept.len());
            kept.push(*size);
        }
    }
    let of_unit = group
        .of_row
        .iter()
        .zip(&table.answers)
        .map(|(value, answer)| {
            answer.and(value.and_then(|value| numbers.get(value).copied().flatten()))
        })
        .collect();
    Margin {
        of_unit,
        wanted: kept,
    }
}

/// The fault of a raking in the words of the file.
pub(super) fn fault(names: &[String], error: RakingError) -> Fault {
    match error {
        RakingError::EmptyCategory { margin, .. } | RakingError::BadSize { margin, .. } => {
            let name = names.get(margin).map_or("", String::as_str);
            Fault::of_column(name, error.to_string())
        }
        RakingError::NotConverged { off } => Fault::of_file(format!(
            "the margins contradict each other in this table: after 1000 rounds a sum is still {:.2} % off",
            off * 100.0
        )),
    }
}
