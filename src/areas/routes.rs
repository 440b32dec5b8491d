//! Handlers.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::import::{Importer, Upload};
use super::territory::{Area, Territories};
use super::wire::{
    AreaFilter, AreaView, ImportQuery, ImportReport, LocatedView, OutlineFilter, PlacesReport,
    PointQuery, RoadFilter, SiteFilter, SiteView, TreeView, VersionList,
};
use super::{roads, service};
use crate::platform::auth::markers::ImportAreas;
use crate::platform::auth::{Allowed, AreaScope, SignedIn};
use crate::platform::input::read_limited;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;

/// Largest body of an import in bytes.
const MAX_UPLOAD_BYTES: usize = 30 * 1024 * 1024;
/// Longest name of an imported file in characters.
const MAX_SOURCE_NAME: usize = 200;

/// Mounts areas, sites and roads.
pub fn configure(api: &mut ServiceConfig) {
    api.service(list_areas)
        .service(show_area_tree)
        .service(list_area_outlines)
        .service(locate_area)
        .service(list_area_versions)
        .service(import_areas)
        .service(show_area)
        .service(list_sites)
        .service(import_sites)
        .service(list_roads)
        .service(import_roads);
}

/// The caller's areas, by path: an area before all below it.
#[utoipa::path(operation_id = "list_areas", tag = "areas", security(("bearer" = [])), params(AreaFilter, PageQuery),
    responses((status = 200, body = Page<AreaView>), ProblemResponses))]
#[get("/areas")]
async fn list_areas(
    who: SignedIn,
    query: Listing<AreaFilter>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<AreaView>>, Problem> {
    let (territory, scope) = (territories.current(), who.actor().home_scope());
    service::list_areas(&territory, &scope, &query.filters, &query.beside).map(web::Json)
}

/// Names of the caller's areas as a tree; of areas above only the names.
#[utoipa::path(operation_id = "show_area_tree", tag = "areas", security(("bearer" = [])), responses((status = 200, body = TreeView), ProblemResponses))]
#[get("/areas/tree")]
async fn show_area_tree(who: SignedIn, territories: web::Data<Territories>) -> web::Json<TreeView> {
    web::Json(service::tree(
        &territories.current(),
        &who.actor().home_scope(),
    ))
}

/// Outlines of the caller's areas as one GeoJSON feature collection. Has an `ETag`.
#[utoipa::path(operation_id = "list_area_outlines", tag = "areas", security(("bearer" = [])), params(OutlineFilter),
    responses((status = 200, body = Object, content_type = "application/geo+json"), (status = 304, description = "Unchanged"), ProblemResponses))]
#[get("/areas/outlines")]
async fn list_area_outlines(
    who: SignedIn,
    filter: web::Query<OutlineFilter>,
    request: HttpRequest,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let scope = narrowed(
        &who.actor().home_scope(),
        filter.area.as_deref(),
        &territories,
    )?;
    let level = service::read_level(filter.level.as_deref())?;
    Ok(geojson(
        &request,
        service::outlines(&territory, &scope, level),
    ))
}

/// The deepest area that holds a point, and those above it. Answers for the whole city: names are no secret.
#[utoipa::path(operation_id = "locate_area", tag = "areas", security(("bearer" = [])), params(PointQuery),
    responses((status = 200, body = LocatedView), ProblemResponses))]
#[get("/areas/locate")]
async fn locate_area(
    _who: SignedIn,
    point: web::Query<PointQuery>,
    territories: web::Data<Territories>,
) -> Result<web::Json<LocatedView>, Problem> {
    service::locate(&territories.current(), &point).map(web::Json)
}

/// Every version of the tree, the newest first.
#[utoipa::path(operation_id = "list_area_versions", tag = "areas", security(("bearer" = [])), responses((status = 200, body = VersionList), ProblemResponses))]
#[get("/areas/versions")]
async fn list_area_versions(who: Allowed<ImportAreas>) -> Result<web::Json<VersionList>, Problem> {
    Ok(web::Json(service::list_versions(who.read()).await?))
}

/// Imports a GeoJSON feature collection of areas as the next version, all or nothing. At most 30 MB.
/// With `dry_run` only the report is made, and errors in the file are no error of the request.
#[utoipa::path(operation_id = "import_areas", tag = "areas", security(("bearer" = [])), params(ImportQuery),
    request_body(content = Object, content_type = "application/geo+json"),
    responses((status = 200, body = ImportReport), (status = 201, body = ImportReport), ProblemResponses))]
#[post("/areas/import")]
async fn import_areas(
    who: Allowed<ImportAreas>,
    query: web::Query<ImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let upload = read_upload(&who, &query, body, &territories).await?;
    let report = importer(&who, &territories).import_areas(&upload).await?;
    who.state().forget_sessions();
    answer(&report, report.is_accepted, &upload, Code::AreasRefused)
}

/// One area as a GeoJSON feature.
#[utoipa::path(operation_id = "show_area", tag = "areas", security(("bearer" = [])), params(("code" = String, Path, description = "Code of the area")),
    responses((status = 200, body = Object, content_type = "application/geo+json"), (status = 304, description = "Unchanged"), ProblemResponses))]
#[get("/areas/{code}")]
async fn show_area(
    who: SignedIn,
    code: web::Path<String>,
    request: HttpRequest,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let scope = who.actor().home_scope();
    let area = territory
        .by_code(&code)
        .filter(|area| scope.contains_path(&area.path));
    let feature = service::feature(area.ok_or_else(|| Problem::new(Code::NotFound))?, None);
    Ok(geojson(&request, feature))
}

/// Sites in the caller's areas, by code, or the nearest to a point first.
#[utoipa::path(operation_id = "list_sites", tag = "areas", security(("bearer" = [])), params(SiteFilter, PageQuery),
    responses((status = 200, body = Page<SiteView>), ProblemResponses))]
