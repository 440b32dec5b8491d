//! Duty plans and the calendar they are made with.

use super::area_asked;
use crate::areas::Territories;
use crate::dissuasion::model::rule::Schedule;
use crate::dissuasion::queries::plans::{self as rows, PlansAsked};
use crate::dissuasion::service::plans;
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::vocabulary::calendar;
use crate::dissuasion::wire::plans::{
    CalendarDayView, CalendarView, NewPlan, PlanDays, PlanPatch, PlanQuery, PlanView, RulesToTry,
};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{PlanShifts, ReadShifts};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, get, patch, post, web};
use chrono::Days;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Days that a preview names.
const PREVIEW_DAYS: usize = 61;
/// How far the calendar looks for the next time, in days.
const CALENDAR_DAYS: u64 = 400;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_plans)
        .service(create_plan)
        .service(show_plan_days)
        .service(update_plan)
        .service(list_calendar);
}

/// Duty plans of the caller's teams and areas, by name.
#[utoipa::path(operation_id = "list_plans", tag = "dissuasion", params(PlanQuery, PageQuery), responses((status = 200, body = Page<PlanView>), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/plans")]
async fn list_plans(
    who: Allowed<ReadShifts>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<PlanQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<PlanView>>, Problem> {
    let (territory, page) = (territories.current(), page.read()?);
    let asked = PlansAsked {
        area: area_asked(&territory, query.area.as_deref())?,
        team: query.team,
        is_ended: query.is_ended,
        after: page.after.clone(),
    };
    let reach = Reach::of(who.read(), who.actor()).await?;
    let found = rows::list(who.read(), reach.teams(), &asked, page.probe()).await?;
    let today = zone.day_of(who.now());
    let views = plans::views(who.read(), &territory, found, today).await?;
    Ok(web::Json(page.cut(views, |row| (row.name.clone(), row.id))))
}

/// Make a duty plan; its shifts of the next 60 days are made at once.
#[utoipa::path(operation_id = "create_plan", tag = "dissuasion", request_body = NewPlan, responses((status = 201, body = PlanView), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/plans")]
async fn create_plan(
    who: Allowed<PlanShifts>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
    Valid(body): Valid<NewPlan>,
) -> Result<HttpResponse, Problem> {
    let made = plans::create(&who, &territories.current(), **zone, body).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Change a duty plan, or end it. Shifts that have not begun follow.
#[utoipa::path(operation_id = "update_plan", tag = "dissuasion", params(("plan_id" = Uuid, Path)), request_body = PlanPatch, responses((status = 200, body = PlanView), ProblemResponses), security(("bearer" = [])))]
#[patch("/dissuasion/plans/{plan_id}")]
async fn update_plan(
    who: Allowed<PlanShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
    Valid(body): Valid<PlanPatch>,
) -> Result<web::Json<PlanView>, Problem> {
    Ok(web::Json(
        plans::update(&who, &territories.current(), **zone, *id, body).await?,
    ))
}

/// Which days rules give, before a plan is made with them.
#[utoipa::path(operation_id = "show_plan_days", tag = "dissuasion", request_body = RulesToTry, responses((status = 200, body = PlanDays), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/plans/preview")]
async fn show_plan_days(
    who: Allowed<PlanShifts>,
    zone: web::Data<Zone>,
    Valid(body): Valid<RulesToTry>,
) -> Result<web::Json<PlanDays>, Problem> {
    let today = zone.day_of(who.now());
    let ends_on = body.ends_on.as_deref();
    let schedule = plans::schedule(&body.rules, &body.starts_on, ends_on, today)?;
    Ok(web::Json(PlanDays {
        days: plans::next_days(&schedule, today, PREVIEW_DAYS),
    }))
}

/// The city's recurring days, to choose from.
#[utoipa::path(operation_id = "list_calendar", tag = "dissuasion", responses((status = 200, body = CalendarView), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/calendar")]
async fn list_calendar(
    who: Allowed<ReadShifts>,
    zone: web::Data<Zone>,
) -> Result<web::Json<CalendarView>, Problem> {
    let today = zone.day_of(who.now());
    let last = today
        .checked_add_days(Days::new(CALENDAR_DAYS))
        .unwrap_or(today);
    let next = |rule: &String| {
        let schedule = Schedule::parse(std::slice::from_ref(rule), today, None).ok()?;
        schedule.days(today, last).first().map(ToString::to_string)
    };
    let view = |day: &crate::dissuasion::vocabulary::CalendarDay| CalendarDayView {
        code: day.code.clone(),
        kind: day.kind.clone(),
        next_day: next(&day.rule),
        rule: day.rule.clone(),
        name_zh: day.name_zh.clone(),
        name_en: day.name_en.clone(),
    };
    Ok(web::Json(CalendarView {
        items: calendar().iter().map(view).collect(),
    }))
}
