//! Sites (点位): places that work refers to. An import replaces the list: codes that are no longer in the file
//! stay for old records but are not offered any more.

use std::collections::HashMap;

use entity::site;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DbErr, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::geometry::distance_m;
use super::geometry::features::{Position, RawFeature, required_text};
use super::geometry::problem::{Problem, ProblemCode, text};
use super::import::{Importer, Upload};
use super::places::{self, PlaceTable};
use super::site_id::site_id;
use super::territory::Territory;
use super::wire::{PlacesReport, SiteView};
use crate::platform::auth::{AreaScope, InArea};
use crate::platform::db::{Db, Global, find_global, update_global};

impl InArea for site::Entity {
    fn area_column() -> site::Column {
        site::Column::AreaId
    }
}

impl Global for site::Entity {
    const REASON: &'static str =
        "imports replace the whole list; lists for people go through the scope";
}

/// Largest radius of a search round a point, in metres.
pub const MAX_RADIUS_M: f64 = 5_000.0;

impl PlaceTable for site::Entity {
    const OPERATION: &'static str = "import_sites";
    const SUBJECT: &'static str = "sites";
    const CODE: site::Column = site::Column::Code;
    const IS_ACTIVE: site::Column = site::Column::IsActive;

    fn code_of(row: &site::Model) -> &str {
        &row.code
    }

    fn is_renewed(column: &site::Column) -> bool {
        !matches!(column, site::Column::Id | site::Column::Code)
    }
}

impl Importer<'_> {
    /// Examines a file of sites and, unless it has errors or only a report is wanted, replaces the list.
    pub async fn import_sites(&self, upload: &Upload) -> Result<PlacesReport, DbErr> {
        self.territories.refresh(self.db).await?;
        let territory = self.territories.current();
        let read = move |bytes: &[u8], problems: &mut _| {
            places::read_all(bytes, problems, |feature, code, number, problems| {
                read_site(feature, code, number, &territory, problems)
            })
        };
        places::import::<site::Entity>(self, upload, read).await
    }
}

fn read_site(
    feature: &RawFeature<'_>,
    code: String,
    number: usize,
    territory: &Territory,
    problems: &mut Vec<Problem>,
) -> Option<site::Model> {
    let mut property = |key: &str| required_text(&feature.properties, key, &code, number, problems);
    let (kind, site_type, name_zh) = (property("kind"), property("site_type"), property("name_zh"));
    let (kind, site_type, name_zh) = (kind?, site_type?, name_zh?);
    let name_en = feature
        .properties
        .get("name_en")
        .and_then(serde_json::Value::as_str)
        .unwrap_or(&name_zh);
    let point = feature
        .geometry
        .as_ref()
        .filter(|(kind, _)| kind == "Point");
    let position: Option<Position> =
        point.and_then(|(_, raw)| serde_json::from_str(raw.get()).ok());
    let Some(position) = position else {
        problems.push(places::wrong_geometry(
            &code,
            "位置不是一个点",
            "The position is not a point",
        ));
        return None;
    };
    if !places::are_in_range([&position], &code, problems) {
        return None;
    }
    let Position(lng, lat) = position;
    let Some(area) = territory.locate(lng, lat) else {
        let detail = text("这个点位不在任何区划里", "This site lies in no area");
        problems.push(Problem::error(ProblemCode::OutsideCity, &code, detail).at((lng, lat)));
        return None;
    };
    Some(site::Model {
        id: site_id(&code),
        name_en: name_en.to_owned(),
        area_id: area.id,
        is_active: true,
        code,
        kind,
        site_type,
        name_zh,
        lng,
        lat,
    })
}

/// Gives every site the area that holds it in the tree in use; called after the tree changed.
pub async fn relocate(db: &Db, territory: &Territory) -> Result<(), DbErr> {
    let sites = find_global::<site::Entity>().all(db.read()).await?;
    let mut by_area: HashMap<i64, Vec<String>> = HashMap::new();
    for site in sites {
        let located = territory
            .locate(site.lng, site.lat)
            .filter(|area| area.id != site.area_id);
        if let Some(area) = located {
            by_area.entry(area.id).or_default().push(site.code);
        }
    }
    db.write(async |tx| {
        for (area_id, codes) in &by_area {
            update_global::<site::Entity>()
                .col_expr(site::Column::AreaId, Expr::value(*area_id))
                .filter(site::Column::Code.is_in(codes))
                .exec(tx)
                .await?;
        }
        Ok(())
    })
    .await
}

