//! Inspections over HTTP.

mod results;
mod rounds;
mod rubrics;

pub(super) use results::{Look, Shared};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    rubrics::configure(api);
    rounds::configure(api);
    results::configure(api);
    super::export::configure(api);
}
