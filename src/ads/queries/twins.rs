//! Photos of inspections and what they were compared with.

use crate::platform::db::{find_global, update_global};
use entity::{ad_photo, photo};
use sea_orm::sea_query::{Cond, Expr};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Most photos that one is compared with, the newest first.
const MAX_COMPARED: u64 = 2_000;

/// Leaves all present photos uncompared: in the demo many records show the same few pictures.
pub async fn begin_comparing_after(tx: &impl ConnectionTrait) -> Result<(), DbErr> {
    update_global::<ad_photo::Entity>()
        .col_expr(ad_photo::Column::IsCompared, Expr::value(true))
        .exec(tx)
        .await?;
    Ok(())
}

/// Photos not compared yet whose fingerprint is known, oldest first.
pub(in crate::ads) async fn waiting(
    db: &impl ConnectionTrait,
    limit: u64,
) -> Result<Vec<(ad_photo::Model, i64)>, DbErr> {
    let derived = find_global::<photo::Entity>()
        .select_only()
        .column(photo::Column::Sha256)
        .filter(photo::Column::Dhash.is_not_null())
        .into_query();
    let rows = find_global::<ad_photo::Entity>()
        .filter(ad_photo::Column::IsCompared.eq(false))
        .filter(ad_photo::Column::Sha256.in_subquery(derived))
        .order_by_asc(ad_photo::Column::Seq)
        .order_by_asc(ad_photo::Column::Sha256)
        .limit(limit)
        .all(db)
        .await?;
    let hashes: Vec<Vec<u8>> = rows.iter().map(|row| row.sha256.clone()).collect();
    let known: Vec<(Vec<u8>, Option<i64>)> = find_global::<photo::Entity>()
        .select_only()
        .columns([photo::Column::Sha256, photo::Column::Dhash])
        .filter(photo::Column::Sha256.is_in(hashes))
        .into_tuple()
        .all(db)
        .await?;
    let known: HashMap<Vec<u8>, Option<i64>> = known.into_iter().collect();
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let dhash = known.get(&row.sha256).copied().flatten()?;
            Some((row, dhash))
        })
        .collect())
}

/// Photos with a fingerprint of other records at the same site, by the same author, or of the same bytes.
pub(in crate::ads) async fn comparable(
    db: &impl ConnectionTrait,
    photo: &ad_photo::Model,
) -> Result<Vec<ad_photo::Model>, DbErr> {
    use ad_photo::Column;
    let any = Cond::any()
        .add(Column::AdSiteId.eq(photo.ad_site_id))
        .add(Column::AuthorId.eq(photo.author_id))
        .add(Column::Sha256.eq(photo.sha256.clone()));
    others(db, photo, any).await
}

/// The same bytes in other records.
pub(in crate::ads) async fn same_bytes(
    db: &impl ConnectionTrait,
    photo: &ad_photo::Model,
) -> Result<Vec<ad_photo::Model>, DbErr> {
    let same = Cond::any().add(ad_photo::Column::Sha256.eq(photo.sha256.clone()));
    others(db, photo, same).await
}

async fn others(
    db: &impl ConnectionTrait,
    photo: &ad_photo::Model,
    which: Cond,
) -> Result<Vec<ad_photo::Model>, DbErr> {
    find_global::<ad_photo::Entity>()
        .filter(which)
        .filter(ad_photo::Column::RecordId.ne(photo.record_id))
        .filter(ad_photo::Column::Dhash.is_not_null())
        .order_by_desc(ad_photo::Column::Seq)
        .limit(MAX_COMPARED)
        .all(db)
        .await
}

/// Keeps the fingerprint and that the photo was compared.
pub(in crate::ads) async fn set_compared(
    tx: &impl ConnectionTrait,
    photo: &ad_photo::Model,
    dhash: i64,
) -> Result<(), DbErr> {
    update_global::<ad_photo::Entity>()
        .col_expr(ad_photo::Column::IsCompared, Expr::value(true))
        .col_expr(ad_photo::Column::Dhash, Expr::value(dhash))
        .filter(ad_photo::Column::RecordId.eq(photo.record_id))
        .filter(ad_photo::Column::Sha256.eq(photo.sha256.clone()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Names the earlier record that a photo looks like.
pub(in crate::ads) async fn set_twin(
    tx: &impl ConnectionTrait,
    record_id: Uuid,
    sha256: &[u8],
    earlier: Uuid,
    distance: u32,
) -> Result<(), DbErr> {
    update_global::<ad_photo::Entity>()
        .col_expr(ad_photo::Column::TwinRecordId, Expr::value(earlier))
        .col_expr(
            ad_photo::Column::TwinDistance,
            Expr::value(i64::from(distance)),
        )
        .filter(ad_photo::Column::RecordId.eq(record_id))
        .filter(ad_photo::Column::Sha256.eq(sha256.to_vec()))
        .exec(tx)
        .await?;
    Ok(())
}
