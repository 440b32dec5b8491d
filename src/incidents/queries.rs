//! Every SQL of incidents.

mod filter;
mod sums;

pub use filter::{IncidentFilter, incident_filter};
pub(super) use sums::{Sum, sums};

use super::wire::SiteOfRecord;
use crate::platform::auth::AreaScope;
use crate::platform::db::find_global;
use crate::platform::page::downwards;
use crate::records::{Shown, load_shown};
use entity::{incident, record, site};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QuerySelect as _};
use std::collections::HashMap;
use uuid::Uuid;

/// A record with everything a row shows.
pub(super) struct Loaded {
    pub shown: Shown,
    pub incident: incident::Model,
}

/// Newest first: at most `limit` incidents of the filter after `cursor` (instant and id of the last row seen).
pub(super) async fn list(
    db: &impl ConnectionTrait,
    filter: &IncidentFilter,
    cursor: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Loaded>, DbErr> {
    let order = (record::Column::HappenedAt, record::Column::Id);
    let rows = downwards(filter.select(), order, cursor)
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
    let loaded = load_shown(db, records)
        .await?
        .into_iter()
        .filter_map(|shown| {
            let incident = incidents.remove(&shown.record.id)?;
            Some(Loaded { shown, incident })
        });
    Ok(loaded.collect())
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
