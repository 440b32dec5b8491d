//! Who may ask is said by the guard; what is asked is read by `asked`; the index answers.
mod heat;
mod live;
mod overview;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the insights.
pub fn configure(api: &mut ServiceConfig) {
    heat::configure(api);
    overview::configure(api);
    live::configure(api);
}
