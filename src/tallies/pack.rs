//! The words of tallies, and colleagues who may count beside one, for the offline pack.

use super::queries;
use super::words::Words;
use crate::areas::Territories;
use crate::platform::auth::Level;
use crate::records::{FieldPackPart, PackCaller};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::json;

/// Part `tallies`: observations, families, weather, and the people of the own streets who capture records.
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
            let words = Words::get();
            let part = json!({"types": words.observations, "families": words.families,
                "weather": words.weathers, "observers": observers});
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}
