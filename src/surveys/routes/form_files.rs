//! Files beside questionnaires.

use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{PlanSurveys, ReadForms, ReadSurveys};
use crate::platform::input::read_limited;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::files::{self, Arrived, MAX_FILE_BYTES};
use crate::surveys::forms::{Found, read_definition};
use crate::surveys::queries::form_files as rows;
use crate::surveys::wire::forms::FormFileList;
use actix_web::http::header;
use actix_web::{HttpResponse, get, put, web};
use sea_orm::ConnectionTrait;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_form_files)
        .service(upload_form_file)
        .service(show_form_file);
}

async fn listed(
    db: &impl ConnectionTrait,
    version_id: Uuid,
    definition: &str,
) -> Result<web::Json<FormFileList>, Problem> {
    let form = read_definition(definition)?;
    let there = rows::of_versions(db, &[version_id]).await?;
    Ok(web::Json(FormFileList::new(&form, &there)))
}

/// The files that a version uses, tables, pictures and sound, and which of them are there.
#[utoipa::path(operation_id = "list_form_files", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    responses((status = 200, body = FormFileList), ProblemResponses), security(("bearer" = [])))]
#[get("/forms/{form_id}/versions/{version}/files")]
async fn list_form_files(
    who: Allowed<ReadForms>,
    path: web::Path<(Uuid, String)>,
) -> Result<web::Json<FormFileList>, Problem> {
    let (form_id, version) = path.into_inner();
    let found = Found::of(who.read(), form_id, &version).await?;
    listed(who.read(), found.id(), found.definition()).await
}

/// Gives a draft one of the files that its workbook names (at most 2 MB, 8 MB for all); an earlier one of the name is replaced.
#[utoipa::path(operation_id = "upload_form_file", tag = "surveys", security(("bearer" = [])),
    params(("form_id" = Uuid, Path), ("version" = String, Path), ("name" = String, Path, example = "flags.png")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = FormFileList), ProblemResponses))]
#[put("/forms/{form_id}/versions/{version}/files/{name}")]
async fn upload_form_file(
    who: Allowed<PlanSurveys>,
    path: web::Path<(Uuid, String, String)>,
    body: web::Payload,
) -> Result<web::Json<FormFileList>, Problem> {
    let (form_id, version, name) = path.into_inner();
    let bytes = read_limited(body, MAX_FILE_BYTES).await?.to_vec();
    let draft = files::keep(&who, (form_id, &version), Arrived { name, bytes }).await?;
    listed(who.read(), draft.id, &draft.definition).await
}

/// A file of a version, for phones and previews.
#[utoipa::path(operation_id = "show_form_file", tag = "surveys", security(("bearer" = [])),
    params(("form_id" = Uuid, Path), ("version" = String, Path), ("name" = String, Path, example = "flags.png")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), ProblemResponses))]
#[get("/forms/{form_id}/versions/{version}/files/{name}")]
async fn show_form_file(
    who: Allowed<ReadSurveys>,
    path: web::Path<(Uuid, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (form_id, version, name) = path.into_inner();
    let found = Found::of(who.read(), form_id, &version).await?;
    let file = rows::find(who.read(), found.id(), &name).await?;
    let file = file.ok_or(SurveyError::FormNotFound(form_id))?;
    Ok(HttpResponse::Ok()
        .content_type(file.media_type)
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .body(file.bytes))
}
