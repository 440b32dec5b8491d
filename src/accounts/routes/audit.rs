//! Roles that there are, and the audit log.

use super::accounts::bad_cursor;
use crate::accounts::administration::{history, may_grant_somewhere};
use crate::accounts::queries;
use crate::accounts::wire::administration::{AuditEventPage, AuditFilter, RoleList, RoleView};
use crate::config::Config;
use crate::platform::audit;
use crate::platform::auth::{Allowed, Role, markers};
use crate::platform::page::{Page, clamp_limit, decode_cursor};
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(in crate::accounts) fn configure(service: &mut ServiceConfig) {
    service
        .service(list_roles)
        .service(list_audit_events)
        .service(verify_audit);
}

/// The roles that there are, what each allows, and which the caller may grant.
#[utoipa::path(operation_id = "list_roles", tag = "accounts", security(("bearer" = [])),
    responses((status = 200, body = RoleList), ProblemResponses))]
#[get("/roles")]
async fn list_roles(who: Allowed<markers::ReadAccounts>) -> web::Json<RoleList> {
    let view = |role: &Role| {
        let ((name_zh, name_en), (description_zh, description_en)) = (role.names(), role.works());
        RoleView {
            role: role.code(),
            name_zh,
            name_en,
            scope_level: role.level().code(),
            permissions: role
                .permissions()
                .iter()
                .map(|(permission, _)| permission.code())
                .collect(),
            description_zh,
            description_en,
            can_grant: may_grant_somewhere(who.actor(), *role),
        }
    };
    web::Json(RoleList {
        items: Role::ALL.iter().map(view).collect(),
    })
}

/// Events of the audit log, the newest first.
#[utoipa::path(operation_id = "list_audit_events", tag = "audit", security(("bearer" = [])), params(AuditFilter),
    responses((status = 200, body = AuditEventPage), ProblemResponses))]
#[get("/audit/events")]
async fn list_audit_events(
    who: Allowed<markers::ReadAudit>,
    filter: web::Query<AuditFilter>,
) -> Result<web::Json<AuditEventPage>, Problem> {
    let limit = clamp_limit(filter.limit);
    let before = filter
        .cursor
        .as_deref()
        .map(|cursor| decode_cursor::<i64>(cursor).ok_or_else(bad_cursor))
        .transpose()?;
    let rows = queries::audit::list(who.read(), &filter, before, limit).await?;
    let page = Page::from_probe(rows, limit, |row| row.number);
    let items = history(who.db(), page.items).await?;
    Ok(web::Json(AuditEventPage {
        items,
        next_cursor: page.next_cursor,
    }))
}

/// Check the whole log against its hashes and against the head outside the database.
#[utoipa::path(operation_id = "verify_audit", tag = "audit", security(("bearer" = [])),
    responses((status = 200, body = audit::Report), ProblemResponses))]
#[post("/audit/verify")]
async fn verify_audit(
    who: Allowed<markers::ReadAudit>,
    config: web::Data<Config>,
) -> Result<web::Json<audit::Report>, Problem> {
    let head = config.keys_folder().join("audit-head");
    let report = audit::verify(who.db(), &who.state().keys, &head).await;
    report
        .map(web::Json)
        .map_err(|error| Problem::internal("verify the audit log", error))
}
