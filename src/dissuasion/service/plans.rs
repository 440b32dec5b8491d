//! Duty plans: made and changed by planners.

use super::duty;
use super::reach::Reach;
use crate::areas::{Territory, roads, sites};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::model::place::{Place, PlaceKind, read_line};
use crate::dissuasion::model::rule::{RuleFault, Schedule};
use crate::dissuasion::queries::{plans, teams};
use crate::dissuasion::wire::plans::{
    NewPlan, PlanPatch, PlanView, PointBody, minute_of_day, time_text,
};
use crate::dissuasion::wire::shifts::PlaceView;
use crate::platform::audit;
use crate::platform::auth::Allowed;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::problem::{FieldCode, FieldProblem};
use chrono::{Days, NaiveDate};
use entity::{duty_plan, team};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Days that a view of a plan names.
const NEXT_DAYS: usize = 5;
/// Plans begin within so many years from today; a slip of the finger is not waited for.
const YEARS: i32 = 5;

/// A local day of a body.
pub(in crate::dissuasion) fn day_of(pointer: &str, text: &str) -> Result<NaiveDate, DutyError> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    day.filter(|_| text.len() == 10)
        .ok_or_else(|| DutyError::field(pointer, FieldCode::BadDate))
}

/// A checked schedule, with faults at their places.
pub(in crate::dissuasion) fn schedule(
    rules: &[String],
    starts_on: &str,
    ends_on: Option<&str>,
    today: NaiveDate,
) -> Result<Schedule, DutyError> {
    use chrono::Datelike as _;
    let starts_on = day_of("/starts_on", starts_on)?;
    let ends_on = ends_on.map(|day| day_of("/ends_on", day)).transpose()?;
    if (starts_on.year() - today.year()).abs() > YEARS {
        return Err(DutyError::field("/starts_on", FieldCode::OutOfRange));
    }
    if ends_on.is_some_and(|end| end < starts_on) {
        return Err(DutyError::field("/ends_on", FieldCode::OrderedWrong));
    }
    Schedule::parse(rules, starts_on, ends_on).map_err(|(at, fault)| {
        let pointer = format!("/rules/{at}");
        let problem = match fault {
            RuleFault::Bad(part) => {
                FieldProblem::new(pointer, FieldCode::BadRule).with("part", part)
            }
            RuleFault::TooOften => FieldProblem::new(pointer, FieldCode::RuleTooOften),
            RuleFault::Never => FieldProblem::new(pointer, FieldCode::RuleNever),
        };
        DutyError::Fields(vec![problem])
    })
}

/// The first instants of the next days of a schedule, within 60 days.
pub(in crate::dissuasion) fn next_days(
    schedule: &Schedule,
    today: NaiveDate,
    most: usize,
) -> Vec<String> {
    let from = today.max(schedule.starts_on);
    let last = from
        .checked_add_days(Days::new(duty::DAYS_AHEAD))
        .unwrap_or(from);
    let days = schedule.days(from, last).into_iter().take(most);
    days.map(|day| day.to_string()).collect()
}

/// Plans as lists show them.
pub(in crate::dissuasion) async fn views(
    db: &impl ConnectionTrait,
    territory: &Territory,
    plans: Vec<duty_plan::Model>,
    today: NaiveDate,
) -> Result<Vec<PlanView>, DbErr> {
    let ids = plans.iter().map(|plan| plan.team_id).collect();
    let teams = teams::by_ids(db, ids).await?;
    Ok(plans
        .into_iter()
        .map(|plan| view(plan, territory, &teams, today))
        .collect())
}

