//! Keeps each site's present state in step with its inspections, inside the writer's transaction.
//!
//! An inspection later than all before is added to the site; anything else (an earlier one, a correction, the first
//! word of a site that others named already) makes the site anew from all its inspections that count.

use super::jobs::road_at;
use super::kind::AdInspection;
use super::model::{self, Seen};
use super::queries;
use crate::areas::geometry::distance_m;
use crate::areas::{Area, Territory};
use crate::platform::auth::Level;
use crate::platform::clock::UtcMillis;
use crate::records::{
    Flag, FoundFlags, LEFT_OUT_OF_FIGURES, NewRecord, clear_flag, photos_of, replaced,
};
use entity::ad_site;
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// An inspector further from the site than this, beyond the uncertainty of the fix, is flagged; in metres.
const FAR_M: f64 = 200.0;

type New<'a> = NewRecord<'a, AdInspection>;

/// Stores inspections, makes the sites they bring, and brings all touched sites up to date.
pub(super) async fn follow(
    tx: &DatabaseTransaction,
    territory: &Territory,
    now: UtcMillis,
    rows: &[New<'_>],
) -> Result<FoundFlags, DbErr> {
    queries::insert_inspections(tx, rows).await?;
    let named: Vec<Uuid> = unique(rows.iter().map(|row| row.payload.ad_site_id));
    let mut sites: HashMap<Uuid, ad_site::Model> = queries::sites_by_id(tx, &named).await?;
    let mut arrived = new_sites(&sites, rows);
    if arrived.iter().any(|site| site.lng.is_some()) {
        let roads = queries::main_roads(tx).await?;
        for site in &mut arrived {
            site.road_code = site.lng.zip(site.lat).and_then(|at| road_at(&roads, at));
        }
    }
    queries::insert_sites(tx, &arrived).await?;
    let earlier = queries::inspections_of(tx, &ids_of(&arrived)).await?;
    let fresh: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut anew: HashSet<Uuid> = corrected_sites(tx, rows).await?;
    for (site_id, seen) in earlier {
        if !fresh.contains(&seen.record_id) {
            clear_flag(tx, seen.record_id, Flag::UnknownSite, now).await?;
            anew.insert(site_id);
        }
    }
    sites.extend(arrived.into_iter().map(|site| (site.id, site)));
    let found = rows
        .iter()
        .flat_map(|row| odd(row, sites.get(&row.payload.ad_site_id), territory))
        .collect();
    let touched = add_later(&mut sites, &mut anew, rows);
    remake(tx, &mut sites, &anew, rows).await?;
    let ids = touched.into_iter().chain(anew);
    save(tx, &mut sites, ids, rows).await?;
    Ok(found)
}

/// Adds sites that come from elsewhere; inspections that named them already count from now on.
pub(super) async fn arrive(
    tx: &DatabaseTransaction,
    now: UtcMillis,
    arrived: Vec<ad_site::Model>,
) -> Result<(), DbErr> {
    queries::insert_sites(tx, &arrived).await?;
    let earlier = queries::inspections_of(tx, &ids_of(&arrived)).await?;
    for (_, seen) in &earlier {
        clear_flag(tx, seen.record_id, Flag::UnknownSite, now).await?;
    }
    let anew: HashSet<Uuid> = earlier.into_iter().map(|(site_id, _)| site_id).collect();
    let mut sites = arrived.into_iter().map(|site| (site.id, site)).collect();
    remake(tx, &mut sites, &anew, &[]).await?;
    save(tx, &mut sites, anew.into_iter(), &[]).await
}

/// Settles and writes these sites.
async fn save(
    tx: &DatabaseTransaction,
    sites: &mut HashMap<Uuid, ad_site::Model>,
    ids: impl Iterator<Item = Uuid>,
    rows: &[New<'_>],
) -> Result<(), DbErr> {
    for id in unique(ids) {
        if let Some(site) = sites.get_mut(&id) {
            model::settle(site);
            site.last_photo = match site.last_record_id {
                Some(last) => first_photo(tx, last, rows).await?,
                None => None,
            };
            queries::save_site(tx, site).await?;
        }
    }
    Ok(())
}

fn unique(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn ids_of(sites: &[ad_site::Model]) -> Vec<Uuid> {
    sites.iter().map(|site| site.id).collect()
}

/// Whether a record counts in figures, as far as it tells itself.
fn counts(row: &New<'_>) -> bool {
    !row.flags
        .iter()
        .any(|flag| LEFT_OUT_OF_FIGURES.contains(flag))
}

fn seen(row: &New<'_>) -> Seen {
    Seen {
        record_id: row.id,
        happened_at: row.happened_at.0,
        seq: row.seq,
        conditions: row.payload.conditions.stored(),
        is_good: row.payload.conditions.is_good(),
        theme: row.payload.theme_seen.clone(),
    }
}

/// The sites that these records bring: each once, as the first of them says.
fn new_sites(known: &HashMap<Uuid, ad_site::Model>, rows: &[New<'_>]) -> Vec<ad_site::Model> {
    let mut made: Vec<ad_site::Model> = vec![];
    for row in rows {
        let Some(new) = &row.payload.new_site else {
            continue;
        };
        if known.contains_key(&new.id) || made.iter().any(|site| site.id == new.id) {
            continue;
        }
        let made_at = row.happened_at.0.min(row.received_at.0);
        let mut site = ad_site::Model {
            code: field_code(new.id),
            placement: new.placement.clone(),
            theme: new.theme.clone(),
            is_public_service: new.is_public_service,
            faces: new.faces,
            owner_unit: new.owner_unit.clone(),
            lng: row.position.map(|(lng, _, _)| lng),
            lat: row.position.map(|(_, lat, _)| lat),
            area_id: row.area_id,
            ..model::new_site(new.id, "field", made_at)
        };
        model::forget(&mut site);
        model::settle(&mut site);
        made.push(site);
    }
    made
}

/// What people call a site made in the field: `N-` and the last eight digits of its id.
fn field_code(id: Uuid) -> String {
    let digits = id.simple().to_string().to_uppercase();
    format!("N-{}", digits.get(24..).unwrap_or_default())
}

/// Sites of which an inspection was replaced by these records, or whose new inspection is replaced already.
async fn corrected_sites(
    tx: &DatabaseTransaction,
    rows: &[New<'_>],
) -> Result<HashSet<Uuid>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let replaced = replaced(tx, &ids).await?;
    let correcting = rows.iter().filter(|row| row.corrects.is_some());
    let targets: Vec<Uuid> = correcting.clone().filter_map(|row| row.corrects).collect();
    let of_targets = queries::sites_of_inspections(tx, &targets).await?;
    let of_fresh = rows.iter().filter(|row| replaced.contains(&row.id));
    let own = of_fresh.chain(correcting).map(|row| row.payload.ad_site_id);
    Ok(own.chain(of_targets).collect())
}

/// Adds what comes after all before; sites that need more are put into `anew`.
fn add_later(
    sites: &mut HashMap<Uuid, ad_site::Model>,
    anew: &mut HashSet<Uuid>,
    rows: &[New<'_>],
) -> HashSet<Uuid> {
    let mut touched = HashSet::new();
    for row in rows.iter().filter(|row| counts(row)) {
        let Some(site) = sites.get_mut(&row.payload.ad_site_id) else {
            continue;
        };
        let seen = seen(row);
        if model::is_later(site, &seen) {
            model::see(site, &seen);
            touched.insert(site.id);
        } else {
            anew.insert(site.id);
        }
    }
    touched
}

/// Makes sites from all their inspections that count.
async fn remake(
    tx: &DatabaseTransaction,
    sites: &mut HashMap<Uuid, ad_site::Model>,
    anew: &HashSet<Uuid>,
    rows: &[New<'_>],
) -> Result<(), DbErr> {
    if anew.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = unique(anew.iter().copied());
    let absent: Vec<Uuid> = ids
        .iter()
        .copied()
        .filter(|id| !sites.contains_key(id))
        .collect();
    sites.extend(queries::sites_by_id(tx, &absent).await?);
    let inspections = queries::inspections_of(tx, &ids).await?;
    let records: Vec<Uuid> = inspections.iter().map(|(_, seen)| seen.record_id).collect();
    let mut left_out = queries::left_out(tx, &records).await?;
    left_out.extend(replaced(tx, &records).await?);
    left_out.extend(rows.iter().filter(|row| !counts(row)).map(|row| row.id));
    for id in ids {
        if let Some(site) = sites.get_mut(&id) {
            model::forget(site);
        }
    }
    for (site_id, seen) in inspections {
        if let Some(site) = sites
            .get_mut(&site_id)
            .filter(|_| !left_out.contains(&seen.record_id))
        {
            model::see(site, &seen);
        }
    }
    Ok(())
}

async fn first_photo(
    tx: &DatabaseTransaction,
    record_id: Uuid,
    rows: &[New<'_>],
) -> Result<Option<Vec<u8>>, DbErr> {
    if let Some(row) = rows.iter().find(|row| row.id == record_id) {
        return Ok(row.photos.first().map(|hash| hash.to_vec()));
    }
    let photos = photos_of(tx, [record_id]).await?;
    let first = photos.get(&record_id).and_then(|photos| photos.first());
    Ok(first.map(|photo| photo.sha256.to_vec()))
}

/// What is odd about an inspection of a site.
fn odd(row: &New<'_>, site: Option<&ad_site::Model>, territory: &Territory) -> FoundFlags {
    let Some(site) = site else {
        return vec![(row.id, Flag::UnknownSite)];
    };
    let mut flags = vec![];
    if !site.is_active {
        flags.push((row.id, Flag::EndedSite));
    }
    if let (Some((lng, lat, accuracy_m)), Some(site_lng), Some(site_lat)) =
        (row.position, site.lng, site.lat)
        && distance_m((lng, lat), (site_lng, site_lat)) - accuracy_m > FAR_M
    {
        flags.push((row.id, Flag::FarFromSite));
    }
    let street = |area: &'_ Area| {
        territory
            .at_level(area, Level::Street)
            .map(|street| street.path.clone())
    };
    let stands_in = territory.by_id(site.area_id);
    let is_own = |area: &Area| {
        let street = street(area);
        row.author_paths.iter().any(|own| {
            area.path.starts_with(own)
                || street
                    .as_ref()
                    .is_some_and(|street| own.starts_with(street))
        })
    };
    if stands_in.is_some_and(|area| !is_own(area)) {
        flags.push((row.id, Flag::OtherStreet));
    }
    flags
}
