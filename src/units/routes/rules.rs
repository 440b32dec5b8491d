//! Rules of responsibility and duties at places.

use super::{ImportQuery, answer, importer, narrowed};
use crate::areas::Territories;
use crate::platform::auth::Allowed;
use crate::platform::auth::markers::{ManageUnits, ReadUnits};
use crate::platform::days::Zone;
use crate::platform::input::Valid;
use crate::platform::page::{Listing, Page, PageQuery};
use crate::platform::problem::{Code, Problem, ProblemResponses};
use crate::platform::query::{QueryParts, day};
use crate::units::books::Shelf;
use crate::units::import::UnitsReport;
use crate::units::wire::{
    DutyBody, DutyQuery, DutyView, ExplainQuery, Explained, NewRules, RuleMoves, RuleSetView,
};
use crate::units::{queries, service};
use actix_web::{HttpResponse, get, post, put, web};
use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn configure(api: &mut ServiceConfig) {
    api.service(show_unit_rules)
        .service(update_unit_rules)
        .service(show_rule_moves)
        .service(import_unit_rules)
        .service(show_responsible_unit)
        .service(list_place_duties)
        .service(change_place_duty);
}

/// The rules of responsibility in use, in order, each with its sentence.
#[utoipa::path(operation_id = "show_unit_rules", tag = "units", responses((status = 200, body = RuleSetView), ProblemResponses), security(("bearer" = [])))]
#[get("/units/rules")]
async fn show_unit_rules(
    who: Allowed<ReadUnits>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
) -> Result<web::Json<RuleSetView>, Problem> {
    let books = shelf.current(who.read()).await?;
    Ok(web::Json(
        service::rule_set(who.read(), &books, &territories.current()).await?,
    ))
}

/// Make the next version of the rules; earlier versions stay.
#[utoipa::path(operation_id = "update_unit_rules", tag = "units", request_body = NewRules, responses((status = 200, body = RuleSetView), ProblemResponses), security(("bearer" = [])))]
#[put("/units/rules")]
async fn update_unit_rules(
    who: Allowed<ManageUnits>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    Valid(body): Valid<NewRules>,
) -> Result<web::Json<RuleSetView>, Problem> {
    let territory = territories.current();
    let books = shelf.current(who.read()).await?;
    service::save_rules(&who, (&books, &territory), body).await?;
    let books = shelf.current(who.read()).await?;
    Ok(web::Json(
        service::rule_set(who.read(), &books, &territory).await?,
    ))
}

/// What changed rules would have done to the incidents of the last 30 days; nothing is changed.
#[utoipa::path(operation_id = "show_rule_moves", tag = "units", request_body = NewRules, responses((status = 200, body = RuleMoves), ProblemResponses), security(("bearer" = [])))]
#[post("/units/rules/trial")]
async fn show_rule_moves(
    who: Allowed<ManageUnits>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
    Valid(body): Valid<NewRules>,
) -> Result<web::Json<RuleMoves>, Problem> {
    let territory = territories.current();
    let books = shelf.current(who.read()).await?;
    let set = service::rules_of(who.read(), &territory, &body.rules).await?;
    let scope = who.scope().clone().areas_only();
    let when = (**zone, who.now());
    let moves = service::try_out(who.read(), (&books, &territory), &scope, set, when).await?;
    Ok(web::Json(moves))
}

/// Brings in rules from a table (CSV or XLSX), all or nothing: `priority`, `territory`, `territory_code`, `subject`, `subject_code`,
/// `unit_code`, `from`, `to`. The file is the whole set, in order. With `dry_run` only the report is made.
#[utoipa::path(operation_id = "import_unit_rules", tag = "units", params(ImportQuery), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = UnitsReport), (status = 201, body = UnitsReport), ProblemResponses), security(("bearer" = [])))]
#[post("/units/rules/import")]
async fn import_unit_rules(
    who: Allowed<ManageUnits>,
    query: web::Query<ImportQuery>,
    body: web::Payload,
    territories: web::Data<Territories>,
) -> Result<HttpResponse, Problem> {
    let upload = query.upload(body, "rules.csv").await?;
    let report = importer(&who, &territories)?.import_rules(&upload).await?;
    answer(&query, report, Code::RulesRefused)
}

/// Which unit a matter at a place belongs to, why, and who else could be meant.
#[utoipa::path(operation_id = "show_responsible_unit", tag = "units", params(ExplainQuery), responses((status = 200, body = Explained), ProblemResponses), security(("bearer" = [])))]
#[get("/units/responsible")]
async fn show_responsible_unit(
    who: Allowed<ReadUnits>,
    query: web::Query<ExplainQuery>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Explained>, Problem> {
    let mut found = vec![];
    let on = day("/on", query.on.as_deref(), &mut found);
    if !found.is_empty() {
        return Err(Problem::invalid_query(found));
    }
    let territory = territories.current();
    let scope = who.scope().clone().areas_only();
    let what = service::situation(who.read(), &territory, &scope, &query).await?;
    let books = shelf.current(who.read()).await?;
    let on = on.unwrap_or_else(|| zone.day_of(who.now()));
    Ok(web::Json(
        service::explain(who.read(), &books, &territory, &what, on).await?,
    ))
}

/// Who answers for which roads and sites (路段责任, 门前三包), by place.
#[utoipa::path(operation_id = "list_place_duties", tag = "units", params(DutyQuery, PageQuery), responses((status = 200, body = Page<DutyView>), ProblemResponses), security(("bearer" = [])))]
#[get("/units/duties")]
async fn list_place_duties(
    who: Allowed<ReadUnits>,
    QueryParts {
        filters: query,
        beside: page,
    }: Listing<DutyQuery>,
    territories: web::Data<Territories>,
    shelf: web::Data<Shelf>,
    zone: web::Data<Zone>,
) -> Result<web::Json<Page<DutyView>>, Problem> {
    let page = page.read()?;
    let scope = narrowed(who.scope(), &territories.current(), query.area.as_deref())?;
    let today = zone.day_of(who.now()).to_string();
    let asked = (today.as_str(), query.unit);
    let rows =
        queries::duties::list(who.read(), &scope, asked, page.after.clone(), page.probe()).await?;
    let books = shelf.current(who.read()).await?;
    let views = service::duty_views(who.read(), &books, rows).await?;
    Ok(web::Json(page.cut(views, |row: &DutyView| {
        (row.place_kind.clone(), row.place_code.clone(), row.id)
    })))
}

/// Say who answers for a road or site from today on; without a unit, nobody.
#[utoipa::path(operation_id = "change_place_duty", tag = "units", params(("place_kind" = String, Path, description = "`road` or `site`", example = "site"), ("place_code" = String, Path, description = "Code of the road or site")),
    request_body = DutyBody, responses((status = 204), ProblemResponses), security(("bearer" = [])))]
#[put("/units/duties/{place_kind}/{place_code}")]
async fn change_place_duty(
    who: Allowed<ManageUnits>,
    place: web::Path<(String, String)>,
    territories: web::Data<Territories>,
    zone: web::Data<Zone>,
    Valid(body): Valid<DutyBody>,
) -> Result<HttpResponse, Problem> {
    let (kind, code) = (place.0.as_str(), place.1.as_str());
    if !["road", "site"].contains(&kind) || code.contains('\0') {
        return Err(Problem::new(Code::NotFound));
    }
    service::put_duty(&who, &territories.current(), **zone, (kind, code), body).await?;
    Ok(HttpResponse::NoContent().finish())
}
