//! The scoreboard.

use crate::areas::Territories;
use crate::gauges::Gauges;
use crate::indicators::scoreboard::{self, Asked, Sources};
use crate::indicators::wire::{ScoreQuery, Scoreboard};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadIndicators;
use crate::platform::days::Zone;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_scoreboard);
}

/// What handlers share: the area tree, units, gauges, the zone.
type Shared = (
    web::Data<Territories>,
    web::Data<Shelf>,
    web::Data<Gauges>,
    web::Data<Zone>,
);

/// Each requirement of the edition that holds in a period with its figures, intervals, verdicts, trend and evidence, and the
/// requirements that nobody measures. A frozen period is shown as it was frozen.
#[utoipa::path(operation_id = "show_scoreboard", tag = "indicators", params(ScoreQuery), responses((status = 200, body = Scoreboard), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/scoreboard")]
async fn show_scoreboard(
    who: Allowed<ReadIndicators>,
    query: web::Query<ScoreQuery>,
    (territories, shelf, gauges, zone): Shared,
) -> Result<web::Json<Scoreboard>, Problem> {
    let territory = territories.current();
    let asked = Asked::new(&query, (who.scope(), &territory), (**zone, who.now()))?;
    let books = shelf.current(who.read()).await?;
    let sources = Sources {
        db: who.read(),
        gauges: &gauges,
        books: &books,
    };
    Ok(web::Json(scoreboard::show(sources, &asked).await?))
}
