//! Endpoints of the write path and of the author's own view.

mod batch;
mod mine;
mod pack;
mod returning;

pub use batch::RescuedPhotos;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    api.service(batch::send_records)
        .service(batch::rescue_records)
        .service(mine::list_my_records)
        .service(mine::show_receipt)
        .service(returning::send_record_back)
        .service(pack::show_field_pack)
        .service(pack::show_field_pack_part);
}
