//! Ad sites.

use super::{AdArea, AdInspectionRow};
use crate::ads::import::Fault;
use crate::ads::model::{self, codes_of};
use crate::ads::queries::{Point, RoadName};
use crate::areas::Territory;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use entity::ad_site;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which sites to list. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdSiteQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Kinds of places.
    pub placement: Option<String>,
    /// Themes as last seen.
    pub theme: Option<String>,
    /// Conditions of the last inspection; `none` for sites that nobody has looked at.
    pub condition: Option<String>,
    /// `overdue`, or a local day: to be renewed or found in order by its end. Orders by that instant.
    pub due: Option<String>,
    /// `active` (default), `gone` or `all`.
    pub state: Option<String>,
    /// Whether the ad is a public service now.
    pub public: Option<bool>,
    /// Code of the main road it stands on.
    pub road: Option<String>,
    /// Beginning of the code.
    pub q: Option<String>,
    /// `lng,lat,radius_m` (at most 5,000 m): the nearest first, one page.
    pub near: Option<String>,
}

/// A main road.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoadView {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// The last inspection that counts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LastInspection {
    /// The record.
    pub record_id: Uuid,
    /// When it happened.
    pub at: UtcMillis,
    /// What was found.
    pub conditions: Vec<String>,
    /// Its first photo; fetch it from `/photos/{sha256}/thumb`.
    pub photo_sha256: Option<String>,
}

impl LastInspection {
    /// Of a site, if it was ever inspected.
    pub fn of(site: &ad_site::Model) -> Option<Self> {
        Some(Self {
            record_id: site.last_record_id?,
            at: UtcMillis(site.last_at?),
            conditions: codes_of(&site.conditions_now),
            photo_sha256: site.last_photo.as_ref().map(hex::encode),
        })
    }
}

/// A place that carries ads.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdSiteView {
    /// Made on a phone or from the code; stays for ever.
    pub id: Uuid,
    /// What people call it by.
    #[schema(example = "A00037")]
    pub code: String,
    /// Kind of place.
    pub placement: String,
    /// Theme as made or imported.
    pub theme: String,
    /// Whether it was made or imported as a public service.
    pub is_public_service: bool,
    /// Theme as last seen.
    pub theme_now: String,
    /// Whether it is a public service after the last inspection.
    pub is_public_now: bool,
    /// Faces it has.
    pub faces: i64,
    /// Office or enterprise that answers for it.
    pub owner_unit: Option<String>,
    /// So often it must be renewed or found in order, in days.
    pub refresh_days: Option<i64>,
    /// Degrees east; unknown when its first record had no position.
    pub lng: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Where it stands.
    #[serde(flatten)]
    pub area: AdArea,
    /// The main road within 50 m, once it was looked for.
    pub road: Option<RoadView>,
    /// `active` or `gone`.
    pub state: &'static str,
    /// `field` or `import`.
    pub source: String,
    /// When it was made.
    pub made_at: UtcMillis,
    /// When it ended.
    pub ended_at: Option<UtcMillis>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// `none` (never inspected), `intact`, or the gravest condition of the last inspection.
    pub condition: String,
    /// The last inspection that counts.
    pub last: Option<LastInspection>,
    /// When it must be renewed or found in order again.
    pub due_at: Option<UtcMillis>,
    /// Whether that has passed.
    pub is_overdue: bool,
    /// Metres from the point asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
}

impl AdSiteView {
    /// The site as its reader sees it.
    pub fn new(
        site: ad_site::Model,
        territory: &Territory,
        roads: &HashMap<String, RoadName>,
        now: UtcMillis,
    ) -> Self {
        let road = site.road_code.as_ref().and_then(|code| {
            let (zh, en) = roads.get(code)?;
            Some(RoadView {
                code: code.clone(),
                name_zh: zh.clone(),
                name_en: en.clone(),
            })
        });
        Self {
            is_public_now: model::is_public_now(&site),
            last: LastInspection::of(&site),
            area: AdArea::of(site.area_id, territory),
            road,
            state: if site.is_active { "active" } else { "gone" },
            is_overdue: is_overdue(site.due_at, now),
            id: site.id,
            code: site.code,
            placement: site.placement,
            theme: site.theme,
            is_public_service: site.is_public_service,
            theme_now: site.theme_now,
            faces: site.faces,
            owner_unit: site.owner_unit,
            refresh_days: site.refresh_days,
            lng: site.lng,
            lat: site.lat,
            source: site.source,
            made_at: UtcMillis(site.made_at),
            ended_at: site.ended_at.map(UtcMillis),
            end_reason: site.end_reason,
            condition: site.condition,
            due_at: site.due_at.map(UtcMillis),
            distance_m: None,
        }
    }

