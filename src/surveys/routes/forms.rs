//! Questionnaires.

use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{AllowForms, PlanSurveys, ReadForms};
use crate::platform::input::{Valid, read_limited};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::surveys::error::SurveyError;
use crate::surveys::forms::diff::{FormDiff, diff};
use crate::surveys::forms::persons::asked_of;
use crate::surveys::forms::{self, Found, MAX_WORKBOOK_BYTES, WORKBOOK_TYPE, read_definition};
use crate::surveys::queries::forms as rows;
use crate::surveys::wire::forms::{
    AllowReason, DiffQuery, FormCheckView, FormList, FormVersionDetail, FormVersionView, FormView,
};
use actix_web::http::header;
use actix_web::{HttpResponse, delete, get, post, web};
use entity::survey_form_draft;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::value::RawValue;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use xlsform::Files;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(check_form)
        .service(create_form)
        .service(list_forms)
        .service(show_form_version)
        .service(show_form_workbook)
        .service(show_form_diff)
        .service(publish_form)
        .service(allow_form)
        .service(delete_form_draft);
}

async fn workbook_of(body: web::Payload) -> Result<Vec<u8>, Problem> {
    Ok(read_limited(body, MAX_WORKBOOK_BYTES).await?.to_vec())
}

fn broke_off(error: actix_web::error::BlockingError) -> Problem {
    Problem::internal("compile a workbook", error)
}

/// Checks a workbook (XLSForm, at most 10 MB) and answers every fault with its cell, the sheets to point at, and the
/// compiled form for a preview. Stores nothing.
#[utoipa::path(operation_id = "check_form", tag = "surveys", security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    responses((status = 200, body = FormCheckView), ProblemResponses))]
#[post("/forms/check")]
async fn check_form(
    _who: Allowed<PlanSurveys>,
    body: web::Payload,
) -> Result<web::Json<FormCheckView>, Problem> {
    let bytes = workbook_of(body).await?;
    let view = web::block(move || forms::examine(&bytes))
        .await
        .map_err(broke_off)?;
    Ok(web::Json(view))
}

/// Uploads a workbook as a draft; an earlier draft of the same version is replaced.
#[utoipa::path(operation_id = "create_form", tag = "surveys", security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    responses((status = 201, body = FormVersionView), ProblemResponses))]
#[post("/forms")]
async fn create_form(
    who: Allowed<PlanSurveys>,
    body: web::Payload,
) -> Result<HttpResponse, Problem> {
    let bytes = workbook_of(body).await?;
    let compiled = web::block(move || forms::compile(bytes, &Files::new()))
        .await
        .map_err(broke_off)??;
    let tables = forms::tables_for(who.read(), &compiled.form).await?;
    let compiled = if tables.is_empty() {
        compiled
    } else {
        web::block(move || forms::compile(compiled.workbook, &tables))
            .await
            .map_err(broke_off)??
    };
    let draft = forms::store(&who, compiled).await?;
    Ok(HttpResponse::Created().json(draft_view(who.read(), &draft).await?))
}

async fn draft_view(
    db: &impl ConnectionTrait,
    draft: &survey_form_draft::Model,
) -> Result<FormVersionView, Problem> {
    let asked = asked_of(&read_definition(&draft.definition)?);
    let code = code_of(db, draft.form_id).await?;
    Ok(FormVersionView::draft(draft.into(), &code, asked))
}

async fn code_of(db: &impl ConnectionTrait, form_id: Uuid) -> Result<String, Problem> {
    let form = rows::form(db, form_id).await?;
    Ok(form.ok_or(SurveyError::FormNotFound(form_id))?.code)
}

/// Every questionnaire with its versions, published ones and drafts.
#[utoipa::path(operation_id = "list_forms", tag = "surveys", responses((status = 200, body = FormList), ProblemResponses), security(("bearer" = [])))]
#[get("/forms")]
async fn list_forms(who: Allowed<ReadForms>) -> Result<web::Json<FormList>, Problem> {
    let db = who.read();
    let (published, drafts) = (rows::versions(db, None).await?, rows::drafts(db).await?);
    let mut items = vec![];
    for form in rows::all(db).await? {
        let mut versions = vec![];
        for draft in drafts.iter().filter(|row| row.form_id == form.id) {
            let asked = asked_of(&read_definition(&draft.definition)?);
            versions.push(FormVersionView::draft(draft.clone(), &form.code, asked));
        }
        let of_form = published.iter().filter(|row| row.form_id == form.id);
        versions.extend(of_form.map(|row| FormVersionView::published(row.clone(), &form.code)));
        versions.sort_by_key(|version| std::cmp::Reverse(version.made_at.0));
        let title = versions.first().map(|version| version.title.clone());
        if let Some(title) = title {
            items.push(FormView {
                id: form.id,
                code: form.code,
                title,
                versions,
            });
        }
    }
    items.sort_by_key(|form| {
        std::cmp::Reverse(form.versions.first().map(|version| version.made_at.0))
    });
    Ok(web::Json(FormList { items }))
}

