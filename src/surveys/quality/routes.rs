//! The quality page.
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::load::visits_of;
use super::view::{look, view};
use super::wire::QualityView;
use crate::accounts::names_of;
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::SuperviseSurveys;
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::Forms;
use crate::surveys::service::reach::Seen;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(show_survey_quality);
}

/// What may be odd about the interviews of a survey, in the caller's areas, for those who supervise it: notes on visits, and
/// each surveyor held against the others of the same streets. Notes are reasons to look; they change no figure.
#[utoipa::path(operation_id = "show_survey_quality", tag = "surveys", params(("survey_id" = Uuid, Path)), responses((status = 200, body = QualityView), ProblemResponses), security(("bearer" = [])))]
#[get("/surveys/{survey_id}/quality")]
async fn show_survey_quality(
    who: Allowed<SuperviseSurveys>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    forms: web::Data<Forms>,
) -> Result<web::Json<QualityView>, Problem> {
    let Seen {
        survey,
        reach,
        territory,
    } = Seen::of(&who, &territories, *id).await?;
    let form = match survey.form_version_id {
        Some(version) => forms.get(who.read(), version).await?,
        None => None,
    };
    let form = form.ok_or(SurveyError::Plain(Code::SurveyNotFound))?;
    let visits = visits_of(who.read(), &reach.scope, survey.id, &form, &territory).await?;
    let people = visits.iter().map(|visit| visit.surveyor).collect();
    let names = names_of(who.read(), people).await?;
    let judging = std::sync::Arc::clone(&form);
    let judged = web::block(move || {
        let found = look(&judging, &visits);
        (visits, found)
    });
    let (visits, found) = judged
        .await
        .map_err(|error| Problem::internal("look at the quality of interviews", error))?;
    Ok(web::Json(view(&visits, &found, &names, &territory)))
}
