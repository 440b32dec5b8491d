//! `ad_inspection` as a kind of record.

use super::model::{Conditions, check_faces, check_owner_unit, check_theme};
use super::projection;
use super::vocabulary::AdWords;
use crate::areas::Territories;
use crate::platform::clock::Clock;
use crate::platform::input::{FieldProblems, parse_value};
use crate::platform::problem::{FieldCode, FieldProblem};
use crate::records::{FoundFlags, NewRecord, PositionPrivacy, RecordKind};
use sea_orm::{DatabaseTransaction, DbErr};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An ad photographed and judged.
#[derive(Clone, Debug)]
pub struct AdInspectionKind {
    /// Where streets lie.
    pub territories: Territories,
    /// Time.
    pub clock: Clock,
}

/// What was found at an ad site: a known one, or a new one that the phone makes. Exactly one of the two is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdInspectionPayload {
    /// A site of the offline pack, or one the phone made before.
    ad_site_id: Option<Uuid>,
    /// A site that is on no list yet.
    new_site: Option<NewAdSite>,
    /// Codes of conditions, each once; `intact` stands alone.
    #[schema(example = json!(["faded"]))]
    conditions: Vec<String>,
    /// Code of the theme seen, if it may differ from the one known.
    theme_seen: Option<String>,
}

/// An ad site made in the field. It stands where the record stands.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdSite {
    /// Made on the phone; the site's id from now on.
    pub id: Uuid,
    /// Code of the kind of place.
    #[schema(example = "billboard")]
    pub placement: String,
    /// Code of the theme.
    #[schema(example = "civil_traffic")]
    pub theme: String,
    /// False exactly for the theme `commercial`.
    pub is_public_service: bool,
    /// 1 to 99; default 1.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 99)]
    pub faces: i64,
    /// Office or enterprise that answers for it; never a person.
    #[schema(max_length = 60)]
    pub owner_unit: Option<String>,
}

fn one() -> i64 {
    1
}

/// A checked inspection.
#[derive(Debug)]
pub struct AdInspection {
    /// The site.
    pub ad_site_id: Uuid,
    /// What the site is if nobody knows it yet.
    pub new_site: Option<NewAdSite>,
    /// What was found.
    pub conditions: Conditions,
    /// Theme seen.
    pub theme_seen: Option<String>,
}

impl RecordKind for AdInspectionKind {
    const NAME: &'static str = "ad_inspection";
    const POSITION: PositionPrivacy = PositionPrivacy::Shared;
    const MIN_PHOTOS: usize = 1;
    type Payload = AdInspection;

    fn parse(&self, payload: serde_json::Value, found: &mut FieldProblems) -> Option<AdInspection> {
        let payload: AdInspectionPayload = match parse_value(payload, "/payload") {
            Ok(payload) => payload,
            Err(fault) => {
                found.0.push(fault);
                return None;
            }
        };
        let conditions = Conditions::check(&payload.conditions, "/payload/conditions", found);
        check_theme(payload.theme_seen.as_deref(), "/payload/theme_seen", found);
        let (ad_site_id, new_site) = match (payload.ad_site_id, payload.new_site) {
            (Some(id), None) => (id, None),
            (None, Some(mut site)) => {
                check_site(&mut site, found);
                (site.id, Some(site))
            }
            _ => {
                found.add("/payload", FieldCode::ExactlyOne);
                return None;
            }
        };
        Some(AdInspection {
            ad_site_id,
            new_site,
            conditions: conditions?,
            theme_seen: payload.theme_seen,
        })
    }

    async fn insert(
        &self,
        tx: &DatabaseTransaction,
        rows: &[NewRecord<'_, AdInspection>],
    ) -> Result<FoundFlags, DbErr> {
        let territory = self.territories.current();
        projection::follow(tx, &territory, self.clock.now(), rows).await
    }
}

fn check_site(site: &mut NewAdSite, found: &mut FieldProblems) {
    let words = AdWords::get();
    let at = |field: &str| format!("/payload/new_site/{field}");
    if words.placement(&site.placement).is_none() {
        found.0.push(
            FieldProblem::new(at("placement"), FieldCode::UnknownValue)
                .with("value", site.placement.clone()),
        );
    }
    check_theme(Some(&site.theme), &at("theme"), found);
    let theme = words.theme(&site.theme);
    if theme.is_some_and(|theme| theme.is_public_service() != site.is_public_service) {
        found.add(at("theme"), FieldCode::InvalidValue);
    }
    check_faces(site.faces, &at("faces"), found);
    let unit = site.owner_unit.take().map(|text| text.trim().to_owned());
    site.owner_unit = unit.filter(|text| !text.is_empty());
    check_owner_unit(site.owner_unit.as_deref(), &at("owner_unit"), found);
}
