//! What a phone needs of the areas without network: its own with their outlines, and what touches them.

use sea_orm::{ConnectionTrait, DbErr};

use super::territory::{Area, Territory};
use super::{roads, service, sites};
use crate::platform::auth::AreaScope;

/// Most sites in a pack.
const MAX_SITES: u64 = 20_000;

/// The areas of a scope and the grids that touch it from outside, as a GeoJSON feature collection. The property
/// `own` tells them apart. Same tree and scope, same bytes.
pub fn areas_part(territory: &Territory, scope: &AreaScope) -> String {
    let own = territory.within(scope).map(|area| (area, true));
    let neighbours = territory
        .neighbours(scope)
        .into_iter()
        .map(|area| (area, false));
    let mut listed: Vec<(&Area, bool)> = own.chain(neighbours).collect();
    listed.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
    service::collection(
        listed
            .into_iter()
            .map(|(area, is_own)| service::feature(area, Some(is_own))),
    )
}

/// The sites of a scope as a JSON list in the shape of the list endpoint.
pub async fn sites_part(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
) -> Result<String, DbErr> {
    let rows = sites::list(db, scope, None, None, MAX_SITES).await?;
    let items: Vec<_> = rows
        .into_iter()
        .map(|site| sites::view(site, territory, None))
        .collect();
    serde_json::to_string(&serde_json::json!({ "items": items }))
        .map_err(|error| DbErr::Json(error.to_string()))
}

/// The roads that touch a scope as a GeoJSON feature collection.
pub async fn roads_part(
    db: &impl ConnectionTrait,
    territory: &Territory,
    scope: &AreaScope,
) -> Result<String, DbErr> {
    let rows = roads::list(db).await?;
    Ok(roads::collection_within(&rows, territory, scope))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::territory::tests::small;
    use super::*;

    #[test]
    fn the_pack_holds_own_areas_and_marks_what_touches_them() {
        let territory = small();
        let community = territory.by_code("439805001001").unwrap();
        let scope = AreaScope::subtrees([community.path.clone()]);
        let part: serde_json::Value =
            serde_json::from_str(&areas_part(&territory, &scope)).unwrap();
        let own = |is_own: bool| -> Vec<String> {
            let features = part["features"].as_array().unwrap().iter();
            let wanted = features.filter(|feature| feature["properties"]["own"] == is_own);
            wanted
                .map(|feature| feature["properties"]["code"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(own(true).len(), 5);
        assert_eq!(
            own(false),
            [
                "439805001002001",
                "439805001002004",
                "439805001003001",
                "439805001003002",
                "439805001003003"
            ]
        );
    }
}
