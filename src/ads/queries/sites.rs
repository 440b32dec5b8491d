//! Lists of sites.

use super::filter::SiteFilter;
use crate::areas::course::Course;
use crate::areas::geometry::distance_m;
use crate::areas::sites::Near;
use crate::platform::auth::AreaScope;
use crate::platform::db::{find_global, update_global};
use crate::platform::page::upwards;
use entity::{ad_site, road};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Most points of a map layer.
const MAX_POINTS: u64 = 20_000;
/// Most sites of an offline pack.
const MAX_PACKED: u64 = 5_000;

/// Where a list goes on: due instant, code and id of the last site seen.
pub(in crate::ads) type Place = (Option<i64>, String, Uuid);

/// At most `limit` sites after `cursor`: by code, or by due instant where that is asked.
pub(in crate::ads) async fn list_sites(
    db: &impl ConnectionTrait,
    filter: &SiteFilter,
    cursor: Option<Place>,
    limit: u64,
) -> Result<Vec<ad_site::Model>, DbErr> {
    use ad_site::Column;
    let select = if filter.due_before.is_some() {
        let after = cursor.map(|(due_at, _, id)| (due_at, id));
        upwards(filter.select(), (Column::DueAt, Column::Id), after)
    } else {
        let after = cursor.map(|(_, code, id)| (code, id));
        upwards(filter.select(), (Column::Code, Column::Id), after)
    };
    select.limit(limit).all(db).await
}

/// Sites inside a circle with their distance in metres, the nearest first.
pub(in crate::ads) async fn list_near(
    db: &impl ConnectionTrait,
    filter: &SiteFilter,
    near: Near,
) -> Result<Vec<(ad_site::Model, f64)>, DbErr> {
    let [west, south, east, north] = near.bounds();
    let boxed = filter
        .select()
        .filter(ad_site::Column::Lng.between(west, east))
        .filter(ad_site::Column::Lat.between(south, north))
        .all(db)
        .await?;
    let measured = boxed.into_iter().filter_map(|site| {
        let metres = distance_m(near.centre, (site.lng?, site.lat?));
        Some((site, metres))
    });
    let mut found: Vec<(ad_site::Model, f64)> = measured
        .filter(|(_, metres)| *metres <= near.radius_m)
        .collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.id.cmp(&b.0.id)));
    Ok(found)
}

/// What the map needs of a site.
#[derive(Debug, FromQueryResult)]
pub(in crate::ads) struct Point {
    pub id: Uuid,
    pub lng: f64,
    pub lat: f64,
    pub condition: String,
    pub conditions_now: String,
    pub theme_now: String,
    pub due_at: Option<i64>,
}

/// The columns of a [`Point`].
const POINT: [ad_site::Column; 7] = [
    ad_site::Column::Id,
    ad_site::Column::Lng,
    ad_site::Column::Lat,
    ad_site::Column::Condition,
    ad_site::Column::ConditionsNow,
    ad_site::Column::ThemeNow,
    ad_site::Column::DueAt,
];

/// All sites of a filter that have a place, by id.
pub(in crate::ads) async fn list_points(
    db: &impl ConnectionTrait,
    filter: &SiteFilter,
) -> Result<Vec<Point>, DbErr> {
    use ad_site::Column;
    filter
        .select()
        .select_only()
        .columns(POINT)
        .filter(Column::Lng.is_not_null())
        .order_by_asc(Column::Id)
        .limit(MAX_POINTS)
        .into_model()
        .all(db)
        .await
}

/// One site inside the scope.
pub(in crate::ads) async fn find_site(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    id: Uuid,
) -> Result<Option<ad_site::Model>, DbErr> {
    scope
        .find::<ad_site::Entity>()
        .filter(ad_site::Column::Id.eq(id))
        .one(db)
        .await
}

/// Active sites of a scope for the offline pack, by id.
pub(in crate::ads) async fn pack_sites(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
) -> Result<Vec<ad_site::Model>, DbErr> {
    scope
        .find::<ad_site::Entity>()
        .filter(ad_site::Column::IsActive.eq(true))
        .order_by_asc(ad_site::Column::Id)
        .limit(MAX_PACKED)
        .all(db)
        .await
}

/// Chinese and English name of a road.
pub(in crate::ads) type RoadName = (String, String);

/// Names of roads by code.
pub(in crate::ads) async fn road_names(
    db: &impl ConnectionTrait,
    codes: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, RoadName>, DbErr> {
    let codes: HashSet<String> = codes.into_iter().collect();
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String, String)> = find_global::<road::Entity>()
        .select_only()
        .columns([
            road::Column::Code,
            road::Column::NameZh,
            road::Column::NameEn,
        ])
        .filter(road::Column::Code.is_in(codes))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(code, zh, en)| (code, (zh, en)))
        .collect())
}

/// Classes of roads that count as main roads: those of the first and second class.
const MAIN_ROADS: [&str; 2] = ["arterial_road", "secondary_road"];

/// Where the main roads run, by code.
pub(in crate::ads) async fn main_roads(db: &impl ConnectionTrait) -> Result<Vec<Course>, DbErr> {
    let rows = find_global::<road::Entity>()
        .filter(road::Column::IsActive.eq(true))
        .filter(road::Column::Class.is_in(MAIN_ROADS))
        .order_by_asc(road::Column::Code)
        .all(db)
        .await?;
    Ok(rows.iter().map(Course::of).collect())
}

/// Ads in use that are there and may be a public service, over the whole city, by latitude: those beyond a border are
/// seen, too.
pub(in crate::ads) async fn public_points(db: &impl ConnectionTrait) -> Result<Vec<Point>, DbErr> {
    use ad_site::Column;
    find_global::<ad_site::Entity>()
        .select_only()
        .columns(POINT)
        .filter(Column::PublicFacesNow.gt(0))
        .filter(Column::Lng.is_not_null())
        .order_by_asc(Column::Lat)
        .limit(MAX_POINTS)
        .into_model()
        .all(db)
        .await
}

/// What placing a site needs.
#[derive(Debug, FromQueryResult)]
pub(in crate::ads) struct Placed {
    pub id: Uuid,
    pub lng: Option<f64>,
    pub lat: Option<f64>,
    pub area_id: i64,
    pub road_code: Option<String>,
}

/// Every active site, by id.
pub(in crate::ads) async fn placed_sites(db: &impl ConnectionTrait) -> Result<Vec<Placed>, DbErr> {
    use ad_site::Column;
    find_global::<ad_site::Entity>()
        .select_only()
        .columns([
            Column::Id,
            Column::Lng,
            Column::Lat,
            Column::AreaId,
            Column::RoadCode,
        ])
        .filter(Column::IsActive.eq(true))
        .order_by_asc(Column::Id)
        .into_model()
        .all(db)
        .await
}

/// Puts one site on a road and into an area.
pub(in crate::ads) async fn move_site(
    tx: &impl ConnectionTrait,
    id: Uuid,
    road_code: Option<String>,
    area_id: i64,
) -> Result<(), DbErr> {
    update_global::<ad_site::Entity>()
        .col_expr(ad_site::Column::RoadCode, Expr::value(road_code))
        .col_expr(ad_site::Column::AreaId, Expr::value(area_id))
        .filter(ad_site::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
