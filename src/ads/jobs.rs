//! What keeps sites in step with the map.

use super::queries;
use crate::areas::Territories;
use crate::areas::course::Course;
use crate::platform::clock::Clock;
use crate::platform::db::{Db, Lock, hold};
use crate::platform::jobs::{Job, Runner};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// How often sites are put on the map again, in seconds.
const PLACE_EVERY_S: i64 = 600;
/// An ad this near to the middle of a main road stands on it, in metres. Assumption: half a wide road and its pavement.
const ON_ROAD_M: f64 = 50.0;
/// Sites changed in one transaction.
const CHANGED_AT_ONCE: usize = 500;

/// Finds the main road each site stands on after roads have changed, and its area after the tree has. A new site gets its
/// road as it arrives.
#[derive(Debug, Serialize, Deserialize)]
struct PlaceAdSites {}

impl Job for PlaceAdSites {
    const NAME: &'static str = "place_ad_sites";
    const MAX_TRIES: i64 = 3;

    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Says how the work is done and how often.
pub fn register_jobs(runner: &mut Runner, db: &Db, territories: &Territories, clock: &Clock) {
    super::twins::register(runner, db, clock);
    let (db, territories) = (db.clone(), territories.clone());
    runner.handle(move |_: PlaceAdSites| {
        let (db, territories) = (db.clone(), territories.clone());
        async move {
            place_sites(&db, &territories).await?;
            Ok(())
        }
    });
    runner.repeat(PLACE_EVERY_S, || PlaceAdSites {});
}

/// The main road on which an ad at a place stands: the nearest within 50 m.
pub(super) fn road_at(roads: &[Course], at: (f64, f64)) -> Option<String> {
    let near = roads
        .iter()
        .filter_map(|road| Some((road.distance_m(at, ON_ROAD_M)?, &road.code)));
    let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map(|(_, code)| code.clone())
}

/// Gives every site that has a place its road and its area of the tree in use. Returns how many changed.
pub async fn place_sites(db: &Db, territories: &Territories) -> Result<usize, DbErr> {
    let territory = territories.current();
    let roads = queries::main_roads(db.read()).await?;
    let mut moved = vec![];
    for site in queries::placed_sites(db.read()).await? {
        let (Some(lng), Some(lat)) = (site.lng, site.lat) else {
            continue;
        };
        let road_code = road_at(&roads, (lng, lat));
        let known = territory.by_id(site.area_id).map(|area| area.id);
        let located = territory.locate(lng, lat).map(|area| area.id);
        let area_id = located
            .filter(|located| known != Some(*located))
            .unwrap_or(site.area_id);
        if road_code != site.road_code || area_id != site.area_id {
            moved.push((site.id, road_code, area_id));
        }
    }
    for chunk in moved.chunks(CHANGED_AT_ONCE) {
        db.write::<_, DbErr>(async |tx| {
            hold(tx, Lock::Changes).await?;
            for (id, road_code, area_id) in chunk {
                queries::move_site(tx, *id, road_code.clone(), *area_id).await?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(moved.len())
}
