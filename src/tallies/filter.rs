//! From the words of a query to a narrowed select.

use super::kind::TallyKind;
use super::wire::TallyQuery;
use super::words::Words;
use crate::areas::{Territory, site_id};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use crate::records::{Flag, RecordKind as _};
use chrono::NaiveDate;
use entity::{record, record_flag, tally};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Select};
use uuid::Uuid;

/// A checked filter over the caller's scope.
#[derive(Clone, Debug)]
pub(super) struct TallyFilter {
    scope: AreaScope,
    from: Option<UtcMillis>,
    until: Option<UtcMillis>,
    observations: Vec<String>,
    flags: Vec<Flag>,
    author: Option<Uuid>,
    site: Option<Uuid>,
}

/// Checks `query`; every wrong parameter is named at once. `scope` and `caller` clip what it may reach.
pub(super) fn tally_filter(
    query: &TallyQuery,
    scope: &AreaScope,
    caller: Uuid,
    territory: &Territory,
    zone: Zone,
) -> Result<TallyFilter, Problem> {
    let mut found = vec![];
    let scope = match query.area.as_deref() {
        None => scope.clone(),
        Some(code) => territory.by_code(code).map_or_else(
            || {
                found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
                scope.clone()
            },
            |area| scope.narrowed_to(&area.path),
        ),
    };
    let (from, to) = days(query.from.as_deref(), query.to.as_deref(), &mut found);
    let filter = TallyFilter {
        scope,
        from: from.map(|day| zone.start_of(day)),
        until: to.map(|day| zone.end_of(day)),
        observations: list("/type", query.observation.as_deref(), &mut found, |word| {
            Words::get().observation(word).map(|word| word.code.clone())
        }),
        flags: list("/flag", query.flag.as_deref(), &mut found, Flag::parse),
        author: author_of(query, caller, &mut found),
        site: query.site.as_deref().map(site_id),
    };
    if found.is_empty() {
        Ok(filter)
    } else {
        Err(Problem::invalid_query(found))
    }
}

/// First and last day of a period; faults go to `found`.
pub(super) fn days(
    from: Option<&str>,
    to: Option<&str>,
    found: &mut Vec<FieldProblem>,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let mut read = |pointer: &str, text: Option<&str>| {
        let text = text.filter(|text| !text.is_empty())?;
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|_| text.len() == 10);
        if day.is_none() {
            found.push(FieldProblem::new(pointer, FieldCode::BadDate));
        }
        day
    };
    let (from, to) = (read("/from", from), read("/to", to));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        found.push(FieldProblem::new("/from", FieldCode::OrderedWrong));
    }
    (from, to)
}

fn author_of(query: &TallyQuery, caller: Uuid, found: &mut Vec<FieldProblem>) -> Option<Uuid> {
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

fn list<T>(
    pointer: &str,
    text: Option<&str>,
    found: &mut Vec<FieldProblem>,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut values = vec![];
    let words = text.into_iter().flat_map(|text| text.split(','));
    for word in words.map(str::trim).filter(|word| !word.is_empty()) {
        match read(word) {
            Some(value) => values.push(value),
            None => {
                found.push(FieldProblem::new(pointer, FieldCode::UnknownValue).with("value", word));
            }
        }
    }
    values
}

impl TallyFilter {
    /// The select of records, narrowed by scope and filter.
    pub(super) fn select(&self) -> Select<record::Entity> {
        // Written into the statement, so that the index over tallies alone is used.
        let kind = Expr::Constant(TallyKind::NAME.into());
        let mut select = self
            .scope
            .find::<record::Entity>()
            .filter(Expr::col((record::Entity, record::Column::Kind)).eq(kind));
        if let Some(from) = self.from {
            select = select.filter(record::Column::HappenedAt.gte(from.0));
        }
        if let Some(until) = self.until {
            select = select.filter(record::Column::HappenedAt.lt(until.0));
        }
        if let Some(author) = self.author {
            select = select.filter(record::Column::AuthorId.eq(author));
        }
        if let Some(site) = self.site {
            select = select.filter(record::Column::SiteId.eq(site));
        }
        if !self.observations.is_empty() {
            // Asked for each record from the newest on, not for all there are.
            let mut of = Query::select();
            of.expr(Expr::val(1))
                .from(tally::Entity)
                .and_where(
                    Expr::col((tally::Entity, tally::Column::RecordId))
                        .equals((record::Entity, record::Column::Id)),
                )
                .and_where(tally::Column::Observation.is_in(self.observations.clone()));
            select = select.filter(Expr::exists(of));
        }
        if !self.flags.is_empty() {
            select = select.filter(record::Column::Id.in_subquery(self.flagged()));
        }
        select
    }

    /// Ids of records on which any of the flags stands.
    fn flagged(&self) -> SelectStatement {
        let mut of = Query::select();
        of.column(record_flag::Column::RecordId)
            .from(record_flag::Entity)
            .and_where(record_flag::Column::Flag.is_in(self.flags.iter().map(|flag| flag.code())))
            .and_where(record_flag::Column::ClearedAt.is_null());
        of
    }
}
