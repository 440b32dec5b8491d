//! Units over HTTP.

mod rules;

use super::books::{Books, Shelf};
use super::coverage;
use super::error::UnitError;
use super::import::{UnitImporter, UnitsReport};
use super::model::UnitKind;
use super::queries;
use super::service;
use super::wire::{
    AliasesChange, ContactsChange, NewUnit, UnitCoverageView, UnitDetail, UnitPatch, UnitQuery,
    UnitRow,
};
use crate::areas::{Territories, Territory, Upload};
use crate::platform::auth::markers::{ManageUnits, ReadUnits};
use crate::platform::auth::{Allowed, AreaScope};
use crate::platform::days::Zone;
use crate::platform::input::{Valid, read_limited};
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, FieldCode, FieldProblem, Problem, ProblemResponses};
use crate::platform::query::QueryParts;
use actix_web::{HttpResponse, get, patch, post, web};
use entity::unit;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Largest file, in bytes.
const MAX_UPLOAD_BYTES: usize = 5 * 1024 * 1024;

/// Mounts the routes below `/api/v1`.
pub fn configure(api: &mut ServiceConfig) {
    rules::configure(api);
    api.service(list_units)
        .service(create_unit)
        .service(import_units)
        .service(show_unit_coverage)
        .service(show_unit)
        .service(update_unit)
        .service(change_unit_contacts)
        .service(change_unit_aliases);
}

/// How a file is taken in.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// Only report what is wrong; change nothing.
    #[serde(default)]
    dry_run: bool,
    /// What the file is called, at most 200 characters.
    name: Option<String>,
}

impl ImportQuery {
    async fn upload(&self, body: web::Payload, name: &str) -> Result<Upload, Problem> {
        let bytes = read_limited(body, MAX_UPLOAD_BYTES).await?;
        let name = self.name.as_deref().unwrap_or(name);
        Ok(Upload {
            name: name.chars().filter(|one| *one != '\0').take(200).collect(),
            bytes: Arc::from(bytes.as_ref()),
            is_dry_run: self.dry_run,
        })
    }
}

/// 201 when taken in, 200 for a trial, else the problem with its report.
fn answer(
    query: &ImportQuery,
    report: UnitsReport,
    refused: Code,
) -> Result<HttpResponse, Problem> {
    match (query.dry_run, report.is_accepted) {
        (true, _) => Ok(HttpResponse::Ok().json(report)),
        (false, true) => Ok(HttpResponse::Created().json(report)),
        (false, false) => {
            let report = serde_json::to_value(report)
                .map_err(|error| Problem::internal("write the report", error))?;
            Err(Problem::new(refused).with("report", report))
        }
    }
}

fn importer<'a>(
    who: &'a Allowed<ManageUnits>,
    territories: &'a Territories,
) -> Result<UnitImporter<'a>, Problem> {
    if territories.current().version() == 0 {
        return Err(Problem::new(Code::NoAreasYet));
    }
    Ok(UnitImporter {
        db: who.db(),
        clock: &who.state().clock,
        ids: &who.state().ids,
        territories,
        actor: Some(who.actor()),
    })
}

fn narrowed(
    scope: &AreaScope,
    territory: &Territory,
    code: Option<&str>,
) -> Result<AreaScope, UnitError> {
    let Some(code) = code else {
        return Ok(scope.clone().areas_only());
    };
    let area = territory.by_code(code);
    let area = area.ok_or_else(|| UnitError::query("/area", FieldCode::UnknownArea))?;
    Ok(scope.narrowed_to(&area.path))
}

/// Responsible units of the caller's areas, by code.
#[utoipa::path(operation_id = "list_units", tag = "units", params(UnitQuery, PageQuery), responses((status = 200, body = Page<UnitRow>), ProblemResponses), security(("bearer" = [])))]
#[get("/units")]
async fn list_units(
    who: Allowed<ReadUnits>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<UnitQuery>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
) -> Result<web::Json<Page<UnitRow>>, Problem> {
    let (territory, page) = (territories.current(), page.read()?);
    let unknown = || UnitError::query("/kind", FieldCode::UnknownValue);
    let kind = query.kind.as_deref();
    let kind = kind
        .map(|kind| UnitKind::parse(kind).ok_or_else(unknown))
        .transpose()?;
    let text = query.q.clone().filter(|text| !text.is_empty());
    if text
        .as_ref()
        .is_some_and(|text| text.contains('\0') || text.chars().count() > 100)
    {
        let fault = FieldProblem::new("/q", FieldCode::InvalidValue);
        return Err(Problem::invalid_query(vec![fault]));
    }
    let asked = queries::UnitsAsked {
        kind: kind.map(UnitKind::code),
        text,
        is_active: query.is_active,
        after: page.after.clone(),
    };
    let scope = narrowed(who.scope(), &territory, query.area.as_deref())?;
    let books = shelf.current(who.read()).await?;
    let found = queries::list(who.read(), &scope, &asked, page.probe()).await?;
    let rows = service::rows(who.read(), &books, &territory, found).await?;
    Ok(web::Json(page.cut(rows, |row: &UnitRow| row.code.clone())))
}

