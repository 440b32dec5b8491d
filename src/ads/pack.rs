//! Ad sites for the offline pack.

use super::model::codes_of;
use super::queries;
use super::vocabulary::AdWords;
use crate::areas::Territories;
use crate::platform::auth::Permission;
use crate::platform::clock::UtcMillis;
use crate::records::{FieldPackPart, PackCaller};
use entity::ad_site;
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::{Value, json};

/// Part `ad_sites`: the active sites of the areas in which the account reads ads.
#[derive(Clone, Debug)]
pub struct AdSitesPart {
    /// Where sites lie.
    pub territories: Territories,
}

impl FieldPackPart for AdSitesPart {
    fn name(&self) -> &'static str {
        "ad_sites"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let sites = match caller.actor.scope(Permission::ReadAds) {
                Some(scope) => queries::pack_sites(caller.db.read(), &scope).await?,
                None => vec![],
            };
            let territory = self.territories.current();
            let code = |site: &ad_site::Model| {
                let area = territory.by_id(site.area_id);
                area.map(|area| area.code.clone()).unwrap_or_default()
            };
            let items: Vec<Value> = sites.iter().map(|site| item(site, &code(site))).collect();
            serde_json::to_vec(&json!({ "items": items }))
                .map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

/// Part `ad_words`: placements, themes and conditions with their names. The same for everybody.
#[derive(Clone, Copy, Debug)]
pub struct AdWordsPart;

impl FieldPackPart for AdWordsPart {
    fn name(&self) -> &'static str {
        "ad_words"
    }

    fn build<'a>(&'a self, _caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            serde_json::to_vec(&AdWords::get().pack())
                .map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

fn item(site: &ad_site::Model, area_code: &str) -> Value {
    let last = site.last_at.map(|at| {
        json!({"at": UtcMillis(at), "conditions": codes_of(&site.conditions_now),
            "photo_sha256": site.last_photo.as_ref().map(hex::encode)})
    });
    json!({"id": site.id, "code": site.code, "placement": site.placement, "theme": site.theme_now,
        "is_public_service": super::model::is_public_now(site), "faces": site.faces, "lng": site.lng, "lat": site.lat,
        "area_code": area_code, "owner_unit": site.owner_unit, "refresh_days": site.refresh_days,
        "due_at": site.due_at.map(UtcMillis), "last": last})
}
