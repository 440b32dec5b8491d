//! The flags that photos put on records: never a reason to refuse, always something a supervisor can filter by.

use entity::record;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::derive::DHash;
use super::model::PhotoHash;
use super::{queries, service};
use crate::platform::auth::State;
use crate::platform::clock::UtcMillis;
use crate::platform::db::Db;
use crate::records::{self, Flag};

/// A photo did not come within 24 h.
const MISSING: Flag = Flag::PhotoMissing;
/// A photo cannot be shown.
const UNREADABLE: Flag = Flag::PhotoUnreadable;
/// The same picture was used for an earlier record.
const REUSED: Flag = Flag::PhotoReused;

/// Hours after receipt from which a photo counts as missing. Source: the record contract.
pub(super) const MISSING_AFTER_H: i64 = 24;

/// Clears `photo_missing` from the sender's records that now have all their photos.
pub(super) async fn clear_missing(
    tx: &impl ConnectionTrait,
    state: &State,
    author_id: Uuid,
    hash: PhotoHash,
) -> Result<(), DbErr> {
    for record_id in queries::flagged_records_of(tx, author_id, hash, MISSING.code()).await? {
        if has_all_photos(tx, record_id, author_id).await? {
            records::clear_flag(tx, record_id, MISSING, state.clock.now()).await?;
        }
    }
    Ok(())
}

/// Flags a record received more than a day ago if its author has not sent all its photos.
pub(super) async fn flag_missing(
    db: &Db,
    record: &record::Model,
    now: UtcMillis,
) -> Result<(), DbErr> {
    if has_all_photos(db.read(), record.id, record.author_id).await? {
        return Ok(());
    }
    db.write(async |tx| records::set_flag(tx, record.id, MISSING, now).await)
        .await?;
    Ok(())
}

async fn has_all_photos(
    db: &impl ConnectionTrait,
    record_id: Uuid,
    author_id: Uuid,
) -> Result<bool, DbErr> {
    let mut named = queries::photos_of(db, record_id).await?;
    named.sort();
    named.dedup();
    let sent = queries::count_uploads(db, &named, author_id).await?;
    Ok(u64::try_from(named.len()).is_ok_and(|wanted| sent >= wanted))
}

/// Flags every record that names a photo of which no copy can be made.
pub(super) async fn flag_unreadable(db: &Db, hash: PhotoHash, now: UtcMillis) -> Result<(), DbErr> {
    let naming =
        queries::records_naming(db.read(), &service::every_record(), vec![hash.to_row()]).await?;
    for record in naming {
        db.write(async |tx| records::set_flag(tx, record.id, UNREADABLE, now).await)
            .await?;
    }
    Ok(())
}

/// Flags the later ones of the records that name this photo or one that looks the same.
pub(super) async fn flag_reuse(
    db: &Db,
    hash: PhotoHash,
    fingerprint: Option<DHash>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let mut hashes = match fingerprint.filter(|dhash| dhash.is_telling()) {
        Some(dhash) => queries::look_alikes(db.read(), hash, dhash).await?,
        None => Vec::new(),
    };
    hashes.push(hash.to_row());
    let naming = queries::records_naming(db.read(), &service::every_record(), hashes).await?;
    let Some(first) = naming.first() else {
        return Ok(());
    };
    // A correction rightly shows the photo of the record it replaces.
    let is_reuse = |record: &&record::Model| {
        record.id != first.id
            && !naming
                .iter()
                .any(|other| record.corrects == Some(other.id) || other.corrects == Some(record.id))
    };
    for record in naming.iter().filter(is_reuse) {
        db.write(async |tx| records::set_flag(tx, record.id, REUSED, now).await)
            .await?;
    }
    Ok(())
}
