//! Lists and details of shifts.

use super::{area_asked, day_asked};
use crate::areas::{Territories, Territory};
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::shifts::{self as rows, Progress, ShiftsAsked};
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::shifts;
use crate::dissuasion::wire::shifts::{ShiftDetail, ShiftQuery, ShiftRow};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadShifts;
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{get, web};
use chrono::Days;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Without days asked for, a list shows so many days ahead.
const DAYS_AHEAD: u64 = 14;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_shifts).service(show_shift);
}

/// What the query asks for.
pub(in crate::dissuasion) fn asked_of(
    query: &ShiftQuery,
    after: Option<(i64, Uuid)>,
    territory: &Territory,
    zone: Zone,
    now: UtcMillis,
) -> Result<ShiftsAsked, DutyError> {
    let from = day_asked("/from", query.from.as_deref())?;
    let to = day_asked("/to", query.to.as_deref())?;
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(DutyError::query("/from", FieldCode::OrderedWrong));
    }
    let today = zone.day_of(now);
    let (from, to) = match (from, to) {
        (None, None) => (Some(today), today.checked_add_days(Days::new(DAYS_AHEAD))),
        given => given,
    };
    let unknown = || DutyError::query("/state", FieldCode::UnknownValue);
    let progress = query
        .state
        .as_deref()
        .map(|code| {
            let known = Progress::ALL.into_iter().find(|known| known.code() == code);
            known.ok_or_else(unknown)
        })
        .transpose()?;
    Ok(ShiftsAsked {
        from: from.map(|day| zone.start_of(day).0),
        until: to.map(|day| zone.end_of(day).0),
        area: area_asked(territory, query.area.as_deref())?,
        team: query.team,
        progress: progress.map(|progress| (progress, now)),
        after,
    })
}

/// Shifts of the caller's teams and areas, by start.
#[utoipa::path(operation_id = "list_shifts", tag = "dissuasion", params(ShiftQuery, PageQuery), responses((status = 200, body = Page<ShiftRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/shifts")]
async fn list_shifts(
    who: Allowed<ReadShifts>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<ShiftQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<ShiftRow>>, Problem> {
    let (territory, page) = (territories.current(), page.read()?);
    let asked = asked_of(&query, page.after, &territory, **zone, who.now())?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    let within = if query.mine == Some(true) {
        reach.own_shifts()
    } else {
        reach.shifts()
    };
    let found = rows::list(who.read(), within, &asked, page.probe()).await?;
    let views = shifts::rows(who.read(), &reach, &territory, found, who.now()).await?;
    Ok(web::Json(
        page.cut(views, |row| (row.card.starts_at.0, row.card.id)),
    ))
}

/// A shift with its people and what was done.
#[utoipa::path(operation_id = "show_shift", tag = "dissuasion", params(("shift_id" = Uuid, Path)), responses((status = 200, body = ShiftDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/shifts/{shift_id}")]
async fn show_shift(
    who: Allowed<ReadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<ShiftDetail>, Problem> {
    let territory = territories.current();
    let reach = Reach::of(who.read(), who.actor()).await?;
    let shift = reach.shift(who.read(), *id).await?;
    Ok(web::Json(
        shifts::detail(who.read(), &reach, &territory, shift, who.now()).await?,
    ))
}
