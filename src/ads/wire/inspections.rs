//! Inspections of ad sites.

use super::AdArea;
use crate::ads::model::codes_of;
use crate::ads::queries::Loaded;
use crate::areas::Territory;
use crate::platform::clock::UtcMillis;
use crate::records::{AuthorView, HistoryLine, PhotoView, PositionView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which inspections to list. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AdInspectionQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// First local day, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last local day, inclusive.
    pub to: Option<String>,
    /// Kinds of places.
    pub placement: Option<String>,
    /// Themes of the sites as last seen.
    pub theme: Option<String>,
    /// Conditions found.
    pub condition: Option<String>,
    /// Whether the site is a public service now.
    pub public: Option<bool>,
    /// Records on which any of these flags stands.
    pub flag: Option<String>,
    /// `me`, or an account id.
    pub author: Option<String>,
    /// One site.
    pub site: Option<Uuid>,
}

/// The site of an inspection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdSiteOfRecord {
    /// What people call it by.
    pub code: String,
    /// Kind of place.
    pub placement: String,
    /// Theme as made or imported.
    pub theme: String,
    /// Whether it was made or imported as a public service.
    pub is_public_service: bool,
    /// `active` or `gone`.
    pub state: &'static str,
}

/// An earlier record whose photo shows nearly the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TwinView {
    /// The earlier record.
    pub record_id: Uuid,
    /// When that happened.
    pub happened_at: UtcMillis,
    /// In how many of 64 places the fingerprints differ; 0 is the same picture.
    pub distance: i64,
    /// The photo that is like the earlier one.
    pub sha256: String,
    /// The earlier photo; shown to whoever may see that record.
    pub earlier_sha256: Option<String>,
}

/// One inspection in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdInspectionRow {
    /// Record id.
    pub id: Uuid,
    /// Number of its creation in the change log.
    pub seq: i64,
    /// Receipt.
    pub receipt: String,
    /// When it happened.
    pub happened_at: UtcMillis,
    /// When the server stored it.
    pub received_at: UtcMillis,
    /// The phone's clock at capture.
    pub captured_at: UtcMillis,
    /// Where it counts.
    #[serde(flatten)]
    pub area: AdArea,
    /// Where, if known and not expired.
    pub position: Option<PositionView>,
    /// `gps`, `map_pin`, `site` or `none`.
    pub placed_by: String,
    /// What is odd about it.
    pub flags: Vec<String>,
    /// The note with personal data masked, if not expired.
    pub note: Option<String>,
    /// Photos in the order of the record.
    pub photos: Vec<PhotoView>,
    /// Photos that the author claimed.
    pub claimed_photos: i64,
    /// Who wrote it.
    pub author: AuthorView,
    /// The site it names.
    pub ad_site_id: Uuid,
    /// That site, if it is known.
    pub site: Option<AdSiteOfRecord>,
    /// What was found.
    pub conditions: Vec<String>,
    /// Whether nothing was wrong.
    pub is_good: bool,
    /// The theme seen, if it was told.
    pub theme_seen: Option<String>,
    /// An earlier record whose photo shows nearly the same.
    pub twin: Option<TwinView>,
}

impl AdInspectionRow {
    /// Where it stands in lists, the newest first.
    pub(in crate::ads) fn place_in_list(&self) -> (i64, Uuid) {
        (self.happened_at.0, self.id)
    }

    /// The row as its reader sees it: names from the tree in use, notes masked.
    pub fn new(loaded: Loaded, territory: &Territory) -> Self {
        let Loaded {
            shown,
            inspection,
            site,
            twin,
        } = loaded;
        Self {
            position: shown.position(),
            note: shown.masked_note(),
            author: shown.author(),
            id: shown.record.id,
            seq: shown.record.seq,
            happened_at: UtcMillis(shown.record.happened_at),
            received_at: UtcMillis(shown.record.received_at),
            captured_at: UtcMillis(shown.record.captured_at),
            area: AdArea::of(shown.record.area_id, territory),
            claimed_photos: shown.record.claimed_photos,
            receipt: shown.record.receipt,
            placed_by: shown.record.placed_by,
            flags: shown.flags,
            photos: shown.photos,
            ad_site_id: inspection.ad_site_id,
            site: site.map(|site| AdSiteOfRecord {
                code: site.code,
                placement: site.placement,
                theme: site.theme,
                is_public_service: site.is_public_service,
                state: if site.is_active { "active" } else { "gone" },
            }),
            conditions: codes_of(&inspection.conditions),
            is_good: inspection.is_good,
            theme_seen: inspection.theme_seen,
            twin: twin.map(|twin| TwinView {
                record_id: twin.record_id,
                happened_at: UtcMillis(twin.happened_at),
                distance: twin.distance,
                sha256: hex::encode(twin.sha256),
                earlier_sha256: twin.earlier_sha256.map(hex::encode),
            }),
        }
    }
}

/// One inspection in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdInspectionDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: AdInspectionRow,
    /// The inspection before it at the same site.
    pub previous: Option<Box<AdInspectionRow>>,
    /// The record it replaces.
    pub corrects: Option<Uuid>,
    /// Why it replaces that one.
    pub correction_reason: Option<String>,
    /// The record that replaces it.
    pub superseded_by: Option<Uuid>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
}
