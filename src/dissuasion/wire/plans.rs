//! Duty plans over the wire.

use super::shifts::PlaceView;
use crate::dissuasion::kind::SHIFT_MINUTES;
use crate::platform::input::{Check, FieldProblems, present_or_null};
use crate::platform::problem::{FieldCode, FieldProblem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Longest name of a plan or place, in characters.
const MAX_NAME: usize = 60;
/// Most rules of a plan.
const MAX_RULES: usize = 10;
/// Longest rule, in characters.
const MAX_RULE: usize = 200;
/// Most people wanted.
const MAX_NEEDED: i64 = 100;

/// Filters of the list of plans.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::dissuasion) struct PlanQuery {
    /// Code of an area; its subtree counts.
    pub area: Option<String>,
    /// Id of a team.
    pub team: Option<Uuid>,
    /// Only plans that ended, or only those that have not.
    pub is_ended: Option<bool>,
}

/// A duty plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct PlanView {
    /// Id.
    pub id: Uuid,
    /// Say it with every change.
    pub version: i64,
    /// The team.
    pub team_id: Uuid,
    /// Its name.
    pub team_name: String,
    /// What the duty is called.
    #[schema(example = "周五责任路段劝导")]
    pub name: String,
    /// Rules of its days.
    #[schema(example = json!(["FREQ=WEEKLY;BYDAY=FR"]))]
    pub rules: Vec<String>,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: Option<String>,
    /// Local time of the start.
    #[schema(example = "16:00")]
    pub start_time: String,
    /// How long it lasts.
    pub minutes: i64,
    /// Where it stands.
    pub place: PlaceView,
    /// Area it counts in.
    pub area_code: String,
    /// How many people are wanted.
    pub needed: i64,
    /// Whether it makes no more shifts.
    pub is_ended: bool,
    /// The next days, at most five.
    pub next_days: Vec<String>,
}

/// A point on the map as a place of duty.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct PointBody {
    /// WGS-84 degrees east.
    pub lng: f64,
    /// WGS-84 degrees north.
    pub lat: f64,
    /// What it is called, at most 60 characters.
    pub name: String,
}

/// A new duty plan. Exactly one of `site_code`, `road_code` and `point` says where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct NewPlan {
    /// The team.
    pub team_id: Uuid,
    /// What the duty is called, at most 60 characters.
    pub name: String,
    /// 1 to 10 rules: RFC 5545 from DAILY to YEARLY, `LUNAR=8-15` or `TERM=QINGMING`.
    pub rules: Vec<String>,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: Option<String>,
    /// Local time of the start, HH:MM.
    pub start_time: String,
    /// How long it lasts, 15 to 720.
    pub minutes: i64,
    /// Code of a site.
    pub site_code: Option<String>,
    /// Code of a road.
    pub road_code: Option<String>,
    /// Any other place.
    pub point: Option<PointBody>,
    /// How many people are wanted, 1 to 100.
    pub needed: i64,
}

impl Check for NewPlan {
    fn check(&self, found: &mut FieldProblems) {
        found.text_length("/name", self.name.trim(), 1, MAX_NAME);
        check_rules(&self.rules, found);
        check_minutes(self.minutes, found);
        check_needed(self.needed, found);
        check_time(&self.start_time, found);
        let places = usize::from(self.site_code.is_some())
            + usize::from(self.road_code.is_some())
            + usize::from(self.point.is_some());
        if places != 1 {
            found.add("/site_code", FieldCode::MissingField);
        }
        check_point(self.point.as_ref(), found);
    }
}

/// A change of a plan; absent fields stay. Shifts that have not begun follow it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct PlanPatch {
    /// The version the caller saw.
    pub version: i64,
    /// What the duty is called.
    pub name: Option<String>,
    /// Rules of its days.
    pub rules: Option<Vec<String>>,
    /// First local day.
    pub starts_on: Option<String>,
    /// Last local day; null for none.
    #[expect(clippy::option_option, reason = "absent and null say different things")]
    #[serde(default, deserialize_with = "present_or_null")]
    #[schema(value_type = Option<String>)]
    pub ends_on: Option<Option<String>>,
    /// Local time of the start, HH:MM.
    pub start_time: Option<String>,
    /// How long it lasts.
    pub minutes: Option<i64>,
    /// Code of a site, when the place changes.
    pub site_code: Option<String>,
    /// Code of a road, when the place changes.
    pub road_code: Option<String>,
    /// Any other place, when the place changes.
    pub point: Option<PointBody>,
    /// How many people are wanted.
    pub needed: Option<i64>,
    /// Whether it makes no more shifts.
    pub is_ended: Option<bool>,
}