fn view(
    plan: duty_plan::Model,
    territory: &Territory,
    teams: &HashMap<Uuid, team::Model>,
    today: NaiveDate,
) -> PlanView {
    let next_days = match duty::schedule_of(&plan) {
        Ok(schedule) if plan.ended_at.is_none() => next_days(&schedule, today, NEXT_DAYS),
        _ => vec![],
    };
    PlanView {
        id: plan.id,
        version: plan.version,
        team_id: plan.team_id,
        team_name: teams
            .get(&plan.team_id)
            .map(|team| team.title.clone())
            .unwrap_or_default(),
        name: plan.title,
        rules: plan.rules.lines().map(str::to_owned).collect(),
        starts_on: plan.starts_on,
        ends_on: plan.ends_on,
        start_time: time_text(plan.start_minute),
        minutes: plan.minutes,
        area_code: territory
            .by_id(plan.area_id)
            .map(|area| area.code.clone())
            .unwrap_or_default(),
        place: PlaceView {
            kind: plan.place_kind,
            code: plan.place_code,
            name_zh: plan.place_zh,
            name_en: plan.place_en,
            line: read_line(&plan.place_line),
        },
        needed: plan.needed,
        is_ended: plan.ended_at.is_some(),
        next_days,
    }
}

/// Where a body says that duty is.
struct PlaceAsked<'a> {
    site: Option<&'a str>,
    road: Option<&'a str>,
    point: Option<&'a PointBody>,
}

/// The place and the area it lies in, which the caller must plan; `None` when nothing is asked.
async fn place_of(
    db: &impl ConnectionTrait,
    asked: PlaceAsked<'_>,
    reach: &Reach,
    territory: &Territory,
) -> Result<Option<(Place, i64)>, DutyError> {
    let (place, pointer, unknown) = if let Some(code) = asked.site {
        let unknown = || DutyError::field("/site_code", FieldCode::UnknownSite);
        let found = sites::find_anywhere(db, code).await?;
        let site = found.filter(|site| site.is_active).ok_or_else(unknown)?;
        let place = Place {
            kind: PlaceKind::Site,
            code: Some(site.code),
            name_zh: site.name_zh,
            name_en: site.name_en,
            line: vec![(site.lng, site.lat)],
        };
        (place, "/site_code", FieldCode::UnknownSite)
    } else if let Some(code) = asked.road {
        let unknown = || DutyError::field("/road_code", FieldCode::UnknownRoad);
        let road = roads::find(db, code).await?.ok_or_else(unknown)?;
        let place = Place {
            kind: PlaceKind::Road,
            line: roads::line_of(&road),
            code: Some(road.code),
            name_zh: road.name_zh,
            name_en: road.name_en,
        };
        (place, "/road_code", FieldCode::UnknownRoad)
    } else if let Some(point) = asked.point {
        let name = point.name.trim().to_owned();
        let place = Place {
            kind: PlaceKind::Point,
            code: None,
            name_zh: name.clone(),
            name_en: name,
            line: vec![(point.lng, point.lat)],
        };
        (place, "/point", FieldCode::UnknownArea)
    } else {
        return Ok(None);
    };
    let area = place
        .middle()
        .and_then(|(lng, lat)| territory.locate(lng, lat))
        .filter(|area| reach.plan_areas().contains_path(&area.path))
        .ok_or_else(|| DutyError::field(pointer, unknown))?;
    Ok(Some((place, area.id)))
}

/// Makes a plan and its shifts.
pub(in crate::dissuasion) async fn create<P>(
    who: &Allowed<P>,
    territory: &Territory,
    zone: Zone,
    new: NewPlan,
) -> Result<PlanView, DutyError> {
    let (now, today) = (who.now(), zone.day_of(who.now()));
    schedule(&new.rules, &new.starts_on, new.ends_on.as_deref(), today)?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    let asked = PlaceAsked {
        site: new.site_code.as_deref(),
        road: new.road_code.as_deref(),
        point: new.point.as_ref(),
    };
    let (place, area_id) = place_of(who.read(), asked, &reach, territory)
        .await?
        .ok_or_else(|| DutyError::field("/site_code", FieldCode::MissingField))?;
    let row = duty_plan::Model {
        id: who.new_id(),
        team_id: new.team_id,
        area_id,
        title: new.name.trim().to_owned(),
        rules: new.rules.join("\n"),
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        start_minute: minute_of_day(&new.start_time).unwrap_or_default(),
        minutes: new.minutes,
        place_kind: place.kind.code().to_owned(),
        place_line: place.line_text(),
        place_code: place.code,
        place_zh: place.name_zh,
        place_en: place.name_en,
        needed: new.needed,
        version: 1,
        created_at: now.0,
        ended_at: None,
    };
    who.write(async |tx| {
        let team = teams::find(tx, row.team_id, reach.planned_teams()).await?;
        if team.is_none_or(|team| team.ended_at.is_some()) {
            return Err(DutyError::TeamNotFound(row.team_id));
        }
        plans::insert(tx, row.clone()).await?;
        duty::follow(tx, &row, zone, now).await?;
        let event = audit::Event::new(Some(who.actor()), "create_plan", format!("plan:{}", row.id))
            .detail(json!({ "name": row.title, "rules": row.rules }));
        audit::record(tx, &who.state().clock, event).await?;
        Ok(())
    })
    .await?;
    one_view(who.read(), territory, row, today).await
}

