//! Figures.

use crate::ads::coverage;
use crate::ads::figures::{self, Asked};
use crate::ads::wire::{
    AdFiguresQuery, AdShareReport, AdSummaryView, ThemeCoverageQuery, ThemeCoverageView,
};
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::ReadInsights;
use crate::platform::days::Zone;
use crate::platform::problem::{Problem, ProblemResponses};
use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_ad_share)
        .service(show_ad_summary)
        .service(show_theme_coverage);
}

/// The public-service share (公益广告占比) of an area and its parts, against 30 %.
#[utoipa::path(operation_id = "show_ad_share", tag = "ads", params(AdFiguresQuery), security(("bearer" = [])),
    responses((status = 200, body = AdShareReport), ProblemResponses))]
#[get("/ads/share")]
async fn show_ad_share(
    who: Allowed<ReadInsights>,
    query: web::Query<AdFiguresQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<AdShareReport>, Problem> {
    let territory = territories.current();
    let asked = Asked::new(&query, who.scope(), &territory, **zone, who.now())?;
    Ok(web::Json(
        figures::share(who.read(), &territory, &asked).await?,
    ))
}

/// The share, what inspections found, what is overdue, and what walks counted.
#[utoipa::path(operation_id = "show_ad_summary", tag = "ads", params(AdFiguresQuery), security(("bearer" = [])),
    responses((status = 200, body = AdSummaryView), ProblemResponses))]
#[get("/ads/summary")]
async fn show_ad_summary(
    who: Allowed<ReadInsights>,
    query: web::Query<AdFiguresQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<AdSummaryView>, Problem> {
    let territory = territories.current();
    let asked = Asked::new(&query, who.scope(), &territory, **zone, who.now())?;
    Ok(web::Json(
        figures::summary(who.read(), &territory, &asked).await?,
    ))
}

/// Places within 300 m of a main road about which fewer than five public-service themes are shown.
#[utoipa::path(operation_id = "show_theme_coverage", tag = "ads", params(ThemeCoverageQuery), security(("bearer" = [])),
    responses((status = 200, body = ThemeCoverageView), ProblemResponses))]
#[get("/ads/theme-coverage")]
async fn show_theme_coverage(
    who: Allowed<ReadInsights>,
    query: web::Query<ThemeCoverageQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<ThemeCoverageView>, Problem> {
    let territory = territories.current();
    let mut found = vec![];
    let area = query.area.as_deref();
    let scope = figures::narrowed(area, who.scope(), &territory, &mut found);
    if !found.is_empty() {
        return Err(Problem::invalid_query(found));
    }
    Ok(web::Json(
        coverage::coverage(who.read(), &territory, &scope).await?,
    ))
}
