//! Handlers by what they are about.

mod doors;
mod form_files;
mod forms;
mod frames;
mod live;
mod surveys;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    super::attachments::configure(api);
    forms::configure(api);
    form_files::configure(api);
    frames::configure(api);
    surveys::configure(api);
    doors::configure(api);
    live::configure(api);
    super::figures::configure(api);
    super::export::configure(api);
    super::quality::configure(api);
    super::checks::configure(api);
}
