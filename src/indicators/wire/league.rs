//! What is said about areas beside one another.

use super::Wanted;
use crate::platform::clock::UtcMillis;
use crate::rates::RateView;
use crate::units::UnitRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Of which figure, period and areas a table is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LeagueQuery {
    /// Who measures: a source of the list of gauges.
    #[param(example = "tally_rate")]
    pub source: String,
    /// Which of its figures.
    #[param(example = "bus_yield")]
    pub code: String,
    /// `2026`, `2026-Q4`, `2026-11` or `2026-W47`; the present quarter without one.
    pub period: Option<String>,
    /// Code of an area; its subtree counts. The caller's areas without one.
    pub area: Option<String>,
    /// `district`, `street` or `community`; the first below the area without one.
    pub level: Option<String>,
}

/// Areas in tiers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct League {
    /// Who measures.
    pub source: String,
    /// Which figure.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The period.
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// When it was reckoned.
    pub as_of: UtcMillis,
    /// Level of the areas.
    #[schema(example = "street")]
    pub level: &'static str,
    /// What is wanted of the figure by the edition that holds in the period, if anything is.
    pub wanted: Option<Wanted>,
    /// How many tiers there are.
    pub tiers: u32,
    /// How ties are settled, in Chinese.
    pub tie_rule_zh: &'static str,
    /// How ties are settled, in English.
    pub tie_rule_en: &'static str,
    /// Areas: by tier, within a tier by code; those without a sound figure last.
    pub rows: Vec<LeagueRow>,
}

/// An area in a table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueRow {
    /// Code.
    pub area_code: String,
    /// Name in Chinese.
    pub area_name_zh: String,
    /// Name in English.
    pub area_name_en: String,
    /// Tier, 1 being the best; none without a sound figure.
    pub tier: Option<u32>,
    /// `figure`, `withheld`, `too_small` or `nothing`.
    #[schema(example = "figure")]
    pub state: String,
    /// The share; only where it may be told.
    pub rate: Option<RateView>,
    /// `reached`, `not_reached` or `not_proven`.
    pub verdict: Option<String>,
    /// Path of the API that leads to what it is made of.
    pub link: Option<String>,
}

/// Of which figure, period and areas a table of units is wanted.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UnitLeagueQuery {
    /// `reported_in_time`, `fix_held` or `recheck_passed`.
    #[param(example = "reported_in_time")]
    pub figure: String,
    /// `2026`, `2026-Q4`, `2026-11` or `2026-W47`; the present quarter without one.
    pub period: Option<String>,
    /// Code of an area whose cases count. The caller's areas without one.
    pub area: Option<String>,
}

/// Units in tiers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitLeague {
    /// Which figure.
    #[schema(example = "reported_in_time")]
    pub figure: &'static str,
    /// Its name in Chinese.
    pub name_zh: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// The period.
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// When it was reckoned.
    pub as_of: UtcMillis,
    /// How many tiers there are.
    pub tiers: u32,
    /// How ties are settled, in Chinese.
    pub tie_rule_zh: &'static str,
    /// How ties are settled, in English.
    pub tie_rule_en: &'static str,
    /// Units with a step in the period: by tier, within a tier by code; those without a sound figure last.
    pub rows: Vec<UnitLeagueRow>,
}

/// A unit in a table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitLeagueRow {
    /// The unit.
    pub unit: UnitRef,
    /// Tier, 1 being the best; none with too small a sample.
    pub tier: Option<u32>,
    /// The share; `too_small` where it proves nothing.
    pub rate: RateView,
}