/// One version with its definition, as the phone gets it.
#[utoipa::path(operation_id = "show_form_version", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    responses((status = 200, body = FormVersionDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/forms/{form_id}/versions/{version}")]
async fn show_form_version(
    who: Allowed<ReadForms>,
    path: web::Path<(Uuid, String)>,
) -> Result<web::Json<FormVersionDetail>, Problem> {
    let (form_id, version) = path.into_inner();
    let found = Found::of(who.read(), form_id, &version).await?;
    let code = code_of(who.read(), form_id).await?;
    let definition = RawValue::from_string(found.definition().to_owned())
        .map_err(|error| DbErr::Json(error.to_string()))?;
    let asked = asked_of(&read_definition(found.definition())?);
    let version = match &found {
        Found::Draft(row) => FormVersionView::draft(row.as_ref().into(), &code, asked),
        Found::Published(row) => FormVersionView {
            asks_for_persons: asked,
            ..FormVersionView::published(row.as_ref().into(), &code)
        },
    };
    Ok(web::Json(FormVersionDetail {
        version,
        definition,
    }))
}

/// The workbook as it was uploaded.
#[utoipa::path(operation_id = "show_form_workbook", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ProblemResponses), security(("bearer" = [])))]
#[get("/forms/{form_id}/versions/{version}/workbook")]
async fn show_form_workbook(
    who: Allowed<ReadForms>,
    path: web::Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    let (form_id, version) = path.into_inner();
    let found = Found::of(who.read(), form_id, &version).await?;
    let code = code_of(who.read(), form_id).await?;
    let safe = |text: &str| -> String {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
        text.chars().filter(is_plain).collect()
    };
    let name = format!("{}-{}.xlsx", safe(&code), safe(&version));
    let bytes = found.workbook(who.read()).await?;
    Ok(HttpResponse::Ok()
        .content_type(WORKBOOK_TYPE)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// What changed from one version to another, by question, choice and column.
#[utoipa::path(operation_id = "show_form_diff", tag = "surveys", params(("form_id" = Uuid, Path), DiffQuery),
    responses((status = 200, body = FormDiff), ProblemResponses), security(("bearer" = [])))]
#[get("/forms/{form_id}/diff")]
async fn show_form_diff(
    who: Allowed<ReadForms>,
    form_id: web::Path<Uuid>,
    query: web::Query<DiffQuery>,
) -> Result<web::Json<FormDiff>, Problem> {
    let before = Found::of(who.read(), *form_id, &query.from).await?;
    let after = Found::of(who.read(), *form_id, &query.to).await?;
    let (before, after) = (
        read_definition(before.definition())?,
        read_definition(after.definition())?,
    );
    let found = web::block(move || diff(&before, &after))
        .await
        .map_err(broke_off)?;
    Ok(web::Json(found))
}

/// Publishes a draft: it never changes from then on and is kept for ever.
#[utoipa::path(operation_id = "publish_form", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    responses((status = 200, body = FormVersionView), ProblemResponses), security(("bearer" = [])))]
#[post("/forms/{form_id}/versions/{version}/publish")]
async fn publish_form(
    who: Allowed<PlanSurveys>,
    path: web::Path<(Uuid, String)>,
) -> Result<web::Json<FormVersionView>, Problem> {
    let (form_id, version) = path.into_inner();
    let published = forms::publish(&who, (form_id, &version)).await?;
    let code = code_of(who.read(), form_id).await?;
    Ok(web::Json(FormVersionView::published(
        (&published).into(),
        &code,
    )))
}

/// Lets a draft be published although it asks for persons. The reason stands in the audit log.
#[utoipa::path(operation_id = "allow_form", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    request_body = AllowReason, responses((status = 200, body = FormVersionView), ProblemResponses), security(("bearer" = [])))]
#[post("/forms/{form_id}/versions/{version}/allow")]
async fn allow_form(
    who: Allowed<AllowForms>,
    path: web::Path<(Uuid, String)>,
    Valid(body): Valid<AllowReason>,
) -> Result<web::Json<FormVersionView>, Problem> {
    let (form_id, version) = path.into_inner();
    let draft = forms::allow(&who, (form_id, &version), body.reason.trim()).await?;
    Ok(web::Json(draft_view(who.read(), &draft).await?))
}

/// Throws a draft away. Published versions stay.
#[utoipa::path(operation_id = "delete_form_draft", tag = "surveys", params(("form_id" = Uuid, Path), ("version" = String, Path)),
    responses((status = 204), ProblemResponses), security(("bearer" = [])))]
#[delete("/forms/{form_id}/versions/{version}")]
async fn delete_form_draft(
    who: Allowed<PlanSurveys>,
    path: web::Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    let (form_id, version) = path.into_inner();
    forms::discard(&who, (form_id, &version)).await?;
    Ok(HttpResponse::NoContent().finish())
}
