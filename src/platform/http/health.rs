//! Is the process alive; can it do its work.

use crate::platform::auth::Public;
use crate::platform::blobs::Blobs;
use crate::platform::db::scalar_i64;
use crate::platform::problem::{Code, Problem, ProblemResponses};
use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

/// Mounts `/health/live` and `/health/ready`.
pub fn configure(service: &mut utoipa_actix_web::service_config::ServiceConfig) {
    service.service(show_liveness).service(show_readiness);
}

/// State of the service.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// Always `ok`; anything else is answered with a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the process answers; touches nothing.
#[utoipa::path(operation_id = "show_liveness", tag = "health", responses((status = 200, body = Health), ProblemResponses))]
#[get("/health/live")]
async fn show_liveness() -> web::Json<Health> {
    web::Json(Health { status: "ok" })
}

/// Whether database and blob store answer.
#[utoipa::path(operation_id = "show_readiness", tag = "health", responses((status = 200, body = Health), ProblemResponses))]
#[get("/health/ready")]
async fn show_readiness(
    public: Public,
    blobs: web::Data<Blobs>,
) -> Result<web::Json<Health>, Problem> {
    let database = scalar_i64(public.db().read(), "SELECT CAST(1 AS BIGINT)").await;
    if database.is_err() || !blobs.is_reachable().await {
        return Err(Problem::new(Code::TooBusy).retry_after_s(5));
    }
    Ok(web::Json(Health { status: "ok" }))
}
