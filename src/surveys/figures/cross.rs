//! Two questions crossed.
use super::input::Input;
use super::questions::{Choice, Question, chosen};
use super::rates::weighted;
use super::shown::{Raw, cell, tell_cells};
use super::wire::{CrossColumn, CrossRow, CrossView, QuestionView};
use crate::platform::num;
use crate::rates::may_be_shown;
use crate::surveys::wire::Bilingual;

/// The table: weighted shares of each row, and of everybody who answered both questions.
pub fn view(input: &Input, row: &Question<'_>, column: &Question<'_>) -> CrossView {
    let (rows, columns) = (row.choices(), column.choices());
    let units: Vec<Option<(usize, Vec<&str>)>> = input
        .sets
        .iter()
        .map(|set| {
            let in_row = *chosen(&set.values, row.path()).first()?;
            let place = rows.iter().position(|choice| choice.value == in_row)?;
            let in_column = chosen(&set.values, column.path());
            (!in_column.is_empty()).then_some((place, in_column))
        })
        .collect();
    let share = |place: Option<usize>, value: &str| -> Raw {
        input.sample.share(|unit| {
            let (of, chosen) = units.get(unit)?.as_ref()?;
            let is_in = place.is_none_or(|place| place == *of);
            is_in.then(|| chosen.contains(&value))
        })
    };
    let places: Vec<Option<usize>> = (0..rows.len()).map(Some).chain([None]).collect();
    let cells: Vec<Vec<Raw>> = places
        .iter()
        .map(|place| {
            let columns = columns.iter();
            columns.map(|choice| share(*place, &choice.value)).collect()
        })
        .collect();
    let told = tell_cells(&cells, column.is_single());
    let everybody = Choice {
        value: String::new(),
        label: Bilingual {
            zh: "全部".to_owned(),
            en: "All".to_owned(),
        },
    };
    let shown = rows.iter().map(Some).chain([None]);
    let rows = shown
        .zip(cells.iter().zip(&told))
        .map(|(choice, (row, told))| {
            let n = row.first().and_then(|cell| cell.map(|share| share.n));
            CrossRow {
                value: choice.map(|choice| choice.value.clone()),
                label: choice.unwrap_or(&everybody).label.clone(),
                n: n.or(Some(0))
                    .filter(|n| *n == 0 || may_be_shown(*n, *n, false)),
                cells: row
                    .iter()
                    .zip(told)
                    .map(|(share, told)| cell(share, *told, input.is_sampled))
                    .collect(),
            }
        });
    CrossView {
        n: num::u64_from_usize(units.iter().flatten().count()),
        row: question(row),
        column: question(column),
        rows: rows.collect(),
        columns: columns
            .iter()
            .map(|choice| CrossColumn {
                value: choice.value.clone(),
                label: choice.label.clone(),
            })
            .collect(),
        weighted: weighted(input),
    }
}

fn question(of: &Question<'_>) -> QuestionView {
    QuestionView {
        path: of.path().to_owned(),
        label: of.label(),
    }
}
