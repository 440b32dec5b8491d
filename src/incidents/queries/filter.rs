//! From the words of a query to a narrowed select.

use super::super::kind::IncidentKind;
use super::super::vocabulary::Vocabulary;
use super::super::wire::IncidentQuery;
use crate::areas::Territory;
use crate::gauges::Span;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use crate::platform::query::{days, list};
use crate::records::{Flag, RecordKind as _, is_left_out, normalise_receipt};
use chrono::NaiveDate;
use entity::{incident, record, record_flag, record_note, record_position};
use sea_orm::sea_query::{Cond, Expr, ExprTrait as _, LikeExpr, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Select};
use uuid::Uuid;

/// A search in notes spans at most so many days.
const NOTE_SEARCH_DAYS: i64 = 92;
/// Boxes in one filter: a hot spot has one for each row of its cells.
const MOST_BOXES: usize = 64;
const HOUR_MS: i64 = 3_600_000;

/// A checked filter over the caller's scope.
#[derive(Clone, Debug)]
pub struct IncidentFilter {
    scope: AreaScope,
    from: Option<UtcMillis>,
    until: Option<UtcMillis>,
    categories: Vec<String>,
    outcomes: Vec<String>,
    flags: Vec<Flag>,
    author: Option<Uuid>,
    receipt: Option<String>,
    note: Option<String>,
    boxes: Vec<[f64; 4]>,
    weekdays: Vec<i64>,
    hours: Vec<i64>,
    offset_ms: i64,
    is_counted: Option<bool>,
}

impl IncidentFilter {
    /// What figures of a span count.
    pub fn counted(span: &Span) -> Self {
        Self {
            scope: span.scope.clone().areas_only(),
            from: Some(span.zone.start_of(span.from)),
            until: Some(span.zone.end_of(span.to)),
            categories: vec![],
            outcomes: vec![],
            flags: vec![],
            author: None,
            receipt: None,
            note: None,
            boxes: vec![],
            weekdays: vec![],
            hours: vec![],
            offset_ms: 0,
            is_counted: Some(true),
        }
    }
}

/// Checks `query`; every wrong parameter is named at once. `scope` and `caller` clip what it may reach.
pub fn incident_filter(
    query: &IncidentQuery,
    scope: &AreaScope,
    caller: Uuid,
    territory: &Territory,
    zone: Zone,
    now: UtcMillis,
) -> Result<IncidentFilter, Problem> {
    let mut found: Vec<FieldProblem> = vec![];
    let scope = area_of(query, scope, territory, &mut found);
    let (from, to) = days(query.from.as_deref(), query.to.as_deref(), &mut found);
    let receipt = query.q.as_deref().and_then(normalise_receipt);
    let note = query
        .q
        .clone()
        .filter(|text| receipt.is_none() && !text.is_empty());
    if let Some(text) = &note {
        check_note_search(text, from, to, zone.day_of(now), &mut found);
    }
    let words = words_of(query, &mut found);
    let filter = IncidentFilter {
        scope,
        from: from.map(|day| zone.start_of(day)),
        until: to.map(|day| zone.end_of(day)),
        categories: words.categories,
        outcomes: words.outcomes,
        flags: words.flags,
        author: author_of(query, caller, &mut found),
        receipt,
        note,
        boxes: boxes_asked(query, &mut found),
        weekdays: numbers("/weekday", query.weekday.as_deref(), 1..=7, &mut found),
        hours: numbers("/hour", query.hour.as_deref(), 0..=23, &mut found),
        offset_ms: zone.offset_ms_at(now),
        is_counted: query.is_counted,
    };
    if found.is_empty() {
        Ok(filter)
    } else {
        Err(Problem::invalid_query(found))
    }
}

/// The caller's scope, narrowed to the area asked for.
fn area_of(
    query: &IncidentQuery,
    scope: &AreaScope,
    territory: &Territory,
    found: &mut Vec<FieldProblem>,
) -> AreaScope {
    let Some(code) = query.area.as_deref() else {
        return scope.clone();
    };
    if let Some(area) = territory.by_code(code) {
        return scope.narrowed_to(&area.path);
    }
    found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
    scope.clone()
}

/// Lists of words of a vocabulary.
struct Words {
    categories: Vec<String>,
    outcomes: Vec<String>,
    flags: Vec<Flag>,
}

fn words_of(query: &IncidentQuery, found: &mut Vec<FieldProblem>) -> Words {
    let words = Vocabulary::get();
    Words {
        categories: list(
            "/category",
            query.category.as_deref(),
            FieldCode::UnknownCategory,
            found,
            |word| words.category(word).map(|category| category.code.clone()),
        ),
        outcomes: list(
            "/outcome",
            query.outcome.as_deref(),
            FieldCode::UnknownOutcome,
            found,
            |word| words.outcome(word).map(|outcome| outcome.code.clone()),
        ),
        flags: list(
            "/flag",
            query.flag.as_deref(),
            FieldCode::UnknownValue,
            found,
            Flag::parse,
        ),
    }
}

fn numbers(
    pointer: &str,
    given: Option<&str>,
    range: std::ops::RangeInclusive<i64>,
    found: &mut Vec<FieldProblem>,
) -> Vec<i64> {
    list(pointer, given, FieldCode::OutOfRange, found, |word| {
        let number = word.parse::<i64>().ok();
        number.filter(|number| range.contains(number))
    })
}

