//! Rules, duties at places, and what they lead to.

use super::UnitRef;
use crate::platform::clock::UtcMillis;
use crate::platform::input::{Check, FieldProblems};
use crate::platform::problem::FieldCode;
use crate::units::model::{Duty, MAX_PRIORITY, Subject, Territory};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Most rules of a set.
pub(in crate::units) const MAX_RULES: usize = 5_000;

/// A rule to be.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// Lower goes first, 1 to 999; duties at places stand at 100.
    #[schema(example = 200)]
    pub priority: i64,
    /// `any`, `area`, `road` or `site`.
    #[schema(example = "area")]
    pub territory: String,
    /// Code of the area, road or site; empty for `any`.
    #[serde(default)]
    #[schema(example = "439801001000")]
    pub territory_code: String,
    /// `any`, `category`, `group`, `site_type` or `handled_by`.
    #[schema(example = "handled_by")]
    pub subject: String,
    /// Code of the subject; empty for `any`.
    #[serde(default)]
    #[schema(example = "urban_management")]
    pub subject_code: String,
    /// Code of the unit.
    #[schema(example = "wenlan_urban_management")]
    pub unit_code: String,
    /// First day, YYYY-MM-DD.
    pub from: Option<String>,
    /// Last day, YYYY-MM-DD.
    pub to: Option<String>,
}

/// A whole set of rules, in order.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRules {
    /// The version that was seen; 0 when there was none.
    pub version: i64,
    /// Why the rules change, at most 500 characters.
    pub note: Option<String>,
    /// The rules, in order; at most 5,000.
    pub rules: Vec<NewRule>,
}

impl NewRule {
    /// Pushes what is wrong with the rule by itself, with pointers below `pointer`.
    pub(in crate::units) fn check_at(&self, pointer: &str, found: &mut FieldProblems) {
        if !(1..=MAX_PRIORITY).contains(&self.priority) {
            found.add(format!("{pointer}/priority"), FieldCode::OutOfRange);
        }
        if Territory::parse(&self.territory, &self.territory_code).is_none() {
            found.add(format!("{pointer}/territory"), FieldCode::UnknownValue);
        }
        if Subject::parse(&self.subject, &self.subject_code).is_none() {
            found.add(format!("{pointer}/subject"), FieldCode::UnknownValue);
        }
        let mut days = vec![];
        for (name, day) in [("from", &self.from), ("to", &self.to)] {
            if let Some(text) = day {
                match chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                    Ok(day) if text.len() == 10 => days.push(day),
                    _ => found.add(format!("{pointer}/{name}"), FieldCode::BadDate),
                }
            }
        }
        if let [from, to] = days.as_slice()
            && from > to
        {
            found.add(format!("{pointer}/from"), FieldCode::OrderedWrong);
        }
    }
}

impl Check for NewRules {
    fn check(&self, found: &mut FieldProblems) {
        if self.rules.len() > MAX_RULES {
            found.add("/rules", FieldCode::TooMany);
        }
        if let Some(note) = &self.note {
            found.text_length("/note", note, 0, 500);
        }
        for (at, rule) in self.rules.iter().enumerate() {
            rule.check_at(&format!("/rules/{at}"), found);
        }
    }
}

/// A rule in use.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleView {
    /// Its line in the set, from 1; 0 for a duty at a place.
    pub ordinal: i64,
    /// Lower goes first.
    pub priority: i64,
    /// `any`, `area`, `road` or `site`.
    pub territory: &'static str,
    /// Code of the place.
    pub territory_code: String,
    /// `any`, `category`, `group`, `site_type` or `handled_by`.
    pub subject: &'static str,
    /// Code of the subject.
    pub subject_code: String,
    /// Which unit.
    pub unit: Option<UnitRef>,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// The rule as a sentence in Chinese.
    pub words_zh: String,
    /// The rule as a sentence in English.
    pub words_en: String,
}

/// The set in use.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleSetView {
    /// Counts changes; send it with a change.
    pub version: i64,
    /// The rules, in order.
    pub rules: Vec<RuleView>,
}

/// What a place and matter are asked by.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// Degrees east, together with `lat`.
    pub lng: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Code of an area, instead of a position.
    pub area: Option<String>,
    /// Code of a site.
    pub site: Option<String>,
    /// Behaviour.
    pub category: String,
    /// Local day, YYYY-MM-DD; default today.
    pub on: Option<String>,
}

/// A rule that fits the matter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExplainedRule {
    /// Which unit.
    pub unit: UnitRef,
    /// Its rule.
    pub rule: RuleView,
    /// Whether only the land beside the place lies under it.
    pub is_beside: bool,
    /// Whether it has as much right as the first.
    pub is_equal: bool,
}

