//! How complete the evidence of a year is: requirement × period.

use crate::gauges::Method;
use crate::indicators::editions::{self, by_requirement};
use crate::indicators::error::IndicatorError;
use crate::indicators::model::{self, Cadence, Period, State, split};
use crate::indicators::queries::{self, evidence as rows, evidence::Counted};
use crate::indicators::wire::{
    DOCUMENTS, EvidenceCounts, EvidenceMatrix, MatrixCell, MatrixRow, RequirementMeasure,
};
use crate::platform::auth::AreaScope;
use crate::platform::num;
use chrono::NaiveDate;
use entity::requirement;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The matrix of a year in a scope, by the edition that holds at its end or today.
pub(in crate::indicators) async fn matrix(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (year, today): (i32, NaiveDate),
) -> Result<EvidenceMatrix, IndicatorError> {
    let whole = Period::Year(year);
    let latest = Period::quarter_of(whole.to().min(today).max(whole.from()));
    let edition = editions::in_force(queries::editions(db).await?, latest)
        .ok_or_else(|| IndicatorError::NoEditionYet(year.to_string()))?;
    let measures = by_requirement(queries::measures(db, edition.row.edition_id).await?);
    let counted = rows::counts(db, scope, (whole.from(), whole.to())).await?;
    let leaves = queries::rows(db, edition.row.edition_id).await?;
    let leaves = leaves.iter().filter(|row| row.level == model::LEAF);
    let rows: Vec<MatrixRow> = leaves
        .map(|row| matrix_row(row, (year, today), wanted(row, &measures), &counted))
        .collect();
    let asked = |cell: &&MatrixCell| cell.wanted > 0;
    let cells = || rows.iter().flat_map(|row| &row.cells).filter(asked);
    Ok(EvidenceMatrix {
        year,
        edition_id: edition.row.edition_id,
        complete: cells().filter(|cell| cell.state == "complete").count(),
        due: cells().filter(|cell| cell.state != "not_due").count(),
        rows,
    })
}

/// How many accepted pieces a requirement wants a period; 0 where documents are no way of its assessment and may still be filed.
fn wanted(row: &requirement::Model, measures: &HashMap<String, Vec<RequirementMeasure>>) -> u64 {
    let own = measures.get(&row.code).map_or(&[][..], Vec::as_slice);
    let documents = own.iter().find(|measure| measure.source == DOCUMENTS);
    let is_reviewed = || split(&row.methods).any(|word| word == Method::DocumentReview.code());
    match documents {
        Some(measure) => num::to_u64(measure.value),
        None => u64::from(is_reviewed()),
    }
}

fn matrix_row(
    row: &requirement::Model,
    (year, today): (i32, NaiveDate),
    wanted: u64,
    counted: &[Counted],
) -> MatrixRow {
    let cadence = Cadence::parse(&row.cadence).unwrap_or(Cadence::Quarter);
    let own: Vec<&Counted> = counted
        .iter()
        .filter(|one| one.requirement_code == row.code)
        .collect();
    let cell = |period: Period| {
        let counts = counts_in(&own, period);
        MatrixCell {
            state: state_of(counts, wanted, period.to() >= today).to_owned(),
            period: period.to_string(),
            wanted,
            counts,
        }
    };
    MatrixRow {
        requirement_code: row.code.clone(),
        title_zh: row.title_zh.clone(),
        title_en: row.title_en.clone(),
        cadence: cadence.code().to_owned(),
        cells: cadence.periods(year).into_iter().map(cell).collect(),
    }
}

/// Evidence whose period meets a period, by state.
pub(in crate::indicators) fn counts_in(counted: &[&Counted], period: Period) -> EvidenceCounts {
    let (from, to) = (period.from().to_string(), period.to().to_string());
    let mut counts = EvidenceCounts::default();
    for one in counted
        .iter()
        .filter(|one| one.from_on <= to && one.to_on >= from)
    {
        let count = u64::try_from(one.count).unwrap_or_default();
        match State::parse(&one.state) {
            Some(State::Accepted) => counts.accepted += count,
            Some(State::Draft) => counts.draft += count,
            Some(State::Returned) => counts.returned += count,
            Some(State::Withdrawn) | None => {}
        }
    }
    counts
}

fn state_of(counts: EvidenceCounts, wanted: u64, is_open: bool) -> &'static str {
    if wanted > 0 && counts.accepted >= wanted {
        "complete"
    } else if counts.draft > 0 {
        "waiting"
    } else if counts.returned > 0 {
        "returned"
    } else if wanted == 0 {
        "optional"
    } else if is_open {
        "not_due"
    } else {
        "missing"
    }
}