async fn one_view(
    db: &impl ConnectionTrait,
    territory: &Territory,
    row: duty_plan::Model,
    today: NaiveDate,
) -> Result<PlanView, DutyError> {
    let id = row.id;
    let mut made = views(db, territory, vec![row], today).await?;
    made.pop().ok_or(DutyError::PlanNotFound(id))
}

/// Changes a plan; its version decides who was first. Shifts that have not begun follow.
pub(in crate::dissuasion) async fn update<P>(
    who: &Allowed<P>,
    territory: &Territory,
    zone: Zone,
    id: Uuid,
    patch: PlanPatch,
) -> Result<PlanView, DutyError> {
    let (now, today) = (who.now(), zone.day_of(who.now()));
    let reach = Reach::of(who.read(), who.actor()).await?;
    let row = who
        .write(async |tx| {
            let found = plans::find(tx, id, reach.planned_teams()).await?;
            let mut row = found.ok_or(DutyError::PlanNotFound(id))?;
            if row.version != patch.version {
                return Err(DutyError::PlanChanged(row.version));
            }
            lay_over(tx, &mut row, &patch, &reach, territory, now).await?;
            let rules: Vec<String> = row.rules.lines().map(str::to_owned).collect();
            schedule(&rules, &row.starts_on, row.ends_on.as_deref(), today)?;
            if !plans::save(tx, &row, patch.version).await? {
                return Err(DutyError::PlanChanged(patch.version + 1));
            }
            row.version = patch.version + 1;
            duty::follow(tx, &row, zone, now).await?;
            let event = audit::Event::new(Some(who.actor()), "update_plan", format!("plan:{id}"))
                .detail(json!({ "name": row.title, "rules": row.rules, "is_ended": row.ended_at.is_some() }));
            audit::record(tx, &who.state().clock, event).await?;
            Ok(row)
        })
        .await?;
    one_view(who.read(), territory, row, today).await
}

/// Puts what a patch says over a plan.
async fn lay_over(
    db: &impl ConnectionTrait,
    row: &mut duty_plan::Model,
    patch: &PlanPatch,
    reach: &Reach,
    territory: &Territory,
    now: UtcMillis,
) -> Result<(), DutyError> {
    let asked = PlaceAsked {
        site: patch.site_code.as_deref(),
        road: patch.road_code.as_deref(),
        point: patch.point.as_ref(),
    };
    if let Some((place, area_id)) = place_of(db, asked, reach, territory).await? {
        row.area_id = area_id;
        place.kind.code().clone_into(&mut row.place_kind);
        row.place_line = place.line_text();
        row.place_code = place.code;
        row.place_zh = place.name_zh;
        row.place_en = place.name_en;
    }
    if let Some(name) = &patch.name {
        name.trim().clone_into(&mut row.title);
    }
    if let Some(rules) = &patch.rules {
        row.rules = rules.join("\n");
    }
    if let Some(day) = &patch.starts_on {
        row.starts_on.clone_from(day);
    }
    if let Some(day) = &patch.ends_on {
        row.ends_on.clone_from(day);
    }
    if let Some(time) = patch.start_time.as_deref().and_then(minute_of_day) {
        row.start_minute = time;
    }
    row.minutes = patch.minutes.unwrap_or(row.minutes);
    row.needed = patch.needed.unwrap_or(row.needed);
    match patch.is_ended {
        Some(true) => row.ended_at = row.ended_at.or(Some(now.0)),
        Some(false) => row.ended_at = None,
        None => {}
    }
    Ok(())
}
