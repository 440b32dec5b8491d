//! Sums kept beside each shift: which are behind, writing them, adding them up.

use super::figures::Summed;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global, rows_per_insert};
use entity::{shift_sum, shift_sum_mark, shift_word};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr,
    EntityTrait as _, QueryFilter as _, QueryResult, Statement, Value,
};
use uuid::Uuid;

/// The one row of the mark.
const MARK: i64 = 1;
const SUM_COLUMNS: usize = 11;
const WORD_COLUMNS: usize = 4;

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

/// Shifts that have begun and whose sums are behind: touched since the mark, or not yet counted after their end.
pub(in crate::dissuasion) async fn behind(
    db: &impl ConnectionTrait,
    summed: Option<&Summed>,
    mark: i64,
    now: UtcMillis,
) -> Result<Vec<Uuid>, DbErr> {
    let mut values: Vec<Value> = vec![mark.into(), now.0.into()];
    let within = summed.map_or("1 = 1".to_owned(), |summed| summed.sql(&mut values));
    let sql = format!(
        "SELECT s.id FROM shift s LEFT JOIN shift_sum m ON m.shift_id = s.id WHERE {within} \
         AND (s.id IN ({TOUCHED}) OR (s.starts_at <= $2 AND COALESCE(m.is_final, FALSE) = FALSE))"
    );
    let found = rows(db, &sql, values).await?;
    found.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Puts new sums in the place of old ones.
pub(in crate::dissuasion) async fn replace(
    tx: &impl ConnectionTrait,
    sums: Vec<shift_sum::Model>,
    words: Vec<shift_word::Model>,
) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = sums.iter().map(|sum| sum.shift_id).collect();
    delete_global::<shift_sum::Entity>()
        .filter(shift_sum::Column::ShiftId.is_in(ids.clone()))
        .exec(tx)
        .await?;
    delete_global::<shift_word::Entity>()
        .filter(shift_word::Column::ShiftId.is_in(ids))
        .exec(tx)
        .await?;
    for chunk in sums.chunks(rows_per_insert(SUM_COLUMNS)) {
        let active = chunk.iter().map(|row| {
            let active: shift_sum::ActiveModel = row.clone().into();
            active.reset_all()
        });
        shift_sum::Entity::insert_many(active)
            .exec_without_returning(tx)
            .await?;
    }
    for chunk in words.chunks(rows_per_insert(WORD_COLUMNS)) {
        let active = chunk.iter().map(|row| {
            let active: shift_word::ActiveModel = row.clone().into();
            active.reset_all()
        });
        shift_word::Entity::insert_many(active)
            .exec_without_returning(tx)
            .await?;
    }
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

/// What became of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dissuasion) enum Fate {
    /// Somebody came.
    Held,
    /// Called off, and nobody came.
    CalledOff,
    /// Over, and nobody came.
    Missed,
    /// Not over yet.
    Open,
}

impl Fate {
    /// By whether somebody came, whether it was called off, and whether its time is over.
    pub(in crate::dissuasion) fn of(is_held: bool, is_called_off: bool, is_over: bool) -> Self {
        if is_held {
            Self::Held
        } else if is_called_off {
            Self::CalledOff
        } else if is_over {
            Self::Missed
        } else {
            Self::Open
        }
    }
}

/// Shifts alike in what a summary asks of them, added up.
#[derive(Clone, Debug)]
pub(in crate::dissuasion) struct Group {
    pub area_id: i64,
    /// `YYYY-MM`.
    pub month: String,
    pub is_ad_hoc: bool,
    pub fate: Fate,
    pub shifts: u64,
    pub planned_ms: i64,
    pub contacts: i64,
    pub successes: i64,
    pub incidents: i64,
    pub handbooks: i64,
    pub leaflets: i64,
    pub places: i64,
    pub filled: i64,
    pub removed_min: i64,
}

/// Everything summed up whose sums are not behind; planned shifts that have not begun only if somebody came early.
pub(in crate::dissuasion) async fn groups(
    db: &impl ConnectionTrait,
    summed: &Summed,
    mark: i64,
    now: UtcMillis,
) -> Result<Vec<Group>, DbErr> {
    let mut values: Vec<Value> = vec![mark.into(), now.0.into()];
    let within = summed.sql(&mut values);
    let totals = [
        "contacts",
        "successes",
        "incidents",
        "handbooks",
        "leaflets",
        "places",
        "filled",
        "removed_min",
    ]
    .map(|column| format!("CAST(COALESCE(SUM(m.{column}), 0) AS BIGINT)"))
    .join(", ");
    let sql = format!(
        "SELECT s.area_id, SUBSTR(s.day, 1, 7), s.is_ad_hoc, COALESCE(m.is_held, FALSE), s.called_off_at IS NOT NULL, \
         s.ends_at <= $2, COUNT(*), CAST(SUM(s.ends_at - s.starts_at) AS BIGINT), {totals} \
         FROM shift s LEFT JOIN shift_sum m ON m.shift_id = s.id \
         WHERE {within} AND (COALESCE(m.is_final, FALSE) OR s.starts_at > $2) \
         AND (s.starts_at <= $2 OR s.is_ad_hoc OR COALESCE(m.is_held, FALSE)) \
         AND s.id NOT IN ({TOUCHED}) GROUP BY 1, 2, 3, 4, 5, 6"
    );
    let read = |row: &QueryResult| {
        let shifts: i64 = row.try_get_by_index(6)?;
        Ok(Group {
            area_id: row.try_get_by_index(0)?,
            month: row.try_get_by_index(1)?,
            is_ad_hoc: row.try_get_by_index(2)?,
            fate: Fate::of(
                row.try_get_by_index(3)?,
                row.try_get_by_index(4)?,
                row.try_get_by_index(5)?,
            ),
            shifts: u64::try_from(shifts).unwrap_or_default(),
            planned_ms: row.try_get_by_index(7)?,
            contacts: row.try_get_by_index(8)?,
            successes: row.try_get_by_index(9)?,
            incidents: row.try_get_by_index(10)?,
            handbooks: row.try_get_by_index(11)?,
            leaflets: row.try_get_by_index(12)?,
            places: row.try_get_by_index(13)?,
            filled: row.try_get_by_index(14)?,
            removed_min: row.try_get_by_index(15)?,
        })
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
}

/// People by behaviour and outcome of the same shifts.
pub(in crate::dissuasion) async fn words(
    db: &impl ConnectionTrait,
    summed: &Summed,
    mark: i64,
    now: UtcMillis,
) -> Result<Vec<(String, String, i64)>, DbErr> {
    let mut values: Vec<Value> = vec![mark.into(), now.0.into()];
    let within = summed.sql(&mut values);
    let sql = format!(
        "SELECT w.category, w.outcome, CAST(SUM(w.people) AS BIGINT) \
         FROM shift s JOIN shift_sum m ON m.shift_id = s.id JOIN shift_word w ON w.shift_id = s.id \
         WHERE {within} AND (m.is_final OR s.starts_at > $2) AND s.id NOT IN ({TOUCHED}) GROUP BY 1, 2"
    );
    let read = |row: &QueryResult| {
        Ok((
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
        ))
    };
    rows(db, &sql, values).await?.iter().map(read).collect()
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
