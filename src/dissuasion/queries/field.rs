//! What phones sent about shifts.

use crate::incidents::IncidentKind;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::records::{Flag, LEFT_OUT_OF_FIGURES, RecordKind as _};
use entity::{
    incident, record, record_flag, shift_check, shift_counter, shift_handout, shift_presence,
    shift_report,
};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, JoinType, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, RelationDef,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement.
pub(in crate::dissuasion) const IDS_AT_ONCE: usize = 500;

/// Records of shifts that the caller reaches; a shift's records may lie anywhere.
pub(super) fn everywhere() -> AreaScope {
    AreaScope::whole_city("records are read by ids of shifts that a scope gave, wherever they lie")
}

/// Records whose correction or clock makes them not count.
pub(super) fn not_counting() -> SelectStatement {
    let codes = LEFT_OUT_OF_FIGURES.iter().map(|flag| flag.code());
    Query::select()
        .column(record_flag::Column::RecordId)
        .from(record_flag::Entity)
        .and_where(record_flag::Column::Flag.is_in(codes))
        .and_where(record_flag::Column::ClearedAt.is_null())
        .to_owned()
}

/// Records that a later one replaced.
pub(super) fn superseded() -> SelectStatement {
    Query::select()
        .column(record_flag::Column::RecordId)
        .from(record_flag::Entity)
        .and_where(record_flag::Column::Flag.eq(Flag::Superseded.code()))
        .and_where(record_flag::Column::ClearedAt.is_null())
        .to_owned()
}

/// The author's first coming to each of these shifts, by the phone's clock (UTC epoch milliseconds).
pub(in crate::dissuasion) async fn first_check_ins(
    db: &impl ConnectionTrait,
    author_id: Uuid,
    shifts: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let check = record::Entity::belongs_to(shift_check::Entity)
        .from(record::Column::Id)
        .to(shift_check::Column::RecordId)
        .into();
    let own = AreaScope::subtrees([]).and_own_rows_of(author_id);
    let rows: Vec<(Uuid, i64)> = own
        .find::<record::Entity>()
        .select_only()
        .column(shift_check::Column::ShiftId)
        .column(record::Column::CapturedAt)
        .join(JoinType::InnerJoin, check)
        .filter(shift_check::Column::ShiftId.is_in(shifts.to_vec()))
        .filter(shift_check::Column::Direction.eq("in"))
        .into_tuple()
        .all(db)
        .await?;
    let mut first: HashMap<Uuid, i64> = HashMap::new();
    for (shift, at) in rows {
        let earliest = first.entry(shift).or_insert(at);
        *earliest = at.clamp(i64::MIN, *earliest);
    }
    Ok(first)
}

