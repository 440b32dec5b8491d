//! Attachments of answers.

use super::answers::not_counting;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, update_global};
use entity::{attachment, attachment_upload, survey_attachment, survey_visit};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Who sent which bytes, and when.
#[derive(Clone, Copy, Debug)]
pub struct Upload {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Who.
    pub account_id: Uuid,
    /// When.
    pub at: UtcMillis,
}

fn digest(row: &[u8]) -> Option<[u8; 32]> {
    row.try_into().ok()
}

async fn has_sent(
    db: &impl ConnectionTrait,
    sha256: [u8; 32],
    account_id: Uuid,
) -> Result<bool, DbErr> {
    let sent = find_global::<attachment_upload::Entity>()
        .filter(attachment_upload::Column::Sha256.eq(sha256.to_vec()))
        .filter(attachment_upload::Column::AccountId.eq(account_id))
        .count(db)
        .await?;
    Ok(sent > 0)
}

/// Whether this account sent these bytes, and they are still there.
pub async fn has_upload(
    db: &impl ConnectionTrait,
    sha256: [u8; 32],
    account_id: Uuid,
) -> Result<bool, DbErr> {
    let is_kept = !kept(db, vec![sha256]).await?.is_empty();
    Ok(is_kept && has_sent(db, sha256, account_id).await?)
}

/// Notes stored bytes; those whose term had ended come back to life.
pub async fn put(tx: &impl ConnectionTrait, row: attachment::Model) -> Result<(), DbErr> {
    let again = OnConflict::column(attachment::Column::Sha256)
        .update_columns([attachment::Column::RemovedAt, attachment::Column::StoredAt])
        .to_owned();
    attachment::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Notes who sent the bytes. Returns whether that is new.
pub async fn put_upload(tx: &impl ConnectionTrait, upload: Upload) -> Result<bool, DbErr> {
    if has_sent(tx, upload.sha256, upload.account_id).await? {
        return Ok(false);
    }
    let row = attachment_upload::ActiveModel {
        sha256: Set(upload.sha256.to_vec()),
        account_id: Set(upload.account_id),
        uploaded_at: Set(upload.at.0),
    };
    attachment_upload::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(true)
}

/// Answers that count and name attachments, in the order they came, from after a place.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    (after, most): (Option<(i64, String)>, u64),
) -> Result<Vec<survey_attachment::Model>, DbErr> {
    use survey_attachment::Column;
    let mut found = scope
        .find::<survey_attachment::Entity>()
        .filter(Column::SurveyId.eq(survey_id))
        .filter(Column::RecordId.not_in_subquery(not_counting()));
    if let Some((seq, path)) = after {
        let same = Column::Seq.eq(seq).and(Column::Path.gt(path));
        found = found.filter(Column::Seq.gt(seq).or(same));
    }
    found
        .order_by_asc(Column::Seq)
        .order_by_asc(Column::Path)
        .limit(most)
        .all(db)
        .await
}

/// An attachment that an answer of a survey names and that the author of the answer sent.
pub async fn named(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    survey_id: Uuid,
    sha256: [u8; 32],
) -> Result<Option<attachment::Model>, DbErr> {
    use survey_attachment::Column;
    let senders = find_global::<attachment_upload::Entity>()
        .select_only()
        .column(attachment_upload::Column::AccountId)
        .filter(attachment_upload::Column::Sha256.eq(sha256.to_vec()))
        .into_query();
    let by_senders = Query::select()
        .column(survey_visit::Column::RecordId)
        .from(survey_visit::Entity)
        .and_where(survey_visit::Column::AuthorId.in_subquery(senders))
        .to_owned();
    let naming = scope
        .find::<survey_attachment::Entity>()
        .filter(Column::SurveyId.eq(survey_id))
        .filter(Column::Sha256.eq(sha256.to_vec()))
        .filter(Column::RecordId.in_subquery(by_senders))
        .limit(1)
        .one(db)
        .await?;
    if naming.is_none() {
        return Ok(None);
    }
    find_global::<attachment::Entity>()
        .filter(attachment::Column::Sha256.eq(sha256.to_vec()))
        .one(db)
        .await
}

/// What is known of these digests.
pub async fn known(
    db: &impl ConnectionTrait,
    hashes: Vec<Vec<u8>>,
) -> Result<HashMap<Vec<u8>, attachment::Model>, DbErr> {
    let rows = find_global::<attachment::Entity>()
        .filter(attachment::Column::Sha256.is_in(hashes))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sha256.clone(), row))
        .collect())
}

/// Which of these digests have a row and keep their bytes.
pub async fn kept(
    db: &impl ConnectionTrait,
    hashes: Vec<[u8; 32]>,
) -> Result<HashSet<[u8; 32]>, DbErr> {
    let hashes = hashes.iter().map(|hash| hash.to_vec()).collect();
    let rows = known(db, hashes).await?;
    let kept = rows.values().filter(|row| row.removed_at.is_none());
    Ok(kept.filter_map(|row| digest(&row.sha256)).collect())
}

/// Attachments stored before `before` that are still there, oldest first, at most `limit`.
pub async fn expired(
    db: &impl ConnectionTrait,
    before: UtcMillis,
    limit: u64,
) -> Result<Vec<[u8; 32]>, DbErr> {
    let rows: Vec<Vec<u8>> = find_global::<attachment::Entity>()
        .select_only()
        .column(attachment::Column::Sha256)
        .filter(attachment::Column::StoredAt.lt(before.0))
        .filter(attachment::Column::RemovedAt.is_null())
        .order_by_asc(attachment::Column::StoredAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(|row| digest(row)).collect())
}

/// Notes that these attachments go now.
pub async fn set_removed(
    tx: &impl ConnectionTrait,
    hashes: &[[u8; 32]],
    now: UtcMillis,
) -> Result<(), DbErr> {
    let hashes = hashes.iter().map(|hash| hash.to_vec());
    update_global::<attachment::Entity>()
        .col_expr(attachment::Column::RemovedAt, Expr::value(now.0))
        .filter(attachment::Column::Sha256.is_in(hashes))
        .exec(tx)
        .await?;
    Ok(())
}
