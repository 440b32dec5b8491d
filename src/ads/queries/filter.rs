//! From the words of a query to narrowed selects.

use super::super::kind::AdInspectionKind;
use super::super::model::NEVER_INSPECTED;
use super::super::vocabulary::{AdWords, COMMERCIAL, TURNED_COMMERCIAL};
use super::super::wire::{AdInspectionQuery, AdSiteQuery};
use crate::areas::Territory;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem, Problem};
use crate::platform::query::{day, days, list};
use crate::records::{Flag, RecordKind as _};
use entity::{ad_inspection, ad_site, record, record_flag};
use sea_orm::sea_query::{Cond, Condition, Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, QueryFilter as _, Select};
use uuid::Uuid;

/// What both lists may be asked of a site.
#[derive(Clone, Debug, Default)]
struct SiteWords {
    placements: Vec<String>,
    themes: Vec<String>,
    is_public: Option<bool>,
}

impl SiteWords {
    fn check(
        placement: Option<&str>,
        theme: Option<&str>,
        public: Option<bool>,
        found: &mut Vec<FieldProblem>,
    ) -> Self {
        let words = AdWords::get();
        let unknown = FieldCode::UnknownValue;
        Self {
            placements: list("/placement", placement, unknown, found, |code| {
                words.placement(code).map(|word| word.code.clone())
            }),
            themes: list("/theme", theme, unknown, found, |code| {
                words.theme(code).map(|word| word.code.clone())
            }),
            is_public: public,
        }
    }

    fn is_empty(&self) -> bool {
        self.placements.is_empty() && self.themes.is_empty() && self.is_public.is_none()
    }

    fn condition(&self) -> Condition {
        use ad_site::Column;
        let mut all = Cond::all();
        if !self.placements.is_empty() {
            all = all.add(Column::Placement.is_in(self.placements.clone()));
        }
        if !self.themes.is_empty() {
            all = all.add(Column::ThemeNow.is_in(self.themes.clone()));
        }
        match self.is_public {
            Some(true) => all.add(public_now()),
            Some(false) => all.add(public_now().not()),
            None => all,
        }
    }
}

/// Sites whose ad is a public service now.
fn public_now() -> Condition {
    let replaced = ad_site::Column::ConditionsNow.contains(format!(",{TURNED_COMMERCIAL},"));
    Cond::all()
        .add(ad_site::Column::ThemeNow.ne(COMMERCIAL))
        .add(Cond::all().add(replaced).not())
}

/// The conditions asked for; `none` for sites that nobody has looked at.
fn conditions(text: Option<&str>, found: &mut Vec<FieldProblem>) -> Vec<String> {
    list("/condition", text, FieldCode::UnknownValue, found, |code| {
        let is_known = code == NEVER_INSPECTED || AdWords::get().condition(code).is_some();
        is_known.then(|| code.to_owned())
    })
}

/// The caller's scope, narrowed to the area asked for.
fn narrowed(
    area: Option<&str>,
    scope: &AreaScope,
    territory: &Territory,
    found: &mut Vec<FieldProblem>,
) -> AreaScope {
    let Some(code) = area else {
        return scope.clone();
    };
    if let Some(area) = territory.by_code(code) {
        return scope.narrowed_to(&area.path);
    }
    found.push(FieldProblem::new("/area", FieldCode::UnknownArea));
    scope.clone()
}

/// A checked filter of sites over the caller's scope.
#[derive(Clone, Debug)]
pub(in crate::ads) struct SiteFilter {
    scope: AreaScope,
    words: SiteWords,
    conditions: Vec<String>,
    /// Due before this instant.
    pub(in crate::ads) due_before: Option<UtcMillis>,
    is_active: Option<bool>,
    road: Option<String>,
    code: Option<String>,
}

impl SiteFilter {
    /// Checks `query`; every wrong parameter is named at once.
    pub(in crate::ads) fn new(
        query: &AdSiteQuery,
        scope: &AreaScope,
        territory: &Territory,
        zone: Zone,
        now: UtcMillis,
    ) -> Result<Self, Problem> {
        let mut found = vec![];
        let due_before = match query.due.as_deref() {
            Some("overdue") => Some(now),
            text => day("/due", text, &mut found).map(|day| zone.end_of(day)),
        };
        let is_active = match query.state.as_deref() {
            None | Some("active") => Some(true),
            Some("gone") => Some(false),
            Some("all") => None,
            Some(other) => {
                let fault = FieldProblem::new("/state", FieldCode::UnknownValue);
                found.push(fault.with("value", other));
                None
            }
        };
        let filter = Self {
            scope: narrowed(query.area.as_deref(), scope, territory, &mut found),
            words: SiteWords::check(
                query.placement.as_deref(),
                query.theme.as_deref(),
                query.public,
                &mut found,
            ),
            conditions: conditions(query.condition.as_deref(), &mut found),
            due_before,
            is_active,
            road: query.road.clone(),
            code: query.q.clone().filter(|text| !text.is_empty()),
        };
        if found.is_empty() {
            Ok(filter)
        } else {
            Err(Problem::invalid_query(found))
        }
    }

