//! Administration of accounts.

use super::me::device_view;
use crate::accounts::Passwords;
use crate::accounts::administration::{self, Office};
use crate::accounts::queries::{audit, listing, roles, sessions};
use crate::accounts::wire::DeviceList;
use crate::accounts::wire::administration::{
    AccountFilter, AccountPage, AccountPatch, AccountView, AuditEventPage, AuditFilter,
    CreatedAccountView, NewAccountBody, NewRole, OneTimePasswordView,
};
use crate::platform::auth::{Allowed, Role, markers};
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, delete, get, patch, post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

type Reader = Allowed<markers::ReadAccounts>;
type Manager = Allowed<markers::ManageAccounts>;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service
        .service(list_accounts)
        .service(create_account)
        .service(show_account)
        .service(update_account)
        .service(grant_role)
        .service(revoke_role)
        .service(reset_password)
        .service(list_account_devices)
        .service(end_account_device)
        .service(list_account_history);
}

/// List accounts by sign-in name, with the number of accounts in each state.
///
/// Administrators see all accounts, others those that have or had a role inside their areas.
#[utoipa::path(operation_id = "list_accounts", tag = "accounts", security(("bearer" = [])), params(AccountFilter, PageQuery),
    responses((status = 200, body = AccountPage), ProblemResponses))]
#[get("/accounts")]
async fn list_accounts(
    who: Reader,
    QueryParts {
        filters: filter,
        beside: page,
    }: Listing<AccountFilter>,
) -> Result<web::Json<AccountPage>, Problem> {
    let (office, page) = (Office::of(&who), page.read::<String>()?);
    let wanted = wanted(&office, &filter).await?;
    let (visible, now) = (office.visible(), who.now());
    let rows = listing::list(
        who.read(),
        visible,
        &wanted,
        (filter.state, now),
        (page.after.clone(), page.limit),
    )
    .await?;
    let page = page.cut(rows, |row| row.account.clone());
    let counts = listing::count(who.read(), visible, &wanted, now).await?;
    let items = administration::views(&office, page.items).await?;
    Ok(web::Json(AccountPage {
        items,
        next_cursor: page.next_cursor,
        counts,
    }))
}

async fn wanted(office: &Office<'_>, filter: &AccountFilter) -> Result<listing::Wanted, Problem> {
    let wrong = |name: &str, code| Problem::invalid_query(vec![FieldProblem::new(name, code)]);
    let role = match filter.role.as_deref() {
        Some(code) => {
            Some(Role::parse(code).ok_or_else(|| wrong("/role", FieldCode::UnknownRole))?)
        }
        None => None,
    };
    let path = match filter.area.as_deref() {
        Some(code) => {
            let area = roles::find_area(office.db.read(), code).await?;
            let area = area.filter(|area| {
                office
                    .visible()
                    .is_none_or(|scope| scope.contains_path(&area.path))
            });
            Some(
                area.ok_or_else(|| wrong("/area", FieldCode::UnknownArea))?
                    .path,
            )
        }
        None => None,
    };
    let text = filter
        .q
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    if text.as_ref().is_some_and(|text| text.chars().count() > 64) {
        return Err(wrong("/q", FieldCode::TooLong));
    }
    Ok(listing::Wanted { text, role, path })
}

/// Create an account. The one-time password is shown this once.
#[utoipa::path(operation_id = "create_account", tag = "accounts", security(("bearer" = [])), request_body = NewAccountBody,
    responses((status = 201, body = CreatedAccountView), ProblemResponses))]
#[post("/accounts")]
async fn create_account(
    who: Manager,
    passwords: web::Data<Passwords>,
    Valid(body): Valid<NewAccountBody>,
) -> Result<HttpResponse, Problem> {
    let office = Office::of(&who);
    let new = (
        body.account.as_str(),
        body.name.as_str(),
        body.roles.as_slice(),
    );
    let created = administration::create(&office, &passwords, "create_account", new).await?;
    let account = administration::view_of(&office, created.id).await?;
    let one_time_password = created.one_time_password;
    Ok(HttpResponse::Created()
        .insert_header(("cache-control", "no-store"))
        .json(CreatedAccountView {
            account,
            one_time_password,
        }))
}

/// Show an account.
#[utoipa::path(operation_id = "show_account", tag = "accounts", security(("bearer" = [])), params(("account_id" = Uuid, Path)),
    responses((status = 200, body = AccountView), ProblemResponses))]
#[get("/accounts/{account_id}")]
async fn show_account(who: Reader, id: web::Path<Uuid>) -> Result<web::Json<AccountView>, Problem> {
    Ok(web::Json(
        administration::view_of(&Office::of(&who), *id).await?,
    ))
}

/// Rename, disable or enable an account. Disabling ends its sessions at once.
#[utoipa::path(operation_id = "update_account", tag = "accounts", security(("bearer" = [])), params(("account_id" = Uuid, Path)),
    request_body = AccountPatch, responses((status = 200, body = AccountView), ProblemResponses))]
