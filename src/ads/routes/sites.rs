//! Sites.

use crate::ads::import::AdSiteImporter;
use crate::ads::queries::{self, SiteFilter};
use crate::ads::service;
use crate::ads::wire::{
    AdImportQuery, AdInspectionRow, AdPointsView, AdSiteDetail, AdSitePatch, AdSiteQuery,
    AdSiteView, AdSitesReport, point_view,
};
use crate::areas::sites::Near;
use crate::areas::{Territories, Upload};
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageAds, ReadAds};
use crate::platform::clock::UtcMillis;
use crate::platform::days::Zone;
use crate::platform::input::{Valid, read_limited};
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, get, patch, post, web};
use entity::ad_site;
use sea_orm::{ConnectionTrait, DbErr};
use std::sync::Arc;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Inspections of a site that its page shows.
const HISTORY: u64 = 50;
/// Largest body of an import in bytes.
const MAX_UPLOAD_BYTES: usize = 30 * 1024 * 1024;
/// Longest name of an imported file in characters.
const MAX_SOURCE_NAME: usize = 200;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(list_ad_sites)
        .service(list_ad_site_points)
        .service(import_ad_sites)
        .service(show_ad_site)
        .service(update_ad_site);
}

/// Ad sites in the caller's areas: by code, by the instant they are due, or the nearest to a point first.
#[utoipa::path(operation_id = "list_ad_sites", tag = "ads", params(AdSiteQuery, PageQuery), security(("bearer" = [])),
    responses((status = 200, body = Page<AdSiteView>), ProblemResponses))]
#[get("/ads/sites")]
async fn list_ad_sites(
    who: Allowed<ReadAds>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<AdSiteQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<AdSiteView>>, Problem> {
    let filter = SiteFilter::new(
        &query,
        who.scope(),
        &territories.current(),
        **zone,
        who.now(),
    )?;
    let page = page.read()?;
    if let Some(near) = query.near.as_deref() {
        let near = Near::parse(near).ok_or_else(|| bad("/near"))?;
        let mut found = queries::list_near(who.read(), &filter, near).await?;
        found.truncate(page.limit);
        let (sites, metres): (Vec<_>, Vec<f64>) = found.into_iter().unzip();
        let views = views(who.read(), sites, &territories, who.now()).await?;
        let items = views.into_iter().zip(metres);
        return Ok(web::Json(Page {
            items: items
                .map(|(view, metres)| view.at_distance(metres))
                .collect(),
            next_cursor: None,
        }));
    }
    let sites = queries::list_sites(who.read(), &filter, page.after.clone(), page.probe()).await?;
    let page = page.cut(sites, |site: &ad_site::Model| {
        (site.due_at, site.code.clone(), site.id)
    });
    Ok(web::Json(Page {
        items: views(who.read(), page.items, &territories, who.now()).await?,
        next_cursor: page.next_cursor,
    }))
}

fn bad(pointer: &str) -> Problem {
    Problem::invalid_query(vec![FieldProblem::new(pointer, FieldCode::OutOfRange)])
}

async fn views(
    db: &impl ConnectionTrait,
    sites: Vec<ad_site::Model>,
    territories: &Territories,
    now: UtcMillis,
) -> Result<Vec<AdSiteView>, DbErr> {
    let roads = sites.iter().filter_map(|site| site.road_code.clone());
    let roads = queries::road_names(db, roads).await?;
    let territory = territories.current();
    let view = |site| AdSiteView::new(site, &territory, &roads, now);
    Ok(sites.into_iter().map(view).collect())
}

/// Ad sites in the caller's areas as points for a map, with the filters of the list.
#[utoipa::path(operation_id = "list_ad_site_points", tag = "ads", params(AdSiteQuery), security(("bearer" = [])),
    responses((status = 200, body = AdPointsView), ProblemResponses))]
#[get("/ads/sites/points")]
async fn list_ad_site_points(
    who: Allowed<ReadAds>,
    query: web::Query<AdSiteQuery>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
) -> Result<web::Json<AdPointsView>, Problem> {
    let filter = SiteFilter::new(
        &query,
        who.scope(),
        &territories.current(),
        **zone,
        who.now(),
    )?;
    let points = queries::list_points(who.read(), &filter).await?;
    let items = points.into_iter().map(|point| point_view(point, who.now()));
    Ok(web::Json(AdPointsView {
        items: items.collect(),
    }))
}

