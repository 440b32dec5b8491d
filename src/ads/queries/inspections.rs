//! Lists of inspections.

use super::super::kind::AdInspectionKind;
use super::filter::InspectionFilter;
use super::sites_by_id;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::platform::page::downwards;
use crate::records::{RecordKind as _, Shown, load_shown};
use entity::{ad_inspection, ad_photo, ad_site, record};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// An earlier record whose photo looks the same.
#[derive(Clone, Debug)]
pub(in crate::ads) struct Twin {
    pub record_id: Uuid,
    pub happened_at: i64,
    pub distance: i64,
    /// The photo that is like an earlier one.
    pub sha256: Vec<u8>,
    /// The earlier one.
    pub earlier_sha256: Option<Vec<u8>>,
}

/// A record with everything a row shows.
pub(in crate::ads) struct Loaded {
    pub shown: Shown,
    pub inspection: ad_inspection::Model,
    pub site: Option<ad_site::Model>,
    pub twin: Option<Twin>,
}

/// Newest first: at most `limit` inspections of the filter after `cursor` (instant and id of the last row seen).
pub(in crate::ads) async fn list_inspections(
    db: &impl ConnectionTrait,
    filter: &InspectionFilter,
    cursor: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Loaded>, DbErr> {
    let order = (record::Column::HappenedAt, record::Column::Id);
    let rows = downwards(filter.select(), order, cursor)
        .limit(limit)
        .all(db)
        .await?;
    load_inspections(db, rows).await
}

/// One inspection inside the scope.
pub(in crate::ads) async fn find_inspection(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<Loaded>, DbErr> {
    let row = scope
        .find::<record::Entity>()
        .filter(record::Column::Kind.eq(AdInspectionKind::NAME))
        .filter(record::Column::Id.eq(id))
        .one(db)
        .await?;
    Ok(load_inspections(db, row.into_iter().collect()).await?.pop())
}

/// The newest inspections of a site inside the scope, at most `limit`, before a record if one is named.
pub(in crate::ads) async fn of_site(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    site: Uuid,
    before: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Loaded>, DbErr> {
    use ad_inspection::Column;
    let ids = find_global::<ad_inspection::Entity>()
        .select_only()
        .column(Column::RecordId)
        .filter(Column::AdSiteId.eq(site));
    let of_site = scope
        .find::<record::Entity>()
        .filter(record::Column::Id.in_subquery(ids.into_query()));
    let order = (record::Column::HappenedAt, record::Column::Id);
    let rows = downwards(of_site, order, before)
        .limit(limit)
        .all(db)
        .await?;
    load_inspections(db, rows).await
}

/// Adds payloads, sites and side tables to records, in their order.
pub(in crate::ads) async fn load_inspections(
    db: &impl ConnectionTrait,
    records: Vec<record::Model>,
) -> Result<Vec<Loaded>, DbErr> {
    let ids: Vec<Uuid> = records.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let inspections = find_global::<ad_inspection::Entity>()
        .filter(ad_inspection::Column::RecordId.is_in(ids.clone()))
        .all(db)
        .await?;
    let named: Vec<Uuid> = inspections.iter().map(|row| row.ad_site_id).collect();
    let sites = sites_by_id(db, &named).await?;
    let twins = twins_of(db, ids).await?;
    let mut inspections: HashMap<Uuid, ad_inspection::Model> = inspections
        .into_iter()
        .map(|row| (row.record_id, row))
        .collect();
    let loaded = load_shown(db, records)
        .await?
        .into_iter()
        .filter_map(|shown| {
            let inspection = inspections.remove(&shown.record.id)?;
            Some(Loaded {
                site: sites.get(&inspection.ad_site_id).cloned(),
                twin: twins.get(&shown.record.id).cloned(),
                inspection,
                shown,
            })
        });
    Ok(loaded.collect())
}

/// The nearest look-alike among the photos of each record.
async fn twins_of(
    db: &impl ConnectionTrait,
    records: Vec<Uuid>,
) -> Result<HashMap<Uuid, Twin>, DbErr> {
    let rows = find_global::<ad_photo::Entity>()
        .filter(ad_photo::Column::RecordId.is_in(records))
        .filter(ad_photo::Column::TwinRecordId.is_not_null())
        .order_by_desc(ad_photo::Column::TwinDistance)
        .all(db)
        .await?;
    let earlier: Vec<Uuid> = rows.iter().filter_map(|row| row.twin_record_id).collect();
    let instants: Vec<(Uuid, i64)> = find_global::<ad_inspection::Entity>()
        .select_only()
        .columns([
            ad_inspection::Column::RecordId,
            ad_inspection::Column::HappenedAt,
        ])
        .filter(ad_inspection::Column::RecordId.is_in(earlier))
        .into_tuple()
        .all(db)
        .await?;
    let instants: HashMap<Uuid, i64> = instants.into_iter().collect();
    let photos = photos_alike(db, rows.iter().filter_map(|row| row.twin_record_id)).await?;
    let twin = |row: ad_photo::Model| {
        let record_id = row.twin_record_id?;
        let own = row.dhash.unwrap_or_default();
        let nearest = photos
            .get(&record_id)
            .and_then(|all| all.iter().min_by_key(|(hash, _)| (hash ^ own).count_ones()));
        let twin = Twin {
            record_id,
            happened_at: *instants.get(&record_id)?,
            distance: row.twin_distance?,
            sha256: row.sha256,
            earlier_sha256: nearest.map(|(_, sha256)| sha256.clone()),
        };
        Some((row.record_id, twin))
    };
    Ok(rows.into_iter().filter_map(twin).collect())
}

/// Fingerprints and addresses of the photos of records.
async fn photos_alike(
    db: &impl ConnectionTrait,
    records: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<(i64, Vec<u8>)>>, DbErr> {
    let rows = find_global::<ad_photo::Entity>()
        .filter(ad_photo::Column::RecordId.is_in(records))
        .filter(ad_photo::Column::Dhash.is_not_null())
        .order_by_asc(ad_photo::Column::Sha256)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<(i64, Vec<u8>)>> = HashMap::new();
    for row in rows {
        let of = found.entry(row.record_id).or_default();
        of.push((row.dhash.unwrap_or_default(), row.sha256));
    }
    Ok(found)
}
