//! Removing who was at shifts.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global};
use entity::{
    hours_entry, hours_kept, roster_entry, shift_check, shift_presence, shift_report, shift_swap,
    team_stint,
};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    QueryFilter as _,
};
use uuid::Uuid;

/// The ledger's rows of shifts.
pub(in crate::dissuasion) async fn entries_of(
    db: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<Vec<hours_entry::Model>, DbErr> {
    find_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::ShiftId.is_in(shifts.to_vec()))
        .all(db)
        .await
}

/// Writes the sum of a person's minutes.
pub(in crate::dissuasion) async fn put_kept(
    tx: &impl ConnectionTrait,
    row: hours_kept::Model,
) -> Result<(), DbErr> {
    let again = OnConflict::column(hours_kept::Column::AccountId)
        .update_columns([hours_kept::Column::Minutes, hours_kept::Column::UntilDay])
        .to_owned();
    let active: hours_kept::ActiveModel = row.into();
    hours_kept::Entity::insert(active.reset_all())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Removes everything that names somebody who was, or should have been, at these shifts.
pub(in crate::dissuasion) async fn remove_persons(
    tx: &impl ConnectionTrait,
    shifts: &[Uuid],
) -> Result<(), DbErr> {
    let ids = || shifts.to_vec();
    let reports = Query::select()
        .column(shift_report::Column::RecordId)
        .from(shift_report::Entity)
        .and_where(shift_report::Column::ShiftId.is_in(ids()))
        .to_owned();
    delete_global::<shift_presence::Entity>()
        .filter(shift_presence::Column::RecordId.in_subquery(reports))
        .exec(tx)
        .await?;
    delete_global::<shift_check::Entity>()
        .filter(shift_check::Column::ShiftId.is_in(ids()))
        .exec(tx)
        .await?;
    delete_global::<hours_entry::Entity>()
        .filter(hours_entry::Column::ShiftId.is_in(ids()))
        .exec(tx)
        .await?;
    delete_global::<roster_entry::Entity>()
        .filter(roster_entry::Column::ShiftId.is_in(ids()))
        .exec(tx)
        .await?;
    delete_global::<shift_swap::Entity>()
        .filter(shift_swap::Column::ShiftId.is_in(ids()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes stays in teams that ended before an instant.
pub(in crate::dissuasion) async fn remove_stints(
    tx: &impl ConnectionTrait,
    before: UtcMillis,
) -> Result<u64, DbErr> {
    let gone = delete_global::<team_stint::Entity>()
        .filter(team_stint::Column::UntilAt.lt(before.0))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
