//! Drawn doors, for the supervisors of a survey.

use crate::areas::Territories;
use crate::platform::auth::markers::SuperviseSurveys;
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::input::Valid;
use crate::platform::page::{Page, clamp_limit, decode_cursor};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::surveys::queries::doors as rows;
use crate::surveys::service::assign::{assign, assignments};
use crate::surveys::service::doors::{Asked, GivenTo, list, points, view};
use crate::surveys::service::reach::Seen;
use crate::surveys::service::replace::replace;
use crate::surveys::wire::doors::{
    AssignmentsChange, AssignmentsView, DoorQuery, DoorView, Replacement, SurveyorList,
    SurveyorView,
};
use crate::surveys::wire::progress::DoorPoints;
use actix_web::{get, post, put, web};
use std::collections::HashMap;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_survey_doors)
        .service(list_survey_points)
        .service(list_survey_surveyors)
        .service(show_assignments)
        .service(change_assignments)
        .service(replace_survey_door);
}

/// The caller's areas, once the survey is seen.
async fn scope_of(
    who: &Allowed<SuperviseSurveys>,
    territories: &Territories,
    id: Uuid,
) -> Result<AreaScope, Problem> {
    Ok(Seen::of(who, territories, id).await?.reach.scope)
}

/// Drawn doors in the caller's areas in walking order, with their visits.
#[utoipa::path(operation_id = "list_survey_doors", tag = "surveys", params(("survey_id" = Uuid, Path), DoorQuery), responses((status = 200, body = Page<DoorView>), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/doors")]
async fn list_survey_doors(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    query: web::Query<DoorQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<DoorView>>, Problem> {
    let territory = territories.current();
    let mut scope = scope_of(&who, &territories, *id).await?;
    let bad = |pointer: &str, code| Problem::invalid_query(vec![FieldProblem::new(pointer, code)]);
    if let Some(code) = query.area.as_deref() {
        let area = territory
            .by_code(code)
            .map(|area| scope.narrowed_to(&area.path));
        let inside = area.filter(|scope| !scope.has_no_area());
        scope = inside.ok_or_else(|| bad("/area", FieldCode::UnknownArea))?;
    }
    let given_to = match query.surveyor.as_deref() {
        None => None,
        Some("nobody") => Some(GivenTo::Nobody),
        Some(text) => Some(GivenTo::Person(
            Uuid::try_parse(text).map_err(|_bad| bad("/surveyor", FieldCode::BadUuid))?,
        )),
    };
    let after = match query.cursor.as_deref() {
        None => 0,
        Some(cursor) => {
            decode_cursor(cursor).ok_or_else(|| bad("/cursor", FieldCode::BadCursor))?
        }
    };
    let limit = clamp_limit(query.limit);
    let asked = Asked {
        given_to,
        state: query.state.clone(),
        after,
    };
    let doors = list(who.read(), &scope, *id, &territory, (&asked, limit + 1)).await?;
    Ok(web::Json(Page::from_probe(doors, limit, |door| door.order)))
}

/// Drawn doors in the caller's areas as points with what their visits come to, for a map inside surveys only.
#[utoipa::path(operation_id = "list_survey_points", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = DoorPoints), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/doors/points")]
async fn list_survey_points(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<DoorPoints>, Problem> {
    let scope = scope_of(&who, &territories, *id).await?;
    let items = points(who.read(), &scope, *id, &territories.current()).await?;
    Ok(web::Json(DoorPoints { items }))
}

/// People who may be given doors, with how many they have in this survey.
#[utoipa::path(operation_id = "list_survey_surveyors", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = SurveyorList), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/surveyors")]
async fn list_survey_surveyors(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<SurveyorList>, Problem> {
    let scope = scope_of(&who, &territories, *id).await?;
    let mut given: HashMap<Uuid, u64> = HashMap::new();
    for task in rows::tasks(who.read(), *id).await? {
        *given.entry(task.account_id).or_default() += 1;
    }
    let people = rows::surveyors(who.read(), &scope).await?;
    let items = people.into_iter().map(|(id, name)| SurveyorView {
        id,
        name,
        doors: given.get(&id).copied().unwrap_or_default(),
    });
    Ok(web::Json(SurveyorList {
        items: items.collect(),
    }))
}

/// Who visits where, by community.
#[utoipa::path(operation_id = "show_assignments", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = AssignmentsView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/assignments")]
async fn show_assignments(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<AssignmentsView>, Problem> {
    let scope = scope_of(&who, &territories, *id).await?;
    Ok(web::Json(
        assignments(who.read(), &scope, *id, &territories.current()).await?,
    ))
}

/// Gives the doors of communities to surveyors; several share the walk in equal parts.
#[utoipa::path(operation_id = "change_assignments", tag = "surveys", params(("survey_id" = Uuid, Path)), request_body = AssignmentsChange, responses((status = 200, body = AssignmentsView), ProblemResponses), security(("bearer" = [])))]
#[put("/surveys/{survey_id}/assignments")]
async fn change_assignments(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    Valid(body): Valid<AssignmentsChange>,
) -> Result<web::Json<AssignmentsView>, Problem> {
    let territory = territories.current();
    assign(&who, &territory, *id, &body.items).await?;
    let scope = who.scope().clone().areas_only();
    Ok(web::Json(
        assignments(who.read(), &scope, *id, &territory).await?,
    ))
}

/// Lets the next door of the reserve stand in for one that is no dwelling, is vacant or cannot be reached safely; a visit must
/// have found that. Refusals and people not at home are never replaced.
#[utoipa::path(operation_id = "replace_survey_door", tag = "surveys", params(("survey_id" = Uuid, Path), ("door_id" = Uuid, Path)), request_body = Replacement, responses((status = 200, body = DoorView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/{survey_id}/doors/{door_id}/replace")]
async fn replace_survey_door(
    who: Allowed<SuperviseSurveys>,
    path: web::Path<(Uuid, Uuid)>,
    territories: web::Data<Territories>,
    Valid(body): Valid<Replacement>,
) -> Result<web::Json<DoorView>, Problem> {
    let territory = territories.current();
    let next = replace(&who, &territory, path.into_inner(), body.reason).await?;
    let view = view(who.read(), next, &territory).await?;
    Ok(web::Json(
        view.ok_or_else(|| Problem::new(Code::DoorNotFound))?,
    ))
}
