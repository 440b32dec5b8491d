//! Roles that there are, and the audit log.

use crate::accounts::administration::{history, may_grant_somewhere};
use crate::accounts::queries;
use crate::accounts::wire::administration::{AuditEventPage, AuditFilter, RoleList, RoleView};
use crate::config::Config;
use crate::platform::audit;
use crate::platform::auth::{Allowed, Role, markers};
use crate::platform::page::{Listing, PageQuery};
use crate::platform::problem::{Problem, ProblemResponses};
use crate::platform::query::QueryParts;
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
#[utoipa::path(operation_id = "list_audit_events", tag = "audit", security(("bearer" = [])), params(AuditFilter, PageQuery),
    responses((status = 200, body = AuditEventPage), ProblemResponses))]
#[get("/audit/events")]
async fn list_audit_events(
    who: Allowed<markers::ReadAudit>,
    QueryParts {
        filters: filter,
        beside: page,
    }: Listing<AuditFilter>,
) -> Result<web::Json<AuditEventPage>, Problem> {
    let page = page.read()?;
    let rows = queries::audit::list(who.read(), &filter, page.after, page.limit).await?;
    let page = page.cut(rows, |row| row.number);
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