#[patch("/accounts/{account_id}")]
async fn update_account(
    who: Manager,
    id: web::Path<Uuid>,
    Valid(body): Valid<AccountPatch>,
) -> Result<web::Json<AccountView>, Problem> {
    let office = Office::of(&who);
    administration::patch(&office, "update_account", *id, &body).await?;
    who.state().forget_sessions();
    Ok(web::Json(administration::view_of(&office, *id).await?))
}

/// Grant a role in an area; it holds for the area's whole subtree.
#[utoipa::path(operation_id = "grant_role", tag = "accounts", security(("bearer" = [])), params(("account_id" = Uuid, Path)),
    request_body = NewRole, responses((status = 201, body = AccountView), ProblemResponses))]
#[post("/accounts/{account_id}/roles")]
async fn grant_role(
    who: Manager,
    id: web::Path<Uuid>,
    Valid(body): Valid<NewRole>,
) -> Result<HttpResponse, Problem> {
    let office = Office::of(&who);
    administration::grant(&office, "grant_role", *id, &body).await?;
    who.state().forget_sessions();
    Ok(HttpResponse::Created().json(administration::view_of(&office, *id).await?))
}

/// Revoke a role.
#[utoipa::path(operation_id = "revoke_role", tag = "accounts", security(("bearer" = [])),
    params(("account_id" = Uuid, Path), ("role_id" = Uuid, Path, description = "Id of the grant.")),
    responses((status = 204, description = "Revoked."), ProblemResponses))]
#[delete("/accounts/{account_id}/roles/{role_id}")]
async fn revoke_role(who: Manager, path: web::Path<(Uuid, Uuid)>) -> Result<HttpResponse, Problem> {
    let (id, grant_id) = path.into_inner();
    administration::revoke(&Office::of(&who), "revoke_role", id, grant_id).await?;
    who.state().forget_sessions();
    Ok(HttpResponse::NoContent().finish())
}

/// Set a one-time password, shown this once. All devices of the account end.
#[utoipa::path(operation_id = "reset_password", tag = "accounts", security(("bearer" = [])), params(("account_id" = Uuid, Path)),
    responses((status = 200, body = OneTimePasswordView), ProblemResponses))]
#[post("/accounts/{account_id}/password-reset")]
async fn reset_password(
    who: Manager,
    passwords: web::Data<Passwords>,
    id: web::Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let one_time_password =
        administration::reset_password(&Office::of(&who), &passwords, "reset_password", *id)
            .await?;
    who.state().forget_sessions();
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .json(OneTimePasswordView { one_time_password }))
}

/// Devices of an account that have not ended.
#[utoipa::path(operation_id = "list_account_devices", tag = "accounts", security(("bearer" = [])),
    params(("account_id" = Uuid, Path)), responses((status = 200, body = DeviceList), ProblemResponses))]
#[get("/accounts/{account_id}/devices")]
async fn list_account_devices(
    who: Reader,
    id: web::Path<Uuid>,
) -> Result<web::Json<DeviceList>, Problem> {
    Office::of(&who).find(who.read(), *id).await?;
    let rows = sessions::list_devices(who.read(), *id).await?;
    let items = rows
        .into_iter()
        .map(|row| device_view(row, who.actor().device_id))
        .collect();
    Ok(web::Json(DeviceList { items }))
}

/// End a device of an account; it must sign in again.
#[utoipa::path(operation_id = "end_account_device", tag = "accounts", security(("bearer" = [])),
    params(("account_id" = Uuid, Path), ("device_id" = Uuid, Path)),
    responses((status = 204, description = "Ended."), ProblemResponses))]
#[delete("/accounts/{account_id}/devices/{device_id}")]
async fn end_account_device(
    who: Manager,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (id, device_id) = path.into_inner();
    administration::end_device(&Office::of(&who), "end_account_device", id, device_id).await?;
    who.state().forget_sessions();
    Ok(HttpResponse::NoContent().finish())
}

/// What was done to an account, the newest first; the last 100 events.
#[utoipa::path(operation_id = "list_account_history", tag = "accounts", security(("bearer" = [])),
    params(("account_id" = Uuid, Path)), responses((status = 200, body = AuditEventPage), ProblemResponses))]
#[get("/accounts/{account_id}/history")]
async fn list_account_history(
    who: Reader,
    id: web::Path<Uuid>,
) -> Result<web::Json<AuditEventPage>, Problem> {
    let account = Office::of(&who).find(who.read(), *id).await?;
    let filter = AuditFilter {
        subject: Some(format!("account:{}", account.id)),
        ..AuditFilter::default()
    };
    let rows = audit::list(who.read(), &filter, None, 100).await?;
    let page = Page::from_probe(rows, 100, |row| row.number);
    let items = administration::history(who.db(), page.items).await?;
    Ok(web::Json(AuditEventPage {
        items,
        next_cursor: None,
    }))
}
