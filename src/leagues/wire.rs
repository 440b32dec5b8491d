//! What is said about leagues: tables and their rows. They are stored as they are said, so they can be read again.

mod life;

pub use life::{
    AppealDecision, AppealProof, AppealView, DocumentView, LeagueDocument, LeagueEventView,
    LeagueFilter, LeagueStep, LeagueSummary, LeagueView, NewAppeal, ReadingView, SettledAppeal,
};

use super::model::LeagueSubject;
use crate::areas::Area;
use crate::indicators::Wanted;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::rates::RateView;
use crate::units::UnitRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Figures by which areas or units stand beside one another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueFigureList {
    /// Those of areas, then those of units.
    pub items: Vec<LeagueFigure>,
}

/// A figure by which areas or units stand beside one another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LeagueFigure {
    /// `area` or `unit`.
    #[schema(example = "unit")]
    pub subject: &'static str,
    /// Who measures.
    #[schema(example = "cases")]
    pub source: &'static str,
    /// Which figure.
    #[schema(example = "fix_held")]
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
}

/// Of whom, which figure and which period a league is wanted.
#[derive(Clone, Debug, Serialize, Deserialize, IntoParams, ToSchema)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LeagueAsked {
    /// `area` or `unit`.
    #[param(example = "area")]
    #[schema(example = "area")]
    pub subject: String,
    /// Who measures: a source of the list of figures.
    #[param(example = "tally_rate")]
    #[schema(example = "tally_rate")]
    pub source: String,
    /// Which of its figures.
    #[param(example = "bus_yield")]
    #[schema(example = "bus_yield")]
    pub code: String,
    /// `2026`, `2026-Q4`, `2026-11` or `2026-W47`; the present quarter without one.
    #[param(example = "2026-Q3")]
    #[schema(example = "2026-Q3")]
    pub period: Option<String>,
    /// Code of an area: of areas those below it, of units what they did in it. The caller's areas without one.
    pub area: Option<String>,
    /// For areas: `district`, `street` or `community`; the first below the area without one.
    pub level: Option<String>,
}

impl Check for LeagueAsked {
    fn check(&self, _found: &mut FieldProblems) {}
}

/// Areas or units in tiers, as they stand now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LiveLeague {
    /// When it was reckoned.
    pub as_of: UtcMillis,
    /// The table.
    pub table: LeagueTable,
}

/// Areas or units in tiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LeagueTable {
    /// `area` or `unit`.
    #[schema(example = "area")]
    pub subject: String,
    /// Who measures.
    #[schema(example = "tally_rate")]
    pub source: String,
    /// Which figure.
    #[schema(example = "bus_yield")]
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The period.
    #[schema(example = "2026-Q3")]
    pub period: String,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// The area looked at, where it is one.
    pub area_code: Option<String>,
    /// Its name in Chinese.
    pub area_name_zh: Option<String>,
    /// Its name in English.
    pub area_name_en: Option<String>,
    /// Level of the areas in the table.
    #[schema(example = "street")]
    pub level: Option<String>,
    /// What is wanted of the figure by the edition that holds in the period, if anything is.
    pub wanted: Option<Wanted>,
    /// How many tiers there are.
    pub tiers: u32,
    /// How ties are settled, in Chinese.
    pub tie_rule_zh: String,
    /// How ties are settled, in English.
    pub tie_rule_en: String,
    /// By tier, within a tier by code; those without a sound figure last.
    pub rows: Vec<LeagueRow>,
}

/// An area or unit in a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LeagueRow {
    /// Code of the area or unit.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Id of the unit.
    pub unit_id: Option<Uuid>,
    /// Tier, 1 being the best; none without a sound figure.
    pub tier: Option<u32>,
    /// `figure`, `withheld` (it could point at persons), `too_small` (样本不足) or `nothing` (nothing was observed).
    #[schema(example = "figure")]
    pub state: String,
    /// The share; of `too_small` only its counts say something.
    pub rate: Option<RateView>,
    /// `reached`, `not_reached` or `not_proven`, where something is wanted.
    pub verdict: Option<String>,
    /// Path of the API that leads to what it is made of.
    pub link: Option<String>,
    /// Set when an appeal took the row out of the tiers.
    pub set_aside: Option<SetAside>,
}

/// Why a row stands in no tier, by whose decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetAside {
    /// Who decided.
    pub by_name: Option<String>,
    /// When.
    pub at: UtcMillis,
    /// Why.
    pub reason: String,
}

impl LeagueRow {
    /// An area of which nothing is known.
    pub(super) fn of_area(area: &Area) -> Self {
        Self::blank(&area.code, &area.name_zh, &area.name_en)
    }

    /// A unit of which nothing is known.
    pub(super) fn of_unit(unit: &UnitRef) -> Self {
        Self {
            unit_id: Some(unit.id),
            ..Self::blank(&unit.code, &unit.name_zh, &unit.name_en)
        }
    }

    fn blank(code: &str, name_zh: &str, name_en: &str) -> Self {
        Self {
            code: code.to_owned(),
            name_zh: name_zh.to_owned(),
            name_en: name_en.to_owned(),
            unit_id: None,
            tier: None,
            state: "nothing".to_owned(),
            rate: None,
            verdict: None,
            link: None,
            set_aside: None,
        }
    }
}

impl LeagueFigure {
    /// A figure that a gauge offers.
    pub(super) fn of(
        subject: LeagueSubject,
        source: &'static str,
        offer: crate::gauges::Offer,
    ) -> Self {
        Self {
            subject: subject.code(),
            source,
            code: offer.code,
            name_zh: offer.name_zh,
            name_en: offer.name_en,
        }
    }
}
