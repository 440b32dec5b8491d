//! The ledger of hours: rows are added, never changed.

use crate::accounts;
use crate::dissuasion::wire::shifts::ConfirmedHours;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, insert_rows};
use chrono::NaiveDate;
use entity::{hours_entry, hours_kept};
use sea_orm::sea_query::{Cond, Condition};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Ids asked for in one statement.
const IDS_AT_ONCE: usize = 500;

/// Whose hours are confirmed, by shift.
pub(in crate::dissuasion) async fn confirmed_pairs(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<HashMap<Uuid, BTreeSet<Uuid>>, DbErr> {
    let mut found: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
    for some in shifts.chunks(IDS_AT_ONCE) {
        let rows: Vec<(Uuid, Uuid)> = find_global::<hours_entry::Entity>()
            .select_only()
            .columns([hours_entry::Column::ShiftId, hours_entry::Column::AccountId])
            .filter(hours_entry::Column::ShiftId.is_in(some.to_vec()))
            .filter(hours_entry::Column::Kind.eq("confirmed"))
            .into_tuple()
            .all(db)
            .await?;
        for (shift, account) in rows {
            found.entry(shift).or_default().insert(account);
        }
    }
    Ok(found)
}

/// Confirmed hours of a shift by account, after corrections.
pub(in crate::dissuasion) async fn of_shift(
    db: &impl ConnectionTrait,
    shift_id: Uuid,
) -> Result<BTreeMap<Uuid, ConfirmedHours>, DbErr> {
    let rows = find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::ShiftId.eq(shift_id))
        .order_by_asc(hours_entry::Column::At)
        .order_by_asc(hours_entry::Column::Id)
        .all(db)
        .await?;
    let names = accounts::names_of(db, rows.iter().filter_map(|row| row.by_id).collect()).await?;
    // The newest row is the one that no other corrects.
    let corrected: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.corrects).collect();
    let mut found: BTreeMap<Uuid, ConfirmedHours> = BTreeMap::new();
    for row in rows {
        let hours = found.entry(row.account_id).or_insert(ConfirmedHours {
            entry_id: row.id,
            minutes: 0,
            at: UtcMillis(row.at),
            by_name: None,
        });
        hours.minutes += row.minutes;
        if !corrected.contains(&row.id) {
            hours.entry_id = row.id;
            hours.at = UtcMillis(row.at);
            hours.by_name = row.by_id.and_then(|id| names.get(&id).cloned());
        }
    }
    Ok(found)
}

/// Confirmed minutes of an account, corrections included, since the local day `from` or ever.
pub(in crate::dissuasion) async fn total_min(
    db: &impl ConnectionTrait,
    account: Uuid,
    from: Option<NaiveDate>,
) -> Result<i64, DbErr> {
    let mut select = find_global::<hours_entry::Entity>()
        .select_only()
        .column(hours_entry::Column::Minutes)
        .filter(hours_entry::Column::AccountId.eq(account));
    if let Some(from) = from {
        select = select.filter(hours_entry::Column::Day.gte(from.to_string()));
    }
    let minutes: Vec<i64> = select.into_tuple().all(db).await?;
    Ok(minutes.into_iter().sum())
}

/// Newest rows of an account within local days, at most 500.
pub(in crate::dissuasion) async fn entries_of(
    db: &impl ConnectionTrait,
    account: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<hours_entry::Model>, DbErr> {
    find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::AccountId.eq(account))
        .filter(hours_entry::Column::Day.between(from.to_string(), to.to_string()))
        .order_by_desc(hours_entry::Column::At)
        .order_by_desc(hours_entry::Column::Id)
        .limit(500)
        .all(db)
        .await
}

/// The condition for entries inside a scope or of led teams.
pub(in crate::dissuasion) fn within(scope: &AreaScope, led: &[Uuid]) -> Condition {
    let among = Cond::any().add(hours_entry::Column::TeamId.is_in(led.to_vec()));
    if scope.has_no_area() {
        among
    } else {
        among.add(hours_entry::Column::AreaId.in_subquery(scope.areas()))
    }
}

/// One entry under a condition.
pub(in crate::dissuasion) async fn find(
    db: &impl ConnectionTrait,
    id: Uuid,
    within: Condition,
) -> Result<Option<hours_entry::Model>, DbErr> {
    find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::Id.eq(id))
        .filter(within)
        .one(db)
        .await
}

/// Entries under a condition within local days, of an area or team if asked.
pub(in crate::dissuasion) async fn list(
    db: &impl ConnectionTrait,
    within: Condition,
    area: Option<&AreaScope>,
    team: Option<Uuid>,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<hours_entry::Model>, DbErr> {
    let mut select = find_global::<hours_entry::Entity>()
        .filter(within)
        .filter(hours_entry::Column::Day.between(from.to_string(), to.to_string()));
    if let Some(area) = area {
        select = select.filter(hours_entry::Column::AreaId.in_subquery(area.areas()));
    }
    if let Some(team) = team {
        select = select.filter(hours_entry::Column::TeamId.eq(team));
    }
    select.all(db).await
}

/// Confirmed minutes ever, by account.
pub(in crate::dissuasion) async fn totals(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let mut found: HashMap<Uuid, i64> = HashMap::new();
    for some in accounts.chunks(IDS_AT_ONCE) {
        let rows: Vec<(Uuid, i64)> = find_global::<hours_entry::Entity>()
            .select_only()
            .columns([hours_entry::Column::AccountId, hours_entry::Column::Minutes])
            .filter(hours_entry::Column::AccountId.is_in(some.to_vec()))
            .into_tuple()
            .all(db)
            .await?;
        for (account, minutes) in rows {
            *found.entry(account).or_default() += minutes;
        }
    }
    Ok(found)
}

/// Minutes from before the term of single entries, by account.
pub(in crate::dissuasion) async fn kept(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let mut found = HashMap::new();
    for some in accounts.chunks(IDS_AT_ONCE) {
        let rows = find_global::<hours_kept::Entity>()
            .filter(hours_kept::Column::AccountId.is_in(some.to_vec()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.account_id, row.minutes)));
    }
    Ok(found)
}

/// Whether a row has been corrected by another.
pub(in crate::dissuasion) async fn is_corrected(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<bool, DbErr> {
    let other = find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::Corrects.eq(id))
        .one(db)
        .await?;
    Ok(other.is_some())
}

/// All rows of one person and shift.
pub(in crate::dissuasion) async fn of_person_and_shift(
    db: &impl ConnectionTrait,
    account: Uuid,
    shift: Uuid,
) -> Result<Vec<hours_entry::Model>, DbErr> {
    find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::AccountId.eq(account))
        .filter(hours_entry::Column::ShiftId.eq(shift))
        .all(db)
        .await
}

/// Adds rows to the ledger.
pub(in crate::dissuasion) async fn insert_all(
    tx: &impl ConnectionTrait,
    rows: Vec<hours_entry::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}
