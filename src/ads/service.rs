//! What office people do with sites.

use super::model;
use super::queries;
use super::wire::AdSitePatch;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ManageAds;
use crate::platform::db::{Lock, hold};
use crate::platform::problem::{Code, Problem};
use entity::ad_site;
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

/// What a change of a site may touch, for the digests of before and after.
#[derive(PartialEq, Eq, Serialize)]
struct Facts {
    owner_unit: Option<String>,
    refresh_days: Option<i64>,
    faces: i64,
    is_active: bool,
    end_reason: Option<String>,
}

impl Facts {
    fn of(site: &ad_site::Model) -> Self {
        Self {
            owner_unit: site.owner_unit.clone(),
            refresh_days: site.refresh_days,
            faces: site.faces,
            is_active: site.is_active,
            end_reason: site.end_reason.clone(),
        }
    }
}

/// Why a site was not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum AdSiteError {
    /// It is not in the caller's areas.
    #[error("ad site {0} is not visible to the caller")]
    NotFound(Uuid),
    /// It has ended.
    #[error("ad site {0} has ended")]
    Ended(Uuid),
    /// The database failed.
    #[error("change an ad site")]
    Db(#[from] DbErr),
}

impl From<AdSiteError> for Problem {
    fn from(error: AdSiteError) -> Self {
        match error {
            AdSiteError::NotFound(_) => Self::new(Code::AdSiteNotFound),
            AdSiteError::Ended(_) => Self::new(Code::AdSiteEnded),
            AdSiteError::Db(source) => source.into(),
        }
    }
}

/// Changes a site of the caller's areas, or ends it; audited.
pub(super) async fn update(
    who: &Allowed<ManageAds>,
    id: Uuid,
    patch: &AdSitePatch,
) -> Result<ad_site::Model, AdSiteError> {
    who.write(async |tx: &DatabaseTransaction| {
        // The writer of records changes sites too; both take turns.
        hold(tx, Lock::Changes).await?;
        let found = queries::find_site(tx, &who.scope().clone().areas_only(), id).await?;
        let mut site = found.ok_or(AdSiteError::NotFound(id))?;
        if !site.is_active {
            return Err(AdSiteError::Ended(id));
        }
        let before = Facts::of(&site);
        apply(&mut site, patch, who.now().0);
        let after = Facts::of(&site);
        if before == after {
            return Ok(site);
        }
        model::settle(&mut site);
        queries::save_site(tx, &site).await?;
        let event = audit::Event::new(Some(who.actor()), "update_ad_site", format!("ad_site:{id}"))
            .detail(json!({"is_ended": !site.is_active}))
            .change(Some(&before), Some(&after));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(site)
    })
    .await
}

fn apply(site: &mut ad_site::Model, patch: &AdSitePatch, now: i64) {
    if let Some(unit) = &patch.owner_unit {
        let unit = unit.as_ref().map(|text| text.trim().to_owned());
        site.owner_unit = unit.filter(|text| !text.is_empty());
    }
    if let Some(days) = patch.refresh_days {
        site.refresh_days = days;
    }
    if let Some(faces) = patch.faces {
        site.faces = faces;
    }
    if let Some(end) = &patch.end {
        site.is_active = false;
        site.ended_at = Some(now);
        site.end_reason = Some(end.reason.trim().to_owned());
    }
}
