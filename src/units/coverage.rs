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
    let grids: Vec<&Area> = territory
        .within(scope)
        .filter(|area| area.level == Level::Grid)
        .collect();
    let with_site: HashSet<i64> = sites
        .iter()
        .filter_map(|site| territory.by_id(site.area_id))
        .map(|area| area.id)
        .collect();
    let unstaffed: Vec<&Area> = grids
        .iter()
        .copied()
        .filter(|grid| !staffed.contains(&grid.id))
        .collect();
    let no_grid = sites.iter().filter(|site| {
        let area = territory.by_id(site.area_id);
        area.is_none_or(|area| area.level != Level::Grid)
    });
    let no_unit: Vec<&site::Model> = sites
        .iter()
        .filter(|site| is_uncovered(books, territory, site, day))
        .collect();
    Ok(UnitCoverageView {
        grids: grids.len(),
        grids_without_staff_count: unstaffed.len(),
        grids_without_staff: unstaffed.into_iter().take(NAMED).map(area_view).collect(),
        grids_without_site_count: grids
            .iter()
            .filter(|grid| !with_site.contains(&grid.id))
            .count(),
        sites: sites.len(),
        sites_without_grid: no_grid
            .take(NAMED)
            .map(|site| site_view(site, territory))
            .collect(),
        sites_without_unit_count: no_unit.len(),
        sites_without_unit: no_unit
            .into_iter()
            .take(NAMED)
            .map(|site| site_view(site, territory))
            .collect(),
        categories_without_unit: categories(books, territory, scope, day),
        units_without_people: alone(db, books, territory, scope).await?,
    })
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