    /// The select of sites, narrowed by scope and filter.
    pub(in crate::ads) fn select(&self) -> Select<ad_site::Entity> {
        use ad_site::Column;
        let mut select = self.scope.find::<ad_site::Entity>();
        if !self.words.is_empty() {
            select = select.filter(self.words.condition());
        }
        if let Some(is_active) = self.is_active {
            select = select.filter(Column::IsActive.eq(is_active));
        }
        if let Some(due_before) = self.due_before {
            select = select.filter(Column::DueAt.lt(due_before.0));
        }
        if let Some(road) = &self.road {
            select = select.filter(Column::RoadCode.eq(road.as_str()));
        }
        if let Some(code) = &self.code {
            select = select.filter(Column::Code.starts_with(code.as_str()));
        }
        if !self.conditions.is_empty() {
            let any = self.conditions.iter().fold(Cond::any(), |any, code| {
                if code == NEVER_INSPECTED {
                    any.add(Column::Condition.eq(NEVER_INSPECTED))
                } else {
                    any.add(Column::ConditionsNow.contains(format!(",{code},")))
                }
            });
            select = select.filter(any);
        }
        select
    }
}

/// A checked filter of inspections over the caller's scope.
#[derive(Clone, Debug)]
pub(in crate::ads) struct InspectionFilter {
    scope: AreaScope,
    words: SiteWords,
    from: Option<UtcMillis>,
    until: Option<UtcMillis>,
    conditions: Vec<String>,
    flags: Vec<Flag>,
    author: Option<Uuid>,
    site: Option<Uuid>,
}

impl InspectionFilter {
    /// Checks `query`; every wrong parameter is named at once.
    pub(in crate::ads) fn new(
        query: &AdInspectionQuery,
        scope: &AreaScope,
        caller: Uuid,
        territory: &Territory,
        zone: Zone,
    ) -> Result<Self, Problem> {
        let mut found = vec![];
        let (from, to) = days(query.from.as_deref(), query.to.as_deref(), &mut found);
        let author = match query.author.as_deref() {
            Some("me") => Some(caller),
            Some(text) => {
                let id = Uuid::try_parse(text).ok();
                if id.is_none() {
                    found.push(FieldProblem::new("/author", FieldCode::BadUuid));
                }
                id
            }
            None => None,
        };
        let flag = query.flag.as_deref();
        let filter = Self {
            scope: narrowed(query.area.as_deref(), scope, territory, &mut found),
            words: SiteWords::check(
                query.placement.as_deref(),
                query.theme.as_deref(),
                query.public,
                &mut found,
            ),
            from: from.map(|day| zone.start_of(day)),
            until: to.map(|day| zone.end_of(day)),
            conditions: conditions(query.condition.as_deref(), &mut found),
            flags: list(
                "/flag",
                flag,
                FieldCode::UnknownValue,
                &mut found,
                Flag::parse,
            ),
            author,
            site: query.site,
        };
        if found.is_empty() {
            Ok(filter)
        } else {
            Err(Problem::invalid_query(found))
        }
    }

    /// The select of records, narrowed by scope and filter.
    pub(in crate::ads) fn select(&self) -> Select<record::Entity> {
        use record::Column;
        // The kind as a constant lets both engines walk the index over inspections, newest first.
        let kind = Expr::Constant(AdInspectionKind::NAME.into());
        let mut select = self
            .scope
            .find_in_order::<record::Entity>()
            .filter(Column::Kind.into_expr().eq(kind));
        if let Some(from) = self.from {
            select = select.filter(Column::HappenedAt.gte(from.0));
        }
        if let Some(until) = self.until {
            select = select.filter(Column::HappenedAt.lt(until.0));
        }
        if let Some(author) = self.author {
            select = select.filter(Column::AuthorId.eq(author));
        }
        if let Some(site) = self.site {
            // A site has few inspections: they are found first.
            let mut of = Query::select();
            of.column(ad_inspection::Column::RecordId)
                .from(ad_inspection::Entity)
                .and_where(ad_inspection::Column::AdSiteId.eq(site));
            select = select.filter(Column::Id.in_subquery(of));
        }
        for payload in self.payloads() {
            select = select.filter(Expr::exists(payload));
        }
        select
    }

    /// What other tables must know of a record, looked up row by row.
    fn payloads(&self) -> Vec<SelectStatement> {
        let mut all = vec![];
        if !self.conditions.is_empty() || !self.words.is_empty() {
            let mut of = Query::select();
            of.column(ad_inspection::Column::RecordId)
                .from(ad_inspection::Entity)
                .and_where(own(ad_inspection::Column::RecordId.into_expr()));
            if !self.conditions.is_empty() {
                let any = self.conditions.iter().fold(Cond::any(), |any, code| {
                    any.add(ad_inspection::Column::Conditions.contains(format!(",{code},")))
                });
                of.cond_where(any);
            }
            if !self.words.is_empty() {
                let mut sites = Query::select();
                sites
                    .column(ad_site::Column::Id)
                    .from(ad_site::Entity)
                    .cond_where(self.words.condition());
                of.and_where(ad_inspection::Column::AdSiteId.in_subquery(sites));
            }
            all.push(of);
        }
        if !self.flags.is_empty() {
            let mut of = Query::select();
            of.column(record_flag::Column::RecordId)
                .from(record_flag::Entity)
                .and_where(own(record_flag::Column::RecordId.into_expr()))
                .and_where(
                    record_flag::Column::Flag.is_in(self.flags.iter().map(|flag| flag.code())),
                )
                .and_where(record_flag::Column::ClearedAt.is_null());
            all.push(of);
        }
        all
    }
}

/// Whether a row of another table belongs to the record at hand.
fn own(record_id: Expr) -> Expr {
    record_id.eq(record::Column::Id.into_expr())
}
