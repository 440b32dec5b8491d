//! The area tree in use, whole in memory: names, outlines, the point lookup. Every node reads it from the
//! database and follows new versions; nothing here is state of its own.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use entity::area;
use sea_orm::DbErr;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::geometry::{Shape, Vertex, point_inside, read_trusted_shape};
use super::locate::Locator;
use super::queries;
use crate::platform::auth::{AreaScope, Level, path_upper_bound};
use crate::platform::db::Db;

/// How often a node looks for a newer version of the tree.
const POLL: Duration = Duration::from_secs(1);

/// One area of the version in use.
#[derive(Debug, Clone)]
pub struct Area {
    /// Row of the table `area`.
    pub id: i64,
    /// Code; 15 digits for a grid, else 12.
    pub code: String,
    /// Code of the area above.
    pub parent_code: Option<String>,
    /// Level.
    pub level: Level,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// People living there.
    pub population: Option<i64>,
    /// Households there; the denominator of rates.
    pub households: Option<i64>,
    /// Size on the ellipsoid in square metres.
    pub area_m2: f64,
    /// Codes from the root to the area, `/439800000000/…/`.
    pub path: String,
    /// Outline.
    pub shape: Arc<Shape>,
    /// A point inside, longitude and latitude in degrees.
    pub centre: (f64, f64),
    /// The outline as it stands in the database: a GeoJSON geometry.
    pub geometry: Arc<str>,
}

/// The tree of one version, ready for lookups. Areas are ordered by path, so a subtree is one slice.
pub struct Territory {
    version: i64,
    areas: Vec<Area>,
    by_code: HashMap<String, usize>,
    /// Rows of every version to the area in use they map to.
    by_id: HashMap<i64, usize>,
    locator: Locator,
}

impl std::fmt::Debug for Territory {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "Territory(version {}, {} areas)",
            self.version,
            self.areas.len()
        )
    }
}

impl Territory {
    /// Builds the tree of `version` out of its rows; `successors` are pairs of row id (any version) and the row in
    /// use. Rows that cannot be read are left out: the import that wrote them has checked them.
    pub fn new(version: i64, rows: Vec<area::Model>, successors: &[(i64, i64)]) -> Self {
        let mut areas: Vec<Area> = rows.into_iter().filter_map(read_row).collect();
        areas.sort_by(|a, b| a.path.cmp(&b.path));
        let by_code = areas
            .iter()
            .zip(0..)
            .map(|(area, index)| (area.code.clone(), index))
            .collect();
        let current: HashMap<i64, usize> = areas
            .iter()
            .zip(0..)
            .map(|(area, index)| (area.id, index))
            .collect();
        let by_id = successors
            .iter()
            .filter_map(|(id, now_id)| Some((*id, *current.get(now_id)?)))
            .collect();
        let locator = Locator::new(
            areas
                .iter()
                .map(|area| (area.level, area.code.as_str(), Arc::clone(&area.shape))),
        );
        Self {
            version,
            areas,
            by_code,
            by_id,
            locator,
        }
    }

    /// Number of the version in use; 0 before the first import.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Every area, by path: an area stands before all below it.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The deepest area that holds a WGS-84 point in degrees, borders included (there the smaller code).
    pub fn locate(&self, lng: f64, lat: f64) -> Option<&Area> {
        self.areas.get(self.locator.locate(lng, lat)?)
    }

    /// The area with a code.
    pub fn by_code(&self, code: &str) -> Option<&Area> {
        self.areas.get(*self.by_code.get(code)?)
    }

    /// The area in use that a row of any version maps to.
    pub fn by_id(&self, id: i64) -> Option<&Area> {
        self.areas.get(*self.by_id.get(&id)?)
    }

    /// Areas without parent.
    pub fn roots(&self) -> impl Iterator<Item = &Area> {
        self.areas.iter().filter(|area| area.parent_code.is_none())
    }

    /// The area at a path and all below it, by path.
    pub fn subtree(&self, path: &str) -> &[Area] {
        let end = path_upper_bound(path);
        let from = self.areas.partition_point(|area| area.path.as_str() < path);
        let to = self
            .areas
            .partition_point(|area| area.path.as_str() < end.as_str());
        self.areas.get(from..to).unwrap_or_default()
    }