/// Which of these records are checks that are stored already.
pub(in crate::dissuasion) async fn known_checks(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<Uuid> = find_global::<shift_check::Entity>()
        .select_only()
        .column(shift_check::Column::RecordId)
        .filter(shift_check::Column::RecordId.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Records that name a shift in their envelope or payload.
pub(in crate::dissuasion) async fn records_naming(
    db: &impl ConnectionTrait,
    shift_id: Uuid,
) -> Result<Vec<Uuid>, DbErr> {
    let mut ids: Vec<Uuid> = everywhere()
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::ShiftId.eq(shift_id))
        .into_tuple()
        .all(db)
        .await?;
    let checks: Vec<Uuid> = find_global::<shift_check::Entity>()
        .select_only()
        .column(shift_check::Column::RecordId)
        .filter(shift_check::Column::ShiftId.eq(shift_id))
        .into_tuple()
        .all(db)
        .await?;
    let reports: Vec<Uuid> = find_global::<shift_report::Entity>()
        .select_only()
        .column(shift_report::Column::RecordId)
        .filter(shift_report::Column::ShiftId.eq(shift_id))
        .into_tuple()
        .all(db)
        .await?;
    ids.extend(checks.into_iter().chain(reports));
    Ok(ids)
}

/// Checks of people in a time, superseded ones too.
pub(in crate::dissuasion) async fn checks_by_people(
    db: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): (i64, i64),
) -> Result<Vec<shift_check::Model>, DbErr> {
    let mut found = vec![];
    for some in people.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_check::Entity>()
            .filter(shift_check::Column::AccountId.is_in(some.to_vec()))
            .filter(shift_check::Column::At.between(from, until))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who is named by reports of a time, as author or present: account and shift.
pub(in crate::dissuasion) async fn reports_naming(
    db: &impl ConnectionTrait,
    people: &[Uuid],
    (from, until): (i64, i64),
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let presence: RelationDef = shift_report::Entity::belongs_to(shift_presence::Entity)
        .from(shift_report::Column::RecordId)
        .to(shift_presence::Column::RecordId)
        .into();
    let mut found = vec![];
    for some in people.chunks(IDS_AT_ONCE) {
        let authors: Vec<(Uuid, Uuid)> = find_global::<shift_report::Entity>()
            .select_only()
            .columns([
                shift_report::Column::AccountId,
                shift_report::Column::ShiftId,
            ])
            .filter(shift_report::Column::AccountId.is_in(some.to_vec()))
            .filter(shift_report::Column::At.between(from, until))
            .into_tuple()
            .all(db)
            .await?;
        let present: Vec<(Uuid, Uuid)> = find_global::<shift_report::Entity>()
            .select_only()
            .column(shift_presence::Column::AccountId)
            .column(shift_report::Column::ShiftId)
            .join(JoinType::InnerJoin, presence.clone())
            .filter(shift_presence::Column::AccountId.is_in(some.to_vec()))
            .filter(shift_report::Column::At.between(from, until))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(authors.into_iter().chain(present));
    }
    Ok(found)
}

/// Standing checks of shifts, in order of time.
pub(in crate::dissuasion) async fn checks_of(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<Vec<shift_check::Model>, DbErr> {
    let mut found = vec![];
    for some in shifts.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_check::Entity>()
            .filter(shift_check::Column::ShiftId.is_in(some.to_vec()))
            .filter(shift_check::Column::RecordId.not_in_subquery(superseded()))
            .order_by_asc(shift_check::Column::At)
            .order_by_asc(shift_check::Column::RecordId)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Standing reports of shifts, in order of time.
pub(in crate::dissuasion) async fn reports_of(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<Vec<shift_report::Model>, DbErr> {
    let mut found = vec![];
    for some in shifts.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_report::Entity>()
            .filter(shift_report::Column::ShiftId.is_in(some.to_vec()))
            .filter(shift_report::Column::RecordId.not_in_subquery(superseded()))
            .order_by_asc(shift_report::Column::At)
            .order_by_asc(shift_report::Column::RecordId)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Counters of reports.
pub(in crate::dissuasion) async fn counters_of(
    db: &impl ConnectionTrait,
    reports: &[Uuid],
) -> Result<Vec<shift_counter::Model>, DbErr> {
    let mut found = vec![];
    for some in reports.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_counter::Entity>()
            .filter(shift_counter::Column::RecordId.is_in(some.to_vec()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// What reports say was handed out.
pub(in crate::dissuasion) async fn handouts_of(
    db: &impl ConnectionTrait,
    reports: &[Uuid],
) -> Result<Vec<shift_handout::Model>, DbErr> {
    let mut found = vec![];
    for some in reports.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_handout::Entity>()
            .filter(shift_handout::Column::RecordId.is_in(some.to_vec()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Who reports say was there, beside their authors.
pub(in crate::dissuasion) async fn presence_in(
    db: &impl ConnectionTrait,
    reports: &[Uuid],
) -> Result<Vec<shift_presence::Model>, DbErr> {
    let mut found = vec![];
    for some in reports.chunks(IDS_AT_ONCE) {
        let rows = find_global::<shift_presence::Entity>()
            .filter(shift_presence::Column::RecordId.is_in(some.to_vec()))
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Incidents logged in shifts, by shift, category and outcome; those that do not count are left out.
pub(in crate::dissuasion) async fn incidents_of(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<Vec<(Uuid, String, String, i64)>, DbErr> {
    let payload: RelationDef = record::Entity::belongs_to(incident::Entity)
        .from(record::Column::Id)
        .to(incident::Column::RecordId)
        .into();
    let mut found = vec![];
    for some in shifts.chunks(IDS_AT_ONCE) {
        let rows: Vec<(Uuid, String, String, i64)> = everywhere()
            .find::<record::Entity>()
            .select_only()
            .column(record::Column::ShiftId)
            .column(incident::Column::Category)
            .column(incident::Column::Outcome)
            .column_as(record::Column::Id.count(), "n")
            .join(JoinType::InnerJoin, payload.clone())
            .filter(record::Column::ShiftId.is_in(some.to_vec()))
            .filter(record::Column::Kind.eq(IncidentKind::NAME))
            .filter(record::Column::Id.not_in_subquery(not_counting()))
            .group_by(record::Column::ShiftId)
            .group_by(incident::Column::Category)
            .group_by(incident::Column::Outcome)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
