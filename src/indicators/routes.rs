//! Indicators over HTTP.

mod evidence;
mod framework;
mod scores;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    evidence::configure(api);
    framework::configure(api);
    scores::configure(api);
}