    /// The areas directly below one.
    pub fn children<'a>(&'a self, area: &'a Area) -> impl Iterator<Item = &'a Area> {
        self.subtree(&area.path)
            .iter()
            .filter(move |below| below.parent_code.as_ref() == Some(&area.code))
    }

    /// The areas above one, the root first, itself not included.
    pub fn ancestors(&self, area: &Area) -> Vec<&Area> {
        let codes = area
            .path
            .split('/')
            .filter(|code| !code.is_empty() && *code != area.code);
        codes.filter_map(|code| self.by_code(code)).collect()
    }

    /// The area above one, or itself, at a level; `None` when the tree has none there.
    pub fn at_level<'a>(&'a self, area: &'a Area, level: Level) -> Option<&'a Area> {
        self.ancestors(area)
            .into_iter()
            .chain([area])
            .find(|above| above.level == level)
    }

    /// The level of the parts of what a scope holds: the first of street, community and grid that lies below every area of it.
    pub fn level_below(&self, scope: &AreaScope) -> Level {
        match self.within(scope).map(|area| area.level).min() {
            Some(Level::City | Level::District) | None => Level::Street,
            Some(Level::Street) => Level::Community,
            Some(Level::Community | Level::Grid) => Level::Grid,
        }
    }

    /// The areas inside a scope, by path.
    pub fn within<'a>(&'a self, scope: &'a AreaScope) -> impl Iterator<Item = &'a Area> {
        self.areas
            .iter()
            .filter(|area| scope.contains_path(&area.path))
    }

    /// Areas of the deepest level that touch a scope from outside.
    pub fn neighbours(&self, scope: &AreaScope) -> Vec<&Area> {
        let Some(deepest) = self.areas.iter().map(|area| area.level).max() else {
            return Vec::new();
        };
        let is_inside = |area: &Area| scope.contains_path(&area.path);
        let level = |area: &&Area| area.level == deepest;
        let corners = |area: &Area| {
            area.shape
                .rings()
                .flatten()
                .copied()
                .collect::<Vec<Vertex>>()
        };
        let own: HashSet<Vertex> = self
            .areas
            .iter()
            .filter(level)
            .filter(|area| is_inside(area))
            .flat_map(corners)
            .collect();
        let outside = self
            .areas
            .iter()
            .filter(level)
            .filter(|area| !is_inside(area));
        outside
            .filter(|area| {
                area.shape
                    .rings()
                    .flatten()
                    .any(|corner| own.contains(corner))
            })
            .collect()
    }
}

fn read_row(row: area::Model) -> Option<Area> {
    let raw: Box<RawValue> = RawValue::from_string(row.geometry.clone()).ok()?;
    let shape = read_trusted_shape(&raw)?;
    Some(Area {
        id: row.id,
        level: Level::parse(&row.level)?,
        code: row.code,
        parent_code: row.parent_code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        population: row.population,
        households: row.households,
        area_m2: row.area_m2,
        path: row.path,
        centre: point_inside(&shape),
        shape: Arc::new(shape),
        geometry: row.geometry.into(),
    })
}

/// The handle everybody holds: gives the tree in use, follows new versions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Territories {
    current: Arc<RwLock<Arc<Territory>>>,
}

impl Territories {
    /// Reads the tree in use.
    pub async fn load(db: &Db) -> Result<Self, DbErr> {
        let territory = read(db).await?;
        Ok(Self {
            current: Arc::new(RwLock::new(Arc::new(territory))),
        })
    }

    /// The tree in use as this node knows it. Hold it for the length of one request.
    pub fn current(&self) -> Arc<Territory> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the tree again when the database has another version; says whether it had.
    pub async fn refresh(&self, db: &Db) -> Result<bool, DbErr> {
        let version = queries::current_version(db.read())
            .await?
            .unwrap_or_default();
        if version == self.current().version() {
            return Ok(false);
        }
        let territory = Arc::new(read(db).await?);
        tracing::info!(
            area.version = territory.version,
            "area tree of version {} in use",
            territory.version
        );
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = territory;
        Ok(true)
    }

    /// Follows versions that other nodes or the command line bring in, until told to stop.
    pub async fn follow(self, db: Db, stop: CancellationToken) {
        while stop
            .run_until_cancelled(tokio::time::sleep(POLL))
            .await
            .is_some()
        {
            if let Err(error) = self.refresh(&db).await {
                tracing::warn!(error = %error, "area tree could not be refreshed: {error}");
            }
        }
    }
}

