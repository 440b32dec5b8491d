//! Rates and cross tables.
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{Input, load};
use super::questions::Question;
use super::rates::Groups;
use super::wire::{CrossQuery, CrossView, RatesQuery, SurveyRatesView};
use super::{cross, rates};
use crate::areas::{Territories, Territory};
use crate::platform::auth::markers::ReadSurveys;
use crate::platform::auth::{Allowed, Level};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::service::reach::Seen;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(show_survey_rates).service(show_survey_cross);
}

/// The survey as its caller sees it. Who only visits doors sees no results.
async fn asked(
    who: &Allowed<ReadSurveys>,
    territories: &Territories,
    id: Uuid,
) -> Result<Seen, SurveyError> {
    let seen = Seen::of(who, territories, id).await?;
    if seen.reach.scope.has_no_area() {
        return Err(SurveyError::Plain(Code::PermissionDenied));
    }
    Ok(seen)
}

fn unknown(pointer: &str) -> Problem {
    Problem::invalid_query(vec![FieldProblem::new(pointer, FieldCode::UnknownQuestion)])
}

/// The rates of a survey inside the caller's areas: weighted, with intervals of the draw, judged against their targets and
/// compared with the wave before.
#[utoipa::path(operation_id = "show_survey_rates", tag = "surveys", params(("survey_id" = Uuid, Path), RatesQuery), responses((status = 200, body = SurveyRatesView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/rates")]
async fn show_survey_rates(
    who: Allowed<ReadSurveys>,
    id: web::Path<Uuid>,
    query: web::Query<RatesQuery>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<SurveyRatesView>, Problem> {
    let Seen {
        survey,
        reach,
        territory,
    } = asked(&who, &territories, *id).await?;
    let by = query.by.as_deref();
    let paths: Vec<&str> = by.into_iter().collect();
    let previous = survey.previous_id;
    let here = (&reach, territory.as_ref());
    let input = load(who.read(), &forms, here, survey, &paths).await?;
    let groups = groups(&input, by, &territory)?;
    let before = match previous {
        Some(id) => crate::surveys::queries::surveys::find(who.read(), id).await?,
        None => None,
    };
    // An earlier wave that the caller does not see, or that was never drawn, is not compared with.
    let seen = before.filter(|survey| reach.sees(survey, &territory));
    let before = match seen.filter(|survey| survey.state != "draft") {
        Some(survey) => Some(load(who.read(), &forms, here, survey, &[]).await?),
        None => None,
    };
    Ok(web::Json(rates::view(&input, groups, before.as_ref())))
}

fn groups(
    input: &Input,
    by: Option<&str>,
    territory: &Territory,
) -> Result<Option<Groups>, Problem> {
    Ok(match by {
        None => None,
        Some("street") => Some(Groups::by_area(input, territory, Level::Street)),
        Some("community") => Some(Groups::by_area(input, territory, Level::Community)),
        Some(path) => {
            let question = Question::of(&input.form, path).filter(Question::is_single);
            let question = question.ok_or_else(|| unknown("/by"))?;
            Some(Groups::by_question(input, &question))
        }
    })
}

/// Two questions of a survey crossed, inside the caller's areas: weighted shares of the rows by the same rules as rates.
#[utoipa::path(operation_id = "show_survey_cross", tag = "surveys", params(("survey_id" = Uuid, Path), CrossQuery), responses((status = 200, body = CrossView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/cross")]
async fn show_survey_cross(
    who: Allowed<ReadSurveys>,
    id: web::Path<Uuid>,
    query: web::Query<CrossQuery>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<CrossView>, Problem> {
    let Seen {
        survey,
        reach,
        territory,
    } = asked(&who, &territories, *id).await?;
    let paths = [query.row.as_str(), query.column.as_str()];
    let here = (&reach, territory.as_ref());
    let input = load(who.read(), &forms, here, survey, &paths).await?;
    let row = Question::of(&input.form, &query.row).filter(Question::is_single);
    let row = row.ok_or_else(|| unknown("/row"))?;
    let column = Question::of(&input.form, &query.column).ok_or_else(|| unknown("/column"))?;
    Ok(web::Json(cross::view(&input, &row, &column)))
}