/// Make a responsible unit.
#[utoipa::path(operation_id = "create_unit", tag = "units", request_body = NewUnit, responses((status = 201, body = UnitDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/units")]
async fn create_unit(
    who: Allowed<ManageUnits>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
    Valid(body): Valid<NewUnit>,
) -> Result<HttpResponse, Problem> {
    let territory = territories.current();
    let made = service::create(&who, &territory, body).await?;
    Ok(HttpResponse::Created().json(shown(&who, (&shelf, **zone), &territory, made).await?))
}

async fn shown<P>(
    who: &Allowed<P>,
    (shelf, zone): (&Shelf, Zone),
    territory: &Territory,
    unit: unit::Model,
) -> Result<UnitDetail, Problem> {
    let books: Arc<Books> = shelf.current(who.read()).await?;
    let today = zone.day_of(who.now());
    Ok(service::detail(who.read(), &books, territory, unit, today).await?)
}

/// A unit with its contacts, rules and places.
#[utoipa::path(operation_id = "show_unit", tag = "units", params(("unit_id" = Uuid, Path)), responses((status = 200, body = UnitDetail), ProblemResponses), security(("bearer" = [])))]
#[get("/units/{unit_id}")]
async fn show_unit(
    who: Allowed<ReadUnits>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<web::Json<UnitDetail>, Problem> {
    let found = queries::find(who.read(), who.scope(), *id).await?;
    let unit = found.ok_or(UnitError::NotFound(*id))?;
    Ok(web::Json(
        shown(&who, (&shelf, **zone), &territories.current(), unit).await?,
    ))
}

/// Change a unit, or let it take no new work.
#[utoipa::path(operation_id = "update_unit", tag = "units", params(("unit_id" = Uuid, Path)), request_body = UnitPatch, responses((status = 200, body = UnitDetail), ProblemResponses), security(("bearer" = [])))]
#[patch("/units/{unit_id}")]
async fn update_unit(
    who: Allowed<ManageUnits>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
    Valid(body): Valid<UnitPatch>,
) -> Result<web::Json<UnitDetail>, Problem> {
    let unit = service::update(&who, *id, body).await?;
    Ok(web::Json(
        shown(&who, (&shelf, **zone), &territories.current(), unit).await?,
    ))
}

/// Let contacts of a unit come and go.
#[utoipa::path(operation_id = "change_unit_contacts", tag = "units", params(("unit_id" = Uuid, Path)), request_body = ContactsChange, responses((status = 200, body = UnitDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/units/{unit_id}/contacts")]
async fn change_unit_contacts(
    who: Allowed<ManageUnits>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
    Valid(body): Valid<ContactsChange>,
) -> Result<web::Json<UnitDetail>, Problem> {
    let unit = service::change_contacts(&who, *id, body).await?;
    Ok(web::Json(
        shown(&who, (&shelf, **zone), &territories.current(), unit).await?,
    ))
}

/// Let other names of a unit come and go: what tables call it when they do not use its own name. A name belongs to one unit.
#[utoipa::path(operation_id = "change_unit_aliases", tag = "units", params(("unit_id" = Uuid, Path)), request_body = AliasesChange, responses((status = 200, body = UnitDetail), ProblemResponses), security(("bearer" = [])))]
#[post("/units/{unit_id}/aliases")]
async fn change_unit_aliases(
    who: Allowed<ManageUnits>,
    id: web::Path<Uuid>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
    Valid(body): Valid<AliasesChange>,
) -> Result<web::Json<UnitDetail>, Problem> {
    let unit = service::change_aliases(&who, *id, body).await?;
    Ok(web::Json(
        shown(&who, (&shelf, **zone), &territories.current(), unit).await?,
    ))
}

/// Brings in units from a table (CSV or XLSX), all or nothing: `code`, `kind`, `name_zh`, `name_en`, `parent_code`, `area_code`,
/// `accounts` (sign-in names with `;`), `desk`, `desk_phone`. Known codes are changed, other units stay. With `dry_run` only the report is made.
#[utoipa::path(operation_id = "import_units", tag = "units", params(ImportQuery), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = UnitsReport), (status = 201, body = UnitsReport), ProblemResponses), security(("bearer" = [])))]
#[post("/units/import")]
async fn import_units(
    who: Allowed<ManageUnits>,
    query: web::Query<ImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let upload = query.upload(body, "units.csv").await?;
    let report = importer(&who, &territories)?.import_units(&upload).await?;
    answer(&query, report, Code::UnitsRefused)
}

/// Which area the report is about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CoverageQuery {
    /// Code of an area; its subtree counts.
    area: Option<String>,
}

/// Grids without staff, sites without grid or unit, behaviours without unit, units without people.
#[utoipa::path(operation_id = "show_unit_coverage", tag = "units", params(CoverageQuery), responses((status = 200, body = UnitCoverageView), ProblemResponses), security(("bearer" = [])))]
#[get("/units/coverage")]
async fn show_unit_coverage(
    who: Allowed<ReadUnits>,
    query: web::Query<CoverageQuery>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<web::Json<UnitCoverageView>, Problem> {
    let territory = territories.current();
    let scope = narrowed(who.scope(), &territory, query.area.as_deref())?;
    let books = shelf.current(who.read()).await?;
    let today = zone.day_of(who.now());
    let report = coverage::report(who.read(), (&books, &territory), &scope, today).await?;
    Ok(web::Json(report))
}