async fn read(db: &Db) -> Result<Territory, DbErr> {
    let Some(version) = queries::current_version(db.read()).await? else {
        return Ok(Territory::new(0, Vec::new(), &[]));
    };
    let rows = queries::list_areas(db.read(), version).await?;
    let successors = queries::list_successors(db.read()).await?;
    tokio::task::spawn_blocking(move || Territory::new(version, rows, &successors))
        .await
        .map_err(|error| DbErr::Custom(format!("building the area tree failed: {error}")))
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::geometry::examine::examine;
    use super::*;

    const SMALL: &[u8] = include_bytes!("../../tests/data/areas_small.geojson");

    /// The small street as rows of version 2, and one earlier row 7 that maps to its first grid.
    pub fn small() -> Territory {
        let drafts = examine(SMALL).drafts;
        let path = |code: &str, parent: Option<&str>| match parent {
            None => format!("/{code}/"),
            Some("439805001000") => format!("/439805001000/{code}/"),
            Some(parent) => format!("/439805001000/{parent}/{code}/"),
        };
        let rows: Vec<area::Model> = drafts
            .iter()
            .zip(100..)
            .map(|(draft, id)| {
                let shape = draft.shape.as_ref().unwrap();
                let [west, south, east, north] = shape.bounds().degrees();
                area::Model {
                    id,
                    version_id: 2,
                    code: draft.code.clone(),
                    parent_code: draft.parent_code.clone(),
                    level: draft.level.code().to_owned(),
                    name_zh: draft.name_zh.clone(),
                    name_en: draft.name_en.clone(),
                    population: draft.population,
                    households: draft.households,
                    area_m2: shape.area_m2(),
                    west,
                    south,
                    east,
                    north,
                    geometry: shape.to_geojson(),
                    now_id: id,
                    path: path(&draft.code, draft.parent_code.as_deref()),
                }
            })
            .collect();
        let mut successors: Vec<(i64, i64)> = rows.iter().map(|row| (row.id, row.now_id)).collect();
        successors.push((7, 104));
        Territory::new(2, rows, &successors)
    }

    fn codes(areas: &[&Area]) -> Vec<String> {
        areas.iter().map(|area| area.code.clone()).collect()
    }

    #[test]
    fn a_row_of_an_earlier_version_leads_to_the_area_in_use() {
        let territory = small();
        assert_eq!(territory.by_id(7).unwrap().code, "439805001001001");
        assert_eq!(territory.by_id(104).unwrap().code, "439805001001001");
        assert!(territory.by_id(8).is_none());
    }

    #[test]
    fn the_way_up_and_down_the_tree() {
        let territory = small();
        let grid = territory.locate(110.5255, 26.9515).unwrap();
        assert_eq!(grid.code, "439805001002002");
        assert_eq!(
            codes(&territory.ancestors(grid)),
            ["439805001000", "439805001002"]
        );
        assert_eq!(
            territory.at_level(grid, Level::Street).unwrap().name_zh,
            "试点街道"
        );
        assert!(territory.at_level(grid, Level::City).is_none());
        let community = territory.by_code("439805001002").unwrap();
        assert_eq!(territory.children(community).count(), 4);
        assert_eq!(territory.subtree(&community.path).len(), 5);
        assert_eq!(territory.roots().count(), 1);
    }

    #[test]
    fn a_scope_sees_its_areas_and_the_grids_that_touch_them() {
        let territory = small();
        let enclave = territory.by_code("439805001002002").unwrap();
        let scope = AreaScope::subtrees([enclave.path.clone()]);
        assert_eq!(territory.within(&scope).count(), 1);
        assert_eq!(codes(&territory.neighbours(&scope)), ["439805001002001"]);
        let whole = AreaScope::subtrees(["/439805001000/".to_owned()]);
        assert!(territory.neighbours(&whole).is_empty());
    }

    #[test]
    fn the_centre_of_an_area_lies_inside_it() {
        for area in small().areas() {
            let (lng, lat) = area.centre;
            assert!(
                area.shape.contains(Vertex::nearest(lng, lat)),
                "{}",
                area.code
            );
        }
    }
}
