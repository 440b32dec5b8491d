//! Theme coverage: which places by main roads show too few themes.
//!
//! A place is a site of the city (a stop, a school, a square …) at most 300 m from a main road. It shows the
//! public-service themes of the ads in use within 150 m of it. Five are wanted.
//! Assumption: 150 m is what one sees on the way to a place; no document names a radius.

use super::model::is_public;
use super::queries::{self, Point};
use super::wire::{ThemeCoverageView, ThemePlaceView};
use crate::areas::geometry::distance_m;
use crate::areas::{Territory, sites};
use crate::platform::auth::AreaScope;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::BTreeSet;

/// Ads this near to a place count for it, in metres.
const RADIUS_M: f64 = 150.0;
/// Places this near to a main road are looked at, in metres.
const ROAD_M: f64 = 300.0;
/// Themes wanted.
const WANTED: usize = 5;
/// Places shown.
const SHOWN: usize = 200;
/// Most places looked at.
const MAX_PLACES: u64 = 20_000;
/// Degrees of latitude in [`RADIUS_M`], and a little more.
const REACH_DEG: f64 = 0.001_4;

/// Looks at the places of a scope.
pub(super) async fn coverage(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
) -> Result<ThemeCoverageView, DbErr> {
    let roads = queries::main_roads(db).await?;
    let places = sites::list(db, scope, None, None, MAX_PLACES).await?;
    let ads = queries::public_points(db).await?;
    let mut shown: Vec<ThemePlaceView> = places
        .into_iter()
        .filter(|place| {
            let at = (place.lng, place.lat);
            roads
                .iter()
                .any(|road| road.distance_m(at, ROAD_M).is_some())
        })
        .map(|place| {
            let themes = themes_about(&ads, (place.lng, place.lat));
            let view = sites::view(place, territory, None);
            ThemePlaceView {
                site_code: view.code,
                name_zh: view.name_zh,
                name_en: view.name_en,
                kind: view.kind,
                area_code: view.area_code,
                lng: view.lng,
                lat: view.lat,
                missing: WANTED.saturating_sub(themes.len()),
                themes: themes.into_iter().map(str::to_owned).collect(),
            }
        })
        .collect();
    let looked_at = shown.len();
    shown.retain(|place| place.missing > 0);
    let short = shown.len();
    shown.sort_by(|a, b| {
        b.missing
            .cmp(&a.missing)
            .then(a.site_code.cmp(&b.site_code))
    });
    shown.truncate(SHOWN);
    Ok(ThemeCoverageView {
        radius_m: RADIUS_M,
        road_m: ROAD_M,
        wanted: WANTED,
        places: looked_at,
        short,
        items: shown,
    })
}

/// Themes of the ads about a point; `ads` are ordered by latitude.
fn themes_about(ads: &[Point], at: (f64, f64)) -> BTreeSet<&str> {
    let from = ads.partition_point(|ad| ad.lat < at.1 - REACH_DEG);
    ads.iter()
        .skip(from)
        .take_while(|ad| ad.lat <= at.1 + REACH_DEG)
        .filter(|ad| is_public(&ad.theme_now, &ad.conditions_now))
        .filter(|ad| distance_m(at, (ad.lng, ad.lat)) <= RADIUS_M)
        .map(|ad| ad.theme_now.as_str())
        .collect()
}
