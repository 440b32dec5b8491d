//! Shifts and rosters.

use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global, rows_per_insert, update_global};
use crate::platform::page::upwards;
use entity::{duty_plan, roster_entry, shift, shift_check, shift_report, shift_swap};
use sea_orm::sea_query::{
    Cond, Condition, Expr, ExprTrait as _, OnConflict, Query, SelectStatement,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement when nothing else is.
const KNOWN_AT_ONCE: usize = 5_000;
/// Ids asked for in one statement.
const IDS_AT_ONCE: usize = 500;

/// Writes new shifts.
pub(in crate::dissuasion) async fn insert_all(
    tx: &impl ConnectionTrait,
    rows: Vec<shift::ActiveModel>,
) -> Result<(), DbErr> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<shift::ActiveModel> = rows.by_ref().take(rows_per_insert(20)).collect();
        shift::Entity::insert_many(chunk)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Shifts by id.
pub(in crate::dissuasion) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, shift::Model>, DbErr> {
    let mut found = HashMap::new();
    for some in ids.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift::Entity>()
            .filter(shift::Column::Id.is_in(some.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// What of shifts somebody reaches beside a scope.
pub(in crate::dissuasion) struct Own<'a> {
    pub account_id: Uuid,
    pub teams: &'a [Uuid],
}

/// The condition for shifts inside a scope, of own teams, or that the account stands or stood in.
pub(in crate::dissuasion) fn within(scope: &AreaScope, own: &Own<'_>) -> Condition {
    let rostered = Query::select()
        .column(roster_entry::Column::ShiftId)
        .from(roster_entry::Entity)
        .and_where(roster_entry::Column::AccountId.eq(own.account_id))
        .to_owned();
    let attended = Query::select()
        .column(shift_check::Column::ShiftId)
        .from(shift_check::Entity)
        .and_where(shift_check::Column::AccountId.eq(own.account_id))
        .to_owned();
    let mut reached = Cond::any()
        .add(shift::Column::TeamId.is_in(own.teams.to_vec()))
        .add(shift::Column::Id.in_subquery(rostered))
        .add(shift::Column::Id.in_subquery(attended));
    if !scope.has_no_area() {
        reached = reached.add(shift::Column::AreaId.in_subquery(scope.areas()));
    }
    reached
}

/// One shift under a condition.
pub(in crate::dissuasion) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    within: Condition,
) -> Result<Option<shift::Model>, DbErr> {
    find_global::<shift::Entity>()
        .filter(shift::Column::Id.eq(id))
        .filter(within)
        .one(db)
        .await
}

/// How far a shift has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) enum Progress {
    /// Not begun and nobody came yet.
    Ahead,
    /// Somebody came, nothing says that it ended.
    Running,
    /// It took place.
    Held,
    /// Its time passed and nobody came.
    Missed,
    /// It does not take place.
    CalledOff,
}

/// A shift of which somebody came counts as running until so long after its planned end, in milliseconds: an hour.
pub(in crate::dissuasion) const RUNS_OVER_MS: i64 = 3_600_000;

impl Progress {
    pub(in crate::dissuasion) const ALL: [Self; 5] = [
        Self::Ahead,
        Self::Running,
        Self::Held,
        Self::Missed,
        Self::CalledOff,
    ];

    pub(in crate::dissuasion) fn code(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Running => "running",
            Self::Held => "held",
            Self::Missed => "missed",
            Self::CalledOff => "called_off",
        }
    }

    /// How far a shift has come, by what arrived of it.
    pub(in crate::dissuasion) fn of(
        shift: &shift::Model,
        has_check: bool,
        has_report: bool,
        now: UtcMillis,
    ) -> Self {
        if has_report || shift.present_kept.is_some_and(|people| people > 0) {
            Self::Held
        } else if has_check {
            if now.0 <= shift.ends_at + RUNS_OVER_MS {
                Self::Running
            } else {
                Self::Held
            }
        } else if shift.called_off_at.is_some() {
            Self::CalledOff
        } else if now.0 < shift.ends_at {
            Self::Ahead
        } else {
            Self::Missed
        }
    }

    /// The same as a condition.
    fn condition(self, now: UtcMillis) -> Condition {
        let (check, report) = (has_check, has_report);
        // After the term of attendance a number says that somebody came.
        let came = || shift::Column::PresentKept.gt(0);
        let nobody_kept = Cond::any()
            .add(shift::Column::PresentKept.is_null())
            .add(shift::Column::PresentKept.eq(0));
        let nothing = || {
            Cond::all()
                .add(Expr::exists(check()).not())
                .add(Expr::exists(report()).not())
                .add(nobody_kept.clone())
        };
        let over = shift::Column::EndsAt.lt(now.0 - RUNS_OVER_MS);
        match self {
            Self::Held => Cond::any()
                .add(came())
                .add(Expr::exists(report()))
                .add(Cond::all().add(Expr::exists(check())).add(over)),
            Self::Running => Cond::all()
                .add(Expr::exists(report()).not())
                .add(Expr::exists(check()))
                .add(over.not()),
            Self::CalledOff => nothing().add(shift::Column::CalledOffAt.is_not_null()),
            Self::Ahead => nothing()
                .add(shift::Column::CalledOffAt.is_null())
                .add(shift::Column::EndsAt.gt(now.0)),
            Self::Missed => nothing()
                .add(shift::Column::CalledOffAt.is_null())
                .add(shift::Column::EndsAt.lte(now.0)),
        }
    }
}

