//! Figures of duty.

use super::{area_asked, day_asked};
use crate::areas::{Area, Territories, Territory};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::figures::Summed;
use crate::dissuasion::service::{effect, summary};
use crate::dissuasion::wire::figures::{
    DutySummary, EffectQuery, EffectView, MeasureList, MeasureQuery, MeasureView, NewMeasure,
    SummaryQuery,
};
use crate::platform::auth::markers::{PlanShifts, ReadInsights};
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use actix_web::{HttpResponse, get, post, web};
use chrono::{Days, NaiveDate};
use utoipa_actix_web::service_config::ServiceConfig;

/// Without days asked for, so many are summed up.
const DAYS: u64 = 30;
/// Days before and after an effect when nothing is asked.
const DEFAULT_DAYS: i64 = 180;
/// Longest time summed up, in days.
const MOST_DAYS: i64 = 800;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_dissuasion_summary)
        .service(list_measures)
        .service(create_measure)
        .service(show_effect);
}

/// The caller's areas, narrowed to the one asked for, without anybody's own rows.
fn scope_of<P>(
    who: &Allowed<P>,
    territory: &Territory,
    area: Option<&str>,
) -> Result<AreaScope, DutyError> {
    let scope = who.scope().clone().areas_only();
    Ok(match area_asked(territory, area)? {
        Some(asked) => asked
            .paths()
            .first()
            .map_or_else(|| scope.clone(), |path| scope.narrowed_to(path)),
        None => scope,
    })
}

/// The areas right below those that are summed up.
fn below<'a>(territory: &'a Territory, scope: &AreaScope) -> Vec<&'a Area> {
    let paths = scope.paths();
    let tops = territory
        .areas()
        .iter()
        .filter(|area| paths.contains(&area.path));
    match tops.collect::<Vec<_>>().as_slice() {
        [only] => territory.children(only).collect(),
        several => several.to_vec(),
    }
}

/// The days asked for; without, the last 30.
fn period(
    from: Option<&str>,
    to: Option<&str>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), DutyError> {
    let to = day_asked("/to", to)?.unwrap_or(today);
    let earlier = to.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(to);
    let from = day_asked("/from", from)?.unwrap_or(earlier);
    if from > to {
        return Err(DutyError::query("/from", FieldCode::OrderedWrong));
    }
    if (to - from).num_days() > MOST_DAYS {
        return Err(DutyError::query("/from", FieldCode::PeriodTooLong));
    }
    Ok((from, to))
}

/// Attendance, hours, people spoken to and how often it helped, for the shifts of an area that have begun.
#[utoipa::path(operation_id = "show_dissuasion_summary", tag = "dissuasion", params(SummaryQuery), responses((status = 200, body = DutySummary), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/summary")]
async fn show_dissuasion_summary(
    who: Allowed<ReadInsights>,
    query: web::Query<SummaryQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<DutySummary>, Problem> {
    let (territory, now) = (territories.current(), who.now());
    let (from, to) = period(query.from.as_deref(), query.to.as_deref(), zone.day_of(now))?;
    let summed = Summed {
        scope: scope_of(&who, &territory, query.area.as_deref())?,
        team: query.team,
        from: zone.start_of(from).0,
        until: zone.end_of(to).0,
    };
    let below = below(&territory, &summed.scope);
    let view = summary::summary(who.read(), &territory, &summed, (from, to), &below, now).await?;
    Ok(web::Json(view))
}

/// What was done against uncivil behaviour in the caller's areas, newest first, and whether it helped.
#[utoipa::path(operation_id = "list_measures", tag = "dissuasion", params(MeasureQuery), responses((status = 200, body = MeasureList), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/measures")]
async fn list_measures(
    who: Allowed<ReadInsights>,
    query: web::Query<MeasureQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<MeasureList>, Problem> {
    let territory = territories.current();
    let scope = scope_of(&who, &territory, query.area.as_deref())?;
    let items = effect::list(who.read(), &territory, &scope, (**zone, who.now())).await?;
    Ok(web::Json(MeasureList { items }))
}

/// Write down what is done in an area since when.
#[utoipa::path(operation_id = "create_measure", tag = "dissuasion", request_body = NewMeasure, responses((status = 201, body = MeasureView), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/measures")]
async fn create_measure(
    who: Allowed<PlanShifts>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
    Valid(body): Valid<NewMeasure>,
) -> Result<HttpResponse, Problem> {
    let made = effect::create(&who, &territories.current(), **zone, body).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Records at an area before and after a day, against the rest of the city: did it help?
#[utoipa::path(operation_id = "show_effect", tag = "dissuasion", params(EffectQuery), responses((status = 200, body = EffectView), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/effect")]
async fn show_effect(
    who: Allowed<ReadInsights>,
    query: web::Query<EffectQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<EffectView>, Problem> {
    let territory = territories.current();
    let here = territory
        .by_code(&query.area)
        .filter(|area| who.scope().contains_path(&area.path))
        .ok_or_else(|| DutyError::query("/area", FieldCode::UnknownArea))?;
    let on = day_asked("/on", Some(&query.on))?
        .ok_or_else(|| DutyError::query("/on", FieldCode::BadDate))?;
    let days = u64::try_from(query.days.unwrap_or(DEFAULT_DAYS)).unwrap_or_default();
    if !(30..=365).contains(&days) {
        return Err(DutyError::query("/days", FieldCode::OutOfRange).into());
    }
    let shown = effect::effect(who.read(), &territory, here, on, days, (**zone, who.now())).await?;
    let too_short = || DutyError::query("/on", FieldCode::PeriodTooShort);
    Ok(web::Json(shown.ok_or_else(too_short)?))
}
