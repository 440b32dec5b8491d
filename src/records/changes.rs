//! The gapless change log, and flags that are set or cleared later.

use super::flags::Flag;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, execute_all, find_global, hold, inserts_of, scalar_i64};
use entity::{change, record_flag};
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

/// One line of the change log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Gapless number.
    pub seq: i64,
    /// Which record.
    pub record_id: Uuid,
    /// `created`, `superseded`, `flag_set:…`, `flag_cleared:…`, `returned`, `case:…` (the stage it came to).
    pub what: String,
    /// When.
    pub at: UtcMillis,
}

/// The last number given, 0 in an empty log. Inside a write transaction it stands still.
pub(super) async fn last_seq(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    Ok(scalar_i64(db, "SELECT MAX(seq) FROM change")
        .await?
        .unwrap_or_default())
}

/// The last number given, as part of another statement.
pub(super) fn last_seq_query() -> SelectStatement {
    find_global::<change::Entity>()
        .select_only()
        .column_as(change::Column::Seq.max(), "seq")
        .into_query()
}

/// Rows numbered from `first_seq` on.
pub(super) fn rows(
    first_seq: i64,
    lines: &[(Uuid, String)],
    now: UtcMillis,
) -> Vec<change::ActiveModel> {
    let numbered = lines.iter().zip(first_seq..);
    numbered
        .map(|((record_id, what), seq)| change::ActiveModel {
            seq: Set(seq),
            record_id: Set(*record_id),
            what: Set(what.clone()),
            at: Set(now.0),
        })
        .collect()
}

pub(super) async fn append(
    tx: &impl ConnectionTrait,
    first_seq: i64,
    lines: &[(Uuid, String)],
    now: UtcMillis,
) -> Result<(), DbErr> {
    execute_all(tx, inserts_of(rows(first_seq, lines, now))).await
}

/// At most `limit` changes after `seq`, oldest first. A hint may be lost; this never is.
pub async fn read_changes(
    db: &impl ConnectionTrait,
    seq: i64,
    limit: u64,
) -> Result<Vec<Change>, DbErr> {
    let rows = find_global::<change::Entity>()
        .filter(change::Column::Seq.gt(seq))
        .order_by_asc(change::Column::Seq)
        .limit(limit)
        .all(db)
        .await?;
    let change_of = |row: change::Model| Change {
        seq: row.seq,
        record_id: row.record_id,
        what: row.what,
        at: UtcMillis(row.at),
    };
    Ok(rows.into_iter().map(change_of).collect())
}

/// Sets `flag` on a record unless it stands already; says so in the change log. Returns whether it was set now.
pub async fn set_flag(
    tx: &impl ConnectionTrait,
    record_id: Uuid,
    flag: Flag,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    hold(tx, Lock::Changes).await?;
    if standing(tx, record_id, flag)
        .await?
        .is_some_and(|row| row.cleared_at.is_none())
    {
        return Ok(false);
    }
    let row = record_flag::ActiveModel {
        record_id: Set(record_id),
        flag: Set(flag.code().to_owned()),
        set_at: Set(now.0),
        cleared_at: Set(None),
    };
    let again = OnConflict::columns([record_flag::Column::RecordId, record_flag::Column::Flag])
        .update_columns([record_flag::Column::SetAt, record_flag::Column::ClearedAt])
        .to_owned();
    record_flag::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    let next = last_seq(tx).await? + 1;
    append(
        tx,
        next,
        &[(record_id, format!("flag_set:{}", flag.code()))],
        now,
    )
    .await?;
    Ok(true)
}

/// Clears `flag` if it stands; says so in the change log. Returns whether it was cleared now.
pub async fn clear_flag(
    tx: &impl ConnectionTrait,
    record_id: Uuid,
    flag: Flag,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    hold(tx, Lock::Changes).await?;
    if standing(tx, record_id, flag)
        .await?
        .is_none_or(|row| row.cleared_at.is_some())
    {
        return Ok(false);
    }
    crate::platform::db::update_global::<record_flag::Entity>()
        .col_expr(record_flag::Column::ClearedAt, now.0.into())
        .filter(record_flag::Column::RecordId.eq(record_id))
        .filter(record_flag::Column::Flag.eq(flag.code()))
        .exec(tx)
        .await?;
    let next = last_seq(tx).await? + 1;
    append(
        tx,
        next,
        &[(record_id, format!("flag_cleared:{}", flag.code()))],
        now,
    )
    .await?;
    Ok(true)
}

async fn standing(
    db: &impl ConnectionTrait,
    record_id: Uuid,
    flag: Flag,
) -> Result<Option<record_flag::Model>, DbErr> {
    find_global::<record_flag::Entity>()
        .filter(record_flag::Column::RecordId.eq(record_id))
        .filter(record_flag::Column::Flag.eq(flag.code()))
        .one(db)
        .await
}
