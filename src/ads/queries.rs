//! Every SQL of ads.

mod figures;
mod filter;
mod inspections;
mod sites;
pub(super) mod twins;

pub(super) use figures::{
    DayCount, Key, Period, SiteSums, count_conditions, count_inspections, count_twins,
    list_censuses, sum_sites,
};
pub(super) use filter::{InspectionFilter, SiteFilter};
pub(super) use inspections::{Loaded, find_inspection, list_inspections, of_site};
pub(super) use sites::{
    Place, Point, RoadName, find_site, list_near, list_points, list_sites, main_roads, move_site,
    pack_sites, placed_sites, public_points, road_names,
};

use super::kind::AdInspection;
use super::model::Seen;
use crate::platform::auth::InArea;
use crate::platform::db::{Global, find_global, rows_per_insert};
use crate::records::{Flag, LEFT_OUT_OF_FIGURES, NewRecord};
use entity::{ad_inspection, ad_photo, ad_site, record_flag};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr,
    EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Ids asked for in one statement.
const IDS_AT_ONCE: usize = 500;
/// Columns of the table `ad_site`.
const SITE_COLUMNS: usize = 28;

impl InArea for ad_site::Entity {
    fn area_column() -> ad_site::Column {
        ad_site::Column::AreaId
    }
}

impl Global for ad_site::Entity {
    const REASON: &'static str =
        "a captured record may name any site; lists for people go through the scope";
}

impl Global for ad_inspection::Entity {
    const REASON: &'static str = "read by ids of records or sites that a scope gave";
}

impl Global for ad_photo::Entity {
    const REASON: &'static str =
        "compared over the whole city; read by ids of records that a scope gave";
}

/// The payloads of new records, and their photos to be compared.
pub(super) async fn insert_inspections(
    tx: &impl ConnectionTrait,
    rows: &[NewRecord<'_, AdInspection>],
) -> Result<(), DbErr> {
    let payloads: Vec<ad_inspection::ActiveModel> = rows
        .iter()
        .map(|row| ad_inspection::ActiveModel {
            record_id: Set(row.id),
            ad_site_id: Set(row.payload.ad_site_id),
            happened_at: Set(row.happened_at.0),
            seq: Set(row.seq),
            conditions: Set(row.payload.conditions.stored()),
            is_good: Set(row.payload.conditions.is_good()),
            theme_seen: Set(row.payload.theme_seen.clone()),
        })
        .collect();
    for chunk in payloads.chunks(rows_per_insert(7)) {
        ad_inspection::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    let photos: Vec<ad_photo::ActiveModel> = rows.iter().flat_map(photos_of_row).collect();
    for chunk in photos.chunks(rows_per_insert(9)) {
        ad_photo::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn photos_of_row(row: &NewRecord<'_, AdInspection>) -> impl Iterator<Item = ad_photo::ActiveModel> {
    let (record_id, ad_site_id) = (row.id, row.payload.ad_site_id);
    let (author_id, seq) = (row.author_id, row.seq);
    row.photos
        .clone()
        .into_iter()
        .map(move |sha256| ad_photo::ActiveModel {
            record_id: Set(record_id),
            sha256: Set(sha256.to_vec()),
            ad_site_id: Set(ad_site_id),
            author_id: Set(author_id),
            seq: Set(seq),
            dhash: Set(None),
            is_compared: Set(false),
            twin_record_id: Set(None),
            twin_distance: Set(None),
        })
}

/// Sites by id, anywhere in the city.
pub(super) async fn sites_by_id(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, ad_site::Model>, DbErr> {
    let mut sites = HashMap::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let rows = find_global::<ad_site::Entity>()
            .filter(ad_site::Column::Id.is_in(chunk.to_vec()))
            .all(db)
            .await?;
        sites.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(sites)
}

/// Adds sites.
pub(super) async fn insert_sites(
    tx: &impl ConnectionTrait,
    sites: &[ad_site::Model],
) -> Result<(), DbErr> {
    for chunk in sites.chunks(rows_per_insert(SITE_COLUMNS)) {
        let rows = chunk.iter().map(|site| site.clone().into_active_model());
        ad_site::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Writes every column of a known site.
pub(super) async fn save_site(
    tx: &impl ConnectionTrait,
    site: &ad_site::Model,
) -> Result<(), DbErr> {
    let row = site.clone().into_active_model().reset_all();
    ad_site::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// All inspections of these sites, each site's in the order of time.
pub(super) async fn inspections_of(
    db: &impl ConnectionTrait,
    sites: &[Uuid],
) -> Result<Vec<(Uuid, Seen)>, DbErr> {
    let mut found = vec![];
    for chunk in sites.chunks(IDS_AT_ONCE) {
        let rows = find_global::<ad_inspection::Entity>()
            .filter(ad_inspection::Column::AdSiteId.is_in(chunk.to_vec()))
            .order_by_asc(ad_inspection::Column::AdSiteId)
            .order_by_asc(ad_inspection::Column::HappenedAt)
            .order_by_asc(ad_inspection::Column::Seq)
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| {
            let seen = Seen {
                record_id: row.record_id,
                happened_at: row.happened_at,
                seq: row.seq,
                conditions: row.conditions,
                is_good: row.is_good,
                theme: row.theme_seen,
            };
            (row.ad_site_id, seen)
        }));
    }
    Ok(found)
}

/// The sites that these inspections are about.
pub(super) async fn sites_of_inspections(
    db: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    let mut found = vec![];
    for chunk in records.chunks(IDS_AT_ONCE) {
        let sites: Vec<Uuid> = find_global::<ad_inspection::Entity>()
            .select_only()
            .column(ad_inspection::Column::AdSiteId)
            .filter(ad_inspection::Column::RecordId.is_in(chunk.to_vec()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(sites);
    }
    Ok(found)
}

/// Which of these records a standing flag keeps out of figures.
pub(super) async fn left_out(
    db: &impl ConnectionTrait,
    records: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let mut found = HashSet::new();
    for chunk in records.chunks(IDS_AT_ONCE) {
        let ids: Vec<Uuid> = find_global::<record_flag::Entity>()
            .select_only()
            .column(record_flag::Column::RecordId)
            .filter(record_flag::Column::RecordId.is_in(chunk.to_vec()))
            .filter(record_flag::Column::Flag.is_in(LEFT_OUT_OF_FIGURES.map(Flag::code)))
            .filter(record_flag::Column::ClearedAt.is_null())
            .into_tuple()
            .all(db)
            .await?;
        found.extend(ids);
    }
    Ok(found)
}
