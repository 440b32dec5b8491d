//! What lists and details of incidents look like, and what they may be asked.

use super::queries::Loaded;
use crate::areas::Territory;
use crate::platform::auth::Level;
use crate::platform::clock::UtcMillis;
use crate::records::{
    AuthorView, CaseOfRecord, HistoryLine, PhotoView, PositionView, ReturnOfRecord, Shown,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Filters of lists and exports. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// First local day, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last local day, inclusive.
    pub to: Option<String>,
    /// Categories, comma-separated.
    pub category: Option<String>,
    /// Outcomes, comma-separated.
    pub outcome: Option<String>,
    /// Records on which any of these flags stands, comma-separated.
    pub flag: Option<String>,
    /// `me`, or an account id.
    pub author: Option<String>,
    /// A receipt code, or at least 2 characters of the note within at most 92 days.
    pub q: Option<String>,
    /// `west,south,east,north` in degrees; in any of several boxes, separated by semicolons.
    pub bbox: Option<String>,
    /// Weekdays, 1 = Monday … 7, comma-separated.
    pub weekday: Option<String>,
    /// Hours 0–23, comma-separated.
    pub hour: Option<String>,
    /// Only records that count in figures, or only the others.
    pub is_counted: Option<bool>,
}

/// One incident in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentRow {
    /// Record id.
    pub id: Uuid,
    /// Number of its creation in the change log.
    pub seq: i64,
    /// Receipt.
    pub receipt: String,
    /// Behaviour.
    pub category: String,
    /// Group of the behaviour.
    pub group: String,
    /// 1 to 3.
    pub severity: i64,
    /// How many.
    pub count: i64,
    /// What came of it.
    pub outcome: String,
    /// When it happened.
    pub happened_at: UtcMillis,
    /// When the server stored it.
    pub received_at: UtcMillis,
    /// The phone's clock at capture.
    pub captured_at: UtcMillis,
    /// Area in use that it counts in.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Street · community in Chinese.
    pub area_path_zh: String,
    /// Street · community in English.
    pub area_path_en: String,
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
}

/// The site a record names.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SiteOfRecord {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
}

/// One incident in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: IncidentRow,
    /// The record it replaces.
    pub corrects: Option<Uuid>,
    /// Why it replaces that one.
    pub correction_reason: Option<String>,
    /// The record that replaces it.
    pub superseded_by: Option<Uuid>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
    /// Label of the device.
    pub device_id: String,
    /// Version of the app.
    pub app_version: String,
    /// Shift it belongs to.
    pub shift_id: Option<Uuid>,
    /// Site it names, if known.
    pub site: Option<SiteOfRecord>,
    /// Where its case stands.
    pub case: Option<CaseOfRecord>,
    /// That it was returned for mending, and is not mended yet.
    pub returned: Option<ReturnOfRecord>,
}

impl IncidentRow {
    /// Where it stands in lists, the newest first.
    pub(super) fn place_in_list(&self) -> (i64, Uuid) {
        (self.happened_at.0, self.id)
    }

    /// The row as its reader sees it: names from the tree in use, notes masked.
    pub(super) fn new(loaded: Loaded, territory: &Territory) -> Self {
        let Loaded { shown, incident } = loaded;
        let (position, note, author) = (shown.position(), shown.masked_note(), shown.author());
        let Shown {
            record,
            flags,
            photos,
            ..
        } = shown;
        let area = territory.by_id(record.area_id);
        let named = |level| area.and_then(|area| territory.at_level(area, level));
        let path: Vec<_> = [Level::Street, Level::Community]
            .into_iter()
            .filter_map(named)
            .collect();
        let joined = |names: Vec<&str>| names.join(" · ");
        Self {
            id: record.id,
            seq: record.seq,
            receipt: record.receipt,
            group: super::Vocabulary::get()
                .category(&incident.category)
                .map(|category| category.group.clone())
                .unwrap_or_default(),
            category: incident.category,
            severity: incident.severity,
            count: incident.count,
            outcome: incident.outcome,
            happened_at: UtcMillis(record.happened_at),
            received_at: UtcMillis(record.received_at),
            captured_at: UtcMillis(record.captured_at),
            area_code: area.map(|area| area.code.clone()).unwrap_or_default(),
            area_name_zh: area.map(|area| area.name_zh.clone()).unwrap_or_default(),
            area_name_en: area.map(|area| area.name_en.clone()).unwrap_or_default(),
            area_path_zh: joined(path.iter().map(|area| area.name_zh.as_str()).collect()),
            area_path_en: joined(path.iter().map(|area| area.name_en.as_str()).collect()),
            position,
            placed_by: record.placed_by,
            flags,
            note,
            photos,
            claimed_photos: record.claimed_photos,
            author,
        }
    }
}