pub(super) fn has_check() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(shift_check::Entity)
        .and_where(
            Expr::col((shift_check::Entity, shift_check::Column::ShiftId))
                .equals((shift::Entity, shift::Column::Id)),
        )
        .to_owned()
}

pub(super) fn has_report() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(shift_report::Entity)
        .and_where(
            Expr::col((shift_report::Entity, shift_report::Column::ShiftId))
                .equals((shift::Entity, shift::Column::Id)),
        )
        .to_owned()
}

/// What a list of shifts is asked for.
#[derive(Clone, Default)]
pub(in crate::dissuasion) struct ShiftsAsked {
    /// Starting in this time, UTC epoch milliseconds.
    pub from: Option<i64>,
    pub until: Option<i64>,
    pub area: Option<AreaScope>,
    pub team: Option<Uuid>,
    pub progress: Option<(Progress, UtcMillis)>,
    pub after: Option<(i64, Uuid)>,
}

/// The select of shifts, by start.
pub(in crate::dissuasion) fn asked_for(
    within: Condition,
    asked: &ShiftsAsked,
) -> Select<shift::Entity> {
    let mut select = find_global::<shift::Entity>().filter(within);
    if let Some(from) = asked.from {
        select = select.filter(shift::Column::StartsAt.gte(from));
    }
    if let Some(until) = asked.until {
        select = select.filter(shift::Column::StartsAt.lt(until));
    }
    if let Some(area) = &asked.area {
        select = select.filter(shift::Column::AreaId.in_subquery(area.areas()));
    }
    if let Some(team) = asked.team {
        select = select.filter(shift::Column::TeamId.eq(team));
    }
    if let Some((progress, now)) = asked.progress {
        select = select.filter(progress.condition(now));
    }
    upwards(
        select,
        (shift::Column::StartsAt, shift::Column::Id),
        asked.after,
    )
}

/// At most `limit` shifts by start.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    within: Condition,
    asked: &ShiftsAsked,
    limit: u64,
) -> Result<Vec<shift::Model>, DbErr> {
    asked_for(within, asked).limit(limit).all(db).await
}

