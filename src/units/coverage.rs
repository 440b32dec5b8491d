//! Whether every place has staff, every matter a unit, and every unit somebody.

use super::books::{Books, Situation};
use super::queries;
use super::wire::{UncoveredCategory, UncoveredPlace, UnitCoverageView, UnitRef};
use crate::areas::{Area, Territory};
use crate::incidents::Vocabulary;
use crate::platform::auth::{AreaScope, Level};
use chrono::NaiveDate;
use entity::site;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashSet;
use uuid::Uuid;

/// Places named one by one; the rest is counted.
const NAMED: usize = 200;
/// Roles that make somebody staff of a grid.
const STAFF: [&str; 1] = ["grid_worker"];

/// The report over a scope as of `day`.
pub async fn report(
    db: &impl ConnectionTrait,
    (books, territory): (&Books, &Territory),
    scope: &AreaScope,
    day: NaiveDate,
) -> Result<UnitCoverageView, DbErr> {
    let staffed = queries::areas_with_roles(db, &STAFF).await?;
    let sites = queries::sites(db, scope).await?;
    let of_level = |level: Level| {
        let areas = territory.within(scope);
        areas.filter(move |area| area.level == level)
    };
    let grids: Vec<&Area> = of_level(Level::Grid).collect();
    let gridded: HashSet<&str> = grids
        .iter()
        .filter_map(|grid| grid.parent_code.as_deref())
        .collect();
    let with_site: HashSet<i64> = sites
        .iter()
        .filter_map(|site| territory.by_id(site.area_id))
        .map(|area| area.id)
        .collect();
    let is_outside = |site: &&site::Model| {
        let area = territory.by_id(site.area_id);
        area.is_none_or(|area| area.level != Level::Grid)
    };
    let site_view = |site: &site::Model| site_view(site, territory);
    let bare = of_level(Level::Community).filter(|area| !gridded.contains(area.code.as_str()));
    let (communities_without_grid_count, communities_without_grid) = named(bare.map(area_view));
    let unstaffed = grids.iter().filter(|grid| !staffed.contains(&grid.id));
    let (grids_without_staff_count, grids_without_staff) =
        named(unstaffed.map(|grid| area_view(grid)));
    let outside = sites.iter().filter(is_outside).map(site_view);
    let (sites_without_grid_count, sites_without_grid) = named(outside);
    let no_unit = sites
        .iter()
        .filter(|site| is_uncovered(books, territory, site, day));
    let (sites_without_unit_count, sites_without_unit) = named(no_unit.map(site_view));
    Ok(UnitCoverageView {
        communities: of_level(Level::Community).count(),
        communities_without_grid,
        communities_without_grid_count,
        grids: grids.len(),
        grids_without_staff,
        grids_without_staff_count,
        grids_without_site_count: grids
            .iter()
            .filter(|grid| !with_site.contains(&grid.id))
            .count(),
        sites: sites.len(),
        sites_without_grid,
        sites_without_grid_count,
        sites_without_unit,
        sites_without_unit_count,
        categories_without_unit: categories(books, territory, scope, day),
        units_without_people: alone(db, books, territory, scope).await?,
    })
}

/// How many there are, and the first [`NAMED`] of them.
fn named(places: impl Iterator<Item = UncoveredPlace>) -> (usize, Vec<UncoveredPlace>) {
    let mut places: Vec<UncoveredPlace> = places.collect();
    let count = places.len();
    places.truncate(NAMED);
    (count, places)
}

fn area_view(area: &Area) -> UncoveredPlace {
    UncoveredPlace {
        code: area.code.clone(),
        name_zh: area.name_zh.clone(),
        name_en: area.name_en.clone(),
        area_code: area.code.clone(),
    }
}

fn site_view(site: &site::Model, territory: &Territory) -> UncoveredPlace {
    let area = territory.by_id(site.area_id);
    UncoveredPlace {
        code: site.code.clone(),
        name_zh: site.name_zh.clone(),
        name_en: site.name_en.clone(),
        area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
    }
}

/// Whether nobody answers for the site itself: littering stands for whatever may happen there.
fn is_uncovered(books: &Books, territory: &Territory, site: &site::Model, day: NaiveDate) -> bool {
    let what = Situation {
        position: Some((site.lng, site.lat)),
        area_id: Some(site.area_id),
        site: Some((site.code.clone(), site.site_type.clone())),
        category: "littering".to_owned(),
    };
    books.resolve(territory, &what, day).winner().is_none()
}

/// Behaviours that belong to nobody in some street of the scope.
fn categories(
    books: &Books,
    territory: &Territory,
    scope: &AreaScope,
    day: NaiveDate,
) -> Vec<UncoveredCategory> {
    let streets: Vec<&Area> = territory
        .within(scope)
        .filter(|area| area.level == Level::Street)
        .collect();
    let mut found = vec![];
    for word in Vocabulary::get()
        .categories
        .iter()
        .filter(|word| !word.is_retired)
    {
        let nobody = streets.iter().filter(|street| {
            let what = Situation {
                area_id: Some(street.id),
                category: word.code.clone(),
                ..Situation::default()
            };
            books.resolve(territory, &what, day).winner().is_none()
        });
        let streets: Vec<String> = nobody.map(|street| street.code.clone()).collect();
        if !streets.is_empty() {
            found.push(UncoveredCategory {
                category: word.code.clone(),
                streets,
            });
        }
    }
    found
}

/// Units of the scope that take work and for which no account answers.
async fn alone(
    db: &impl ConnectionTrait,
    books: &Books,
    territory: &Territory,
    scope: &AreaScope,
) -> Result<Vec<UnitRef>, DbErr> {
    let units = queries::all_units(db).await?;
    let units: Vec<_> = units
        .into_iter()
        .filter(|unit| unit.is_active)
        .filter(|unit| {
            let area = territory.by_id(unit.area_id);
            area.is_some_and(|area| scope.contains_path(&area.path))
        })
        .collect();
    let contacts = queries::contacts_of(db, units.iter().map(|unit| unit.id).collect()).await?;
    let answered: HashSet<Uuid> = contacts
        .into_iter()
        .filter(|one| one.account_id.is_some())
        .map(|one| one.unit_id)
        .collect();
    let alone = units
        .into_iter()
        .filter(|unit| !answered.contains(&unit.id));
    Ok(alone
        .filter_map(|unit| books.units.get(&unit.id).cloned())
        .collect())
}
