//! What sites and roads have in common when they are imported.

use super::geometry::features::{
    Position, RawFeature, check_range, read_features, required_text, too_complex,
};
use super::geometry::problem::{Problem, ProblemCode, Severity, text};
use super::geometry::tiling::MAX_PROBLEMS;
use super::import::{Importer, Upload};
use super::wire::{PlacesCount, PlacesReport};
use crate::platform::audit;
use crate::platform::db::{Global, find_global, rows_per_insert, update_global};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelBehavior, ColumnTrait as _, ConnectionTrait, DbErr, IntoActiveModel, Iterable as _,
    QueryFilter as _, QuerySelect as _,
};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// A table that an import replaces: codes that are no longer in the file stay for old records but are not offered any more.
pub(super) trait PlaceTable: Global {
    /// Operation in the audit log.
    const OPERATION: &'static str;
    /// What there is, in the audit log.
    const SUBJECT: &'static str;
    /// What tells rows apart in files.
    const CODE: Self::Column;
    /// Whether a row is offered.
    const IS_ACTIVE: Self::Column;

    /// The code of a row.
    fn code_of(row: &Self::Model) -> &str;

    /// Whether an import writes the column of a known code anew.
    fn is_renewed(column: &Self::Column) -> bool;
}

/// Examines a file with `read` and, unless it has errors or only a report is wanted, replaces what there is.
pub(super) async fn import<E: PlaceTable>(
    importer: &Importer<'_>,
    upload: &Upload,
    read: impl Fn(&[u8], &mut Vec<Problem>) -> Vec<E::Model> + Send + 'static,
) -> Result<PlacesReport, DbErr>
where
    E::Model: IntoActiveModel<E::ActiveModel> + 'static,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let bytes = Arc::clone(&upload.bytes);
    let examine = move || {
        let mut problems = vec![];
        (read(&bytes, &mut problems), problems)
    };
    let (rows, problems) = tokio::task::spawn_blocking(examine)
        .await
        .map_err(|error| DbErr::Custom(format!("examining the {} failed: {error}", E::SUBJECT)))?;
    let mut report = report(rows.len(), problems);
    if upload.is_dry_run || !report.is_accepted {
        return Ok(report);
    }
    let codes: HashSet<String> = rows.iter().map(|row| E::code_of(row).to_owned()).collect();
    let known: HashSet<String> = importer
        .db
        .write(async |tx| replace::<E>(tx, rows, importer, upload).await)
        .await?;
    report.counts.added = codes.difference(&known).count();
    report.counts.retired = known.difference(&codes).count();
    report.was_applied = true;
    Ok(report)
}

/// Replaces the list; returns the codes that were in use.
async fn replace<E: PlaceTable>(
    tx: &impl ConnectionTrait,
    rows: Vec<E::Model>,
    importer: &Importer<'_>,
    upload: &Upload,
) -> Result<HashSet<String>, DbErr>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let known: Vec<String> = find_global::<E>()
        .filter(E::IS_ACTIVE.eq(true))
        .select_only()
        .column(E::CODE)
        .into_tuple()
        .all(tx)
        .await?;
    update_global::<E>()
        .col_expr(E::IS_ACTIVE, Expr::value(false))
        .exec(tx)
        .await?;
    let renew = OnConflict::column(E::CODE)
        .update_columns(E::Column::iter().filter(E::is_renewed))
        .to_owned();
    let event = audit::Event::new(importer.actor, E::OPERATION, E::SUBJECT);
    let detail = json!({ E::SUBJECT: rows.len(), "source_name": upload.name });
    let at_once = rows_per_insert(E::Column::iter().count());
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(at_once).collect();
        if some.is_empty() {
            break;
        }
        E::insert_many(some)
            .on_conflict(renew.clone())
            .exec_without_returning(tx)
            .await?;
    }
    audit::record(tx, importer.clock, event.detail(detail)).await?;
    Ok(known.into_iter().collect())
}

/// Most sites or roads in a file.
const MAX_PLACES: usize = 50_000;
/// Longest code in characters.
const MAX_CODE: usize = 40;

/// Reads every feature of a file with `read`, which reports what is wrong with one. Codes must be unique.
pub fn read_all<T>(
    bytes: &[u8],
    problems: &mut Vec<Problem>,
    read: impl Fn(&RawFeature<'_>, String, usize, &mut Vec<Problem>) -> Option<T>,
) -> Vec<T> {
    let features = read_features(bytes, problems);
    if features.len() > MAX_PLACES {
        problems.push(too_complex("超过 5 万个", "More than 50,000 of them"));
        return Vec::new();
    }
    if features.is_empty() && problems.is_empty() {
        problems.push(Problem::error(
            ProblemCode::NotGeojson,
            "",
            text("文件是空的", "The file is empty"),
        ));
    }
    let mut seen = HashSet::with_capacity(features.len());
    let mut places = Vec::with_capacity(features.len());
    for (feature, number) in features.iter().zip(1..) {
        let Some(code) = required_text(&feature.properties, "code", "", number, problems) else {
            continue;
        };
        if code.len() > MAX_CODE {
            let detail = text(
                format!("代码最多 {MAX_CODE} 个字符"),
                format!("A code has at most {MAX_CODE} characters"),
            );
            problems.push(Problem::error(ProblemCode::WrongCodeLength, &code, detail));
        } else if !seen.insert(code.clone()) {
            let detail = text(
                format!("{code} 出现了不止一次"),
                format!("{code} stands more than once"),
            );
            problems.push(Problem::error(ProblemCode::DuplicateCode, &code, detail).and(&code));
        } else if let Some(place) = read(feature, code, number, problems) {
            places.push(place);
        }
    }
    places
}

/// Checks positions one by one; the first fault is reported and ends the feature.
pub fn are_in_range<'p>(
    positions: impl IntoIterator<Item = &'p Position>,
    code: &str,
    problems: &mut Vec<Problem>,
) -> bool {
    let fault = positions
        .into_iter()
        .find_map(|position| check_range(position, code).err());
    let is_sound = fault.is_none();
    problems.extend(fault.map(|problem| *problem));
    is_sound
}

/// A geometry that is not what this import takes.
pub fn wrong_geometry(code: &str, zh: &str, en: &str) -> Problem {
    Problem::error(ProblemCode::NotGeojson, code, text(zh, en))
}

/// The report of a file; nothing is applied yet.
fn report(imported: usize, mut problems: Vec<Problem>) -> PlacesReport {
    problems.sort_by_key(|problem| problem.severity);
    problems.truncate(MAX_PROBLEMS);
    PlacesReport {
        is_accepted: problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning),
        was_applied: false,
        counts: PlacesCount {
            imported,
            ..PlacesCount::default()
        },
        problems: problems.into_iter().map(Into::into).collect(),
    }
}
