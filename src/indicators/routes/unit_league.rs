//! Units beside one another.

use crate::areas::Territories;
use crate::indicators::unit_league;
use crate::indicators::wire::{UnitLeague, UnitLeagueQuery};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadIndicators;
use crate::platform::days::Zone;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_unit_league);
}

/// Responsible units beside one another by one figure of their cases in a period: in tiers by their intervals, never in ranks.
#[utoipa::path(operation_id = "show_unit_league", tag = "indicators", params(UnitLeagueQuery), responses((status = 200, body = UnitLeague), ProblemResponses), security(("bearer" = [])))]
#[get("/indicators/unit-league")]
async fn show_unit_league(
    who: Allowed<ReadIndicators>,
    query: web::Query<UnitLeagueQuery>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<web::Json<UnitLeague>, Problem> {
    let territory = territories.current();
    let books = shelf.current(who.read()).await?;
    let (ground, times) = ((who.scope(), &*territory), (**zone, who.now()));
    let table = unit_league::unit_league((who.read(), &books), &query, ground, times).await?;
    Ok(web::Json(table))
}
