//! What belongs to the caller.

use crate::accounts::wire::{DeviceList, DeviceView, MeView, NewPassword};
use crate::accounts::{Passwords, queries, sessions};
use crate::platform::auth::SignedIn;
use crate::platform::clock::UtcMillis;
use crate::platform::input::Valid;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{HttpResponse, delete, get, put, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service
        .service(show_me)
        .service(list_my_devices)
        .service(end_my_device)
        .service(change_my_password);
}

/// Who is signed in, with which roles and permissions.
#[utoipa::path(operation_id = "show_me", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = MeView), ProblemResponses))]
#[get("/me")]
async fn show_me(who: SignedIn) -> web::Json<MeView> {
    web::Json(MeView::from(who.actor()))
}

/// The caller's devices.
#[utoipa::path(operation_id = "list_my_devices", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = DeviceList), ProblemResponses))]
#[get("/me/devices")]
async fn list_my_devices(who: SignedIn) -> Result<web::Json<DeviceList>, Problem> {
    let rows = queries::sessions::list_devices(who.read(), who.actor().account_id).await?;
    let items = rows
        .into_iter()
        .map(|row| device_view(row, who.actor().device_id))
        .collect();
    Ok(web::Json(DeviceList { items }))
}

/// End one of the caller's devices; it must sign in again.
#[utoipa::path(operation_id = "end_my_device", tag = "accounts", security(("bearer" = [])),
    params(("device_id" = Uuid, Path)),
    responses((status = 204, description = "Ended."), ProblemResponses))]
#[delete("/me/devices/{device_id}")]
async fn end_my_device(who: SignedIn, device_id: web::Path<Uuid>) -> Result<HttpResponse, Problem> {
    sessions::end_own_device(&who, *device_id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Change the own password. All other devices end.
#[utoipa::path(operation_id = "change_my_password", tag = "accounts", security(("bearer" = [])),
    request_body = NewPassword, responses((status = 204, description = "Changed."), ProblemResponses))]
#[put("/me/password")]
async fn change_my_password(
    who: SignedIn,
    passwords: web::Data<Passwords>,
    Valid(body): Valid<NewPassword>,
) -> Result<HttpResponse, Problem> {
    sessions::change_password(&who, &passwords, &body.current_password, &body.new_password).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) fn device_view(row: entity::device::Model, current: Uuid) -> DeviceView {
    DeviceView {
        id: row.id,
        name: row.name,
        first_seen_at: UtcMillis(row.first_seen_at),
        last_seen_at: UtcMillis(row.last_seen_at),
        is_current: row.id == current,
    }
}