/// A circle to search in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its middle, longitude and latitude in degrees.
    pub centre: (f64, f64),
    /// Its radius in metres, above 0 and at most [`MAX_RADIUS_M`].
    pub radius_m: f64,
}

impl Near {
    /// Reads `lng,lat,radius_m`.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().ok())
            .collect::<Option<_>>()?;
        let [lng, lat, radius_m] = numbers.as_slice() else {
            return None;
        };
        let is_sound =
            lng.abs() <= 180.0 && lat.abs() <= 90.0 && *radius_m > 0.0 && *radius_m <= MAX_RADIUS_M;
        is_sound.then_some(Self {
            centre: (*lng, *lat),
            radius_m: *radius_m,
        })
    }

    /// `west, south, east, north` in degrees of a box a little wider than the circle.
    pub fn bounds(&self) -> [f64; 4] {
        let (lng, lat) = self.centre;
        // A degree of latitude is never below 110.5 km.
        let tall = self.radius_m / 110_500.0;
        let wide = tall / lat.to_radians().cos().max(0.01);
        [lng - wide, lat - tall, lng + wide, lat + tall]
    }
}

/// Sites in use inside a scope, of one kind if asked, by code; at most `limit` after `after`.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    kind: Option<&str>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<site::Model>, DbErr> {
    let mut select = scope
        .find::<site::Entity>()
        .filter(site::Column::IsActive.eq(true));
    if let Some(kind) = kind {
        select = select.filter(site::Column::Kind.eq(kind));
    }
    if let Some(after) = after {
        select = select.filter(site::Column::Code.gt(after));
    }
    select
        .order_by_asc(site::Column::Code)
        .limit(limit)
        .all(db)
        .await
}

/// Sites in use inside a scope and a circle, with their distance in metres, the nearest first.
pub async fn list_near(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    kind: Option<&str>,
    near: Near,
) -> Result<Vec<(site::Model, f64)>, DbErr> {
    let [west, south, east, north] = near.bounds();
    let mut select = scope
        .find::<site::Entity>()
        .filter(site::Column::IsActive.eq(true))
        .filter(site::Column::Lng.between(west, east))
        .filter(site::Column::Lat.between(south, north));
    if let Some(kind) = kind {
        select = select.filter(site::Column::Kind.eq(kind));
    }
    let boxed = select.all(db).await?;
    let measured = boxed.into_iter().map(|site| {
        let metres = distance_m(near.centre, (site.lng, site.lat));
        (site, metres)
    });
    let mut found: Vec<(site::Model, f64)> = measured
        .filter(|(_, metres)| *metres <= near.radius_m)
        .collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.code.cmp(&b.0.code)));
    Ok(found)
}

/// The site with a code, in use or not; records name sites by code.
pub async fn find(
    db: &impl ConnectionTrait,
    scope: &AreaScope,
    code: &str,
) -> Result<Option<site::Model>, DbErr> {
    scope
        .find::<site::Entity>()
        .filter(site::Column::Code.eq(code))
        .one(db)
        .await
}

/// The site with a code wherever it lies, in use or not: its name is no secret among staff.
pub async fn find_anywhere(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<site::Model>, DbErr> {
    find_global::<site::Entity>()
        .filter(site::Column::Code.eq(code))
        .one(db)
        .await
}

/// The site with an id wherever it lies, in use or not.
pub async fn find_by_id(
    db: &impl ConnectionTrait,
    id: uuid::Uuid,
) -> Result<Option<site::Model>, DbErr> {
    find_global::<site::Entity>()
        .filter(site::Column::Id.eq(id))
        .one(db)
        .await
}

/// The view of a site.
pub fn view(site: site::Model, territory: &Territory, distance_m: Option<f64>) -> SiteView {
    SiteView {
        area_code: territory
            .by_id(site.area_id)
            .map(|area| area.code.clone())
            .unwrap_or_default(),
        id: site.id,
        code: site.code,
        kind: site.kind,
        site_type: site.site_type,
        name_zh: site.name_zh,
        name_en: site.name_en,
        lng: site.lng,
        lat: site.lat,
        distance_m: distance_m.map(|metres| (metres * 10.0).round() / 10.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_three_sound_numbers() {
        let near = Near::parse("110.47, 26.87,300");
        assert_eq!(
            near,
            Some(Near {
                centre: (110.47, 26.87),
                radius_m: 300.0
            })
        );
        for text in [
            "",
            "110,26",
            "110,26,0",
            "110,26,9000",
            "110,99,300",
            "a,b,c",
            "110,26,300,1",
            "nan,26,300",
        ] {
            assert_eq!(Near::parse(text), None, "{text}");
        }
    }
}