    /// The same with the distance from the point asked for, rounded to 0.1 m.
    #[must_use]
    pub fn at_distance(mut self, metres: f64) -> Self {
        self.distance_m = Some((metres * 10.0).round() / 10.0);
        self
    }
}

fn is_overdue(due_at: Option<i64>, now: UtcMillis) -> bool {
    due_at.is_some_and(|due_at| due_at < now.0)
}

/// One site with what was found there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdSiteDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub site: AdSiteView,
    /// Its inspections that the caller may see, newest first, at most 50.
    pub history: Vec<AdInspectionRow>,
}

/// A site on the map.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdPointView {
    /// Site.
    pub id: Uuid,
    /// Degrees east.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
    /// `none`, `intact`, or the gravest condition of the last inspection.
    pub condition: String,
    /// Whether it is a public service now.
    pub is_public_now: bool,
    /// Whether it should have been renewed or found in order by now.
    pub is_overdue: bool,
}

/// Sites for a layer of the map, at most 20,000.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdPointsView {
    /// By id.
    pub items: Vec<AdPointView>,
}

/// The point of a site.
pub fn point_view(point: Point, now: UtcMillis) -> AdPointView {
    AdPointView {
        is_public_now: model::is_public(&point.theme_now, &point.conditions_now),
        is_overdue: is_overdue(point.due_at, now),
        id: point.id,
        lng: point.lng,
        lat: point.lat,
        condition: point.condition,
    }
}

/// Ends a site: it stays for its records and is offered no more.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdSiteEnd {
    /// Why, 2 to 200 characters.
    #[schema(min_length = 2, max_length = 200)]
    pub reason: String,
}

/// What office people may change. Absent members stay as they are.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent and null say different things")]
pub struct AdSitePatch {
    /// Office or enterprise that answers for it, never a person; `null` when nobody is known.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 60)]
    pub owner_unit: Option<Option<String>>,
    /// So often it must be renewed or found in order, in days; `null` for never.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1825)]
    pub refresh_days: Option<Option<i64>>,
    /// Faces it has.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, minimum = 1, maximum = 99)]
    pub faces: Option<i64>,
    /// Ends the site.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    pub end: Option<AdSiteEnd>,
}

/// `null` is not the same as absent.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Check for AdSitePatch {
    fn check(&self, found: &mut FieldProblems) {
        let unit = self.owner_unit.as_ref().and_then(Option::as_deref);
        model::check_owner_unit(unit.map(str::trim), "/owner_unit", found);
        model::check_refresh_days(self.refresh_days.flatten(), "/refresh_days", found);
        if let Some(faces) = self.faces {
            model::check_faces(faces, "/faces", found);
        }
        if let Some(end) = &self.end {
            found.text_length("/end/reason", end.reason.trim(), 2, 200);
        }
    }
}

/// How to import.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdImportQuery {
    /// Only report what is wrong; change nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Name of the file, for the audit log.
    pub name: Option<String>,
}

/// How many sites of a file became what.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct AdSitesCount {
    /// Sites that could be read.
    pub read: usize,
    /// New sites.
    pub added: usize,
    /// Known sites that the file changes.
    pub changed: usize,
    /// Known sites that stay as they are, ended ones among them.
    pub unchanged: usize,
}

/// Something wrong in a file of sites.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdSitesProblem {
    /// Number of the line or feature, from 1; 0 for the file.
    pub number: usize,
    /// Code of the site, if it could be read.
    pub site_code: String,
    /// Where in the line.
    pub pointer: String,
    /// Stable code of the fault.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub title_zh: &'static str,
    /// What is wrong, in English.
    pub title_en: &'static str,
}

impl From<Fault> for AdSitesProblem {
    fn from(fault: Fault) -> Self {
        let code = fault.problem.code;
        Self {
            number: fault.number,
            site_code: fault.site_code,
            pointer: fault.problem.pointer,
            code: code.as_str(),
            title_zh: code.zh(),
            title_en: code.en(),
        }
    }
}

/// What an import of ad sites did, or would do.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct AdSitesReport {
    /// Nothing is wrong with the file.
    pub is_accepted: bool,
    /// The sites are in use now.
    pub was_applied: bool,
    /// What became of them, or in a dry run would become.
    pub counts: AdSitesCount,
    /// What is wrong, at most 1,000.
    pub problems: Vec<AdSitesProblem>,
}
