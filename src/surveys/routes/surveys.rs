//! Surveys.

use crate::areas::Territories;
use crate::platform::auth::markers::{PlanSurveys, ReadSurveys};
use crate::platform::auth::{Allowed, Permission};
use crate::platform::input::Valid;
use crate::platform::problem::{FieldCode, Problem, ProblemResponses};
use crate::platform::query::list;
use crate::surveys::forms::Forms;
use crate::surveys::queries::surveys as rows;
use crate::surveys::service::draw::redraw;
use crate::surveys::service::progress::progress;
use crate::surveys::service::reach::{Reach, Seen};
use crate::surveys::service::setup::Planning;
use crate::surveys::service::view::{row_of, view};
use crate::surveys::wire::progress::{ProgressQuery, ProgressView};
use crate::surveys::wire::surveys::{
    NamedArea, NewSurvey, PlanCost, PlanRequest, PlanStratum, RedrawView, SurveyList,
    SurveyPlanView, SurveyQuery, SurveyView,
};
use actix_web::{HttpResponse, get, post, put, web};
use entity::survey;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_surveys)
        .service(create_survey)
        .service(plan_survey)
        .service(show_survey)
        .service(update_survey)
        .service(draw_survey)
        .service(close_survey)
        .service(redraw_survey)
        .service(show_survey_progress);
}

