//! Cases over HTTP.

pub(super) mod filter;
mod lists;
mod notices;

use super::error::CaseError;
use super::queries::{self, Reach};
use super::service::{Ground, create, duplicates, merge, show, steps};
use super::wire::{
    CaseDetail, CasePrint, CaseStepsView, CasesOfRecords, DuplicatesView, MadeCases, Merge,
    NewCase, NewCases, StepBody,
};
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageCases, ReadCases};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{HttpResponse, get, post, web};
use entity::case_file;
use sea_orm::DbErr;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    lists::configure(api);
    notices::configure(api);
    api.service(list_case_steps)
        .service(list_case_duplicates)
        .service(create_cases)
        .service(create_case)
        .service(show_case_print)
        .service(change_case_stage)
        .service(merge_case)
        .service(show_case);
}

/// What handlers share: the area tree, units and rules, the zone.
type Shared = (web::Data<Territories>, web::Data<Shelf>, web::Data<Zone>);

async fn ground<P>(who: &Allowed<P>, shared: &Shared) -> Result<Ground, DbErr> {
    Ground::of(who.read(), &shared.0, &shared.1, **shared.2).await
}

/// Ground and what the caller reaches.
async fn reached<P>(who: &Allowed<P>, shared: &Shared) -> Result<(Ground, Reach), DbErr> {
    let ground = ground(who, shared).await?;
    let reach = ground.reach(who.read(), who.actor(), who.scope()).await?;
    Ok((ground, reach))
}

async fn shown<P>(
    who: &Allowed<P>,
    (ground, reach): (&Ground, &Reach),
    row: case_file::Model,
) -> Result<CaseDetail, DbErr> {
    show::detail(who.read(), ground, (who.actor(), reach), row, who.now()).await
}

/// The one table of steps: from which stage to which, by whom, with note or photo; and the words of cases.
#[utoipa::path(operation_id = "list_case_steps", tag = "cases", responses((status = 200, body = CaseStepsView), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/steps")]
async fn list_case_steps(_who: Allowed<ReadCases>) -> web::Json<CaseStepsView> {
    web::Json(show::table())
}

/// Make a case from a record, a hotline number, media, a proposal or another system.
#[utoipa::path(operation_id = "create_case", tag = "cases", request_body = NewCase, responses((status = 201, body = CaseDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/cases")]
async fn create_case(
    who: Allowed<ManageCases>,
    shared: Shared,
    Valid(body): Valid<NewCase>,
) -> Result<HttpResponse, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let row = create::create(&who, &ground, body).await?;
    Ok(HttpResponse::Created().json(shown(&who, (&ground, &reach), row).await?))
}

/// Make a case of each record of a selection that has none yet, and dispatch them if asked; all or nothing but for those named.
#[utoipa::path(operation_id = "create_cases", tag = "cases", request_body = NewCases, responses((status = 200, body = MadeCases), ProblemResponses), security(("bearer" = [])))]
#[post("/cases/selection")]
async fn create_cases(
    who: Allowed<ManageCases>,
    shared: Shared,
    Valid(body): Valid<NewCases>,
) -> Result<web::Json<MadeCases>, Problem> {
    let ground = ground(&who, &shared).await?;
    Ok(web::Json(create::create_many(&who, &ground, &body).await?))
}

/// Cases that may be the same matter as a case or record: same behaviour, within 50 m and three days; those whose photos look
/// alike first.
#[utoipa::path(operation_id = "list_case_duplicates", tag = "cases", params(CasesOfRecords), responses((status = 200, body = DuplicatesView), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/duplicates")]
async fn list_case_duplicates(
    who: Allowed<ReadCases>,
    query: web::Query<CasesOfRecords>,
    shared: Shared,
) -> Result<web::Json<DuplicatesView>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let found = duplicates::find(who.read(), &ground, &reach, &query, who.now()).await?;
    Ok(web::Json(found))
}

/// A case in full: both photos side by side, what the service checked itself, timeline, reporters, the steps open to the caller.
#[utoipa::path(operation_id = "show_case", tag = "cases", params(("case_id" = Uuid, Path)), responses((status = 200, body = CaseDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/{case_id}")]
async fn show_case(
    who: Allowed<ReadCases>,
    id: web::Path<Uuid>,
    shared: Shared,
) -> Result<web::Json<CaseDetail>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let row = queries::find(who.read(), &reach, *id).await?;
    let row = row.ok_or(CaseError::NotFound(*id))?;
    Ok(web::Json(shown(&who, (&ground, &reach), row).await?))
}

/// A case as it is printed on one sheet.
#[utoipa::path(operation_id = "show_case_print", tag = "cases", params(("case_id" = Uuid, Path)), responses((status = 200, body = CasePrint), ProblemResponses), security(("bearer" = [])))]
#[get("/cases/{case_id}/print")]
async fn show_case_print(
    who: Allowed<ReadCases>,
    id: web::Path<Uuid>,
    shared: Shared,
) -> Result<web::Json<CasePrint>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let sheet = show::print(who.read(), &ground, (who.actor(), &reach), *id, who.now()).await?;
    Ok(web::Json(sheet))
}

/// Take a step. Who names the version that stands wins; the other gets 409 with the present state.
#[utoipa::path(operation_id = "change_case_stage", tag = "cases", params(("case_id" = Uuid, Path)), request_body = StepBody, responses((status = 200, body = CaseDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/cases/{case_id}/steps")]
async fn change_case_stage(
    who: Allowed<ReadCases>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<StepBody>,
) -> Result<web::Json<CaseDetail>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let row = steps::change(&who, &ground, *id, &body).await?;
    Ok(web::Json(shown(&who, (&ground, &reach), row).await?))
}

/// End a case as a duplicate of another, which goes on with the reporters of both.
#[utoipa::path(operation_id = "merge_case", tag = "cases", params(("case_id" = Uuid, Path)), request_body = Merge, responses((status = 200, body = CaseDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/cases/{case_id}/merge")]
async fn merge_case(
    who: Allowed<ManageCases>,
    id: web::Path<Uuid>,
    shared: Shared,
    Valid(body): Valid<Merge>,
) -> Result<web::Json<CaseDetail>, Problem> {
    let (ground, reach) = reached(&who, &shared).await?;
    let row = merge::merge(&who, &ground, *id, &body).await?;
    Ok(web::Json(shown(&who, (&ground, &reach), row).await?))
}
