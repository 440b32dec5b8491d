//! Every SQL of this capability but the writer's.

use super::movement::{self, Fix};
use crate::platform::auth::{AreaScope, InArea};
use crate::platform::clock::UtcMillis;
use crate::platform::db::{find_global, global_tables};
use entity::{
    change, field_pack_part, photo, photo_upload, record, record_flag, record_note, record_photo,
    record_position, shift, site,
};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, UnionType};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Select,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

impl InArea for record::Entity {
    fn area_column() -> record::Column {
        record::Column::AreaId
    }

    fn author_column() -> Option<record::Column> {
        Some(record::Column::AuthorId)
    }
}

global_tables! {
    record_position: "read by ids of records that a scope gave";
    record_note: "read by ids of records that a scope gave";
    record_photo: "read by ids of records that a scope gave";
    record_flag: "read by ids of records that a scope gave";
    change: "followers clip what they make of it";
    photo_upload: "asked by account";
    photo: "read by content addresses that a scope gave";
    field_pack_part: "asked by account";
    shift: "whether one exists is asked for any id that a record names; lists of shifts go through the scope";
}

/// Whether anything was captured in a scope from an instant until before another (epoch milliseconds).
pub async fn was_captured(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    (from, until): (i64, i64),
) -> Result<bool, DbErr> {
    let found = scope
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Id)
        .filter(record::Column::HappenedAt.gte(from))
        .filter(record::Column::HappenedAt.lt(until))
        .into_tuple::<Uuid>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Where each of `authors` was lately by the satellite, among their last [`movement::RECORDS_LOOKED_AT`] records; what
/// movement is judged by.
pub(super) async fn last_fixes(
    db: &impl ConnectionTrait,
    authors: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, Vec<Fix>>, DbErr> {
    let of_position = |column| Expr::col((record_position::Entity, column));
    let mut of_each = authors.iter().map(|author| {
        // The few records first, then what is asked of them: no planner is tempted to read all of an author's rows.
        Query::select()
            .column(("latest", record::Column::AuthorId))
            .column(("latest", record::Column::HappenedAt))
            .column((record_position::Entity, record_position::Column::Lng))
            .column((record_position::Entity, record_position::Column::Lat))
            .from_subquery(latest(*author).into_query(), "latest")
            .inner_join(
                record_position::Entity,
                of_position(record_position::Column::RecordId)
                    .equals(("latest", record::Column::Id)),
            )
            .and_where(Expr::col(("latest", record::Column::PlacedBy)).eq("gps"))
            .take()
    });
    let Some(mut all) = of_each.next() else {
        return Ok(HashMap::new());
    };
    for other in of_each {
        all.union(UnionType::All, other);
    }
    let mut fixes: HashMap<Uuid, Vec<Fix>> = HashMap::new();
    for row in db.query_all(&all).await? {
        let (author_id, happened_at, lng, lat) = (
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
            row.try_get_by_index(3)?,
        );
        fixes.entry(author_id).or_default().push(Fix {
            happened_at: UtcMillis(happened_at),
            lng,
            lat,
            accuracy_m: 0.0,
        });
    }
    Ok(fixes)
}

fn latest(author_id: Uuid) -> Select<record::Entity> {
    AreaScope::subtrees([])
        .and_own_rows_of(author_id)
        .find::<record::Entity>()
        .select_only()
        .columns([
            record::Column::Id,
            record::Column::AuthorId,
            record::Column::HappenedAt,
            record::Column::PlacedBy,
        ])
        .order_by_desc(record::Column::HappenedAt)
        .limit(movement::RECORDS_LOOKED_AT)
}

/// Which of `ids` are sites, anywhere in the city.
pub(super) async fn known_sites(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<Uuid> = find_global::<site::Entity>()
        .select_only()
        .column(site::Column::Id)
        .filter(site::Column::Id.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Which of `ids` are shifts, anywhere in the city.
pub(super) async fn known_shifts(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<Uuid> = find_global::<shift::Entity>()
        .select_only()
        .column(shift::Column::Id)
        .filter(shift::Column::Id.is_in(ids.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Which of `hashes` this account has uploaded.
pub(super) async fn uploaded_by(
    db: &impl ConnectionTrait,
    account_id: Uuid,
    hashes: HashSet<[u8; 32]>,
) -> Result<HashSet<[u8; 32]>, DbErr> {
    if hashes.is_empty() {
        return Ok(HashSet::new());
    }
    let wanted = hashes.iter().map(|hash| hash.to_vec());
    let found: Vec<Vec<u8>> = find_global::<photo_upload::Entity>()
        .select_only()
        .column(photo_upload::Column::Sha256)
        .filter(photo_upload::Column::AccountId.eq(account_id))
        .filter(photo_upload::Column::Sha256.is_in(wanted))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|hash| hash.try_into().ok())
        .collect())
}

/// Positions by record.
pub async fn positions_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, record_position::Model>, DbErr> {
    let rows = find_global::<record_position::Entity>()
        .filter(record_position::Column::RecordId.is_in(ids))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.record_id, row)).collect())
}

/// Notes by record, unmasked; mask them before anybody sees them.
pub async fn notes_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows = find_global::<record_note::Entity>()
        .filter(record_note::Column::RecordId.is_in(ids))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.record_id, row.note))
        .collect())
}

