//! Sets of rules, and the incidents that a changed set is tried on.

use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, insert_row, insert_rows};
use entity::{incident, record, record_position, unit_rule, unit_rule_set};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Number of the set in use; 0 before the first.
pub(in crate::units) async fn newest_set(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let newest = find_global::<unit_rule_set::Entity>()
        .order_by_desc(unit_rule_set::Column::Id)
        .limit(1)
        .one(db)
        .await?;
    Ok(newest.map_or(0, |set| set.id))
}

/// The rules of a set, in their order.
pub(in crate::units) async fn of_set(
    db: &impl ConnectionTrait,
    set_id: i64,
) -> Result<Vec<unit_rule::Model>, DbErr> {
    find_global::<unit_rule::Entity>()
        .filter(unit_rule::Column::SetId.eq(set_id))
        .order_by_asc(unit_rule::Column::Ordinal)
        .all(db)
        .await
}

/// Writes a new set.
pub(in crate::units) async fn insert_set(
    tx: &impl ConnectionTrait,
    set: unit_rule_set::Model,
    rules: Vec<unit_rule::Model>,
) -> Result<(), DbErr> {
    insert_row(tx, set).await?;
    insert_rows(tx, rules).await
}

/// An incident as rules see it.
#[derive(Debug)]
pub(in crate::units) struct PastIncident {
    pub area_id: i64,
    pub happened_at: i64,
    pub category: String,
    pub position: Option<(f64, f64)>,
    pub site_id: Option<Uuid>,
}

type Row = (Uuid, i64, i64, Option<Uuid>);

/// Incidents of a scope since `from` (UTC epoch milliseconds), the newest `limit`.
pub(in crate::units) async fn incidents_since(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    from: i64,
    limit: u64,
) -> Result<Vec<PastIncident>, DbErr> {
    let rows: Vec<Row> = scope
        .find::<record::Entity>()
        .select_only()
        .columns([
            record::Column::Id,
            record::Column::AreaId,
            record::Column::HappenedAt,
            record::Column::SiteId,
        ])
        .filter(record::Column::Kind.eq("incident"))
        .filter(record::Column::HappenedAt.gte(from))
        .order_by_desc(record::Column::HappenedAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(AT_ONCE) {
        add_payloads(db, chunk, &mut found).await?;
    }
    Ok(found)
}

/// Incidents whose payloads are read in one statement.
const AT_ONCE: usize = 5_000;

async fn add_payloads(
    db: &impl ConnectionTrait,
    chunk: &[Row],
    found: &mut Vec<PastIncident>,
) -> Result<(), DbErr> {
    let ids = || chunk.iter().map(|row| row.0);
    let categories: Vec<(Uuid, String)> = find_global::<incident::Entity>()
        .select_only()
        .columns([incident::Column::RecordId, incident::Column::Category])
        .filter(incident::Column::RecordId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let places: Vec<(Uuid, f64, f64)> = find_global::<record_position::Entity>()
        .select_only()
        .column(record_position::Column::RecordId)
        .columns([record_position::Column::Lng, record_position::Column::Lat])
        .filter(record_position::Column::RecordId.is_in(ids()))
        .into_tuple()
        .all(db)
        .await?;
    let places = places.into_iter().map(|(id, lng, lat)| (id, (lng, lat)));
    let places: HashMap<Uuid, (f64, f64)> = places.collect();
    let mut categories: HashMap<Uuid, String> = categories.into_iter().collect();
    for (id, area_id, happened_at, site_id) in chunk {
        if let Some(category) = categories.remove(id) {
            found.push(PastIncident {
                area_id: *area_id,
                happened_at: *happened_at,
                category,
                position: places.get(id).copied(),
                site_id: *site_id,
            });
        }
    }
    Ok(())
}
