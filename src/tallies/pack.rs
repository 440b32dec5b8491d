//! The words of tallies, and colleagues who may count beside one, for the offline pack.

use super::queries;
use super::words::Words;
use crate::areas::{Territories, sites};
use crate::platform::auth::{AreaScope, Level};
use crate::records::{FieldPackPart, PackCaller};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::json;

/// Sites of the pack at most.
const MOST_SITES: u64 = 2_000;

/// Part `tallies`: observations, families, weather; the sites of the own streets, for crossings often lie outside the own
/// grid; and the people of these streets who capture records.
#[derive(Clone, Debug)]
pub struct TallyPart {
    /// The area tree in use.
    pub territories: Territories,
}

impl FieldPackPart for TallyPart {
    fn name(&self) -> &'static str {
        "tallies"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let territory = self.territories.current();
            let mut streets: Vec<String> = caller
                .actor
                .roles
                .iter()
                .filter_map(|grant| territory.by_id(grant.area_id))
                .filter_map(|area| territory.at_level(area, Level::Street))
                .map(|street| street.path.clone())
                .collect();
            streets.sort();
            streets.dedup();
            let known = queries::observers_within(caller.db.read(), &streets).await?;
            let observers: Vec<_> = known
                .into_iter()
                .filter(|(id, _)| *id != caller.actor.account_id)
                .map(|(id, name)| json!({"id": id, "name": name}))
                .collect();
            let scope = AreaScope::subtrees(streets);
            let sites = sites::list(caller.db.read(), &scope, None, None, MOST_SITES).await?;
            let sites: Vec<_> = sites
                .into_iter()
                .map(|site| sites::view(site, &territory, None))
                .collect();
            let words = Words::get();
            let part = json!({"types": words.observations, "families": words.families,
                "weather": words.weathers, "sites": sites, "observers": observers});
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}
