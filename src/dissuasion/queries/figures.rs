//! Sums over many shifts, and records outside shifts by area.

use super::field;
use super::shifts::{has_check, has_report};
use crate::incidents::IncidentKind;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::records::RecordKind as _;
use entity::{
    hours_entry, incident, measure, record, shift, shift_check, shift_counter, shift_handout,
    shift_presence, shift_report,
};
use sea_orm::sea_query::{Cond, Expr, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Select,
};
use std::collections::HashSet;
use uuid::Uuid;

/// Which shifts are summed up: inside a scope, of a team if asked, starting within `from..until`.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct Summed {
    pub scope: AreaScope,
    pub team: Option<Uuid>,
    pub from: i64,
    pub until: i64,
}

impl Summed {
    fn condition(&self) -> Cond {
        let mut all = Cond::all()
            .add(shift::Column::AreaId.in_subquery(self.scope.areas()))
            .add(shift::Column::StartsAt.gte(self.from))
            .add(shift::Column::StartsAt.lt(self.until));
        if let Some(team) = self.team {
            all = all.add(shift::Column::TeamId.eq(team));
        }
        all
    }

    /// Ids of the shifts.
    fn ids(&self) -> SelectStatement {
        Query::select()
            .column((shift::Entity, shift::Column::Id))
            .from(shift::Entity)
            .cond_where(self.condition())
            .to_owned()
    }
}

/// What of a shift a sum needs.
pub(in crate::dissuasion) type Line = (Uuid, i64, String, i64, i64, bool, Option<i64>);

