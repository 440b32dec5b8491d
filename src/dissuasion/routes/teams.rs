//! Teams and their people.

use super::{area_asked, text_asked};
use crate::areas::Territories;
use crate::dissuasion::error::DutyError;
use crate::dissuasion::queries::{people, teams as rows};
use crate::dissuasion::service::reach::Reach;
use crate::dissuasion::service::teams;
use crate::dissuasion::wire::teams::{
    CandidateView, MembersChange, NewTeam, PeopleQuery, RegisterNumber, TeamDetail, TeamPatch,
    TeamQuery, TeamRow,
};
use crate::platform::auth::markers::{LeadShifts, PlanShifts, ReadShifts};
use crate::platform::auth::{Allowed, Permission, Role};
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, get, patch, post, put, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_teams)
        .service(create_team)
        .service(show_team)
        .service(update_team)
        .service(change_team_members)
        .service(list_team_candidates)
        .service(change_register_number);
}

/// Teams that the caller belongs to or plans for, by name.
#[utoipa::path(operation_id = "list_teams", tag = "dissuasion", params(TeamQuery, PageQuery), responses((status = 200, body = Page<TeamRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/teams")]
async fn list_teams(
    who: Allowed<ReadShifts>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<TeamQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<TeamRow>>, Problem> {
    let (territory, page) = (territories.current(), page.read()?);
    let asked = rows::TeamsAsked {
        area: area_asked(&territory, query.area.as_deref())?,
        text: text_asked(query.q.as_deref())?,
        is_ended: query.is_ended,
        after: page.after.clone(),
    };
    let reach = Reach::of(who.read(), who.actor()).await?;
    let found = rows::list(who.read(), reach.teams(), &asked, page.probe()).await?;
    let views = teams::rows(who.read(), &reach, &territory, found).await?;
    Ok(web::Json(page.cut(views, |row| (row.name.clone(), row.id))))
}

/// Make a team.
#[utoipa::path(operation_id = "create_team", tag = "dissuasion", request_body = NewTeam, responses((status = 201, body = TeamDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/teams")]
async fn create_team(
    who: Allowed<PlanShifts>,
    territories: web::Data<Territories>,
    Valid(body): Valid<NewTeam>,
) -> Result<HttpResponse, Problem> {
    let made = teams::create(&who, &territories.current(), body).await?;
    Ok(HttpResponse::Created().json(made))
}

/// A team with its people.
#[utoipa::path(operation_id = "show_team", tag = "dissuasion", params(("team_id" = Uuid, Path)), responses((status = 200, body = TeamDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/teams/{team_id}")]
async fn show_team(
    who: Allowed<ReadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<TeamDetail>, Problem> {
    let reach = Reach::of(who.read(), who.actor()).await?;
    let found = rows::find(who.read(), *id, reach.teams()).await?;
    let team = found.ok_or(DutyError::TeamNotFound(*id))?;
    Ok(web::Json(
        teams::detail(who.read(), &reach, &territories.current(), team).await?,
    ))
}

/// Change a team, or end it.
#[utoipa::path(operation_id = "update_team", tag = "dissuasion", params(("team_id" = Uuid, Path)), request_body = TeamPatch, responses((status = 200, body = TeamDetail), ProblemResponses), security(("bearer" = [])))]
#[patch("/dissuasion/teams/{team_id}")]
async fn update_team(
    who: Allowed<PlanShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<TeamPatch>,
) -> Result<web::Json<TeamDetail>, Problem> {
    Ok(web::Json(
        teams::update(&who, &territories.current(), *id, body).await?,
    ))
}

/// Let people join and leave a team.
#[utoipa::path(operation_id = "change_team_members", tag = "dissuasion", params(("team_id" = Uuid, Path)), request_body = MembersChange, responses((status = 200, body = TeamDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/dissuasion/teams/{team_id}/members")]
async fn change_team_members(
    who: Allowed<LeadShifts>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<MembersChange>,
) -> Result<web::Json<TeamDetail>, Problem> {
    Ok(web::Json(
        teams::change_members(&who, &territories.current(), *id, body).await?,
    ))
}

/// People who may be taken into the caller's teams, by name.
#[utoipa::path(operation_id = "list_team_candidates", tag = "dissuasion", params(PeopleQuery, PageQuery), responses((status = 200, body = Page<CandidateView>), ProblemResponses), security(("bearer" = [])))]
#[get("/dissuasion/people")]
async fn list_team_candidates(
    who: Allowed<LeadShifts>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<PeopleQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<CandidateView>>, Problem> {
    let page = page.read()?;
    let reach = Reach::of(who.read(), who.actor()).await?;
    let scope = teams::candidates_scope(who.read(), &reach, &territories.current()).await?;
    let text = text_asked(query.q.as_deref())?;
    let found = people::list(
        who.read(),
        &scope,
        text.as_deref(),
        page.after.clone(),
        page.probe(),
    )
    .await?;
    let ids = found.iter().map(|account| account.id).collect();
    let mut roles = people::roles_of(who.read(), ids).await?;
    let view = |account: entity::account::Model| {
        let roles = roles.remove(&account.id).unwrap_or_default();
        let leads = |code: &String| {
            Role::parse(code).is_some_and(|role| role.reach(Permission::LeadShifts).is_some())
        };
        CandidateView {
            id: account.id,
            name: account.name,
            may_lead: roles.iter().any(leads),
            roles,
        }
    };
    let views = found.into_iter().map(view).collect();
    Ok(web::Json(page.cut(views, |row: &CandidateView| {
        (row.name.clone(), row.id)
    })))
}

/// Write somebody's number of the volunteer register.
#[utoipa::path(operation_id = "change_register_number", tag = "dissuasion", params(("account_id" = Uuid, Path)), request_body = RegisterNumber, responses((status = 204), ProblemResponses), security(("bearer" = [])))]
#[put("/dissuasion/volunteers/{account_id}/register-number")]
async fn change_register_number(
    who: Allowed<LeadShifts>,
    id: web::Path<Uuid>,
    Valid(body): Valid<RegisterNumber>,
) -> Result<HttpResponse, Problem> {
    teams::set_register_number(&who, *id, body.register_number).await?;
    Ok(HttpResponse::NoContent().finish())
}
