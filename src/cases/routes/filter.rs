//! From the words of a query to a filter.

use crate::areas::Territory;
use crate::cases::error::CaseError;
use crate::cases::model::{Action, Side, Source, Stage};
use crate::cases::queries::Reach;
use crate::cases::queries::lists::{CaseFilter, Stepped};
use crate::cases::wire::CaseQuery;
use crate::incidents::Vocabulary;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::platform::query::{days, list};
use chrono::NaiveDate;

const DAY_MS: i64 = 86_400_000;

/// Checks `query`; every wrong parameter is named at once.
pub(in crate::cases) fn filter(
    query: &CaseQuery,
    reach: Reach,
    territory: &Territory,
    (zone, now): (Zone, UtcMillis),
) -> Result<CaseFilter, CaseError> {
    let mut found: Vec<FieldProblem> = vec![];
    let area = query.area.as_deref().map(|code| territory.by_code(code));
    if area.is_some_and(|area| area.is_none()) {
        found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
    }
    let area = area.flatten().map(|area| {
        let everywhere = crate::platform::auth::AreaScope::subtrees(
            territory.roots().map(|root| root.path.clone()),
        );
        everywhere.narrowed_to(&area.path)
    });
    let mut filter = narrowed(query, reach, zone, &mut found);
    filter.area = area;
    if !matches!(query.order.as_deref(), None | Some("due" | "newest")) {
        found.push(FieldProblem::new("/order", FieldCode::UnknownValue));
    }
    if filter
        .number
        .as_ref()
        .is_some_and(|text| text.contains('\0') || text.len() > 64)
    {
        found.push(FieldProblem::new("/q", FieldCode::InvalidValue));
    }
    if !view(query, &mut filter, now) {
        found.push(FieldProblem::new("/view", FieldCode::UnknownValue));
    }
    due_to(query, &mut filter, zone, &mut found);
    if found.is_empty() {
        Ok(filter)
    } else {
        Err(CaseError::Query(found))
    }
}

/// The filter by everything but area and view.
fn narrowed(
    query: &CaseQuery,
    reach: Reach,
    zone: Zone,
    found: &mut Vec<FieldProblem>,
) -> CaseFilter {
    let (from, to) = days(query.from.as_deref(), query.to.as_deref(), found);
    let words = Vocabulary::get();
    CaseFilter {
        stages: list(
            "/stage",
            query.stage.as_deref(),
            FieldCode::UnknownValue,
            found,
            |word| Stage::parse(word).map(Stage::code),
        ),
        sides: list(
            "/side",
            query.side.as_deref(),
            FieldCode::UnknownValue,
            found,
            |word| Side::parse(word).map(Side::code),
        ),
        sources: list(
            "/source",
            query.source.as_deref(),
            FieldCode::UnknownValue,
            found,
            |word| Source::parse(word).map(Source::code),
        ),
        categories: list(
            "/category",
            query.category.as_deref(),
            FieldCode::UnknownCategory,
            found,
            |word| words.category(word).map(|category| category.code.clone()),
        ),
        unit: query.unit,
        number: query.q.clone().filter(|text| !text.is_empty()),
        from: from.map(|day| zone.start_of(day).0),
        until: to.map(|day| zone.end_of(day).0),
        bbox: bbox(query, found),
        is_flagged: query.is_flagged,
        stepped: stepped(query, zone, found),
        is_newest_first: query.order.as_deref() == Some("newest"),
        ..CaseFilter::over(reach)
    }
}

/// The steps that are asked for, with their days.
fn stepped(query: &CaseQuery, zone: Zone, found: &mut Vec<FieldProblem>) -> Option<Stepped> {
    let day = |pointer: &str, text: &Option<String>, found: &mut Vec<FieldProblem>| {
        let day = text.as_deref().map(str::parse::<NaiveDate>)?.ok();
        if day.is_none() {
            found.push(FieldProblem::new(pointer, FieldCode::BadDate));
        }
        day
    };
    let from = day("/step_from", &query.step_from, found);
    let to = day("/step_to", &query.step_to, found);
    let word = |word: &str| Action::parse(word).map(Action::code);
    let steps = query.step.as_deref()?;
    Some(Stepped {
        actions: list("/step", Some(steps), FieldCode::UnknownValue, found, word),
        from: from.map_or(i64::MIN, |day| zone.start_of(day).0),
        until: to.map_or(i64::MAX, |day| zone.end_of(day).0),
    })
}

/// Narrows to open cases whose time is up by the end of a day.
fn due_to(query: &CaseQuery, filter: &mut CaseFilter, zone: Zone, found: &mut Vec<FieldProblem>) {
    let Some(text) = query.due_to.as_deref() else {
        return;
    };
    match text.parse::<NaiveDate>() {
        Ok(day) => {
            let until = zone.end_of(day).0;
            filter.is_open = Some(true);
            filter.due_before = Some(filter.due_before.map_or(until, |other| other.min(until)));
        }
        Err(_) => found.push(FieldProblem::new("/due_to", FieldCode::BadDate)),
    }
}

/// Narrows to the view asked for; false when there is no such view. Naming a stage or number looks everywhere.
fn view(query: &CaseQuery, filter: &mut CaseFilter, now: UtcMillis) -> bool {
    let is_named = filter.number.is_some() || filter.stepped.is_some();
    let looks_everywhere = is_named || !filter.stages.is_empty();
    match query.view.as_deref() {
        None if looks_everywhere => {}
        None | Some("open") => filter.is_open = Some(true),
        Some("all") => {}
        Some("mine") => (filter.is_open, filter.is_mine) = (Some(true), true),
        Some("due") => {
            (filter.is_open, filter.due_before) = (Some(true), Some(now.0.saturating_add(DAY_MS)));
        }
        Some("overdue") => (filter.is_open, filter.due_before) = (Some(true), Some(now.0)),
        Some("ended") => (filter.is_open, filter.is_newest_first) = (Some(false), true),
        Some("recheck") => filter.recheck = Some("drawn"),
        Some("coordination") => {
            (filter.is_open, filter.is_coordination) = (Some(true), Some(true));
        }
        Some(_) => return false,
    }
    true
}

fn bbox(query: &CaseQuery, found: &mut Vec<FieldProblem>) -> Option<[f64; 4]> {
    let text = query.bbox.as_deref()?;
    let numbers: Option<Vec<f64>> = text
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect();
    let corners = numbers.and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
    let corners = corners.filter(|[west, south, east, north]| {
        west <= east
            && south <= north
            && west.abs() <= 180.0
            && east.abs() <= 180.0
            && south.abs() <= 90.0
            && north.abs() <= 90.0
    });
    if corners.is_none() {
        found.push(FieldProblem::new("/bbox", FieldCode::OutOfRange));
    }
    corners
}