/// Id, area, day, start, end, whether a phone made it, and when it was called off.
pub(in crate::dissuasion) async fn lines(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<Line>, DbErr> {
    find_global::<shift::Entity>()
        .select_only()
        .columns([
            shift::Column::Id,
            shift::Column::AreaId,
            shift::Column::Day,
            shift::Column::StartsAt,
            shift::Column::EndsAt,
            shift::Column::IsAdHoc,
            shift::Column::CalledOffAt,
        ])
        .filter(summed.condition())
        .into_tuple()
        .all(db)
        .await
}

/// Planned shifts of which something arrived.
pub(in crate::dissuasion) async fn held(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<Uuid>, DbErr> {
    let evidence = Cond::any()
        .add(Expr::exists(has_check()))
        .add(Expr::exists(has_report()));
    find_global::<shift::Entity>()
        .select_only()
        .column(shift::Column::Id)
        .filter(summed.condition())
        .filter(shift::Column::IsAdHoc.eq(false))
        .filter(evidence)
        .into_tuple()
        .all(db)
        .await
}

/// Planned shifts whole, for attendance.
pub(in crate::dissuasion) async fn planned(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<shift::Model>, DbErr> {
    find_global::<shift::Entity>()
        .filter(summed.condition())
        .filter(shift::Column::IsAdHoc.eq(false))
        .filter(shift::Column::CalledOffAt.is_null())
        .all(db)
        .await
}

/// Who was at planned shifts: shift and account.
pub(in crate::dissuasion) async fn attended(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let ids = || {
        let mut ids = summed.ids();
        ids.and_where(shift::Column::IsAdHoc.eq(false));
        ids
    };
    let presence: RelationDef = shift_report::Entity::belongs_to(shift_presence::Entity)
        .from(shift_report::Column::RecordId)
        .to(shift_presence::Column::RecordId)
        .into();
    let checked: Vec<(Uuid, Uuid)> = find_global::<shift_check::Entity>()
        .select_only()
        .columns([shift_check::Column::ShiftId, shift_check::Column::AccountId])
        .distinct()
        .filter(shift_check::Column::ShiftId.in_subquery(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let reported: Vec<(Uuid, Uuid)> = find_global::<shift_report::Entity>()
        .select_only()
        .columns([
            shift_report::Column::ShiftId,
            shift_report::Column::AccountId,
        ])
        .filter(shift_report::Column::ShiftId.in_subquery(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let named: Vec<(Uuid, Uuid)> = find_global::<shift_report::Entity>()
        .select_only()
        .column(shift_report::Column::ShiftId)
        .column(shift_presence::Column::AccountId)
        .join(JoinType::InnerJoin, presence)
        .filter(shift_report::Column::ShiftId.in_subquery(ids()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(checked.into_iter().chain(reported).chain(named).collect())
}

fn logged(summed: &Summed) -> Select<record::Entity> {
    let payload: RelationDef = record::Entity::belongs_to(incident::Entity)
        .from(record::Column::Id)
        .to(incident::Column::RecordId)
        .into();
    field::everywhere()
        .find::<record::Entity>()
        .select_only()
        .join(JoinType::InnerJoin, payload)
        .filter(record::Column::ShiftId.in_subquery(summed.ids()))
        .filter(record::Column::Kind.eq(IncidentKind::NAME))
        .filter(record::Column::Id.not_in_subquery(field::not_counting()))
}

fn counted(summed: &Summed) -> Select<shift_report::Entity> {
    let counter: RelationDef = shift_report::Entity::belongs_to(shift_counter::Entity)
        .from(shift_report::Column::RecordId)
        .to(shift_counter::Column::RecordId)
        .into();
    find_global::<shift_report::Entity>()
        .select_only()
        .join(JoinType::InnerJoin, counter)
        .filter(shift_report::Column::ShiftId.in_subquery(summed.ids()))
        .filter(shift_report::Column::RecordId.not_in_subquery(field::superseded()))
}

/// Incidents by shift and outcome.
pub(in crate::dissuasion) async fn incidents_by_outcome(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<(Uuid, String, i64)>, DbErr> {
    logged(summed)
        .column(record::Column::ShiftId)
        .column(incident::Column::Outcome)
        .column_as(record::Column::Id.count(), "n")
        .group_by(record::Column::ShiftId)
        .group_by(incident::Column::Outcome)
        .into_tuple()
        .all(db)
        .await
}

/// Incidents by behaviour.
pub(in crate::dissuasion) async fn incidents_by_category(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<(String, i64)>, DbErr> {
    logged(summed)
        .column(incident::Column::Category)
        .column_as(record::Column::Id.count(), "n")
        .group_by(incident::Column::Category)
        .into_tuple()
        .all(db)
        .await
}

/// Counters of reports: shift, behaviour, outcome, people.
pub(in crate::dissuasion) async fn counters(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<(Uuid, String, String, i64)>, DbErr> {
    counted(summed)
        .column(shift_report::Column::ShiftId)
        .column(shift_counter::Column::Category)
        .column(shift_counter::Column::Outcome)
        .column(shift_counter::Column::Count)
        .into_tuple()
        .all(db)
        .await
}

/// Things handed out, one row a report.
pub(in crate::dissuasion) async fn handouts(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<(String, i64)>, DbErr> {
    let handout: RelationDef = shift_report::Entity::belongs_to(shift_handout::Entity)
        .from(shift_report::Column::RecordId)
        .to(shift_handout::Column::RecordId)
        .into();
    find_global::<shift_report::Entity>()
        .select_only()
        .column(shift_handout::Column::Item)
        .column(shift_handout::Column::Count)
        .join(JoinType::InnerJoin, handout)
        .filter(shift_report::Column::ShiftId.in_subquery(summed.ids()))
        .filter(shift_report::Column::RecordId.not_in_subquery(field::superseded()))
        .into_tuple()
        .all(db)
        .await
}

/// Confirmed minutes of people in these shifts.
pub(in crate::dissuasion) async fn confirmed_min(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<i64, DbErr> {
    let minutes: Vec<i64> = find_global::<hours_entry::Entity>()
        .select_only()
        .column(hours_entry::Column::Minutes)
        .filter(hours_entry::Column::ShiftId.in_subquery(summed.ids()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(minutes.into_iter().sum())
}

/// Incidents outside shifts within `from..until`, by row of the area.
pub(in crate::dissuasion) async fn outside_shifts(
    db: &impl ConnectionTrait,
    (from, until): (i64, i64),
) -> Result<Vec<(i64, i64)>, DbErr> {
    field::everywhere()
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::AreaId)
        .column_as(record::Column::Id.count(), "n")
        .filter(record::Column::Kind.eq(IncidentKind::NAME))
        .filter(record::Column::ShiftId.is_null())
        .filter(record::Column::HappenedAt.gte(from))
        .filter(record::Column::HappenedAt.lt(until))
        .filter(record::Column::Id.not_in_subquery(field::not_counting()))
        .group_by(record::Column::AreaId)
        .into_tuple()
        .all(db)
        .await
}

/// Measures inside a scope, newest first.
pub(in crate::dissuasion) async fn measures(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    limit: u64,
) -> Result<Vec<measure::Model>, DbErr> {
    scope
        .find::<measure::Entity>()
        .order_by_desc(measure::Column::StartsOn)
        .order_by_desc(measure::Column::Id)
        .limit(limit)
        .all(db)
        .await
}

/// Areas with a measure and its first day, wherever they lie.
pub(in crate::dissuasion) async fn all_measures(
    db: &impl ConnectionTrait,
) -> Result<Vec<(i64, String)>, DbErr> {
    find_global::<measure::Entity>()
        .select_only()
        .columns([measure::Column::AreaId, measure::Column::StartsOn])
        .into_tuple()
        .all(db)
        .await
}

/// Writes a new measure.
pub(in crate::dissuasion) async fn insert_measure(
    tx: &impl ConnectionTrait,
    row: measure::Model,
) -> Result<(), DbErr> {
    let active: measure::ActiveModel = row.into();
    active.reset_all().insert(tx).await?;
    Ok(())
}

/// Ids of all measures.
pub(in crate::dissuasion) async fn measure_ids(
    db: &impl ConnectionTrait,
) -> Result<HashSet<Uuid>, DbErr> {
    let ids: Vec<Uuid> = find_global::<measure::Entity>()
        .select_only()
        .column(measure::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}