impl Check for PlanPatch {
    fn check(&self, found: &mut FieldProblems) {
        if let Some(name) = &self.name {
            found.text_length("/name", name.trim(), 1, MAX_NAME);
        }
        if let Some(rules) = &self.rules {
            check_rules(rules, found);
        }
        if let Some(minutes) = self.minutes {
            check_minutes(minutes, found);
        }
        if let Some(needed) = self.needed {
            check_needed(needed, found);
        }
        if let Some(time) = &self.start_time {
            check_time(time, found);
        }
        check_point(self.point.as_ref(), found);
    }
}

/// Rules to try out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::dissuasion) struct RulesToTry {
    /// 1 to 10 rules.
    pub rules: Vec<String>,
    /// First local day.
    pub starts_on: String,
    /// Last local day.
    pub ends_on: Option<String>,
}

impl Check for RulesToTry {
    fn check(&self, found: &mut FieldProblems) {
        check_rules(&self.rules, found);
    }
}

/// Days that rules give.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct PlanDays {
    /// The next days within 60 days from today (or from the first day, when that is later).
    pub days: Vec<String>,
}

/// A recurring day of the city's calendar.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CalendarDayView {
    /// Stable code.
    pub code: String,
    /// `weekly`, `monthly`, `quarterly`, `yearly`, `lunar` or `solar_term`.
    pub kind: String,
    /// What to put into the rules of a plan.
    pub rule: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Name in English.
    pub name_en: String,
    /// The next time it comes, if it is known.
    pub next_day: Option<String>,
}

/// The city's recurring days.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::dissuasion) struct CalendarView {
    /// In the order of the table.
    pub items: Vec<CalendarDayView>,
}

fn out_of(pointer: &str, min: i64, max: i64) -> FieldProblem {
    FieldProblem::new(pointer, FieldCode::OutOfRange)
        .with("min", min)
        .with("max", max)
}

fn check_rules(rules: &[String], found: &mut FieldProblems) {
    if rules.is_empty() {
        found.add("/rules", FieldCode::Empty);
    }
    if rules.len() > MAX_RULES {
        found
            .0
            .push(FieldProblem::new("/rules", FieldCode::TooMany).with("max", MAX_RULES));
    }
    for (at, rule) in rules.iter().enumerate() {
        found.text_length(&format!("/rules/{at}"), rule, 1, MAX_RULE);
        if rule.contains('\n') {
            found.add(format!("/rules/{at}"), FieldCode::BadRule);
        }
    }
}

fn check_minutes(minutes: i64, found: &mut FieldProblems) {
    if !SHIFT_MINUTES.contains(&minutes) {
        found.0.push(out_of(
            "/minutes",
            *SHIFT_MINUTES.start(),
            *SHIFT_MINUTES.end(),
        ));
    }
}

fn check_needed(needed: i64, found: &mut FieldProblems) {
    if !(1..=MAX_NEEDED).contains(&needed) {
        found.0.push(out_of("/needed", 1, MAX_NEEDED));
    }
}

fn check_time(time: &str, found: &mut FieldProblems) {
    if minute_of_day(time).is_none() {
        found.add("/start_time", FieldCode::InvalidValue);
    }
}

fn check_point(point: Option<&PointBody>, found: &mut FieldProblems) {
    let Some(point) = point else {
        return;
    };
    found.text_length("/point/name", point.name.trim(), 1, MAX_NAME);
    if !(-180.0..=180.0).contains(&point.lng) {
        found.0.push(out_of("/point/lng", -180, 180));
    }
    if !(-90.0..=90.0).contains(&point.lat) {
        found.0.push(out_of("/point/lat", -90, 90));
    }
}

/// Minutes after midnight of `HH:MM`.
pub(in crate::dissuasion) fn minute_of_day(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let is_short = hours.len() == 2 && minutes.len() == 2;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let fits = is_short && (0..24).contains(&hours) && (0..60).contains(&minutes);
    fits.then_some(hours * 60 + minutes)
}

/// `HH:MM` of minutes after midnight.
pub(in crate::dissuasion) fn time_text(minute_of_day: i64) -> String {
    format!("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60)
}
