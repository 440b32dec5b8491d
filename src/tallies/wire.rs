//! What lists and figures of tallies look like, and what they may be asked.

use super::queries::Loaded;
use super::words::Observation;
use crate::areas::Territory;
use crate::platform::auth::Level;
use crate::platform::clock::UtcMillis;
use crate::platform::num;
use crate::rates::{RateView, VerdictView};
use crate::records::{AuthorView, HistoryLine, PositionView, Shown};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Filters of the list. Lists of words are comma-separated.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TallyQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// First local day, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last local day, inclusive.
    pub to: Option<String>,
    /// Observations, comma-separated.
    #[serde(rename = "type")]
    #[param(rename = "type", example = "bus_yield,taxi_yield")]
    pub observation: Option<String>,
    /// Code of a site.
    pub site: Option<String>,
    /// `me`, or an account id.
    pub author: Option<String>,
    /// Records on which any of these flags stands, comma-separated.
    pub flag: Option<String>,
}

/// Area and period of figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SummaryQuery {
    /// Code of an area in scope; its subtree counts.
    pub area: Option<String>,
    /// First local day, YYYY-MM-DD; default 364 days before the last.
    pub from: Option<String>,
    /// Last local day, inclusive; default today.
    pub to: Option<String>,
}

/// Observation, area and period of figures.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct FiguresQuery {
    /// The observation.
    #[serde(rename = "type")]
    #[param(rename = "type", example = "bus_yield")]
    pub observation: String,
    /// Code of an area in scope; its subtree counts.
    pub area: Option<String>,
    /// First local day, YYYY-MM-DD; default 364 days before the last.
    pub from: Option<String>,
    /// Last local day, inclusive; default today.
    pub to: Option<String>,
}

/// Where a tally was counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallySiteView {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Degrees east, WGS-84.
    pub lng: f64,
    /// Degrees north.
    pub lat: f64,
}

impl TallySiteView {
    pub(super) fn of(site: &entity::site::Model) -> Self {
        Self {
            code: site.code.clone(),
            name_zh: site.name_zh.clone(),
            name_en: site.name_en.clone(),
            lng: site.lng,
            lat: site.lat,
        }
    }
}

/// One tally in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyRow {
    /// Record id.
    pub id: Uuid,
    /// Number of its creation in the change log.
    pub seq: i64,
    /// Receipt.
    pub receipt: String,
    /// Observation.
    #[serde(rename = "type")]
    pub observation: String,
    /// How long it was counted.
    pub minutes: f64,
    /// How many did right.
    pub numerator: i64,
    /// Out of how many.
    pub denominator: i64,
    /// Their quotient, 0–1; none when nobody was counted.
    pub estimate: Option<f64>,
    /// Weather.
    pub weather: Option<String>,
    /// Account of the second observer.
    pub second_observer: Option<Uuid>,
    /// When the count ended.
    pub happened_at: UtcMillis,
    /// When the service took it.
    pub received_at: UtcMillis,
    /// Area now.
    pub area_code: String,
    /// Its name in Chinese.
    pub area_name_zh: String,
    /// Its name in English.
    pub area_name_en: String,
    /// Street and community in Chinese.
    pub area_path_zh: String,
    /// Street and community in English.
    pub area_path_en: String,
    /// The site it names, if known.
    pub site: Option<TallySiteView>,
    /// Where the phone stood.
    pub position: Option<PositionView>,
    /// What is odd about it.
    pub flags: Vec<String>,
    /// The note with personal data masked, if not expired.
    pub note: Option<String>,
    /// Who counted.
    pub author: AuthorView,
}

/// One tally in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: TallyRow,
    /// Name of the second observer.
    pub second_observer_name: Option<String>,
    /// The record it replaces.
    pub corrects: Option<Uuid>,
    /// Why it replaces that one.
    pub correction_reason: Option<String>,
    /// The record that replaces it.
    pub superseded_by: Option<Uuid>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryLine>,
}

impl TallyRow {
    /// Where it stands in lists, the newest first.
    pub(super) fn place_in_list(&self) -> (i64, Uuid) {
        (self.happened_at.0, self.id)
    }

