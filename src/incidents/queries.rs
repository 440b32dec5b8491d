//! Every SQL of incidents.

mod filter;

pub use filter::{IncidentFilter, incident_filter};

use super::wire::{HistoryLine, PhotoView, SiteOfRecord};
use crate::platform::auth::AreaScope;
use crate::platform::clock::UtcMillis;
use crate::platform::db::find_global;
use crate::records::{flags_of, notes_of, photos_of, positions_of};
use entity::{account, change, incident, photo, photo_upload, record, record_position, site};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A record with everything a row shows.
pub(super) struct Loaded {
    pub record: record::Model,
    pub incident: incident::Model,
    pub position: Option<record_position::Model>,
    pub note: Option<String>,
    pub flags: Vec<String>,
    pub photos: Vec<PhotoView>,
    pub author_name: String,
}

/// Newest first: at most `limit` incidents of the filter after `cursor` (instant and id of the last row seen).
pub(super) async fn list(
    db: &impl ConnectionTrait,
    filter: &IncidentFilter,
    cursor: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Loaded>, DbErr> {
    let mut select = filter.select();
    if let Some((happened_at, id)) = cursor {
        let older = record::Column::HappenedAt
            .lt(happened_at)
            .or(record::Column::HappenedAt
                .eq(happened_at)
                .and(record::Column::Id.lt(id)));
        select = select.filter(older);
    }
    let rows = select
        .order_by_desc(record::Column::HappenedAt)
        .order_by_desc(record::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    load(db, rows).await
}

/// One incident inside the scope.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<Loaded>, DbErr> {
    let row = scope
        .find::<record::Entity>()
        .filter(record::Column::Id.eq(id))
        .one(db)
        .await?;
    Ok(load(db, row.into_iter().collect()).await?.pop())
}

/// Adds payloads and side tables to records, in their order.
pub(super) async fn load(
    db: &impl ConnectionTrait,
    records: Vec<record::Model>,
) -> Result<Vec<Loaded>, DbErr> {
    let ids: Vec<Uuid> = records.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let incidents = find_global::<incident::Entity>()
        .filter(incident::Column::RecordId.is_in(ids.clone()))
        .all(db)
        .await?;
    let mut incidents: HashMap<Uuid, incident::Model> = incidents
        .into_iter()
        .map(|row| (row.record_id, row))
        .collect();
    let mut positions = positions_of(db, ids.clone()).await?;
    let mut notes = notes_of(db, ids.clone()).await?;
    let mut flags = flags_of(db, ids.clone()).await?;
    let mut photos = photo_views(db, &records).await?;
    let names = author_names(db, records.iter().map(|row| row.author_id).collect()).await?;
    let loaded = records.into_iter().filter_map(|record| {
        Some(Loaded {
            incident: incidents.remove(&record.id)?,
            position: positions.remove(&record.id),
            note: notes.remove(&record.id),
            flags: flags.remove(&record.id).unwrap_or_default(),
            photos: photos.remove(&record.id).unwrap_or_default(),
            author_name: names.get(&record.author_id).cloned().unwrap_or_default(),
            record,
        })
    });
    Ok(loaded.collect())
}

async fn author_names(
    db: &impl ConnectionTrait,
    ids: HashSet<Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = find_global::<account::Entity>()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Photos of the records; bytes count as arrived only when the record's author sent them.
async fn photo_views(
    db: &impl ConnectionTrait,
    records: &[record::Model],
) -> Result<HashMap<Uuid, Vec<PhotoView>>, DbErr> {
    let named = photos_of(db, records.iter().map(|row| row.id)).await?;
    let hashes: HashSet<Vec<u8>> = named
        .values()
        .flatten()
        .map(|photo| photo.sha256.to_vec())
        .collect();
    if hashes.is_empty() {
        return Ok(HashMap::new());
    }
    let uploads: HashSet<(Vec<u8>, Uuid)> = find_global::<photo_upload::Entity>()
        .filter(photo_upload::Column::Sha256.is_in(hashes.clone()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.sha256, row.account_id))
        .collect();
    let ready: HashSet<Vec<u8>> = find_global::<photo::Entity>()
        .filter(photo::Column::Sha256.is_in(hashes))
        .filter(photo::Column::DerivedAt.is_not_null())
        .filter(photo::Column::DerivativesRemovedAt.is_null())
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.sha256)
        .collect();
    let authors: HashMap<Uuid, Uuid> = records.iter().map(|row| (row.id, row.author_id)).collect();
    let views = named.into_iter().map(|(record_id, photos)| {
        let views = photos.into_iter().map(|photo| {
            let bytes = photo.sha256.to_vec();
            let has_arrived = authors
                .get(&record_id)
                .is_some_and(|author| uploads.contains(&(bytes.clone(), *author)));
            PhotoView {
                sha256: hex::encode(photo.sha256),
                role: photo.role,
                taken_at: photo.taken_at,
                has_arrived,
                has_derivative: has_arrived && ready.contains(&bytes),
            }
        });
        (record_id, views.collect())
    });
    Ok(views.collect())
}

/// Everything the change log says of a record, oldest first, after its capture.
pub(super) async fn history(
    db: &impl ConnectionTrait,
    record: &record::Model,
) -> Result<Vec<HistoryLine>, DbErr> {
    let rows = find_global::<change::Entity>()
        .filter(change::Column::RecordId.eq(record.id))
        .order_by_asc(change::Column::Seq)
        .all(db)
        .await?;
    let captured = HistoryLine {
        at: UtcMillis(record.captured_at),
        what: "captured".to_owned(),
    };
    let lines = rows.into_iter().map(|row| HistoryLine {
        at: UtcMillis(row.at),
        what: row.what,
    });
    Ok(std::iter::once(captured).chain(lines).collect())
}

/// The latest correction of a record by the same author.
pub(super) async fn superseded_by(
    db: &impl ConnectionTrait,
    record: &record::Model,
) -> Result<Option<Uuid>, DbErr> {
    let own = AreaScope::subtrees([]).and_own_rows_of(record.author_id);
    let row = own
        .find::<record::Entity>()
        .filter(record::Column::Corrects.eq(record.id))
        .order_by_desc(record::Column::Seq)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}

/// The site with this id.
pub(super) async fn site_named(
    db: &impl ConnectionTrait,
    id: Option<Uuid>,
) -> Result<Option<SiteOfRecord>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    let row = find_global::<site::Entity>()
        .filter(site::Column::Id.eq(id))
        .one(db)
        .await?;
    Ok(row.map(|row| SiteOfRecord {
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
    }))
}