#[get("/sites")]
async fn list_sites(
    who: SignedIn,
    QueryParts {
        filters: filter,
        beside: page,
    }: Listing<SiteFilter>,
    territories: web::Data<Territories>,
) -> Result<web::Json<Page<SiteView>>, Problem> {
    let scope = narrowed(
        &who.actor().home_scope(),
        filter.area.as_deref(),
        &territories,
    )?;
    service::list_sites(who.read(), &territories.current(), &scope, &filter, &page)
        .await
        .map(web::Json)
}

/// Replaces the sites by those of a GeoJSON feature collection of points.
#[utoipa::path(operation_id = "import_sites", tag = "areas", security(("bearer" = [])), params(ImportQuery),
    request_body(content = Object, content_type = "application/geo+json"),
    responses((status = 200, body = PlacesReport), (status = 201, body = PlacesReport), ProblemResponses))]
#[post("/sites/import")]
async fn import_sites(
    who: Allowed<ImportAreas>,
    query: web::Query<ImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let upload = read_upload(&who, &query, body, &territories).await?;
    if territories.current().version() == 0 {
        return Err(Problem::new(Code::NoAreasYet));
    }
    let report = importer(&who, &territories).import_sites(&upload).await?;
    answer(&report, report.is_accepted, &upload, Code::SitesRefused)
}

/// Roads that touch the caller's areas, as a GeoJSON feature collection. Has an `ETag`.
#[utoipa::path(operation_id = "list_roads", tag = "areas", security(("bearer" = [])), params(RoadFilter),
    responses((status = 200, body = Object, content_type = "application/geo+json"), (status = 304, description = "Unchanged"), ProblemResponses))]
#[get("/roads")]
async fn list_roads(
    who: SignedIn,
    filter: web::Query<RoadFilter>,
    request: HttpRequest,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let scope = narrowed(
        &who.actor().home_scope(),
        filter.area.as_deref(),
        &territories,
    )?;
    let rows = roads::list(who.read()).await?;
    Ok(geojson(
        &request,
        roads::collection_within(&rows, &territories.current(), &scope),
    ))
}

/// Replaces the roads by those of a GeoJSON feature collection of lines.
#[utoipa::path(operation_id = "import_roads", tag = "areas", security(("bearer" = [])), params(ImportQuery),
    request_body(content = Object, content_type = "application/geo+json"),
    responses((status = 200, body = PlacesReport), (status = 201, body = PlacesReport), ProblemResponses))]
#[post("/roads/import")]
async fn import_roads(
    who: Allowed<ImportAreas>,
    query: web::Query<ImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let upload = read_upload(&who, &query, body, &territories).await?;
    let report = importer(&who, &territories).import_roads(&upload).await?;
    answer(&report, report.is_accepted, &upload, Code::RoadsRefused)
}

fn importer<'a>(who: &'a Allowed<ImportAreas>, territories: &'a Territories) -> Importer<'a> {
    Importer {
        db: who.db(),
        clock: &who.state().clock,
        territories,
        actor: Some(who.actor()),
    }
}

/// The scope inside one area, if one is named; an area outside the caller's is not there.
fn narrowed(
    scope: &AreaScope,
    code: Option<&str>,
    territories: &Territories,
) -> Result<AreaScope, Problem> {
    let Some(code) = code else {
        return Ok(scope.clone());
    };
    let territory = territories.current();
    let found = territory
        .by_code(code)
        .map(|area| scope.narrowed_to(&area.path));
    let unknown =
        || Problem::invalid_query(vec![FieldProblem::new("/area", FieldCode::UnknownArea)]);
    found
        .filter(|scope| !scope.has_no_area())
        .ok_or_else(unknown)
}

/// Whoever replaces the tree, the sites or the roads must hold the permission for all of the tree.
async fn read_upload(
    who: &Allowed<ImportAreas>,
    query: &ImportQuery,
    body: web::Payload,
    territories: &Territories,
) -> Result<Upload, Problem> {
    let is_for_all = |area: &Area| who.scope().contains_path(&area.path);
    if !territories.current().roots().all(is_for_all) {
        return Err(Problem::new(Code::PermissionDenied));
    }
    let bytes = read_limited(body, MAX_UPLOAD_BYTES).await?;
    let name: String = query
        .name
        .as_deref()
        .unwrap_or("areas.geojson")
        .chars()
        .take(MAX_SOURCE_NAME)
        .collect();
    Ok(Upload {
        name,
        bytes: Arc::from(bytes.as_ref()),
        is_dry_run: query.dry_run,
    })
}

/// 201 when the file is in use now, 200 for a report only, a problem with the report inside when refused.
fn answer(
    report: &impl serde::Serialize,
    is_accepted: bool,
    upload: &Upload,
    refused: Code,
) -> Result<HttpResponse, Problem> {
    match (upload.is_dry_run, is_accepted) {
        (true, _) => Ok(HttpResponse::Ok().json(report)),
        (false, true) => Ok(HttpResponse::Created().json(report)),
        (false, false) => {
            let report = serde_json::to_value(report)
                .map_err(|error| Problem::internal("write the report", error))?;
            Err(Problem::new(refused).with("report", report))
        }
    }
}

/// A GeoJSON answer with an entity tag, or 304 when the client has it.
fn geojson(request: &HttpRequest, body: String) -> HttpResponse {
    let digest = crate::platform::keys::sha256(body.as_bytes());
    let tag = format!("\"{}\"", hex::encode(digest.get(..12).unwrap_or_default()));
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value: &HeaderValue| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    if is_known {
        return response.finish();
    }
    response.content_type("application/geo+json").body(body)
}
