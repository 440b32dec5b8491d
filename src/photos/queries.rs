//! Every query of photos.

use entity::{
    case_file, case_photo, photo, photo_upload, record, record_flag, record_photo, unit_contact,
};
use sea_orm::sea_query::{Cond, Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};
use uuid::Uuid;

use super::derive::DHash;
use super::model::{PhotoHash, state};
use super::structure::PhotoStructure;
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, update_global};

/// The photo's row.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    hash: PhotoHash,
) -> Result<Option<photo::Model>, DbErr> {
    find_global::<photo::Entity>()
        .filter(photo::Column::Sha256.eq(hash.to_row()))
        .one(db)
        .await
}

/// Whether this account sent these bytes.
pub(super) async fn has_upload(
    db: &impl ConnectionTrait,
    hash: PhotoHash,
    account_id: Uuid,
) -> Result<bool, DbErr> {
    let sent = find_global::<photo_upload::Entity>()
        .filter(photo_upload::Column::Sha256.eq(hash.to_row()))
        .filter(photo_upload::Column::AccountId.eq(account_id))
        .count(db)
        .await?;
    Ok(sent > 0)
}

/// Whether some record inside `scope` (of one kind, if named) names the photo and its author sent those bytes.
pub(super) async fn is_shown_by_a_record(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    hash: PhotoHash,
    kind: Option<&str>,
) -> Result<bool, DbErr> {
    let naming = find_global::<record_photo::Entity>()
        .select_only()
        .column(record_photo::Column::RecordId)
        .filter(record_photo::Column::Sha256.eq(hash.to_row()))
        .into_query();
    let senders = find_global::<photo_upload::Entity>()
        .select_only()
        .column(photo_upload::Column::AccountId)
        .filter(photo_upload::Column::Sha256.eq(hash.to_row()))
        .into_query();
    let mut records = scope.find::<record::Entity>();
    if let Some(kind) = kind {
        records = records.filter(record::Column::Kind.eq(kind));
    }
    let found = records
        .filter(record::Column::Id.in_subquery(naming))
        .filter(record::Column::AuthorId.in_subquery(senders))
        .limit(1)
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Whether some case names the photo that lies in the scope's areas or belongs to a unit for which the account answers,
/// and whoever is said to have sent it did.
pub(super) async fn is_shown_by_a_case(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    account_id: Uuid,
    hash: PhotoHash,
) -> Result<bool, DbErr> {
    let own_units = find_global::<unit_contact::Entity>()
        .select_only()
        .column(unit_contact::Column::UnitId)
        .filter(unit_contact::Column::AccountId.eq(account_id))
        .filter(unit_contact::Column::EndedAt.is_null())
        .into_query();
    let of_unit = Cond::all()
        .add(case_file::Column::UnitId.in_subquery(own_units))
        .add(case_file::Column::DispatchedAt.is_not_null());
    let senders = find_global::<photo_upload::Entity>()
        .select_only()
        .column(photo_upload::Column::AccountId)
        .filter(photo_upload::Column::Sha256.eq(hash.to_row()))
        .into_query();
    let naming = find_global::<case_photo::Entity>()
        .select_only()
        .column(case_photo::Column::CaseId)
        .filter(case_photo::Column::Sha256.eq(hash.to_row()))
        .filter(case_photo::Column::SentBy.in_subquery(senders))
        .into_query();
    let found = find_global::<case_file::Entity>()
        .filter(case_file::Column::Id.in_subquery(naming))
        .filter(
            Cond::any()
                .add(case_file::Column::AreaId.in_subquery(scope.areas()))
                .add(of_unit),
        )
        .limit(1)
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Notes stored bytes; a photo whose original was removed comes back to life. Returns whether its copies are still to be made.
pub(super) async fn put_photo(
    tx: &impl ConnectionTrait,
    hash: PhotoHash,
    structure: PhotoStructure,
    size_bytes: u64,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    let row = photo::ActiveModel {
        sha256: Set(hash.to_row()),
        format: Set(structure.format.name().to_owned()),
        width: Set(i64::from(structure.width)),
        height: Set(i64::from(structure.height)),
        size_bytes: Set(i64::try_from(size_bytes).unwrap_or(i64::MAX)),
        stored_at: Set(now.0),
        state: Set(state::STORED.to_owned()),
        dhash: Set(None),
        derived_at: Set(None),
        original_removed_at: Set(None),
        derivatives_removed_at: Set(None),
    };
    photo::Entity::insert(row)
        .on_conflict(
            OnConflict::column(photo::Column::Sha256)
                .value(
                    photo::Column::OriginalRemovedAt,
                    Expr::val(Option::<i64>::None),
                )
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let kept = find(tx, hash).await?;
    Ok(kept.is_some_and(|photo| photo.state == state::STORED))
}

/// Notes that `account_id` sent the bytes. Returns whether that is new.
pub(super) async fn put_upload(
    tx: &impl ConnectionTrait,
    hash: PhotoHash,
    account_id: Uuid,
    now: UtcMillis,
) -> Result<bool, DbErr> {
    if has_upload(tx, hash, account_id).await? {
        return Ok(false);
    }
    let row = photo_upload::ActiveModel {
        sha256: Set(hash.to_row()),
        account_id: Set(account_id),
        uploaded_at: Set(now.0),
    };
    photo_upload::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(true)
}

/// Notes what the job made: copies and fingerprint, or that none can be made.
pub(super) async fn set_derived(
    tx: &impl ConnectionTrait,
    hash: PhotoHash,
    fingerprint: Option<DHash>,
    now: UtcMillis,
) -> Result<(), DbErr> {
    let is_readable = fingerprint.is_some();
    let word = if is_readable {
        state::DERIVED
    } else {
        state::UNREADABLE
    };
    let dhash = fingerprint.map(|dhash| dhash.0.cast_signed());
    update_global::<photo::Entity>()
        .col_expr(photo::Column::State, Expr::value(word))
        .col_expr(photo::Column::Dhash, Expr::value(dhash))
        .col_expr(
            photo::Column::DerivedAt,
            Expr::value(is_readable.then_some(now.0)),
        )
        .filter(photo::Column::Sha256.eq(hash.to_row()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Hashes of other photos that show the same, by fingerprint.
pub(super) async fn look_alikes(
    db: &impl ConnectionTrait,
    hash: PhotoHash,
    fingerprint: DHash,
) -> Result<Vec<Vec<u8>>, DbErr> {
    find_global::<photo::Entity>()
        .select_only()
        .column(photo::Column::Sha256)
        .filter(photo::Column::Dhash.eq(fingerprint.0.cast_signed()))
        .filter(photo::Column::Sha256.ne(hash.to_row()))
        .limit(100)
        .into_tuple()
        .all(db)
        .await
}

/// Records that name any of these photos, in the order of their numbers.
pub(super) async fn records_naming(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    hashes: Vec<Vec<u8>>,
) -> Result<Vec<record::Model>, DbErr> {
    let naming = find_global::<record_photo::Entity>()
        .select_only()
        .column(record_photo::Column::RecordId)
        .filter(record_photo::Column::Sha256.is_in(hashes))
        .into_query();
    scope
        .find::<record::Entity>()
        .filter(record::Column::Id.in_subquery(naming))
        .order_by_asc(record::Column::Seq)
        .all(db)
        .await
}

/// Records numbered after `seq` that name photos, oldest first, at most `limit`.
pub(super) async fn records_with_photos_after(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    seq: i64,
    limit: u64,
) -> Result<Vec<record::Model>, DbErr> {
    let naming = find_global::<record_photo::Entity>()
        .select_only()
        .column(record_photo::Column::RecordId)
        .into_query();
    scope
        .find::<record::Entity>()
        .filter(record::Column::Seq.gt(seq))
        .filter(record::Column::Id.in_subquery(naming))
        .order_by_asc(record::Column::Seq)
        .limit(limit)
        .all(db)
        .await
}

/// The highest number of a record, 0 without any.
pub(super) async fn last_record_seq(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<i64, DbErr> {
    let last: Option<i64> = scope
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Seq)
        .order_by_desc(record::Column::Seq)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Hashes of the photos a record names.
pub(super) async fn photos_of(
    db: &impl ConnectionTrait,
    record_id: Uuid,
) -> Result<Vec<Vec<u8>>, DbErr> {
    find_global::<record_photo::Entity>()
        .select_only()
        .column(record_photo::Column::Sha256)
        .filter(record_photo::Column::RecordId.eq(record_id))
        .into_tuple()
        .all(db)
        .await
}

/// How many of these photos the account sent.
pub(super) async fn count_uploads(
    db: &impl ConnectionTrait,
    hashes: &[Vec<u8>],
    account_id: Uuid,
) -> Result<u64, DbErr> {
    find_global::<photo_upload::Entity>()
        .filter(photo_upload::Column::Sha256.is_in(hashes.iter().cloned()))
        .filter(photo_upload::Column::AccountId.eq(account_id))
        .count(db)
        .await
}

/// Records of `author_id` that name the photo and carry `flag` now.
pub(super) async fn flagged_records_of(
    db: &impl ConnectionTrait,
    author_id: Uuid,
    hash: PhotoHash,
    flag: &str,
) -> Result<Vec<Uuid>, DbErr> {
    let naming = find_global::<record_photo::Entity>()
        .select_only()
        .column(record_photo::Column::RecordId)
        .filter(record_photo::Column::Sha256.eq(hash.to_row()))
        .into_query();
    let flagged = find_global::<record_flag::Entity>()
        .select_only()
        .column(record_flag::Column::RecordId)
        .filter(record_flag::Column::Flag.eq(flag))
        .filter(record_flag::Column::ClearedAt.is_null())
        .into_query();
    AreaScope::subtrees([])
        .and_own_rows_of(author_id)
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::Id.in_subquery(naming))
        .filter(record::Column::Id.in_subquery(flagged))
        .into_tuple()
        .all(db)
        .await
}

/// Which of these hashes have a row.
pub(super) async fn known(
    db: &impl ConnectionTrait,
    hashes: Vec<Vec<u8>>,
) -> Result<Vec<photo::Model>, DbErr> {
    find_global::<photo::Entity>()
        .filter(photo::Column::Sha256.is_in(hashes))
        .all(db)
        .await
}

/// Photos whose original (or copies) were stored before `before` and are still there, oldest first, at most `limit`.
pub(super) async fn expired(
    db: &impl ConnectionTrait,
    removed_column: photo::Column,
    before: UtcMillis,
    limit: u64,
) -> Result<Vec<Vec<u8>>, DbErr> {
    find_global::<photo::Entity>()
        .select_only()
        .column(photo::Column::Sha256)
        .filter(photo::Column::StoredAt.lt(before.0))
        .filter(removed_column.is_null())
        .order_by_asc(photo::Column::StoredAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// Notes that the originals (or copies) of these photos go now.
pub(super) async fn set_removed(
    tx: &impl ConnectionTrait,
    removed_column: photo::Column,
    hashes: &[Vec<u8>],
    now: UtcMillis,
) -> Result<(), DbErr> {
    update_global::<photo::Entity>()
        .col_expr(removed_column, Expr::value(now.0))
        .filter(photo::Column::Sha256.is_in(hashes.iter().cloned()))
        .exec(tx)
        .await?;
    Ok(())
}
