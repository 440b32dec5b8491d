//! Answers made from the tree in memory.

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;

use super::territory::{Area, Territory};
use super::wire::{
    AreaFilter, AreaView, LocatedView, PointQuery, SiteFilter, SiteView, TreeNode, TreeView,
    VersionList, VersionView,
};
use super::{queries, sites};
use crate::platform::auth::{AreaScope, Level};
use crate::platform::clock::UtcMillis;
use crate::platform::page::{Page, PageQuery};
use crate::platform::problem::{FieldCode, FieldProblem, Problem};

/// Reads the level of a filter.
pub fn read_level(word: Option<&str>) -> Result<Option<Level>, Problem> {
    let unknown =
        || Problem::invalid_query(vec![FieldProblem::new("/level", FieldCode::UnknownValue)]);
    word.map(|word| Level::parse(word).ok_or_else(unknown))
        .transpose()
}

/// One page of the areas inside a scope, by path.
pub fn list_areas(
    territory: &Territory,
    scope: &AreaScope,
    filter: &AreaFilter,
    page: &PageQuery,
) -> Result<Page<AreaView>, Problem> {
    let level = read_level(filter.level.as_deref())?;
    let page = page.read::<String>()?;
    let words = filter.q.as_deref().map(str::to_lowercase);
    let matches = |area: &&Area| {
        let is_named = words.as_deref().is_none_or(|words| {
            area.code.starts_with(words)
                || area.name_zh.contains(words)
                || area.name_en.to_lowercase().contains(words)
        });
        is_named
            && level.is_none_or(|level| area.level == level)
            && (filter.parent.is_none() || filter.parent == area.parent_code)
            && page
                .after
                .as_deref()
                .is_none_or(|after| area.path.as_str() > after)
    };
    let found: Vec<&Area> = territory
        .within(scope)
        .filter(matches)
        .take(page.limit + 1)
        .collect();
    let found = page.cut(found, |area| area.path.clone());
    Ok(found.map(|area| AreaView::new(area, territory.version())))
}

/// The tree of names: the areas of a scope, and the names above them.
pub fn tree(territory: &Territory, scope: &AreaScope) -> TreeView {
    let roots = territory
        .roots()
        .filter_map(|root| node(territory, scope, root))
        .collect();
    TreeView {
        version: territory.version(),
        roots,
    }
}

/// A node with what of its subtree is inside; `None` when nothing is. Depth is at most five levels.
fn node(territory: &Territory, scope: &AreaScope, area: &Area) -> Option<TreeNode> {
    let is_in_scope = scope.contains_path(&area.path);
    let children: Vec<TreeNode> = territory
        .children(area)
        .filter_map(|child| node(territory, scope, child))
        .collect();
    (is_in_scope || !children.is_empty()).then(|| TreeNode {
        code: area.code.clone(),
        level: area.level.code(),
        name_zh: area.name_zh.clone(),
        name_en: area.name_en.clone(),
        is_in_scope,
        children,
    })
}

/// Where a point lies.
pub fn locate(territory: &Territory, point: &PointQuery) -> Result<LocatedView, Problem> {
    let mut faults = Vec::new();
    if point.lng.is_nan() || point.lng.abs() > 180.0 {
        faults.push(FieldProblem::new("/lng", FieldCode::OutOfRange));
    }
    if point.lat.is_nan() || point.lat.abs() > 90.0 {
        faults.push(FieldProblem::new("/lat", FieldCode::OutOfRange));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid_query(faults));
    }
    let (lng, lat) = point
        .datum
        .unwrap_or_default()
        .to_wgs84(point.lng, point.lat);
    let view = |area: &Area| AreaView::new(area, territory.version());
    let area = territory.locate(lng, lat);
    let above = area
        .map(|area| territory.ancestors(area))
        .unwrap_or_default();
    Ok(LocatedView {
        area: area.map(view),
        ancestors: above.into_iter().map(view).collect(),
    })
}

/// One area as a GeoJSON feature. `own` is written as a property when given: whether it is the reader's.
pub fn feature(area: &Area, own: Option<bool>) -> String {
    let mut properties = json!({
        "code": area.code, "name_zh": area.name_zh, "name_en": area.name_en, "level": area.level.code(),
        "parent_code": area.parent_code, "population": area.population, "households": area.households,
        "area_m2": area.area_m2.round(),
    });
    if let (Some(own), Some(map)) = (own, properties.as_object_mut()) {
        map.insert("own".to_owned(), own.into());
    }
    format!(
        r#"{{"type":"Feature","id":"{}","properties":{properties},"geometry":{}}}"#,
        area.code, area.geometry
    )
}

/// Outlines inside a scope, of one level if asked, as a GeoJSON feature collection.
pub fn outlines(territory: &Territory, scope: &AreaScope, level: Option<Level>) -> String {
    let wanted = |area: &&Area| level.is_none_or(|level| area.level == level);
    collection(
        territory
            .within(scope)
            .filter(wanted)
            .map(|area| feature(area, None)),
    )
}

/// A GeoJSON feature collection of features.
pub fn collection(features: impl Iterator<Item = String>) -> String {
    let mut out = String::from(r#"{"type":"FeatureCollection","features":["#);
    for (index, feature) in features.enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&feature);
    }
    out.push_str("]}");
    out
}

/// Every version of the tree.
pub async fn list_versions(db: &impl ConnectionTrait) -> Result<VersionList, DbErr> {
    let counts = queries::count_areas(db).await?;
    let versions = queries::list_versions(db).await?;
    let newest = versions.first().map(|(version, _)| version.id);
    let items = versions
        .into_iter()
        .map(|(version, imported_by_name)| VersionView {
            counts: counts
                .iter()
                .filter(|(id, ..)| *id == version.id)
                .map(|(_, level, count)| (level.clone(), *count))
                .collect(),
            version: version.id,
            imported_at: UtcMillis(version.imported_at),
            imported_by_name,
            source_name: version.source_name,
            is_current: Some(version.id) == newest,
        })
        .collect();
    Ok(VersionList { items })
}

/// One page of sites.
pub async fn list_sites(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
    filter: &SiteFilter,
    page: &PageQuery,
) -> Result<Page<SiteView>, Problem> {
    let (page, kind) = (page.read::<String>()?, filter.kind.as_deref());
    if let Some(near) = &filter.near {
        let bad =
            || Problem::invalid_query(vec![FieldProblem::new("/near", FieldCode::InvalidValue)]);
        let near = sites::Near::parse(near).ok_or_else(bad)?;
        let found = sites::list_near(db, scope, kind, near).await?;
        let views = found
            .into_iter()
            .take(page.limit)
            .map(|(site, metres)| sites::view(site, territory, Some(metres)));
        return Ok(Page {
            items: views.collect(),
            next_cursor: None,
        });
    }
    let rows = sites::list(db, scope, kind, page.after.as_deref(), page.probe()).await?;
    let found = page.cut(rows, |site| site.code.clone());
    Ok(found.map(|site| sites::view(site, territory, None)))
}
