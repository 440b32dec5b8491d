//! What a client must know before anybody signs in.

use super::Config;
use crate::accounts::{self, DemoAccountView};
use crate::config::BaseMapKind;
use crate::demo;
use crate::platform::auth::Public;
use crate::platform::clock::UtcMillis;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::records::{Intake, RescueKey};
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
    /// Kinds of records it takes.
    #[schema(example = json!(["incident"]))]
    kinds: Vec<&'static str>,
    /// Whether the first administrator has yet to be made.
    needs_setup: bool,
    /// Whether everything in it is invented.
    is_demo: bool,
    /// Last day of the invented history.
    #[serde(skip_serializing_if = "Option::is_none")]
    demo_last_day: Option<String>,
    /// Password of the demo sign-ins.
    #[serde(skip_serializing_if = "Option::is_none")]
    demo_password: Option<&'static str>,
    /// Sign-ins of the demo.
    demo_accounts: Vec<DemoAccountView>,
    /// What phones seal rescue files to.
    rescue_key: RescueKeyView,
    /// Map under the city's outlines.
    base_map: BaseMapView,
}

/// Public key of the server for rescue files.
#[derive(Debug, Serialize, ToSchema)]
struct RescueKeyView {
    /// Name of the key.
    id: String,
    /// Uncompressed P-256 point in base64.
    public_key_base64: String,
}

/// The map under the city's outlines.
#[derive(Debug, Serialize, ToSchema)]
struct BaseMapView {
    /// Which kind.
    kind: BaseMapKind,
    /// Tile address with `{z}/{x}/{y}`, or the address of a `PMTiles` file.
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
    intake: web::Data<Intake>,
    rescue: web::Data<RescueKey>,
) -> Result<web::Json<ServiceView>, Problem> {
    let mark = demo::read_mark(public.db().read()).await?;
    let demo_accounts = match &mark {
        Some(_) => accounts::list_demo_accounts(public.db()).await?,
        None => vec![],
    };
    let map = &config.base_map;
    Ok(web::Json(ServiceView {
        name: "文巡",
        version: env!("CARGO_PKG_VERSION"),
        languages: ["zh-CN", "en"],
        time_zone: config.time_zone.clone(),
        now: public.state().clock.now(),
        kinds: intake.kinds().names(),
        needs_setup: !accounts::has_administrator(public.db().read()).await?,
        is_demo: mark.is_some(),
        demo_last_day: mark.as_ref().map(|mark| mark.last_day.to_string()),
        demo_password: mark.as_ref().map(|_| demo::DEMO_PASSWORD),
        demo_accounts,
        rescue_key: RescueKeyView {
            id: rescue.id().to_owned(),
            public_key_base64: rescue.public_base64(),
        },
        base_map: BaseMapView {
            kind: map.kind,
            url: map.url.clone(),
            attribution: map.attribution.clone(),
        },
    }))
}