    /// The row as its reader sees it: names from the tree in use, notes masked.
    pub(super) fn new(loaded: Loaded, territory: &Territory) -> Self {
        let Loaded { shown, tally, site } = loaded;
        let (position, note, author) = (shown.position(), shown.masked_note(), shown.author());
        let Shown { record, flags, .. } = shown;
        let area = territory.by_id(record.area_id);
        let path: Vec<_> = [Level::Street, Level::Community]
            .into_iter()
            .filter_map(|level| area.and_then(|area| territory.at_level(area, level)))
            .collect();
        let joined = |names: Vec<&str>| names.join(" · ");
        let name = |name: fn(&crate::areas::Area) -> &String| area.map(name).cloned();
        Self {
            id: record.id,
            seq: record.seq,
            receipt: record.receipt,
            observation: tally.observation,
            minutes: tally.minutes,
            numerator: tally.numerator,
            denominator: tally.denominator,
            estimate: (tally.denominator > 0)
                .then(|| num::from_i64(tally.numerator) / num::from_i64(tally.denominator)),
            weather: tally.weather,
            second_observer: tally.second_observer_id,
            happened_at: UtcMillis(record.happened_at),
            received_at: UtcMillis(record.received_at),
            area_code: name(|area| &area.code).unwrap_or_default(),
            area_name_zh: name(|area| &area.name_zh).unwrap_or_default(),
            area_name_en: name(|area| &area.name_en).unwrap_or_default(),
            area_path_zh: joined(path.iter().map(|area| area.name_zh.as_str()).collect()),
            area_path_en: joined(path.iter().map(|area| area.name_en.as_str()).collect()),
            site: site.as_ref().map(TallySiteView::of),
            position,
            flags,
            note,
            author,
        }
    }
}

/// The later half of the period against the earlier half.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyChangeView {
    /// `rose`, `fell` or `no_change_shown`.
    pub change: &'static str,
    /// First day of the later half.
    pub split_at: NaiveDate,
    /// The rate before.
    pub earlier: RateView,
    /// The rate from then on.
    pub later: RateView,
    /// Later minus earlier.
    pub difference: f64,
    /// Lower end of its interval (Newcombe).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What the tallies of one observation say.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallySummary {
    /// What was observed.
    pub observation: Observation,
    /// Tallies in the period.
    pub tallies: u64,
    /// Of them, how many counted nobody; they are in no rate.
    pub empty: u64,
    /// Minutes of counting.
    pub minutes: f64,
    /// Counted a minute; none without minutes.
    pub flow_per_minute: Option<f64>,
    /// The rate with its interval; none when nobody was counted.
    pub rate: Option<RateView>,
    /// What it says about the wanted share; none without rate or target.
    pub verdict: Option<VerdictView>,
    /// How it changed; none while one half has no rate.
    pub change: Option<TallyChangeView>,
}

/// Every observation in an area and period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallySummaries {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// One for each observation that has tallies, in the order of the list.
    pub items: Vec<TallySummary>,
}

/// A month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyMonth {
    /// `YYYY-MM`.
    pub month: String,
    /// Tallies.
    pub tallies: u64,
    /// The rate; none when nobody was counted.
    pub rate: Option<RateView>,
}

/// An hour of the day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyHour {
    /// 0–23, the hour in which the count ended.
    pub hour: u8,
    /// Tallies.
    pub tallies: u64,
    /// Counted a minute.
    pub flow_per_minute: Option<f64>,
    /// The rate; none when nobody was counted.
    pub rate: Option<RateView>,
}

/// A crossing, junction or stop.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyPlace {
    /// The site; none for all tallies that name none.
    pub site: Option<TallySiteView>,
    /// 1 is best. Places of one tier cannot be told apart; none where too little was counted.
    pub tier: Option<u32>,
    /// Against all others together: `above`, `below` or `no_difference_shown` (Holm over all places); none where too
    /// little was counted.
    pub against_others: Option<&'static str>,
    /// Tallies.
    pub tallies: u64,
    /// The rate; none when nobody was counted.
    pub rate: Option<RateView>,
    /// What it says about the wanted share.
    pub verdict: Option<VerdictView>,
}

/// How well pairs of observers agree. Two counts do not tell which ones each called right, so there is a range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyAgreement {
    /// Pairs of counts at the same site and time by two people of whom one names the other.
    pub pairs: u64,
    /// What both together saw.
    pub units: u64,
    /// Of them, seen by one only.
    pub missed: u64,
    /// Least share they may agree on.
    pub share_low: Option<f64>,
    /// Largest share they may agree on.
    pub share_high: Option<f64>,
    /// Least Cohen's κ the counts allow; none when there was nothing to disagree about.
    pub kappa_low: Option<f64>,
    /// Largest κ the counts allow.
    pub kappa_high: Option<f64>,
}

/// One observation in full.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TallyFigures {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// All of it.
    pub summary: TallySummary,
    /// By month, every month of the period.
    pub months: Vec<TallyMonth>,
    /// By hour of the day, hours with tallies only.
    pub hours: Vec<TallyHour>,
    /// By place: tiers from the best down, then those that counted too little.
    pub places: Vec<TallyPlace>,
    /// How many tiers the places fall into.
    pub tiers: u32,
    /// Agreement of two observers.
    pub agreement: TallyAgreement,
}