/// Surveys whose area overlaps the caller's, and those in which the caller was given doors; the latest first.
#[utoipa::path(operation_id = "list_surveys", tag = "surveys", params(SurveyQuery), responses((status = 200, body = SurveyList), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys")]
async fn list_surveys(
    who: Allowed<ReadSurveys>,
    query: web::Query<SurveyQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<SurveyList>, Problem> {
    let mut found = vec![];
    let known = |word: &str| {
        ["draft", "field", "closed"]
            .contains(&word)
            .then(|| word.to_owned())
    };
    let states = list(
        "/state",
        query.state.as_deref(),
        FieldCode::UnknownValue,
        &mut found,
        known,
    );
    if !found.is_empty() {
        return Err(Problem::invalid_query(found));
    }
    let territory = territories.current();
    let reach = Reach::of(who.read(), who.actor(), Permission::ReadSurveys).await?;
    let surveys = rows::all(who.read()).await?;
    let items = surveys
        .iter()
        .filter(|survey| states.is_empty() || states.contains(&survey.state))
        .filter(|survey| reach.sees(survey, &territory))
        .map(|survey| row_of(survey, &territory));
    Ok(web::Json(SurveyList {
        items: items.collect(),
    }))
}

async fn answer(
    who: &Allowed<PlanSurveys>,
    territories: &Territories,
    survey: survey::Model,
) -> Result<web::Json<SurveyView>, Problem> {
    Ok(web::Json(
        view(who.read(), survey, &territories.current()).await?,
    ))
}

/// Sets up a survey.
#[utoipa::path(operation_id = "create_survey", tag = "surveys", request_body = NewSurvey, responses((status = 201, body = SurveyView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys")]
async fn create_survey(
    who: Allowed<PlanSurveys>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
    Valid(body): Valid<NewSurvey>,
) -> Result<HttpResponse, Problem> {
    let planning = Planning::new(&who, &territories, &forms);
    let survey = planning.create(body).await?;
    let made = view(who.read(), survey, &territories.current()).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Says what a draw would come to: doors, interviews and widths by stratum, and what other widths cost. Stores nothing.
#[utoipa::path(operation_id = "plan_survey", tag = "surveys", request_body = PlanRequest, responses((status = 200, body = SurveyPlanView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/plan")]
async fn plan_survey(
    who: Allowed<PlanSurveys>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
    Valid(body): Valid<PlanRequest>,
) -> Result<web::Json<SurveyPlanView>, Problem> {
    let planning = Planning::new(&who, &territories, &forms);
    let plan = planning
        .plan(body.frame_id, &body.area_code, &body.design)
        .await?;
    let territory = territories.current();
    let strata = plan.strata.into_iter().map(|one| PlanStratum {
        area: NamedArea::by_code(&one.code, &territory),
        dwellings: one.dwellings,
        clusters: one.clusters,
        draw: one.draw,
        interviews: one.interviews,
        margin: one.margin,
    });
    let cost = plan.cost.into_iter().map(|one| PlanCost {
        margin: one.margin,
        draw: one.draw,
    });
    Ok(web::Json(SurveyPlanView {
        draw: plan.draw,
        interviews: plan.interviews,
        margin: plan.margin,
        strata: strata.collect(),
        cost: cost.collect(),
    }))
}

/// A survey in full; the seed once it is closed.
#[utoipa::path(operation_id = "show_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = SurveyView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}")]
async fn show_survey(
    who: Allowed<ReadSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<SurveyView>, Problem> {
    let seen = Seen::of(&who, &territories, *id).await?;
    let shown = view(who.read(), seen.survey, &seen.territory).await?;
    Ok(web::Json(shown))
}

/// Changes a survey that was not drawn yet; says which version was seen.
#[utoipa::path(operation_id = "update_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), request_body = NewSurvey, responses((status = 200, body = SurveyView), ProblemResponses), security(("bearer" = [])))]
#[put("/surveys/{survey_id}")]
async fn update_survey(
    who: Allowed<PlanSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
    Valid(body): Valid<NewSurvey>,
) -> Result<web::Json<SurveyView>, Problem> {
    let planning = Planning::new(&who, &territories, &forms);
    let survey = planning.update(*id, body).await?;
    answer(&who, &territories, survey).await
}

/// Draws the doors by lot and begins the field work. The SHA-256 of the seed stands in the audit log from then on; a survey
/// is drawn once.
#[utoipa::path(operation_id = "draw_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = SurveyView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/{survey_id}/draw")]
async fn draw_survey(
    who: Allowed<PlanSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<SurveyView>, Problem> {
    let planning = Planning::new(&who, &territories, &forms);
    let survey = planning.draw(*id).await?;
    answer(&who, &territories, survey).await
}

/// Ends the field work; the seed is told.
#[utoipa::path(operation_id = "close_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = SurveyView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/{survey_id}/close")]
async fn close_survey(
    who: Allowed<PlanSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<SurveyView>, Problem> {
    let planning = Planning::new(&who, &territories, &forms);
    let survey = planning.close(*id).await?;
    answer(&who, &territories, survey).await
}

/// Draws a closed survey again from its told seed and compares, door by door. Changes nothing.
#[utoipa::path(operation_id = "redraw_survey", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = RedrawView), ProblemResponses), security(("bearer" = [])))]
#[post("/surveys/{survey_id}/redraw")]
async fn redraw_survey(
    who: Allowed<PlanSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<RedrawView>, Problem> {
    let seen = Seen::of(&who, &territories, *id).await?;
    let (same, doors) = redraw(who.read(), &seen.survey, &seen.territory).await?;
    Ok(web::Json(RedrawView {
        same,
        doors,
        seed_sha256: seen.survey.seed_sha256.map(hex::encode).unwrap_or_default(),
    }))
}

/// How far a survey is, inside the caller's areas: by street, community or grid; by building and person for its supervisors.
/// A surveyor sees the own doors.
#[utoipa::path(operation_id = "show_survey_progress", tag = "surveys", params(("survey_id" = Uuid, Path), ProgressQuery), responses((status = 200, body = ProgressView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/progress")]
async fn show_survey_progress(
    who: Allowed<ReadSurveys>,
    id: web::Path<Uuid>,
    query: web::Query<ProgressQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<ProgressView>, Problem> {
    let seen = Seen::of(&who, &territories, *id).await?;
    let asked = (query.by, query.area.as_deref());
    let found = progress(
        who.read(),
        who.actor(),
        (&seen.reach, &seen.survey),
        &seen.territory,
        asked,
    )
    .await?;
    Ok(web::Json(found))
}