/// One ad site with its inspections, each with its photos.
#[utoipa::path(operation_id = "show_ad_site", tag = "ads", params(("ad_site_id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = AdSiteDetail), ProblemResponses))]
#[get("/ads/sites/{ad_site_id}")]
async fn show_ad_site(
    who: Allowed<ReadAds>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
) -> Result<web::Json<AdSiteDetail>, Problem> {
    let site = queries::find_site(who.read(), who.scope(), *id).await?;
    let site = site.ok_or_else(|| Problem::new(Code::AdSiteNotFound))?;
    let history = queries::of_site(who.read(), who.scope(), *id, None, HISTORY).await?;
    let territory = territories.current();
    let rows = history
        .into_iter()
        .map(|one| AdInspectionRow::new(one, &territory));
    Ok(web::Json(AdSiteDetail {
        site: one(who.read(), site, &territories, who.now()).await?,
        history: rows.collect(),
    }))
}

async fn one(
    db: &impl ConnectionTrait,
    site: ad_site::Model,
    territories: &Territories,
    now: UtcMillis,
) -> Result<AdSiteView, Problem> {
    let view = views(db, vec![site], territories, now).await?.pop();
    view.ok_or_else(|| Problem::internal("show an ad site", "its view is missing"))
}

/// Brings in ad sites from a GeoJSON feature collection of points or JSON lines, all or nothing. At most 30 MB. Known codes
/// are changed, sites that are not in the file stay. With `dry_run` only the report is made.
#[utoipa::path(operation_id = "import_ad_sites", tag = "ads", params(AdImportQuery), security(("bearer" = [])),
    request_body(content = Object, content_type = "application/geo+json"),
    responses((status = 200, body = AdSitesReport), (status = 201, body = AdSitesReport), ProblemResponses))]
#[post("/ads/sites/import")]
async fn import_ad_sites(
    who: Allowed<ManageAds>,
    query: web::Query<AdImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let bytes = read_limited(body, MAX_UPLOAD_BYTES).await?;
    if territories.current().version() == 0 {
        return Err(Problem::new(Code::NoAreasYet));
    }
    let name = query.name.as_deref().unwrap_or("ad_sites");
    let upload = Upload {
        name: name.chars().take(MAX_SOURCE_NAME).collect(),
        bytes: Arc::from(bytes.as_ref()),
        is_dry_run: query.dry_run,
    };
    let importer = AdSiteImporter {
        db: who.db(),
        clock: &who.state().clock,
        territories: &territories,
        actor: Some(who.actor()),
        scope: Some(who.scope().clone().areas_only()),
        refresh_days: None,
    };
    let report = importer.import(&upload).await?;
    match (query.dry_run, report.is_accepted) {
        (true, _) => Ok(HttpResponse::Ok().json(report)),
        (false, true) => Ok(HttpResponse::Created().json(report)),
        (false, false) => {
            let report = serde_json::to_value(report)
                .map_err(|error| Problem::internal("write the report", error))?;
            Err(Problem::new(Code::AdSitesRefused).with("report", report))
        }
    }
}

/// Changes an ad site, or ends it. Ended ones stay for their records.
#[utoipa::path(operation_id = "update_ad_site", tag = "ads", params(("ad_site_id" = Uuid, Path)), security(("bearer" = [])),
    request_body = AdSitePatch, responses((status = 200, body = AdSiteView), ProblemResponses))]
#[patch("/ads/sites/{ad_site_id}")]
async fn update_ad_site(
    who: Allowed<ManageAds>,
    id: web::Path<Uuid>,
    Valid(change): Valid<AdSitePatch>,
    territories: web::Data<Territories>,
) -> Result<web::Json<AdSiteView>, Problem> {
    let site = service::update(&who, *id, &change).await?;
    Ok(web::Json(
        one(who.read(), site, &territories, who.now()).await?,
    ))
}
