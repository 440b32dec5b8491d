//! What a client must know before anybody signs in.

use super::Config;
use crate::config::BaseMapKind;
use crate::platform::auth::Public;
use crate::platform::clock::UtcMillis;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_service);
}

/// The installation as a stranger may know it.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceView {
    /// 文巡
    name: &'static str,
    /// Version of the server.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Languages every text exists in.
    languages: [&'static str; 2],
    /// Zone whose days, weeks and months count.
    #[schema(example = "Asia/Shanghai")]
    time_zone: String,
    /// The server's clock.
    now: UtcMillis,
    /// Map under the city's outlines.
    base_map: BaseMapView,
}

/// The map under the city's outlines.
#[derive(Debug, Serialize, ToSchema)]
struct BaseMapView {
    /// Which kind.
    kind: BaseMapKind,
    /// Tile address with `{z}/{x}/{y}`, or the address of a PMTiles file.
    url: Option<String>,
    /// Who made the map.
    attribution: Option<String>,
}

/// What a client must know before anybody signs in.
#[utoipa::path(operation_id = "show_service", tag = "service", responses((status = 200, body = ServiceView), ProblemResponses))]
#[get("/service")]
async fn show_service(
    public: Public,
    config: web::Data<Config>,
) -> Result<web::Json<ServiceView>, Problem> {
    let map = &config.base_map;
    Ok(web::Json(ServiceView {
        name: "文巡",
        version: env!("CARGO_PKG_VERSION"),
        languages: ["zh-CN", "en"],
        time_zone: config.time_zone.clone(),
        now: public.state().clock.now(),
        base_map: BaseMapView {
            kind: map.kind,
            url: map.url.clone(),
            attribution: map.attribution.clone(),
        },
    }))
}
