//! Sums kept beside each shift: which are behind, writing and reading them.

use super::figures::Summed;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, rows_per_insert, update_global};
use entity::{shift_sum, shift_sum_mark};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr,
    EntityTrait as _, Iterable as _, QueryFilter as _, QueryResult, Statement, Value,
};
use std::collections::HashSet;
use uuid::Uuid;

/// The one row of the mark.
const MARK: i64 = 1;
const SUM_COLUMNS: usize = 12;

/// Shifts that changes after `$1` are about: logged in them, or their checks and reports.
const TOUCHED: &str = "SELECT r.shift_id FROM change c JOIN record r ON r.id = c.record_id \
     WHERE c.seq > $1 AND r.shift_id IS NOT NULL \
     UNION SELECT k.shift_id FROM change c JOIN shift_check k ON k.record_id = c.record_id WHERE c.seq > $1 \
     UNION SELECT p.shift_id FROM change c JOIN shift_report p ON p.record_id = c.record_id WHERE c.seq > $1";

/// The last change that is in the sums.
pub(in crate::dissuasion) async fn mark(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let row = find_global::<shift_sum_mark::Entity>().one(db).await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// The last change there is.
pub(in crate::dissuasion) async fn last_change(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let rows = rows(db, "SELECT COALESCE(MAX(seq), 0) FROM change", vec![]).await?;
    rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Says that the sums hold every change up to `seq`.
pub(in crate::dissuasion) async fn set_mark(
    tx: &impl ConnectionTrait,
    seq: i64,
) -> Result<(), DbErr> {
    let row = shift_sum_mark::ActiveModel {
        id: Set(MARK),
        seq: Set(seq),
    };
    let again = OnConflict::column(shift_sum_mark::Column::Id)
        .update_column(shift_sum_mark::Column::Seq)
        .to_owned();
    shift_sum_mark::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Shifts that the change log names after the mark.
pub(in crate::dissuasion) async fn touched(
    db: &impl ConnectionTrait,
    mark: i64,
) -> Result<HashSet<Uuid>, DbErr> {
    let found = rows(db, TOUCHED, vec![mark.into()]).await?;
    found.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Shifts that have begun and were not yet counted after their end.
pub(in crate::dissuasion) async fn uncounted(
    db: &impl ConnectionTrait,
    now: UtcMillis,
) -> Result<HashSet<Uuid>, DbErr> {
    let sql = "SELECT s.id FROM shift s LEFT JOIN shift_sum m ON m.shift_id = s.id \
         WHERE s.starts_at <= $1 AND COALESCE(m.is_final, FALSE) = FALSE";
    let found = rows(db, sql, vec![now.0.into()]).await?;
    found.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Puts new sums in the place of old ones; minutes that went after their term stay as they are.
pub(in crate::dissuasion) async fn replace(
    tx: &impl ConnectionTrait,
    sums: Vec<shift_sum::Model>,
) -> Result<(), DbErr> {
    use shift_sum::Column;
    let counted = Column::iter().filter(|one| !matches!(one, Column::ShiftId | Column::RemovedMin));
    let again = OnConflict::column(Column::ShiftId)
        .update_columns(counted)
        .to_owned();
    for chunk in sums.chunks(rows_per_insert(SUM_COLUMNS)) {
        let active = chunk.iter().map(|row| {
            let active: shift_sum::ActiveModel = row.clone().into();
            active.reset_all()
        });
        shift_sum::Entity::insert_many(active)
            .on_conflict(again.clone())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Adds confirmed minutes of people whose entries go after their term.
pub(in crate::dissuasion) async fn add_removed(
    tx: &impl ConnectionTrait,
    shift_id: Uuid,
    minutes: i64,
) -> Result<(), DbErr> {
    use shift_sum::Column;
    update_global::<shift_sum::Entity>()
        .col_expr(
            Column::RemovedMin,
            Expr::col(Column::RemovedMin).add(minutes),
        )
        .filter(Column::ShiftId.eq(shift_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Sums of shifts by id.
pub(in crate::dissuasion) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<Vec<shift_sum::Model>, DbErr> {
    find_global::<shift_sum::Entity>()
        .filter(shift_sum::Column::ShiftId.is_in(ids))
        .all(db)
        .await
}

/// A shift as a summary needs it, with the sum kept beside it.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct Kept {
    pub area_id: i64,
    /// `YYYY-MM-DD`.
    pub day: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub is_ad_hoc: bool,
    pub is_called_off: bool,
    /// Zeros when the shift was never counted.
    pub sum: shift_sum::Model,
}

/// Shifts summed up with the sums kept beside them.
pub(in crate::dissuasion) async fn kept(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<Vec<Kept>, DbErr> {
    let mut values: Vec<Value> = vec![];
    let within = summed.sql(&mut values);
    let counts = COUNTS
        .map(|column| format!("COALESCE(m.{column}, 0)"))
        .join(", ");
    let sql = format!(
        "SELECT s.id, s.area_id, s.day, s.starts_at, s.ends_at, s.is_ad_hoc, s.called_off_at IS NOT NULL, \
         COALESCE(m.is_final, FALSE), COALESCE(m.is_held, FALSE), COALESCE(m.words, '{{}}'), {counts} \
         FROM shift s LEFT JOIN shift_sum m ON m.shift_id = s.id WHERE {within}"
    );
    rows(db, &sql, values)
        .await?
        .iter()
        .map(read_kept)
        .collect()
}

/// Columns of `shift_sum` that count something.
const COUNTS: [&str; 8] = [
    "places",
    "filled",
    "contacts",
    "successes",
    "incidents",
    "handbooks",
    "leaflets",
    "removed_min",
];

fn read_kept(row: &QueryResult) -> Result<Kept, DbErr> {
    Ok(Kept {
        area_id: row.try_get_by_index(1)?,
        day: row.try_get_by_index(2)?,
        starts_at: row.try_get_by_index(3)?,
        ends_at: row.try_get_by_index(4)?,
        is_ad_hoc: row.try_get_by_index(5)?,
        is_called_off: row.try_get_by_index(6)?,
        sum: shift_sum::Model {
            shift_id: row.try_get_by_index(0)?,
            is_final: row.try_get_by_index(7)?,
            is_held: row.try_get_by_index(8)?,
            words: row.try_get_by_index(9)?,
            places: row.try_get_by_index(10)?,
            filled: row.try_get_by_index(11)?,
            contacts: row.try_get_by_index(12)?,
            successes: row.try_get_by_index(13)?,
            incidents: row.try_get_by_index(14)?,
            handbooks: row.try_get_by_index(15)?,
            leaflets: row.try_get_by_index(16)?,
            removed_min: row.try_get_by_index(17)?,
        },
    })
}

/// Confirmed minutes that stand in the ledger for shifts summed up.
pub(in crate::dissuasion) async fn confirmed_min(
    db: &impl ConnectionTrait,
    summed: &Summed,
) -> Result<i64, DbErr> {
    let mut values: Vec<Value> = vec![];
    let within = summed.sql(&mut values);
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(h.minutes), 0) AS BIGINT) \
         FROM shift s JOIN hours_entry h ON h.shift_id = s.id WHERE {within}"
    );
    let rows = rows(db, &sql, values).await?;
    rows.first().map_or(Ok(0), |row| row.try_get_by_index(0))
}

async fn rows(
    db: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    let backend = db.get_database_backend();
    db.query_all_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
}
