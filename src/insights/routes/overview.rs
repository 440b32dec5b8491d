//! Hot spots and the overview.
use std::sync::Arc;

use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::gauges::Gauges;
use crate::insights::asked::FilterQuery;
use crate::insights::desk::{Caller, DeskSources};
use crate::insights::overview::{Brought, Present, overview};
use crate::insights::wire::{HotSpotsView, OverviewView};
use crate::insights::{Insights, crowds, queries};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadInsights;
use crate::platform::days::Zone;
use crate::platform::problem::{Problem, ProblemResponses};
use crate::units::Shelf;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_hotspots).service(show_overview);
}

/// Places where records crowd more than chance puts them: Getis-Ord Gi* over cells of 100 m, Benjamini-Hochberg.
#[utoipa::path(operation_id = "list_hotspots", tag = "insights", params(FilterQuery), security(("bearer" = [])),
    responses((status = 200, body = HotSpotsView), ProblemResponses))]
#[get("/insights/hotspots")]
async fn list_hotspots(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    query: web::Query<FilterQuery>,
) -> Result<web::Json<Arc<HotSpotsView>>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let key = (
        standing.seq,
        standing.territory.version(),
        asked.kind,
        asked.filter.clone(),
    );
    if let Some(known) = insights.known_hot_spots(&key).await {
        return Ok(web::Json(known));
    }
    let sites = queries::list_sites(who.read(), &asked.scope).await?;
    let _turn = insights.turn().await?;
    let found = web::block(move || Arc::new(crowds::hot_spots(&standing, &asked, &sites))).await;
    let found = found.map_err(|error| Problem::internal("find hot spots", error))?;
    insights.remember_hot_spots(key, Arc::clone(&found)).await;
    Ok(web::Json(found))
}

/// The state of things in the caller's areas, all that a desk shows at first: indicators of the quarter, cases due and
/// overdue, seven days against the seven before, outcomes, coverage, gaps of responsibility. Only `area` and `kind` are
/// heeded; the periods are fixed.
#[utoipa::path(operation_id = "show_overview", tag = "insights", params(FilterQuery), security(("bearer" = [])),
    responses((status = 200, body = OverviewView), ProblemResponses))]
#[get("/insights/overview")]
async fn show_overview(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    (gauges, shelf, zone): (web::Data<Gauges>, web::Data<Shelf>, web::Data<Zone>),
    query: web::Query<FilterQuery>,
) -> Result<web::Json<OverviewView>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let present = Present::at(who.now(), **zone, insights.history_until());
    let name = standing.kinds.names().get(asked.kind).copied();
    let caller = Caller {
        actor: who.actor(),
        area: query
            .common()
            .area
            .and_then(|code| standing.territory.by_code(code)),
    };
    let sources = DeskSources {
        db: who.read().clone(),
        gauges: Gauges::clone(&gauges),
        shelf: Shelf::clone(&shelf),
        territory: Arc::clone(&standing.territory),
        zone: **zone,
        present,
    };
    let key = caller.key(name.unwrap_or_default(), &asked.scope);
    let brought = Brought {
        cases: caller
            .cases(who.read(), &standing.territory, present)
            .await?,
        kept: insights.kept(key, sources).await?,
    };
    let _turn = insights.turn().await?;
    let page = web::block(move || overview(&standing, &asked, present, brought)).await;
    Ok(web::Json(page.map_err(|error| {
        Problem::internal("make the overview", error)
    })?))
}
