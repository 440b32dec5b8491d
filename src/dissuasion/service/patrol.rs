//! Incidents per hour of duty: what was logged in shifts over the time that they stood.

use crate::areas::Territory;
use crate::dissuasion::queries::figures::{self, Summed};
use crate::dissuasion::wire::figures::PatrolRate;
use crate::platform::auth::Level;
use crate::platform::num;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Less duty than this says nothing, in milliseconds: an hour.
const LEAST_MS: i64 = 3_600_000;

/// Rates of the areas of a level where shifts of `summed` were held, most first; and how many had less than an hour.
/// A shift stands for as long as it was planned, whatever the number of people; it counts where its place lies.
pub(in crate::dissuasion) async fn rates(
    db: &impl ConnectionTrait,
    territory: &Territory,
    summed: &Summed,
    level: Level,
) -> Result<(Vec<PatrolRate>, usize), DbErr> {
    let held: HashSet<Uuid> = figures::held(db, summed).await?.into_iter().collect();
    let mut incidents: HashMap<Uuid, i64> = HashMap::new();
    for (shift, count, ..) in figures::incidents_by_shift(db, summed).await? {
        incidents.insert(shift, count);
    }
    let mut by_area: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (id, area_id, _, starts_at, ends_at, is_ad_hoc, _) in figures::lines(db, summed).await? {
        let area = territory
            .by_id(area_id)
            .and_then(|area| territory.at_level(area, level));
        if let Some(area) = area.filter(|_| is_ad_hoc || held.contains(&id)) {
            let (stood_ms, logged) = by_area.entry(area.code.as_str()).or_default();
            *stood_ms += ends_at - starts_at;
            *logged += incidents.get(&id).copied().unwrap_or_default();
        }
    }
    let all = by_area.len();
    let rate = |(code, (stood_ms, incidents)): (&str, (i64, i64))| {
        let area = territory.by_code(code)?;
        let hours = num::from_i64(stood_ms) / 3_600_000.0;
        (stood_ms >= LEAST_MS).then(|| PatrolRate {
            area_code: area.code.clone(),
            name_zh: area.name_zh.clone(),
            name_en: area.name_en.clone(),
            lng: area.centre.0,
            lat: area.centre.1,
            incidents,
            hours,
            per_hour: num::from_i64(incidents) / hours,
        })
    };
    let mut shown: Vec<PatrolRate> = by_area.into_iter().filter_map(rate).collect();
    shown.sort_by(|a, b| {
        b.per_hour
            .total_cmp(&a.per_hour)
            .then_with(|| a.area_code.cmp(&b.area_code))
    });
    let hidden = all - shown.len();
    Ok((shown, hidden))
}