/// Why a matter belongs to a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Explained {
    /// The unit, if any rule fits.
    pub unit: Option<UnitRef>,
    /// Why, in Chinese.
    pub why_zh: String,
    /// Why, in English.
    pub why_en: String,
    /// Whether several units have equal right and must agree (协调件).
    pub is_coordination: bool,
    /// Rules that fit, the deciding one first; each unit once.
    pub candidates: Vec<ExplainedRule>,
    /// The area that holds the place.
    pub area_code: String,
    /// Roads on which it lies, the nearest first, of those that rules name.
    pub roads: Vec<String>,
    /// Version of the rules.
    pub version: i64,
}

/// How many incidents would go from one unit to another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitMove {
    /// From; none where no rule fitted.
    pub from: Option<UnitRef>,
    /// To; none where no rule would fit.
    pub to: Option<UnitRef>,
    /// Incidents.
    pub count: usize,
}

/// What a changed set would have done to the incidents of the last 30 days.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RuleMoves {
    /// First instant looked at.
    pub since: UtcMillis,
    /// Incidents looked at, the newest 50,000 at most.
    pub incidents: usize,
    /// Whether there were more than could be looked at.
    pub is_cut: bool,
    /// Those that stay with their unit.
    pub unchanged: usize,
    /// Those that would move, most first.
    pub moves: Vec<UnitMove>,
    /// To be agreed now.
    pub coordination_now: usize,
    /// To be agreed then.
    pub coordination_then: usize,
    /// Without unit now.
    pub without_unit_now: usize,
    /// Without unit then.
    pub without_unit_then: usize,
}

/// Which duties to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DutyQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Only those of this unit.
    pub unit: Option<Uuid>,
}

/// What a unit answers for at a road or site.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DutyView {
    /// Id.
    pub id: Uuid,
    /// `road` or `site`.
    pub place_kind: String,
    /// Code of the road or site.
    pub place_code: String,
    /// Its name in Chinese.
    pub place_name_zh: String,
    /// Its name in English.
    pub place_name_en: String,
    /// Which unit.
    pub unit: Option<UnitRef>,
    /// `sanitation`, `greening`, `order` (门前三包); none means everything.
    pub duties: Vec<&'static str>,
    /// The duties in words, Chinese.
    pub words_zh: String,
    /// The duties in words, English.
    pub words_en: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: Option<String>,
}

/// Who answers for a road or site from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyBody {
    /// Which unit; none ends the duty.
    pub unit_id: Option<Uuid>,
    /// `sanitation`, `greening`, `order`; none means everything.
    #[serde(default)]
    pub duties: Vec<String>,
}

impl Check for DutyBody {
    fn check(&self, found: &mut FieldProblems) {
        for (at, duty) in self.duties.iter().enumerate() {
            if Duty::parse(duty).is_none() {
                found.add(format!("/duties/{at}"), FieldCode::UnknownValue);
            }
            if self.duties.iter().take(at).any(|before| before == duty) {
                found.add(format!("/duties/{at}"), FieldCode::Repeated);
            }
        }
    }
}

/// A place that nobody looks after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UncoveredPlace {
    /// Code.
    pub code: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// Area it lies in, or its own for an area.
    pub area_code: String,
}

/// A behaviour for which no rule fits somewhere.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UncoveredCategory {
    /// Behaviour.
    pub category: String,
    /// Streets in which nobody answers for it.
    pub streets: Vec<String>,
}

/// Whether every place has staff, every matter a unit, every unit somebody (网上有格、格中有点、点上有事、事上有人、人上有责).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitCoverageView {
    /// Communities looked at.
    pub communities: usize,
    /// Communities without any grid; at most 200.
    pub communities_without_grid: Vec<UncoveredPlace>,
    /// How many there are.
    pub communities_without_grid_count: usize,
    /// Grids looked at.
    pub grids: usize,
    /// Grids in which no active account holds a role; at most 200.
    pub grids_without_staff: Vec<UncoveredPlace>,
    /// How many there are.
    pub grids_without_staff_count: usize,
    /// Grids without any site; only their number.
    pub grids_without_site_count: usize,
    /// Sites looked at.
    pub sites: usize,
    /// Sites that lie in no grid; at most 200.
    pub sites_without_grid: Vec<UncoveredPlace>,
    /// How many there are.
    pub sites_without_grid_count: usize,
    /// Sites for which no rule and no duty names a unit; at most 200.
    pub sites_without_unit: Vec<UncoveredPlace>,
    /// How many there are.
    pub sites_without_unit_count: usize,
    /// Behaviours that belong to nobody in some street.
    pub categories_without_unit: Vec<UncoveredCategory>,
    /// Units that take work and have nobody with an account.
    pub units_without_people: Vec<UnitRef>,
}