fn author_of(query: &IncidentQuery, caller: Uuid, found: &mut Vec<FieldProblem>) -> Option<Uuid> {
    let text = query.author.as_deref()?;
    if text == "me" {
        return Some(caller);
    }
    let id = Uuid::try_parse(text).ok();
    if id.is_none() {
        found.push(FieldProblem::new("/author", FieldCode::BadUuid));
    }
    id
}

fn boxes_asked(query: &IncidentQuery, found: &mut Vec<FieldProblem>) -> Vec<[f64; 4]> {
    let Some(text) = &query.bbox else {
        return vec![];
    };
    let boxes: Option<Vec<[f64; 4]>> = text.split(';').map(bbox_of).collect();
    let boxes = boxes.filter(|boxes| boxes.len() <= MOST_BOXES);
    if boxes.is_none() {
        found.push(FieldProblem::new("/bbox", FieldCode::OutOfRange));
    }
    boxes.unwrap_or_default()
}

fn check_note_search(
    text: &str,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    today: NaiveDate,
    found: &mut Vec<FieldProblem>,
) {
    if text.chars().count() < 2 {
        found.push(FieldProblem::new("/q", FieldCode::TooShort).with("min", 2));
    }
    if text.contains('\0') || text.chars().count() > 100 {
        found.push(FieldProblem::new("/q", FieldCode::InvalidValue));
    }
    let days = from.map(|from| (to.unwrap_or(today) - from).num_days() + 1);
    if days.is_none_or(|days| days > NOTE_SEARCH_DAYS) {
        found.push(
            FieldProblem::new("/from", FieldCode::PeriodTooLong).with("max_days", NOTE_SEARCH_DAYS),
        );
    }
}

fn bbox_of(text: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let [west, south, east, north] = <[f64; 4]>::try_from(numbers).ok()?;
    let fits = (-180.0..=180.0).contains(&west)
        && (-180.0..=180.0).contains(&east)
        && (-90.0..=90.0).contains(&south)
        && (-90.0..=90.0).contains(&north)
        && west <= east
        && south <= north;
    fits.then_some([west, south, east, north])
}

impl IncidentFilter {
    /// The select of records, narrowed by scope and filter.
    pub fn select(&self) -> Select<record::Entity> {
        let mut select = self
            .scope
            .find::<record::Entity>()
            .filter(record::Column::Kind.eq(IncidentKind::NAME));
        if let Some(from) = self.from {
            select = select.filter(record::Column::HappenedAt.gte(from.0));
        }
        if let Some(until) = self.until {
            select = select.filter(record::Column::HappenedAt.lt(until.0));
        }
        if let Some(author) = self.author {
            select = select.filter(record::Column::AuthorId.eq(author));
        }
        if let Some(receipt) = &self.receipt {
            select = select.filter(record::Column::Receipt.eq(receipt.as_str()));
        }
        if !self.weekdays.is_empty() {
            // Day 0 of the epoch was a Thursday, weekday 4.
            let local_day = Expr::col(record::Column::HappenedAt)
                .add(self.offset_ms)
                .div(24 * HOUR_MS);
            select = select.filter(
                local_day
                    .add(3)
                    .modulo(7)
                    .add(1)
                    .is_in(self.weekdays.clone()),
            );
        }
        if !self.hours.is_empty() {
            let local_hour = Expr::col(record::Column::HappenedAt)
                .add(self.offset_ms)
                .div(HOUR_MS);
            select = select.filter(local_hour.modulo(24).is_in(self.hours.clone()));
        }
        if let Some(is_counted) = self.is_counted {
            let counts = record::Column::Id.not_in_subquery(is_left_out());
            select = select.filter(if is_counted { counts } else { counts.not() });
        }
        for subquery in self.subqueries() {
            select = select.filter(record::Column::Id.in_subquery(subquery));
        }
        select
    }

    /// Ids of records that match what other tables know of them.
    fn subqueries(&self) -> Vec<SelectStatement> {
        let mut all = vec![];
        if !self.categories.is_empty() || !self.outcomes.is_empty() {
            let mut of = Query::select();
            of.column(incident::Column::RecordId).from(incident::Entity);
            if !self.categories.is_empty() {
                of.and_where(incident::Column::Category.is_in(self.categories.clone()));
            }
            if !self.outcomes.is_empty() {
                of.and_where(incident::Column::Outcome.is_in(self.outcomes.clone()));
            }
            all.push(of);
        }
        if !self.flags.is_empty() {
            let mut of = Query::select();
            of.column(record_flag::Column::RecordId)
                .from(record_flag::Entity)
                .and_where(
                    record_flag::Column::Flag.is_in(self.flags.iter().map(|flag| flag.code())),
                )
                .and_where(record_flag::Column::ClearedAt.is_null());
            all.push(of);
        }
        if let Some(note) = &self.note {
            let escaped = note
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            let mut of = Query::select();
            of.column(record_note::Column::RecordId)
                .from(record_note::Entity)
                .and_where(
                    Expr::col(record_note::Column::Note)
                        .like(LikeExpr::new(format!("%{escaped}%")).escape('\\')),
                );
            all.push(of);
        }
        if !self.boxes.is_empty() {
            let inside = |[west, south, east, north]: &[f64; 4]| {
                Cond::all()
                    .add(record_position::Column::Lng.between(*west, *east))
                    .add(record_position::Column::Lat.between(*south, *north))
            };
            let boxes = self.boxes.iter().map(inside);
            let mut of = Query::select();
            of.column(record_position::Column::RecordId)
                .from(record_position::Entity)
                .cond_where(boxes.fold(Cond::any(), Cond::add));
            all.push(of);
        }
        all
    }
}