/// Standing flags by record, in the order of their names.
pub async fn flags_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let rows = find_global::<record_flag::Entity>()
        .filter(record_flag::Column::RecordId.is_in(ids))
        .filter(record_flag::Column::ClearedAt.is_null())
        .order_by_asc(record_flag::Column::Flag)
        .all(db)
        .await?;
    let mut flags: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        flags.entry(row.record_id).or_default().push(row.flag);
    }
    Ok(flags)
}

/// A photo as a record names it.
#[derive(Clone, Debug)]
pub struct PhotoOfRecord {
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// When it was taken by the phone's clock.
    pub taken_at: Option<UtcMillis>,
    /// `scene`, `before`, `after` or `document`.
    pub role: String,
}

/// Photos by record, in the order of the envelope.
pub async fn photos_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<PhotoOfRecord>>, DbErr> {
    let rows = find_global::<record_photo::Entity>()
        .filter(record_photo::Column::RecordId.is_in(ids))
        .order_by_asc(record_photo::Column::Ordinal)
        .all(db)
        .await?;
    let mut photos: HashMap<Uuid, Vec<PhotoOfRecord>> = HashMap::new();
    for row in rows {
        let Ok(sha256) = row.sha256.try_into() else {
            continue;
        };
        let photo = PhotoOfRecord {
            sha256,
            taken_at: row.taken_at.map(UtcMillis),
            role: row.role,
        };
        photos.entry(row.record_id).or_default().push(photo);
    }
    Ok(photos)
}

/// The caller's own records whose latest change lies after `since_seq`, oldest change first.
pub(super) async fn my_changes(
    db: &impl ConnectionTrait,
    author_id: Uuid,
    since_seq: i64,
    limit: u64,
) -> Result<Vec<(record::Model, i64)>, DbErr> {
    let own = AreaScope::subtrees([]).and_own_rows_of(author_id);
    let ids = own
        .find::<record::Entity>()
        .select_only()
        .column(record::Column::Id);
    let latest: Vec<(Uuid, i64)> = find_global::<change::Entity>()
        .select_only()
        .column(change::Column::RecordId)
        .column_as(change::Column::Seq.max(), "latest")
        .filter(change::Column::Seq.gt(since_seq))
        .filter(change::Column::RecordId.in_subquery(sea_orm::QueryTrait::into_query(ids)))
        .group_by(change::Column::RecordId)
        .order_by_asc(change::Column::Seq.max())
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let rows = own
        .find::<record::Entity>()
        .filter(record::Column::Id.is_in(latest.iter().map(|(id, _)| *id)))
        .all(db)
        .await?;
    let mut by_id: HashMap<Uuid, record::Model> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(latest
        .into_iter()
        .filter_map(|(id, seq)| Some((by_id.remove(&id)?, seq)))
        .collect())
}

/// The record behind a receipt, if the caller wrote it or it lies in `scope`.
pub(super) async fn by_receipt(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    receipt: &str,
) -> Result<Option<record::Model>, DbErr> {
    scope
        .find::<record::Entity>()
        .filter(record::Column::Receipt.eq(receipt))
        .one(db)
        .await
}
