//! Handlers. Inspections are captured as records; there is no route to create or change one.

mod figures;
mod inspections;
mod sites;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    // Before the sites: `export` is no id.
    super::export::configure(api);
    sites::configure(api);
    inspections::configure(api);
    figures::configure(api);
}
