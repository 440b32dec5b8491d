//! A person's own views.

use super::wire::{NewView, SavedView, SavedViews, ViewPatch, ViewsQuery, is_page};
use super::{queries, service};
use crate::platform::auth::SignedIn;
use crate::platform::input::Valid;
use crate::platform::problem::{FieldCode, FieldProblem, Problem, ProblemResponses};
use actix_web::{HttpResponse, delete, get, patch, post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Mounts the operations.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_saved_views)
        .service(create_saved_view)
        .service(update_saved_view)
        .service(delete_saved_view);
}

/// The caller's own views of a page, by name.
#[utoipa::path(operation_id = "list_saved_views", tag = "views", params(ViewsQuery), responses((status = 200, body = SavedViews), ProblemResponses), security(("bearer" = [])))]
#[get("/views")]
async fn list_saved_views(
    who: SignedIn,
    query: web::Query<ViewsQuery>,
) -> Result<web::Json<SavedViews>, Problem> {
    if !is_page(&query.page) {
        let fault = FieldProblem::new("/page", FieldCode::UnknownValue);
        return Err(Problem::invalid_query(vec![fault]));
    }
    let rows = queries::list(who.read(), who.actor().account_id, &query.page).await?;
    Ok(web::Json(SavedViews {
        items: rows.into_iter().map(SavedView::from).collect(),
        most: service::MOST_A_PAGE,
    }))
}

/// Keep a view for the caller alone.
#[utoipa::path(operation_id = "create_saved_view", tag = "views", request_body = NewView, responses((status = 201, body = SavedView), ProblemResponses), security(("bearer" = [])))]
#[post("/views")]
async fn create_saved_view(
    who: SignedIn,
    Valid(body): Valid<NewView>,
) -> Result<HttpResponse, Problem> {
    let row = service::create(&who, body).await?;
    Ok(HttpResponse::Created().json(SavedView::from(row)))
}

/// Rename an own view, put other filters into it, or make it the default of its page.
#[utoipa::path(operation_id = "update_saved_view", tag = "views", params(("view_id" = Uuid, Path)), request_body = ViewPatch, responses((status = 200, body = SavedView), ProblemResponses), security(("bearer" = [])))]
#[patch("/views/{view_id}")]
async fn update_saved_view(
    who: SignedIn,
    id: web::Path<Uuid>,
    Valid(body): Valid<ViewPatch>,
) -> Result<web::Json<SavedView>, Problem> {
    Ok(web::Json(service::update(&who, *id, body).await?.into()))
}

/// Delete an own view.
#[utoipa::path(operation_id = "delete_saved_view", tag = "views", params(("view_id" = Uuid, Path)), responses((status = 204), ProblemResponses), security(("bearer" = [])))]
#[delete("/views/{view_id}")]
async fn delete_saved_view(who: SignedIn, id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    service::delete(&who, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