/// Changes of rosters of shifts.
pub(in crate::dissuasion) async fn roster_entries(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<Vec<roster_entry::Model>, DbErr> {
    let mut found = vec![];
    for some in shifts.chunks(IDS_AT_ONCE) {
        let rows = find_global::<roster_entry::Entity>()
            .filter(roster_entry::Column::ShiftId.is_in(some.to_vec()))
            .order_by_asc(roster_entry::Column::AccountId)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes that somebody stands in a shift or not.
pub(in crate::dissuasion) async fn put_on_roster(
    tx: &impl ConnectionTrait,
    entry: roster_entry::Model,
) -> Result<(), DbErr> {
    let row = roster_entry::ActiveModel {
        shift_id: Set(entry.shift_id),
        account_id: Set(entry.account_id),
        is_on: Set(entry.is_on),
        reason: Set(entry.reason),
        at: Set(entry.at),
        by_id: Set(entry.by_id),
    };
    let again = OnConflict::columns([
        roster_entry::Column::ShiftId,
        roster_entry::Column::AccountId,
    ])
    .update_columns([
        roster_entry::Column::IsOn,
        roster_entry::Column::Reason,
        roster_entry::Column::At,
        roster_entry::Column::ById,
    ])
    .to_owned();
    roster_entry::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Counts the version up if it is still `seen`; says whether it was.
pub(in crate::dissuasion) async fn claim(
    tx: &impl ConnectionTrait,
    id: Uuid,
    seen: i64,
) -> Result<bool, DbErr> {
    let done = update_global::<shift::Entity>()
        .col_expr(shift::Column::Version, Expr::value(seen + 1))
        .filter(shift::Column::Id.eq(id))
        .filter(shift::Column::Version.eq(seen))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Calls a shift off, or on again.
pub(in crate::dissuasion) async fn set_called_off(
    tx: &impl ConnectionTrait,
    id: Uuid,
    called_off: Option<(UtcMillis, &str)>,
) -> Result<(), DbErr> {
    update_global::<shift::Entity>()
        .col_expr(
            shift::Column::CalledOffAt,
            Expr::value(called_off.map(|(at, _)| at.0)),
        )
        .col_expr(
            shift::Column::CalledOffReason,
            Expr::value(called_off.map(|(_, reason)| reason.to_owned())),
        )
        .filter(shift::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Which coming shifts go.
#[derive(Clone, Copy, Debug)]
pub(in crate::dissuasion) enum Coming {
    OfTeam(Uuid),
    OfPlan(Uuid),
}

/// Planned shifts that have not begun, of which nothing arrived, and that were not called off.
pub(in crate::dissuasion) async fn coming(
    tx: &impl ConnectionTrait,
    which: Coming,
    now: UtcMillis,
) -> Result<Vec<Uuid>, DbErr> {
    let of = match which {
        Coming::OfTeam(id) => shift::Column::TeamId.eq(id),
        Coming::OfPlan(id) => shift::Column::PlanId.eq(id),
    };
    find_global::<shift::Entity>()
        .select_only()
        .column(shift::Column::Id)
        .filter(of)
        .filter(shift::Column::PlanId.is_not_null())
        .filter(shift::Column::StartsAt.gt(now.0))
        .filter(shift::Column::CalledOffAt.is_null())
        .filter(Expr::exists(has_check()).not())
        .filter(Expr::exists(has_report()).not())
        .into_tuple()
        .all(tx)
        .await
}

/// Removes shifts with their rosters and offers.
pub(in crate::dissuasion) async fn remove(
    tx: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<(), DbErr> {
    for some in ids.chunks(IDS_AT_ONCE) {
        delete_global::<roster_entry::Entity>()
            .filter(roster_entry::Column::ShiftId.is_in(some.to_vec()))
            .exec(tx)
            .await?;
        delete_global::<shift_swap::Entity>()
            .filter(shift_swap::Column::ShiftId.is_in(some.to_vec()))
            .exec(tx)
            .await?;
        delete_global::<shift::Entity>()
            .filter(shift::Column::Id.is_in(some.to_vec()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Lets a coming shift follow its plan: times, place, name and number of people; the roster stays.
pub(in crate::dissuasion) async fn renew(
    tx: &impl ConnectionTrait,
    plan: &duty_plan::Model,
    id: Uuid,
    (starts_at, ends_at): (i64, i64),
) -> Result<(), DbErr> {
    use shift::Column;
    update_global::<shift::Entity>()
        .col_expr(Column::AreaId, Expr::value(plan.area_id))
        .col_expr(Column::Title, Expr::value(plan.title.clone()))
        .col_expr(Column::StartsAt, Expr::value(starts_at))
        .col_expr(Column::EndsAt, Expr::value(ends_at))
        .col_expr(Column::PlaceKind, Expr::value(plan.place_kind.clone()))
        .col_expr(Column::PlaceCode, Expr::value(plan.place_code.clone()))
        .col_expr(Column::PlaceZh, Expr::value(plan.place_zh.clone()))
        .col_expr(Column::PlaceEn, Expr::value(plan.place_en.clone()))
        .col_expr(Column::PlaceLine, Expr::value(plan.place_line.clone()))
        .col_expr(Column::Needed, Expr::value(plan.needed))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Which of these shifts exist.
pub(in crate::dissuasion) async fn known(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<HashSet<Uuid>, DbErr> {
    let mut found = HashSet::new();
    for some in ids.chunks(KNOWN_AT_ONCE) {
        let rows: Vec<Uuid> = find_global::<shift::Entity>()
            .select_only()
            .column(shift::Column::Id)
            .filter(shift::Column::Id.is_in(some.to_vec()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Shifts made on phones that ended before `until`.
pub(in crate::dissuasion) async fn past(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    until: i64,
) -> Result<Vec<shift::Model>, DbErr> {
    scope
        .find::<shift::Entity>()
        .filter(shift::Column::EndsAt.lt(until))
        .filter(shift::Column::IsAdHoc.eq(true))
        .order_by_asc(shift::Column::StartsAt)
        .order_by_asc(shift::Column::Id)
        .all(db)
        .await
}

/// At most `limit` shifts that ended before an instant and still tell who was there, the earliest first.
pub(in crate::dissuasion) async fn ended_before(
    db: &impl ConnectionTrait,
    before: UtcMillis,
    limit: u64,
) -> Result<Vec<shift::Model>, DbErr> {
    find_global::<shift::Entity>()
        .filter(shift::Column::EndsAt.lt(before.0))
        // No shift is longer than a day; the start has the index.
        .filter(shift::Column::StartsAt.lt(before.0))
        .filter(shift::Column::PresentKept.is_null())
        .order_by_asc(shift::Column::StartsAt)
        .limit(limit)
        .all(db)
        .await
}

/// Writes how many people were there, when their names go.
pub(in crate::dissuasion) async fn keep_number(
    tx: &impl ConnectionTrait,
    id: Uuid,
    people: i64,
) -> Result<(), DbErr> {
    update_global::<shift::Entity>()
        .col_expr(shift::Column::PresentKept, Expr::value(people))
        .filter(shift::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
