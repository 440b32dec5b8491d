//! Notices inside the service, messages for outside, and the cases whose time runs out.

use crate::platform::clock::UtcMillis;
use crate::platform::db::{delete_global, find_global, insert_row, insert_rows, update_global};
use crate::platform::page::downwards;
use entity::{case_file, notice, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

/// Adds notices.
pub(in crate::cases) async fn insert_notices(
    tx: &impl ConnectionTrait,
    rows: Vec<notice::Model>,
) -> Result<(), DbErr> {
    insert_rows(tx, rows).await
}

/// Adds a message for outside.
pub(in crate::cases) async fn insert_message(
    tx: &impl ConnectionTrait,
    row: outbox::Model,
) -> Result<(), DbErr> {
    insert_row(tx, row).await
}

/// Notices of an account, the newest first, after `after` (instant and id).
pub(in crate::cases) async fn notices_of(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    is_unread: bool,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<notice::Model>, DbErr> {
    let mut select =
        find_global::<notice::Entity>().filter(notice::Column::AccountId.eq(account_id));
    if is_unread {
        select = select.filter(notice::Column::ReadAt.is_null());
    }
    downwards(select, (notice::Column::At, notice::Column::Id), after)
        .limit(limit)
        .all(db)
        .await
}

/// How many notices an account has not read.
pub(in crate::cases) async fn count_unread(
    db: &impl ConnectionTrait,
    account_id: Uuid,
) -> Result<u64, DbErr> {
    find_global::<notice::Entity>()
        .filter(notice::Column::AccountId.eq(account_id))
        .filter(notice::Column::ReadAt.is_null())
        .count(db)
        .await
}

/// Marks notices of an account as read; all of them without ids.
pub(in crate::cases) async fn mark_read(
    tx: &impl ConnectionTrait,
    account_id: Uuid,
    ids: Option<&[Uuid]>,
    now: i64,
) -> Result<u64, DbErr> {
    let mut update = update_global::<notice::Entity>()
        .col_expr(notice::Column::ReadAt, Expr::value(now))
        .filter(notice::Column::AccountId.eq(account_id))
        .filter(notice::Column::ReadAt.is_null());
    if let Some(ids) = ids {
        update = update.filter(notice::Column::Id.is_in(ids.to_vec()));
    }
    Ok(update.exec(tx).await?.rows_affected)
}

/// Days for which notices are kept. Assumption: half a year.
const NOTICE_DAYS: i64 = 180;
/// Days for which messages that went out are kept. Assumption: a month.
const MESSAGE_DAYS: i64 = 30;

/// Removes notices and sent messages whose term ended; part of the retention job. Answers how many.
pub async fn expire(tx: &impl ConnectionTrait, now: UtcMillis) -> Result<u64, DbErr> {
    let notices = delete_global::<notice::Entity>()
        .filter(notice::Column::At.lt(now.plus_days(-NOTICE_DAYS).0))
        .exec(tx)
        .await?;
    let messages = delete_global::<outbox::Entity>()
        .filter(outbox::Column::SentAt.lt(now.plus_days(-MESSAGE_DAYS).0))
        .exec(tx)
        .await?;
    Ok(notices.rows_affected + messages.rows_affected)
}

/// Cases that are to be called out by now, the longest waiting first.
pub(in crate::cases) async fn to_call(
    db: &impl ConnectionTrait,
    now: i64,
    limit: u64,
) -> Result<Vec<case_file::Model>, DbErr> {
    find_global::<case_file::Entity>()
        .filter(case_file::Column::CallAt.lte(now))
        .order_by_asc(case_file::Column::CallAt)
        .limit(limit)
        .all(db)
        .await
}

/// Notes that a case was called out and when the next time is, unless it took a step meanwhile.
pub(in crate::cases) async fn set_called(
    tx: &impl ConnectionTrait,
    row: &case_file::Model,
    (percent, next): (i64, Option<i64>),
) -> Result<bool, DbErr> {
    let written = update_global::<case_file::Entity>()
        .col_expr(case_file::Column::CalledPercent, Expr::value(percent))
        .col_expr(case_file::Column::CallAt, Expr::value(next))
        .filter(case_file::Column::Id.eq(row.id))
        .filter(case_file::Column::Version.eq(row.version))
        .filter(case_file::Column::CalledPercent.eq(row.called_percent))
        .exec(tx)
        .await?;
    Ok(written.rows_affected == 1)
}
