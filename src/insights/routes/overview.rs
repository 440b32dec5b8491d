//! Hot spots and the overview.
use std::sync::Arc;

use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::insights::asked::FilterQuery;
use crate::insights::overview::{Present, overview};
use crate::insights::wire::{HotSpotsView, OverviewView};
use crate::insights::{Insights, crowds, queries};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadInsights;
use crate::platform::days::Zone;
use crate::platform::problem::{Problem, ProblemResponses};

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

/// The state of things in the caller's areas: seven days, trend, outcomes, coverage of grids. Only `area` and `kind`
/// are heeded; the periods are fixed.
#[utoipa::path(operation_id = "show_overview", tag = "insights", params(FilterQuery), security(("bearer" = [])),
    responses((status = 200, body = OverviewView), ProblemResponses))]
#[get("/insights/overview")]
async fn show_overview(
    who: Allowed<ReadInsights>,
    insights: web::Data<Insights>,
    zone: web::Data<Zone>,
    query: web::Query<FilterQuery>,
) -> Result<web::Json<OverviewView>, Problem> {
    let standing = insights.standing()?;
    let asked = query.common().resolve(&standing, who.scope())?;
    let present = Present::at(who.now(), **zone, insights.history_until());
    let name = standing.kinds.names().get(asked.kind).copied();
    let flags = queries::count_flags(
        who.read(),
        &asked.scope,
        name.unwrap_or_default(),
        present.week_start().0,
    )
    .await?;
    let _turn = insights.turn().await?;
    let page = web::block(move || overview(&standing, &asked, present, flags)).await;
    Ok(web::Json(page.map_err(|error| {
        Problem::internal("make the overview", error)
    })?))
}
