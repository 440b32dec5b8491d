//! Lists, counts and points of cases.

use super::Reach;
use crate::areas::sites::Near;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::platform::page::{downwards, upwards};
use entity::{case_event, case_file};
use sea_orm::sea_query::{Cond, Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Most points of a map.
pub(in crate::cases) const MAX_POINTS: u64 = 2_000;

/// A checked filter over a reach.
#[derive(Clone, Debug)]
pub(in crate::cases) struct CaseFilter {
    pub reach: Reach,
    pub area: Option<AreaScope>,
    pub stages: Vec<&'static str>,
    pub sides: Vec<&'static str>,
    pub categories: Vec<String>,
    pub sources: Vec<&'static str>,
    pub unit: Option<Uuid>,
    pub number: Option<String>,
    /// Opened in `[from, until)`, UTC epoch milliseconds.
    pub from: Option<i64>,
    pub until: Option<i64>,
    pub bbox: Option<[f64; 4]>,
    pub is_open: Option<bool>,
    /// Only those whose time is up before this instant.
    pub due_before: Option<i64>,
    pub is_mine: bool,
    pub is_coordination: Option<bool>,
    pub is_flagged: Option<bool>,
    pub recheck: Option<&'static str>,
    pub stepped: Option<Stepped>,
    pub is_newest_first: bool,
}

/// Steps that were taken in `[from, until)`, UTC epoch milliseconds.
#[derive(Clone, Debug)]
pub(in crate::cases) struct Stepped {
    pub actions: Vec<&'static str>,
    pub from: i64,
    pub until: i64,
}

impl Stepped {
    /// Ids of the cases.
    fn cases(&self) -> SelectStatement {
        let mut of = Query::select();
        of.column(case_event::Column::CaseId)
            .from(case_event::Entity)
            .and_where(case_event::Column::Action.is_in(self.actions.iter().copied()))
            .and_where(case_event::Column::At.gte(self.from))
            .and_where(case_event::Column::At.lt(self.until));
        of
    }
}

impl CaseFilter {
    /// Every case within reach.
    pub(in crate::cases) fn over(reach: Reach) -> Self {
        Self {
            reach,
            area: None,
            stages: vec![],
            sides: vec![],
            categories: vec![],
            sources: vec![],
            unit: None,
            number: None,
            from: None,
            until: None,
            bbox: None,
            is_open: None,
            due_before: None,
            is_mine: false,
            is_coordination: None,
            is_flagged: None,
            recheck: None,
            stepped: None,
            is_newest_first: false,
        }
    }

    /// Where a case stands in the list.
    pub(in crate::cases) fn place_of(&self, row: &case_file::Model) -> (i64, Uuid) {
        let key = if self.is_newest_first {
            row.opened_at
        } else {
            row.due_key
        };
        (key, row.id)
    }

    /// Cases of the filter.
    pub(in crate::cases) fn select(&self) -> Select<case_file::Entity> {
        use case_file::Column;
        let mut select = self.reach.select();
        if let Some(area) = &self.area {
            select = select.filter(Column::AreaId.in_subquery(area.areas()));
        }
        let words = [
            (Column::Stage, &self.stages),
            (Column::Side, &self.sides),
            (Column::Source, &self.sources),
        ];
        for (column, list) in words {
            if !list.is_empty() {
                select = select.filter(column.is_in(list.iter().copied()));
            }
        }
        if !self.categories.is_empty() {
            select = select.filter(Column::Category.is_in(self.categories.clone()));
        }
        if let Some(number) = &self.number {
            let either = Cond::any()
                .add(Column::Number.starts_with(number.as_str()))
                .add(Column::SourceRef.eq(number.as_str()));
            select = select.filter(either);
        }
        if self.is_mine {
            let mine = Cond::any()
                .add(self.reach.of_own_units())
                .add(Column::DispatchedBy.eq(self.reach.me))
                .add(Column::MadeBy.eq(self.reach.me));
            select = select.filter(mine);
        }
        if let Some([west, south, east, north]) = self.bbox {
            select = select
                .filter(Column::Lng.between(west, east))
                .filter(Column::Lat.between(south, north));
        }
        if let Some(stepped) = &self.stepped {
            select = select.filter(Column::Id.in_subquery(stepped.cases()));
        }
        let all = Cond::all()
            .add_option(self.unit.map(|unit| Column::UnitId.eq(unit)))
            .add_option(self.from.map(|from| Column::OpenedAt.gte(from)))
            .add_option(self.until.map(|until| Column::OpenedAt.lt(until)))
            .add_option(self.is_open.map(|is_open| Column::IsOpen.eq(is_open)))
            .add_option(self.due_before.map(|instant| Column::DueKey.lt(instant)))
            .add_option(self.is_coordination.map(|is| Column::IsCoordination.eq(is)))
            .add_option(self.is_flagged.map(|is| Column::IsFlagged.eq(is)))
            .add_option(self.recheck.map(|word| Column::Recheck.eq(word)));
        select.filter(all)
    }
}

/// At most `limit` cases after `after`: what is due first goes first, or the newest.
pub(in crate::cases) async fn list(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<case_file::Model>, DbErr> {
    use case_file::Column;
    let select = if filter.is_newest_first {
        downwards(filter.select(), (Column::OpenedAt, Column::Id), after)
    } else {
        upwards(filter.select(), (Column::DueKey, Column::Id), after)
    };
    select.limit(limit).all(db).await
}

/// How many cases stand in each stage. Open and ended ones are counted apart, each along an index that holds all it needs.
pub(in crate::cases) async fn count_by_stage(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
) -> Result<HashMap<String, i64>, DbErr> {
    if filter.is_open.is_some() {
        return count(db, filter).await;
    }
    let part = |is_open| CaseFilter {
        is_open: Some(is_open),
        ..filter.clone()
    };
    let mut counts = count(db, &part(true)).await?;
    counts.extend(count(db, &part(false)).await?);
    Ok(counts)
}

async fn count(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
) -> Result<HashMap<String, i64>, DbErr> {
    let rows: Vec<(String, i64)> = filter
        .select()
        .select_only()
        .column(case_file::Column::Stage)
        .column_as(case_file::Column::Stage.count(), "cases")
        .group_by(case_file::Column::Stage)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What a map needs of a case.
#[derive(Debug, FromQueryResult)]
pub(in crate::cases) struct Point {
    pub id: Uuid,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub stage: String,
    pub category: String,
    pub due_key: i64,
}

/// Cases of the filter that have a place, what is due first goes first.
pub(in crate::cases) async fn points(
    db: &impl ConnectionTrait,
    filter: &CaseFilter,
) -> Result<Vec<Point>, DbErr> {
    use case_file::Column;
    filter
        .select()
        .select_only()
        .columns([
            Column::Id,
            Column::Lng,
            Column::Lat,
            Column::Stage,
            Column::Category,
            Column::DueKey,
        ])
        .filter(Column::Lng.is_not_null())
        .order_by_asc(Column::DueKey)
        .order_by_asc(Column::Id)
        .limit(MAX_POINTS)
        .into_model::<Point>()
        .all(db)
        .await
}

/// What might be the same matter: same behaviour, near, opened about the same time, not merged away.
pub(in crate::cases) async fn look_alikes(
    db: &impl ConnectionTrait,
    reach: &Reach,
    category: &str,
    near: Near,
    (from, until): (i64, i64),
) -> Result<Vec<case_file::Model>, DbErr> {
    use case_file::Column;
    let [west, south, east, north] = near.bounds();
    reach
        .select()
        .filter(Column::Category.eq(category))
        .filter(Column::OpenedAt.between(from, until))
        .filter(Column::Lng.between(west, east))
        .filter(Column::Lat.between(south, north))
        .filter(Column::MergedInto.is_null())
        .order_by_asc(Column::OpenedAt)
        .order_by_asc(Column::Id)
        .limit(200)
        .all(db)
        .await
}

/// Cases by id, whatever their area; for names of cases that the caller's own lead to.
pub(in crate::cases) async fn numbers_of(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = find_global::<case_file::Entity>()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::Number])
        .filter(case_file::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Numbers of those of these cases that lie in the areas of a scope, by id.
pub async fn numbers_within(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = find_global::<case_file::Entity>()
        .select_only()
        .columns([case_file::Column::Id, case_file::Column::Number])
        .filter(case_file::Column::Id.is_in(ids))
        .filter(case_file::Column::AreaId.in_subquery(scope.areas()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}
