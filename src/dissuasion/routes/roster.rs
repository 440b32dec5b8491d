//! Who stands in a shift, and who takes whose place.

use crate::areas::Territories;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::swaps as rows;
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::{shifts, swaps};
use crate::dissuasion::wire::shifts::{RosterChange, ShiftDetail, ShiftPatch};
use crate::dissuasion::wire::swaps::{NewSwap, SwapAnswer, SwapQuery, SwapView};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{LeadShifts, ReadShifts};
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, get, patch, post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// The states of an offer.
const STATES: [&str; 4] = ["open", "taken", "declined", "withdrawn"];

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(update_shift)
        .service(change_roster)
        .service(list_swaps)
        .service(create_swap)
        .service(close_swap);
}

/// Call a shift off, or on again.
#[utoipa::path(operation_id = "update_shift", tag = "dissuasion", params(("shift_id" = Uuid, Path)), request_body = ShiftPatch, responses((status = 200, body = ShiftDetail), ProblemResponses), security(("bearer" = [])))]
#[patch("/dissuasion/shifts/{shift_id}")]
async fn update_shift(
    who: Allowed<LeadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<ShiftPatch>,
) -> Result<web::Json<ShiftDetail>, Problem> {
    let territory = territories.current();
    let shift = swaps::update_shift(&who, &territory, *id, body).await?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    Ok(web::Json(
        shifts::detail(who.read(), &reach, &territory, shift, who.now()).await?,
    ))
}

/// Say who stands in a shift. Members change their own place; leaders and planners anybody's.
#[utoipa::path(operation_id = "change_roster", tag = "dissuasion", params(("shift_id" = Uuid, Path)), request_body = RosterChange, responses((status = 200, body = ShiftDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/shifts/{shift_id}/roster")]
async fn change_roster(
    who: Allowed<ReadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<RosterChange>,
) -> Result<web::Json<ShiftDetail>, Problem> {
    let territory = territories.current();
    let shift = swaps::change_roster(&who, &territory, *id, body).await?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    Ok(web::Json(
        shifts::detail(who.read(), &reach, &territory, shift, who.now()).await?,
    ))
}

/// Offers to give up a place in shifts that the caller sees, newest first.
#[utoipa::path(operation_id = "list_swaps", tag = "dissuasion", params(SwapQuery, PageQuery), responses((status = 200, body = Page<SwapView>), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/swaps")]
async fn list_swaps(
    who: Allowed<ReadShifts>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<SwapQuery>,
) -> Result<web::Json<Page<SwapView>>, Problem> {
    let page = page.read()?;
    let state = query.state.as_deref();
    if state.is_some_and(|state| !STATES.contains(&state)) {
        return Err(DutyError::query("/state", FieldCode::UnknownValue).into());
    }
    let reach = Reach::of(who.read(), who.actor()).await?;
    let found = rows::list(who.read(), reach.shifts(), state, page.after, page.probe()).await?;
    let views = swaps::views(who.read(), &reach, found, who.now()).await?;
    Ok(web::Json(page.cut(views, |row| (row.at.0, row.id))))
}

/// Offer the own place in a shift to somebody of the team, or to anybody of it.
#[utoipa::path(operation_id = "create_swap", tag = "dissuasion", request_body = NewSwap, responses((status = 201, body = SwapView), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/swaps")]
async fn create_swap(
    who: Allowed<ReadShifts>,
    Valid(body): Valid<NewSwap>,
) -> Result<HttpResponse, Problem> {
    let made = swaps::offer(&who, body).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Take, decline or withdraw an offer. The first who takes it has the place.
#[utoipa::path(operation_id = "close_swap", tag = "dissuasion", params(("swap_id" = Uuid, Path)), request_body = SwapAnswer, responses((status = 200, body = SwapView), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/swaps/{swap_id}/answer")]
async fn close_swap(
    who: Allowed<ReadShifts>,
    id: web::Path<Uuid>,
    Valid(body): Valid<SwapAnswer>,
) -> Result<web::Json<SwapView>, Problem> {
    Ok(web::Json(swaps::answer(&who, *id, body.answer).await?))
}
