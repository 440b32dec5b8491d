//! The oldest events go after 400 days; a signed checkpoint stands for what went.

use super::checkpoint_mac;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{Lock, delete_global, find_global, hold};
use crate::platform::keys::Keys;
use entity::{audit_checkpoint, audit_event};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

/// How long events are kept at least, in days.
const KEPT_DAYS: i64 = 400;

/// Removes events older than 400 days. Call inside the retention job's transaction. Returns how many went.
pub async fn expire(tx: &impl ConnectionTrait, keys: &Keys, now: UtcMillis) -> Result<u64, DbErr> {
    hold(tx, Lock::Audit).await?;
    let last = find_global::<audit_event::Entity>()
        .filter(audit_event::Column::At.lt(now.plus_days(-KEPT_DAYS).0))
        .order_by_desc(audit_event::Column::Number)
        .limit(1)
        .one(tx)
        .await?;
    let Some(last) = last else { return Ok(0) };
    let mac = checkpoint_mac(keys, last.number, &last.hash);
    let row = audit_checkpoint::ActiveModel {
        number: Set(last.number),
        hash: Set(last.hash),
        at: Set(now.0),
        mac: Set(mac.to_vec()),
    };
    audit_checkpoint::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    let gone = delete_global::<audit_event::Entity>()
        .filter(audit_event::Column::Number.lte(last.number))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}
